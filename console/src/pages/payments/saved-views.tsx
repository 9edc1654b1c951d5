/** Filters by a name, so that they need not be put together every morning. */
import { ActionIcon, Button, Group, Popover, Stack, Text } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useReading } from '../../i18n/language.tsx';
import { useKept } from '../../parts/kept.ts';
import { TextField } from '../../parts/text-field.tsx';
import type { PaymentSearch } from './filter.ts';

type View = { readonly name: string; readonly search: PaymentSearch };

export function SavedViews(props: {
  readonly search: PaymentSearch;
  readonly apply: (search: PaymentSearch) => void;
}) {
  const { say } = useReading();
  const [open, setOpen] = useState(false);
  const [views, setViews] = useKept<readonly View[]>('payment-views', []);
  const [name, setName] = useState('');
  const others = views.filter((view) => view.name !== name.trim());
  const save = () => {
    if (name.trim() === '') return;
    setViews([...others, { name: name.trim(), search: props.search }]);
    setName('');
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus width={280}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={16} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {say('views')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('views')}>
        <Stack gap="xs">
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              {say('views.none')}
            </Text>
          )}
          {views.map((view) => (
            <Group key={view.name} justify="space-between" wrap="nowrap">
              <Button
                variant="subtle"
                size="compact-md"
                onClick={() => {
                  setOpen(false);
                  props.apply(view.search);
                }}
              >
                {view.name}
              </Button>
              <ActionIcon
                aria-label={say('views.forget', { name: view.name })}
                onClick={() => setViews(views.filter((each) => each !== view))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <Group gap="xs" align="end" wrap="nowrap">
              <TextField label={say('views.name')} value={name} onChange={setName} />
              <Button type="submit" variant="default">
                {say('save')}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
