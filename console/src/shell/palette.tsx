/** Goes anywhere: a page, an app, or whatever has the id, order, reference or e-mail that is typed. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { useReading } from '../i18n/language.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useApps } from '../query/apps.ts';
import { useMay } from '../session/session.ts';
import { OWN_PLACE, PLACES } from './navigation.ts';

type Choice = {
  readonly key: string;
  readonly label: string;
  readonly small?: string;
  readonly go: () => void;
};

export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { say } = useReading();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const choices = useChoices(typed.trim());
  const current = choices[Math.min(at, choices.length - 1)];
  const take = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((at + step + choices.length) % choices.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      take(current);
    }
  };
  return (
    <Dialog title={say('palette.title')} onClose={onClose}>
      <TextInput
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={current && `palette-${current.key}`}
        aria-label={say('palette.label')}
        placeholder={say('palette.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id="palette" aria-label={say('palette.label')} className="palette">
        {choices.map((choice) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, as in every combobox.
          <div
            key={choice.key}
            id={`palette-${choice.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === current}
            onClick={() => take(choice)}
          >
            {choice.label}
            {choice.small && <span>{choice.small}</span>}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

const FOUND_MAX = 6;
/** Shorter texts name nothing. */
const SEARCHED_FROM = 3;

function useChoices(typed: string): readonly Choice[] {
  const { say, format } = useReading();
  const navigate = useNavigate();
  const may = useMay();
  const apps = useApps() ?? [];
  const { data: found } = useQuery({
    queryKey: ['payments', 'palette', typed],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/payments', { params: { query: { q: typed, limit: FOUND_MAX } }, signal })),
    enabled: typed.length >= SEARCHED_FROM,
  });
  const matches = (text: string) => text.toLowerCase().includes(typed.toLowerCase());
  const payments = (typed.length >= SEARCHED_FROM ? (found?.data ?? []) : []).map((each) => ({
    key: each.trans_id,
    label: `${each.order_id} · ${format.money(each.gross)} · ${say(`payment.${each.state}`)}`,
    small: each.trans_id,
    go: () => void navigate({ to: '/payments/$transId', params: { transId: each.trans_id } }),
  }));
  const places = [...PLACES, OWN_PLACE]
    .filter(({ needs, word }) => (!needs || may(needs)) && matches(say(word)))
    .map(({ to, word }) => ({
      key: `to${to.replaceAll('/', '-')}`,
      label: say(word),
      go: () => void navigate({ to }),
    }));
  const seen =
    typed === '' ? [] : apps.filter(({ name, app_id }) => matches(name) || matches(app_id));
  const appPages = seen.slice(0, FOUND_MAX).map(({ app_id, name }) => ({
    key: `app-${app_id}`,
    label: name,
    small: `${say('nav.apps')} · ${app_id}`,
    go: () => void navigate({ to: '/apps/$appId', params: { appId: app_id } }),
  }));
  const search = {
    key: 'search',
    label: say('palette.search', { typed }),
    go: () => void navigate({ to: '/payments', search: { q: typed } }),
  };
  return [...payments, ...places, ...appPages, ...(typed === '' ? [] : [search])];
}
