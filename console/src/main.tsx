import './style-nonce.ts';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './styles/base.css';
import './styles/marks.css';
import './styles/lists.css';
import './styles/story.css';
import './styles/parts.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { LanguageProvider } from './i18n/language.tsx';
import { createQueries } from './query/client.ts';
import { createConsoleRouter } from './router.tsx';
import { styleNonce } from './style-nonce.ts';
import { colours, theme } from './theme.ts';

const queries = createQueries();
const router = createConsoleRouter(queries);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has lost its root.');
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={colours}
    defaultColorScheme="auto"
    getStyleNonce={() => styleNonce}
  >
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LanguageProvider>
  </MantineProvider>,
);
