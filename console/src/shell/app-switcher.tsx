/** Which app is looked at, and whether it plays with play money. */
import { Select } from '@mantine/core';
import { useSay } from '../i18n/language.tsx';
import { useApps } from '../query/apps.ts';
import { useChooseApp, useChosenApp } from './chosen-app.ts';

const ALL = '*';

export function AppSwitcher() {
  const say = useSay();
  const apps = useApps();
  const chosen = useChosenApp();
  const choose = useChooseApp();
  const options = [
    { value: ALL, label: say('apps.all') },
    ...(apps ?? []).map(({ app_id, name }) => ({ value: app_id, label: name })),
  ];
  return (
    <Select
      aria-label={say('apps.switch')}
      data={options}
      value={chosen ?? ALL}
      onChange={(value) => choose(value === ALL || value === null ? undefined : value)}
      searchable={options.length > 8}
      w={{ base: 150, sm: 210 }}
      size="sm"
    />
  );
}

/** Above everything of an app that is not live. */
export function TestRibbon() {
  const say = useSay();
  const chosen = useChosenApp();
  const app = useApps()?.find(({ app_id }) => app_id === chosen);
  if (app?.mode !== 'test') return null;
  return <div className="test-ribbon">{say('test.ribbon', { app: app.name })}</div>;
}
