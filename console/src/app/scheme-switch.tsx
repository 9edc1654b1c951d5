import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { useTexts } from '../texts/language.tsx';

/** Light or dark: the system's until somebody chooses. */
export function SchemeSwitch() {
  const t = useTexts();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={isDark ? t.shell.toLight : t.shell.toDark}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <Icon name={isDark ? 'sun' : 'moon'} size={16} />
    </ActionIcon>
  );
}
