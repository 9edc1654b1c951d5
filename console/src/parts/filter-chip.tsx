/** A filter that is on: says what it is, and goes when it is pressed. */
import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useSay } from '../i18n/language.tsx';

export function FilterChip(props: { readonly text: string; readonly remove: () => void }) {
  const say = useSay();
  return (
    <Button
      variant="light"
      radius="xl"
      size="compact-md"
      rightSection={<IconX size={14} aria-hidden />}
      aria-label={say('filters.remove', { what: props.text })}
      onClick={props.remove}
    >
      {props.text}
    </Button>
  );
}
