/** A secret that is shown now and never again. */
import { Button, CopyButton, Group, Text } from '@mantine/core';
import { useTexts } from '../texts/language.tsx';

export function ShownOnce(props: { readonly label: string; readonly secret: string }) {
  const t = useTexts();
  return (
    <div>
      <Text fw={600} size="sm">
        {props.label}
      </Text>
      <pre className="raw">{props.secret}</pre>
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed">
          {t.parts.shownOnce}
        </Text>
        <CopyButton value={props.secret}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy}>
              {copied ? t.parts.copied : t.parts.copySecret}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
