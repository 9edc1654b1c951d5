/** `?` lists the keys; `g` and a letter go somewhere. */
import { Kbd } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useSay } from '../i18n/language.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useMay } from '../session/session.ts';
import { PLACES } from './navigation.ts';

const SECOND_KEY_MS = 1_200;

export function Keys() {
  const say = useSay();
  const may = useMay();
  const navigate = useNavigate();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    let goUntilMs = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (event.key === '?') setShown(true);
      else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (field) event.preventDefault();
        field?.focus();
      } else if (event.key === 'g') goUntilMs = Date.now() + SECOND_KEY_MS;
      else if (Date.now() < goUntilMs) {
        goUntilMs = 0;
        const place = PLACES.find(({ letter }) => letter === event.key);
        if (place) void navigate({ to: place.to });
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [navigate]);
  if (!shown) return null;
  return (
    <Dialog title={say('keys.title')} onClose={() => setShown(false)}>
      <dl className="facts">
        <dt>
          <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
        </dt>
        <dd>{say('palette.title')}</dd>
        <dt>
          <Kbd>/</Kbd>
        </dt>
        <dd>{say('keys.search')}</dd>
        {PLACES.filter(({ needs }) => !needs || may(needs)).map(({ letter, word }) => (
          <div key={letter} className="contents">
            <dt>
              <Kbd>g</Kbd> <Kbd>{letter}</Kbd>
            </dt>
            <dd>{say(word)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** Whoever writes wants letters, not ways; and a dialog keeps its keys to itself. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]')) return true;
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
