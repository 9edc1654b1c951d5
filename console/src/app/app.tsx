/** Everything that stands around all pages: looks, language, session, and what is said in passing. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { makeQueryClient } from '../api/query-client.ts';
import { SessionGate } from '../api/session.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { SayProvider } from '../parts/say.tsx';
import { LanguageProvider } from '../texts/language.tsx';
import { router } from './router.tsx';
import { styleNonce } from './style-nonce.ts';
import { cssVariables, theme } from './theme.ts';

export function App() {
  const queryClient = useMemo(makeQueryClient, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <LanguageProvider>
        <QueryClientProvider client={queryClient}>
          <SayProvider>
            <SessionGate signIn={(session) => <SignInPage session={session} />}>
              <RouterProvider router={router} />
            </SessionGate>
          </SayProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}
