import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { useTexts } from '../texts/language.tsx';

export function NotFound() {
  const t = useTexts();
  return (
    <Page title={t.shell.notFound}>
      <div className="card">
        <Empty title={t.shell.notFound} todo={t.shell.notFoundTodo}>
          <Anchor component={Link} to="/payments">
            {t.nav.payments}
          </Anchor>
        </Empty>
      </div>
    </Page>
  );
}
