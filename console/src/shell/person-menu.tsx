/** Who is signed in, how he reads, and the way out. */
import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconSunMoon,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Session } from '../api/shapes.ts';
import { LANGUAGES, type Language, useReading } from '../i18n/language.tsx';
import { useSignOut } from '../session/session.ts';

const SCHEMES = [
  ['auto', 'scheme.auto', IconSunMoon],
  ['light', 'scheme.light', IconSun],
  ['dark', 'scheme.dark', IconMoon],
] as const;

export function PersonMenu({ session }: { readonly session: Session }) {
  const { say, language, inUtc, choose } = useReading();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={250} keepMounted={false}>
      <Menu.Target>
        <ActionIcon size={40} aria-label={say('person.menu')}>
          <IconUserCircle size={24} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          {say('nav.account')}
          <Text size="xs" c="dimmed" component="div">
            {session.user.email} · {say(`role.${session.user.role}`)}
          </Text>
        </Menu.Item>
        <Menu.Divider />
        {Object.entries(LANGUAGES).map(([key, name]) => (
          <Menu.Item
            key={key}
            lang={key}
            leftSection={<IconLanguage size={16} />}
            rightSection={key === language && <IconCheck size={16} />}
            onClick={() => choose({ language: key as Language })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {SCHEMES.map(([scheme, word, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} />}
            rightSection={scheme === colorScheme && <IconCheck size={16} />}
            onClick={() => setColorScheme(scheme)}
          >
            {say(word)}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconClock size={16} />}
          rightSection={inUtc && <IconCheck size={16} />}
          onClick={() => choose({ inUtc: !inUtc })}
        >
          {say('person.utc')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {say('person.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
