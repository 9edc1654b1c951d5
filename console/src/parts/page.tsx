/** What every page begins with: where one is, and what can be done here. */
import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

export function Page(props: {
  readonly title: string;
  /** Beside the title. */
  readonly marks?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { title } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · PayCenter`;
  }, [title]);
  useEffect(() => {
    // Whoever came by a link or a key goes on reading here; whoever is at something else stays there.
    const at = document.activeElement;
    if (!at || at === document.body || at.closest('nav')) heading.current?.focus();
  }, []);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="center" mih={44}>
        <Group gap="sm">
          <Title order={1} tabIndex={-1} ref={heading}>
            {title}
          </Title>
          {props.marks}
        </Group>
        <Group gap="xs">{props.actions}</Group>
      </Group>
      {props.children}
    </Stack>
  );
}

/** A part of a page with a heading of its own. */
export function Section(props: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="card">
      <Group justify="space-between" mb="sm" mih={32}>
        <Title order={2}>{props.title}</Title>
        <Group gap="xs">{props.actions}</Group>
      </Group>
      {props.children}
    </section>
  );
}
