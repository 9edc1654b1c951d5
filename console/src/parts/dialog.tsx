/** A question in front of the page. The browser's own dialog keeps the focus inside and brings it back. */
import { CloseButton, Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from '../i18n/language.tsx';

const FIRST_FIELD = 'input:not([type=hidden], [readonly]), textarea';

export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** What is shown once, or under way, is not closed by Escape. */
  readonly stays?: boolean;
}) {
  const say = useSay();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser would begin with the button that closes.
    dialog?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!props.stays) props.onClose();
      }}
      // Browsers close it all the same when Escape is pressed again.
      onClose={() => (props.stays ? ref.current?.showModal() : props.onClose())}
    >
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={2} id={titleId}>
            {props.title}
          </Title>
          {!props.stays && (
            <CloseButton aria-label={say('close')} onClick={props.onClose} size={32} />
          )}
        </Group>
        {props.children}
      </Stack>
    </dialog>
  );
}
