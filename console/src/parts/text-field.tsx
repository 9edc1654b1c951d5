/** Fields that give and take a text. What is needed is said by the browser, not by a star. */
import {
  PasswordInput,
  type PasswordInputProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { useSay } from '../i18n/language.tsx';

type Text = { readonly value: string; readonly onChange: (text: string) => void };

export function TextField({ onChange, ...props }: Omit<TextInputProps, keyof Text> & Text) {
  return (
    <TextInput
      withAsterisk={false}
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function PasswordField({ onChange, ...props }: Omit<PasswordInputProps, keyof Text> & Text) {
  const say = useSay();
  return (
    <PasswordInput
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': say('password.show') }}
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
