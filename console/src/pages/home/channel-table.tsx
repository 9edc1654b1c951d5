/** Each channel: what it brought, and how often paying there went well. */
import { Table } from '@mantine/core';
import type { Figures } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';

type Channel = { readonly channel: string; readonly now: Figures; readonly before: Figures };

export function ChannelTable({ channels }: { readonly channels: readonly Channel[] }) {
  const { say, format } = useReading();
  const rate = ({ paid, started }: Figures) =>
    started === 0 ? '–' : format.percent(paid / started);
  const heads = [
    ...[say('channel'), say('tile.takings'), say('home.before')],
    ...[say('tile.success'), say('home.before'), say('nav.refunds'), say('nav.disputes')],
  ];
  return (
    <div className="list">
      <Table>
        <Table.Thead>
          <Table.Tr>
            {heads.map((word, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two heads say the same.
              <Table.Th key={place} scope="col" className={place > 0 ? 'number' : ''}>
                {word}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {channels.map(({ channel, now, before }) => (
            <Table.Tr key={channel}>
              <Table.Td data-label={heads[0]}>{channel}</Table.Td>
              <Table.Td data-label={heads[1]} className="number">
                <Amount of={now.takings} />
              </Table.Td>
              <Table.Td data-label={heads[2]} className="number">
                <Amount of={before.takings} />
              </Table.Td>
              <Table.Td data-label={heads[3]} className="number">
                {rate(now)}
              </Table.Td>
              <Table.Td data-label={heads[4]} className="number">
                {rate(before)}
              </Table.Td>
              <Table.Td data-label={heads[5]} className="number">
                <Amount of={now.refunded} />
              </Table.Td>
              <Table.Td data-label={heads[6]} className="number">
                {format.count(now.disputes)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
