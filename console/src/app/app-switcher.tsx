/** Which app one looks at: it stands in the address, and every page keeps to it. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { readApps } from '../api/apps.ts';
import { TestMark } from '../parts/state-badge.tsx';
import { useTexts } from '../texts/language.tsx';

export function AppSwitcher() {
  const t = useTexts();
  const { data: apps = [] } = useQuery(readApps);
  const chosen = useChosenApp();
  const navigate = useNavigate();
  const shown = apps.find(({ app_id }) => app_id === chosen);
  const isTest = shown ? shown.mode === 'test' : apps.some(({ mode }) => mode === 'test');
  const choose = (value: string) =>
    navigate({
      to: '.',
      search: (before: object) => ({ ...before, app: value === '' ? undefined : value }),
    });
  return (
    <>
      <NativeSelect
        size="sm"
        aria-label={t.shell.app}
        value={chosen ?? ''}
        onChange={(event) => void choose(event.currentTarget.value)}
        data={[
          { value: '', label: t.shell.allApps },
          ...apps.map(({ app_id, name }) => ({ value: app_id, label: name })),
        ]}
      />
      {isTest && <TestMark />}
    </>
  );
}

/** The app_id that lists are to keep to; undefined for all. */
export function useChosenApp(): string | undefined {
  return useSearch({ strict: false }).app;
}
