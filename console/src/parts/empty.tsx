/** Nothing is here, and what to do about it. */
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Empty(props: {
  readonly title: string;
  readonly todo?: string;
  readonly children?: ReactNode;
}) {
  return (
    <Stack align="center" gap={4} py={48} px="md" ta="center">
      <Text fw={600}>{props.title}</Text>
      {props.todo && (
        <Text size="sm" c="dimmed" maw={440}>
          {props.todo}
        </Text>
      )}
      {props.children}
    </Stack>
  );
}
