/** A secret that is shown now and never again. */
import { Stack, Text } from '@mantine/core';
import { useSay } from '../i18n/language.tsx';
import { Copyable } from './copyable.tsx';

export function ShownOnce(props: { readonly label: string; readonly text: string }) {
  const say = useSay();
  return (
    <Stack gap={4} className="once">
      <Text size="sm" c="dimmed">
        {props.label}
      </Text>
      <Copyable text={props.text} />
      <Text size="sm" fw={500}>
        {say('shownOnce')}
      </Text>
    </Stack>
  );
}
