/** Filters that somebody comes back to, by a name of his own, kept in his browser. */
import { Button, CloseButton, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTexts } from '../../texts/language.tsx';
import { type PaymentSearch, readPaymentSearch } from './search.ts';

const KEPT_AS = 'paycenter.payments.views';

type View = { readonly name: string; readonly search: PaymentSearch };

/** What was kept may be of another version: what cannot be read is not there. */
function keptViews(): readonly View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.map(({ name, search }) => ({
      name: String(name),
      search: readPaymentSearch(search),
    }));
  } catch {
    return [];
  }
}

export function Views({ search }: { readonly search: PaymentSearch }) {
  const t = useTexts();
  const navigate = useNavigate();
  const [views, setViews] = useState(keptViews);
  const [name, setName] = useState('');
  const keep = (next: readonly View[]) => {
    localStorage.setItem(KEPT_AS, JSON.stringify(next));
    setViews(next);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = name.trim();
    if (given === '') return;
    keep([...views.filter((view) => view.name !== given), { name: given, search }]);
    setName('');
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs">
          {t.payments.views}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" w={280}>
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              {t.payments.noViews}
            </Text>
          )}
          {views.map((view) => (
            <Group key={view.name} justify="space-between" wrap="nowrap">
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => void navigate({ to: '/payments', search: view.search })}
              >
                {view.name}
              </Button>
              <CloseButton
                size="sm"
                aria-label={t.payments.removeView(view.name)}
                onClick={() => keep(views.filter((each) => each !== view))}
              />
            </Group>
          ))}
          <form onSubmit={submit}>
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                label={t.payments.viewName}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button size="xs" type="submit">
                {t.payments.saveView}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
