/** A page: its heading, what can be done here, and the title of the window. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

export function Page(props: {
  readonly title: string;
  readonly about?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · PayCenter`;
  }, [props.title]);
  return (
    <Stack className="page" gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1}>{props.title}</Title>
          {props.about && (
            <Text size="sm" c="dimmed" mt={4}>
              {props.about}
            </Text>
          )}
        </div>
        {props.actions && <Group gap="xs">{props.actions}</Group>}
      </Group>
      {props.children}
    </Stack>
  );
}

/** A part of a page, with its own heading. */
export function Section(props: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="card">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{props.title}</Title>
        {props.actions}
      </Group>
      {props.children}
    </section>
  );
}
