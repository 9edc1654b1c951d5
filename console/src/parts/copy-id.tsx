/** An id in full, with a button that copies it. */
import { ActionIcon, CopyButton } from '@mantine/core';
import { useTexts } from '../texts/language.tsx';
import { Icon } from './icon.tsx';

export function CopyId({ id }: { readonly id: string }) {
  const t = useTexts();
  return (
    <span className="copy-id">
      <span className="mono">{id}</span>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={copied ? t.parts.copied : t.parts.copy(id)}
          >
            <Icon name={copied ? 'check' : 'copy'} size={14} />
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
