/** The fields of a dialog, what went wrong, and the two ways on. */
import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSay } from '../i18n/language.tsx';
import { ProblemNote } from './problem-note.tsx';

export function DialogForm(props: {
  readonly submit: () => void;
  readonly submitLabel: string;
  readonly cancel: () => void;
  readonly error?: unknown;
  readonly isPending?: boolean;
  /** Nothing can be sent yet. */
  readonly disabled?: boolean;
  /** At the other end of the buttons. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  const say = useSay();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.submit();
      }}
    >
      <Stack gap="md">
        {props.children}
        <ProblemNote error={props.error} />
        <Group justify="space-between">
          <div>{props.beside}</div>
          <Group>
            <Button variant="default" onClick={props.cancel}>
              {say('cancel')}
            </Button>
            <Button
              type="submit"
              loading={props.isPending ?? false}
              disabled={props.disabled ?? false}
            >
              {props.submitLabel}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
