/** What somebody does about himself: his password, his second factor, where he is signed in. */
import { SimpleGrid } from '@mantine/core';
import { useSession } from '../../api/session.tsx';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/language.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TotpCard } from './totp-card.tsx';

export function AccountPage() {
  const t = useTexts();
  const { user } = useSession();
  return (
    <Page title={t.nav.account} about={`${user.email} · ${t.users.roles[user.role]}`}>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <PasswordCard />
        <TotpCard />
      </SimpleGrid>
      <SessionsCard />
    </Page>
  );
}
