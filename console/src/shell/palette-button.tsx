/** The search at the top: opens the palette, which comes when it is first wanted. */
import { ActionIcon, Button, Kbd } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSay } from '../i18n/language.tsx';

const Palette = lazy(() => import('./palette.tsx'));

export function PaletteButton() {
  const say = useSay();
  const [open, setOpen] = useState(false);
  useHotkeys([['mod+K', () => setOpen(true)]], []);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={() => setOpen(true)}
        visibleFrom="sm"
      >
        {say('palette.open')}
      </Button>
      <ActionIcon
        size={40}
        hiddenFrom="sm"
        aria-label={say('palette.open')}
        onClick={() => setOpen(true)}
      >
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
      <Suspense>{open && <Palette onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
