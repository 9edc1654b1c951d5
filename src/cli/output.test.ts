import { expect, test } from 'vitest';
import { fields, printable, table } from './output.ts';

test('what a terminal would obey is shown instead', () => {
  expect(printable('a\u001b[2Jb\u202ec\u009bd')).toBe('a\\u001b[2Jb\\u202ec\\u009bd');
});

test('columns line up, in scripts of two columns a character too', () => {
  const rows = [
    { name: '茶', state: 'paid' },
    { name: 'kettle', state: null },
  ];
  const lines = table(rows, { NAME: (row) => row.name, STATE: (row) => row.state }, 'None.');
  expect(lines).toEqual(['NAME    STATE', '茶      paid', 'kettle  -']);
});

test('a table without rows is a sentence', () => {
  expect(table([], { NAME: () => '' }, 'There is none.')).toEqual(['There is none.']);
});

test('fields that have no value are left out', () => {
  expect(fields({ id: 'a', website: null, state: 'paid', note: '' })).toEqual([
    'id     a',
    'state  paid',
  ]);
});
