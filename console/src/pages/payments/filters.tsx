/** Filters as chips: states to switch on and off, and one for each other thing that is asked for. */
import { Button, Chip, Group, NativeSelect, Pill, Popover, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTexts } from '../../texts/language.tsx';
import { type PaymentSearch, STATES } from './search.ts';

type Props = { readonly search: PaymentSearch };

/** Puts some filters into the address beside those that are there; undefined takes one away. */
function useRefine(search: PaymentSearch) {
  const navigate = useNavigate();
  return (change: PaymentSearch) =>
    void navigate({ to: '/payments', search: { ...search, ...change } });
}

export function Filters({ search }: Props) {
  const t = useTexts();
  const refine = useRefine(search);
  const toState = (chosen: readonly string[]) => {
    const state = STATES.filter((each) => chosen.includes(each));
    refine({ state: state.length === 0 ? undefined : state });
  };
  return (
    <Group gap="xs">
      <Chip.Group multiple value={search.state ?? []} onChange={toState}>
        {STATES.map((state) => (
          <Chip key={state} value={state} size="xs" variant="outline">
            {t.states[state]}
          </Chip>
        ))}
      </Chip.Group>
      <Chip
        size="xs"
        variant="outline"
        checked={search.needs ?? false}
        onChange={(needs) => refine({ needs: needs || undefined })}
      >
        {t.payments.needsPerson}
      </Chip>
      <MoreFilters key={JSON.stringify(search)} search={search} />
      <Chosen search={search} />
    </Group>
  );
}

const NAMED = ['q', 'channel', 'currency', 'min', 'max', 'from', 'to', 'test'] as const;

function Chosen({ search }: Props) {
  const t = useTexts();
  const refine = useRefine(search);
  const textOf = (name: (typeof NAMED)[number]) => {
    if (name === 'test') return search.test ? t.parts.test : t.payments.liveOnly;
    return `${t.payments.filters[name]}: ${search[name]}`;
  };
  return NAMED.filter((name) => search[name] !== undefined).map((name) => (
    <Pill
      key={name}
      size="md"
      withRemoveButton
      onRemove={() => refine({ [name]: undefined })}
      removeButtonProps={{ 'aria-label': t.payments.removeFilter(textOf(name)), tabIndex: 0 }}
    >
      {textOf(name)}
    </Pill>
  ));
}

function MoreFilters({ search }: Props) {
  const t = useTexts();
  const refine = useRefine(search);
  const [isOpen, popover] = useDisclosure();
  const [wish, setWish] = useState<PaymentSearch>(search);
  const field = (name: 'channel' | 'currency' | 'min' | 'max' | 'from' | 'to', type = 'text') => (
    <TextInput
      type={type}
      label={t.payments.filters[name]}
      value={wish[name] ?? ''}
      onChange={(event) => setWish({ ...wish, [name]: event.currentTarget.value.trim() })}
    />
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    popover.close();
    const given = (['channel', 'currency', 'min', 'max', 'from', 'to'] as const).map(
      (name) => [name, wish[name] || undefined] as const,
    );
    const { currency } = wish;
    refine({
      ...Object.fromEntries(given),
      currency: currency ? currency.toUpperCase() : undefined,
      test: wish.test,
    });
  };
  return (
    <Popover opened={isOpen} onChange={popover.toggle} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" onClick={popover.toggle}>
          {t.payments.moreFilters}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="sm" w={300}>
            {field('channel')}
            {field('currency')}
            <Group grow>
              {field('min')}
              {field('max')}
            </Group>
            <Group grow>
              {field('from', 'date')}
              {field('to', 'date')}
            </Group>
            <NativeSelect
              label={t.payments.money}
              value={String(wish.test ?? '')}
              onChange={(event) => setWish(withTest(wish, event.currentTarget.value))}
              data={[
                { value: '', label: t.payments.liveAndTest },
                { value: 'false', label: t.payments.liveOnly },
                { value: 'true', label: t.payments.testOnly },
              ]}
            />
            <Button type="submit">{t.payments.apply}</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function withTest({ test: _, ...rest }: PaymentSearch, value: string): PaymentSearch {
  return value === '' ? rest : { ...rest, test: value === 'true' };
}
