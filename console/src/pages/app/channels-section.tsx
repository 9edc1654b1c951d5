/** An app's channels in the order in which shoppers see them: by drag, or by the keys. */
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { ActionIcon, Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconGripVertical, IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AnswerTo, AppWhole, ChannelAccount } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Empty } from '../../parts/data-list.tsx';
import { Mark, StateMark, TestMark } from '../../parts/mark.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';
import { useRenewApps } from './change-app.ts';
import { ChannelDialog } from './channel-dialog.tsx';

type Props = { readonly app: AppWhole };

export function ChannelsSection({ app }: Props) {
  const { say } = useReading();
  const may = useMay();
  const [editing, setEditing] = useState<ChannelAccount | 'new' | undefined>();
  const [moved, setMoved] = useState<readonly string[] | undefined>();
  const reorder = useReorder(app, () => setMoved(undefined));
  const accounts = inOrder(app.channels, moved);
  const ids = accounts.map(({ account }) => account);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    const next = arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
    setMoved(next);
    reorder.mutate(next);
  };
  return (
    <Section
      title={say('app.channels')}
      actions={
        may('channels:change') && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setEditing('new')}
          >
            {say('channel.add')}
          </Button>
        )
      }
    >
      {accounts.length === 0 && <Empty>{say('channels.none')}</Empty>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ul className="plain lines">
            {accounts.map((account) => (
              <ChannelLine
                key={account.account}
                account={account}
                edit={() => setEditing(account)}
              />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <ProblemNote error={reorder.error} />
      {editing && (
        <ChannelDialog
          app={app}
          account={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Section>
  );
}

function inOrder(
  accounts: readonly ChannelAccount[],
  ids: readonly string[] | undefined,
): readonly ChannelAccount[] {
  if (!ids) return accounts;
  return accounts.toSorted((left, right) => ids.indexOf(left.account) - ids.indexOf(right.account));
}

function useReorder({ app_id }: AppWhole, onSettled: () => void) {
  const renew = useRenewApps();
  return useMutation({
    mutationFn: (accounts: string[]) =>
      answerOf(
        api.PUT('/apps/{app_id}/channel-order', {
          params: { path: { app_id } },
          body: { accounts },
        }),
      ),
    async onSettled() {
      await renew();
      onSettled();
    },
  });
}

function ChannelLine(props: { readonly account: ChannelAccount; readonly edit: () => void }) {
  const { say } = useReading();
  const may = useMay();
  const { account } = props;
  const name = nameOf(account);
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({
    id: account.account,
    disabled: !may('channels:change'),
  });
  const style = {
    transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined,
    transition,
  };
  return (
    <li ref={setNodeRef} style={style}>
      <Group gap="sm">
        {may('channels:change') && (
          <ActionIcon
            size={32}
            {...attributes}
            {...listeners}
            aria-label={say('channel.move', { name })}
          >
            <IconGripVertical size={16} aria-hidden />
          </ActionIcon>
        )}
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {account.channel}
        </Text>
        {account.test && <TestMark />}
        {account.missing.length > 0 && (
          <Mark meaning="waiting">
            {say('channel.missing', { what: account.missing.join(', ') })}
          </Mark>
        )}
      </Group>
      {may('channels:change') && <ChannelActions account={account} edit={props.edit} />}
    </li>
  );
}

function nameOf({ display_name, public_name }: ChannelAccount): string {
  return display_name ?? public_name;
}

function ChannelActions(props: { readonly account: ChannelAccount; readonly edit: () => void }) {
  const { say } = useReading();
  const { account } = props;
  const path = { app_id: account.app_id, account: account.account };
  const enable = useMutation({
    mutationFn: (enabled: boolean) =>
      answerOf(
        api.PATCH('/apps/{app_id}/channels/{account}', { params: { path }, body: { enabled } }),
      ),
    onSuccess: useRenewApps(),
  });
  const check = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/apps/{app_id}/channels/{account}/check', { params: { path } })),
  });
  return (
    <div className="channel-actions">
      <Group gap="xs">
        <Switch
          label={say('channel.enabled')}
          aria-label={`${say('channel.enabled')}: ${nameOf(account)}`}
          checked={account.enabled}
          disabled={enable.isPending}
          onChange={(event) => enable.mutate(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          size="xs"
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          {say('channel.check')}
        </Button>
        <Button variant="default" size="xs" onClick={props.edit}>
          {say('settings')}
        </Button>
      </Group>
      <ProblemNote error={enable.error ?? check.error} />
      {check.data && <Findings findings={check.data.findings} />}
    </div>
  );
}

function Findings({ findings }: Pick<AnswerTo<'checkChannelAccount'>, 'findings'>) {
  return (
    <Stack gap={4} className="once" role="status">
      {findings.map((finding) => (
        <Group key={`${finding.check} ${finding.found}`} gap="sm" wrap="nowrap" align="flex-start">
          <StateMark of="finding" state={finding.state} />
          <Text size="sm">
            {finding.found}
            {finding.todo && <strong> {finding.todo}</strong>}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
