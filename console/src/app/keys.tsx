/** The keyboard: Ctrl K goes anywhere, g and a letter go to a page, ? lists the keys. */
import { Kbd, Modal, Table } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../api/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { PLACES } from './navigation.ts';

/** How long after `g` a letter still belongs to it. */
const TOGETHER_MS = 1_200;

export function useKeys() {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isListOpen, setListOpen] = useState(false);
  const wentAt = useRef(0);
  const navigate = useNavigate();
  const may = useMay();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setPaletteOpen(true);
        return;
      }
      const isTyping = (event.target as Element).closest('input, textarea, select, [role=dialog]');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') setListOpen(true);
      if (event.key === '/') {
        event.preventDefault();
        setPaletteOpen(true);
      }
      const isSecond = event.timeStamp - wentAt.current < TOGETHER_MS;
      wentAt.current = event.key === 'g' ? event.timeStamp : 0;
      const place = PLACES.find(({ key, needs }) => key === event.key && (!needs || may(needs)));
      if (isSecond && place) void navigate({ to: place.to });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, may]);
  return { isPaletteOpen, setPaletteOpen, isListOpen, closeList: () => setListOpen(false) };
}

export function KeyList(props: { readonly isOpen: boolean; readonly close: () => void }) {
  const t = useTexts();
  const lines: readonly (readonly [string, string])[] = [
    ['Ctrl K', t.keys.palette],
    ['/', t.keys.palette],
    ['?', t.keys.list],
    ...PLACES.map(({ key, name }) => [`g ${key}`, t.nav[name]] as const),
  ];
  return (
    <Modal opened={props.isOpen} onClose={props.close} title={t.keys.title}>
      <Table>
        <Table.Tbody>
          {lines.map(([keys, about]) => (
            <Table.Tr key={keys}>
              <Table.Td>
                {keys.split(' ').map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{about}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
