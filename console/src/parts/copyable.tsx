/** An id or a secret, in full, to be copied. */
import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSay } from '../i18n/language.tsx';

export function Copyable(props: { readonly text: string; readonly children?: ReactNode }) {
  const say = useSay();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <span className="copyable">
      {props.children ?? <span className="mono">{props.text}</span>}
      <ActionIcon size={24} aria-label={say('copy', { what: props.text })} onClick={copy}>
        {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
      <span role="status" aria-live="polite" className="visually-hidden">
        {copied ? say('copied') : ''}
      </span>
    </span>
  );
}
