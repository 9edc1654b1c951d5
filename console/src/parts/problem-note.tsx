/** What went wrong, what to do, and in small print what a developer wants to know. */
import { Alert, Text } from '@mantine/core';
import { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/language.tsx';
import { Icon } from './icon.tsx';

export function ProblemNote({ error }: { readonly error: Error | null }) {
  const t = useTexts();
  if (!error) return null;
  const problem = error instanceof Problem ? error : undefined;
  const code = problem?.code ?? 'INTERNAL_ERROR';
  const sentences: Readonly<Record<string, string>> = t.problems;
  return (
    <Alert color="red" variant="light" icon={<Icon name="warning" />} role="alert">
      <Text size="sm" c="var(--mantine-color-text)">
        {sentences[code] ?? problem?.detail ?? t.problems.INTERNAL_ERROR}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        {code}
        {problem?.parameter ? ` · ${problem.parameter}` : ''}
        {problem?.detail ? ` · ${problem.detail}` : ''}
      </Text>
    </Alert>
  );
}
