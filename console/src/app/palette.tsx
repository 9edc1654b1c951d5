/** One box that goes anywhere: to a page by its name, to a payment by any id that somebody holds. */
import { Button, Kbd, Modal, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { useMay } from '../api/session.tsx';
import { Icon } from '../parts/icon.tsx';
import { useTexts } from '../texts/language.tsx';
import { PLACES } from './navigation.ts';

type Props = { readonly isOpen: boolean; readonly setOpen: (isOpen: boolean) => void };

export function Palette({ isOpen, setOpen }: Props) {
  const t = useTexts();
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<Icon name="search" size={16} />}
        rightSection={<Kbd visibleFrom="md">Ctrl K</Kbd>}
        onClick={() => setOpen(true)}
        fw={400}
      >
        {t.keys.search}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t.keys.palette}>
        <Choices close={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Choices({ close }: { readonly close: () => void }) {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const [asked, setAsked] = useState('');
  const q = asked.trim();
  const places = PLACES.filter(
    ({ name, needs }) =>
      (!needs || may(needs)) && t.nav[name].toLowerCase().includes(q.toLowerCase()),
  );
  const findPayment = () => {
    close();
    void navigate({ to: '/payments', search: { q } });
  };
  const goTo = (to: string) => {
    close();
    void navigate({ to });
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    const [first] = places;
    if (first) goTo(first.to);
    else if (q !== '') findPayment();
  };
  return (
    <Stack gap="xs">
      <TextInput
        aria-label={t.keys.asked}
        placeholder={t.keys.asked}
        value={asked}
        onChange={(event) => setAsked(event.currentTarget.value)}
        onKeyDown={onEnter}
        data-autofocus
      />
      {places.map(({ to, name, icon }) => (
        <UnstyledButton key={to} className="nav-link" onClick={() => goTo(to)}>
          <Icon name={icon} />
          {t.nav[name]}
        </UnstyledButton>
      ))}
      {q !== '' && (
        <UnstyledButton className="nav-link" onClick={findPayment}>
          <Icon name="search" />
          {t.keys.findPayment(q)}
        </UnstyledButton>
      )}
    </Stack>
  );
}
