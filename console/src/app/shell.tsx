/** What stands around every page: where one can go, which app one looks at, who one is. */
import { AppShell, Burger, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLiveUpdates } from '../api/live.ts';
import { useMay } from '../api/session.tsx';
import { Icon } from '../parts/icon.tsx';
import { useTexts } from '../texts/language.tsx';
import { AppSwitcher } from './app-switcher.tsx';
import { KeyList, useKeys } from './keys.tsx';
import { LanguagePicker } from './language-picker.tsx';
import { PLACES } from './navigation.ts';
import { Palette } from './palette.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import { SignOut } from './sign-out.tsx';

export function Shell() {
  const t = useTexts();
  const [isOpen, menu] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const keys = useKeys();
  useLiveUpdates();
  useEffect(() => {
    if (path) menu.close();
  }, [path, menu.close]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip-link" href="#content">
        {t.shell.skip}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t.shell.menu}
            />
            <Text fw={650} visibleFrom="sm">
              PayCenter
            </Text>
            <AppSwitcher />
          </Group>
          <Palette isOpen={keys.isPaletteOpen} setOpen={keys.setPaletteOpen} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t.shell.pages}>
        <Places />
        <Stack mt="auto" pt="md" gap="xs">
          <Group gap="xs" wrap="nowrap" justify="space-between">
            <LanguagePicker />
            <SchemeSwitch />
          </Group>
          <SignOut />
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="content">
        <Outlet />
      </AppShell.Main>
      <KeyList isOpen={keys.isListOpen} close={keys.closeList} />
    </AppShell>
  );
}

function Places() {
  const t = useTexts();
  const may = useMay();
  return PLACES.filter(({ needs }) => !needs || may(needs)).map(({ to, name, icon }) => (
    <Link key={to} to={to} className="nav-link" activeOptions={{ exact: to === '/' }}>
      <Icon name={icon} />
      {t.nav[name]}
    </Link>
  ));
}
