/** What went wrong, and what to do about it. */
import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { isAboutKey, Problem } from '../api/problem.ts';
import { en, type Key } from '../i18n/en.ts';
import { type Say, useReading } from '../i18n/language.tsx';

export function ProblemNote(props: { readonly error: unknown; readonly again?: () => void }) {
  const { say, language } = useReading();
  if (!props.error) return null;
  const { what, small } = explain(say, language, props.error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ message: { color: 'var(--ink)' } }}
    >
      {what}
      {small && (
        <Text size="xs" c="dimmed" mt={4}>
          {small}
        </Text>
      )}
      {props.again && (
        <Button size="xs" variant="default" mt="xs" onClick={props.again}>
          {say('again')}
        </Button>
      )}
    </Alert>
  );
}

/** In English the API's own sentence says the most; else ours for the code, with its code below. */
export function explain(say: Say, language: string, error: unknown) {
  if (!(error instanceof Problem)) return { what: say('problem.PAGE'), small: String(error) };
  const key = `problem.${error.code}`;
  const own = key in en ? say(key as Key) : undefined;
  const detail = error.message;
  const isForPeople = detail !== '' && !isAboutKey(error);
  const what = language === 'en' && isForPeople ? detail : (own ?? (detail || say('problem.PAGE')));
  const parameter = error.parameter === undefined ? '' : ` · ${error.parameter}`;
  return { what, small: `${error.code}${parameter}` };
}
