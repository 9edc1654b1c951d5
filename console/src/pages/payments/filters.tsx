/** Filters as chips: each says what it is, and goes when it is pressed. */
import { Button, Group, MultiSelect, Popover, Select, Stack, Switch } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { useReading } from '../../i18n/language.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApps } from '../../query/apps.ts';
import { asList } from '../../query/search.ts';
import { PAYMENT_STATES, type PaymentSearch } from './filter.ts';

type Props = {
  readonly search: PaymentSearch;
  readonly change: (search: PaymentSearch) => void;
};

export function Filters({ search, change }: Props) {
  const { say } = useReading();
  const [open, setOpen] = useState(false);
  const chips = useChips(search);
  return (
    <Group gap="xs">
      <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus width={320}>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            onClick={() => setOpen(!open)}
          >
            {say('filters')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={say('filters')}>
          <FilterForm
            search={search}
            change={(next) => {
              setOpen(false);
              change(next);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {chips.map(({ names, text }) => (
        <FilterChip key={text} text={text} remove={() => change(without(search, names))} />
      ))}
      {chips.length > 1 && (
        <Button variant="subtle" size="compact-md" onClick={() => change({})}>
          {say('filters.clear')}
        </Button>
      )}
    </Group>
  );
}

type Name = keyof PaymentSearch;

function without(search: PaymentSearch, names: readonly Name[]): PaymentSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([name]) => !names.includes(name as Name)),
  );
}

function useChips(search: PaymentSearch): readonly { names: readonly Name[]; text: string }[] {
  const { say } = useReading();
  const states = asList(search.state, PAYMENT_STATES).map((state) => say(`payment.${state}`));
  const { currency = '', amount_min: min, amount_max: max, from, to } = search;
  const chip = (names: readonly Name[], text: string | undefined) =>
    text ? [{ names, text }] : [];
  const amounts =
    min === undefined && max === undefined
      ? undefined
      : `${min ?? '…'} – ${max ?? '…'} ${currency}`;
  return [
    ...chip(['q'], search.q),
    ...chip(['state'], states.join(', ')),
    ...chip(['channel'], search.channel),
    ...chip(
      amounts === undefined ? ['currency'] : ['amount_min', 'amount_max'],
      amounts ?? search.currency,
    ),
    ...chip(
      ['from', 'to'],
      from === undefined && to === undefined ? undefined : `${from ?? '…'} – ${to ?? '…'}`,
    ),
    ...chip(
      ['test'],
      search.test === undefined
        ? undefined
        : say(search.test === 'true' ? 'test.only' : 'test.none'),
    ),
    ...chip(['needs_person'], search.needs_person && say('payments.needsPerson')),
  ];
}

type Draft = {
  readonly draft: PaymentSearch;
  readonly set: (part: PaymentSearch) => void;
};

function FilterForm({ search, change }: Props) {
  const { say } = useReading();
  const [draft, setDraft] = useState<PaymentSearch>(search);
  const set = (part: PaymentSearch) => setDraft({ ...draft, ...part });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change(draft);
      }}
    >
      <Stack gap="sm">
        <Choices draft={draft} set={set} />
        <Spans draft={draft} set={set} />
        <Switch
          label={say('payments.needsPerson')}
          checked={draft.needs_person === 'true'}
          onChange={(event) => set({ needs_person: event.currentTarget.checked ? 'true' : '' })}
        />
        <Button type="submit">{say('filters.apply')}</Button>
      </Stack>
    </form>
  );
}

function Choices({ draft, set }: Draft) {
  const { say } = useReading();
  const channels = (useApps() ?? []).flatMap((app) => app.channels.map((each) => each.public_name));
  // A list of its own would close the form around it.
  const inside = { comboboxProps: { withinPortal: false } };
  return (
    <>
      <MultiSelect
        {...inside}
        label={say('state')}
        data={PAYMENT_STATES.map((value) => ({ value, label: say(`payment.${value}`) }))}
        value={asList(draft.state, PAYMENT_STATES)}
        onChange={(states) => set({ state: states.join(',') })}
      />
      <Select
        {...inside}
        label={say('channel')}
        data={[...new Set(channels)]}
        value={draft.channel || null}
        onChange={(channel) => set({ channel: channel ?? '' })}
        allowDeselect
        clearable
        searchable
      />
      <Select
        {...inside}
        label={say('filters.money')}
        data={[
          { value: '', label: say('test.both') },
          { value: 'false', label: say('test.none') },
          { value: 'true', label: say('test.only') },
        ]}
        value={draft.test ?? ''}
        onChange={(test) => set({ test: test ?? '' })}
      />
    </>
  );
}

function Spans({ draft, set }: Draft) {
  const { say } = useReading();
  const field = (name: Name, label: string, type = 'text') => (
    <TextField
      label={label}
      type={type}
      value={draft[name] ?? ''}
      onChange={(text) => set({ [name]: text })}
    />
  );
  return (
    <>
      <TextField
        label={say('currency')}
        maxLength={3}
        value={draft.currency ?? ''}
        onChange={(text) => set({ currency: text.toUpperCase() })}
      />
      <Group grow>
        {field('amount_min', say('amount.from'))}
        {field('amount_max', say('amount.to'))}
      </Group>
      <Group grow>
        {field('from', say('day.from'), 'date')}
        {field('to', say('day.to'), 'date')}
      </Group>
    </>
  );
}
