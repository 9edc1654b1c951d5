/** The side bar, the top and the keys around every page. */
import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { Session } from '../api/shapes.ts';
import { useSay } from '../i18n/language.tsx';
import { useMay } from '../session/session.ts';
import { AppSwitcher, TestRibbon } from './app-switcher.tsx';
import { useChosenApp } from './chosen-app.ts';
import { Keys } from './keys.tsx';
import { useLive } from './live.ts';
import { PLACES } from './navigation.ts';
import { PaletteButton } from './palette-button.tsx';
import { PersonMenu } from './person-menu.tsx';

export function Shell(props: { readonly session: Session; readonly children: ReactNode }) {
  const say = useSay();
  const may = useMay();
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const chosen = useChosenApp();
  useLive(chosen, watchedAt(path));
  // biome-ignore lint/correctness/useExhaustiveDependencies: on another page, the menu has done its work.
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
      styles={{ main: { background: 'var(--ground)' } }}
    >
      <a className="skip" href="#main">
        {say('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={say('nav.menu')}
              aria-expanded={opened}
            />
            <Text fw={650} visibleFrom="sm" w={160}>
              PayCenter
            </Text>
            <AppSwitcher />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <PaletteButton />
            <PersonMenu session={props.session} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={say('nav.label')}>
        <ScrollArea>
          <ul className="plain">
            {PLACES.filter(({ needs }) => !needs || may(needs)).map(({ to, word, icon: Icon }) => (
              <li key={to}>
                <NavLink
                  component={Link}
                  to={to}
                  label={say(word)}
                  leftSection={<Icon size={18} aria-hidden />}
                  active={isAt(path, to)}
                  aria-current={isAt(path, to) ? 'page' : undefined}
                  variant="light"
                />
              </li>
            ))}
          </ul>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <TestRibbon />
        <div className="content">{props.children}</div>
      </AppShell.Main>
      <Keys />
    </AppShell>
  );
}

function isAt(path: string, to: string): boolean {
  const here = path.replace(/^\/console/, '') || '/';
  return to === '/' ? here === '/' : here === to || here.startsWith(`${to}/`);
}

/** The payment whose page is open is told of whatever changes, however old it is. */
function watchedAt(path: string): readonly string[] {
  const match = /\/payments\/([^/]+)$/.exec(path);
  return match?.[1] ? [match[1]] : [];
}
