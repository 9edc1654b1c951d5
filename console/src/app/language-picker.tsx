import { NativeSelect } from '@mantine/core';
import { LANGUAGES, type Language, useLanguage } from '../texts/language.tsx';

/** Each language by its own name. */
export function LanguagePicker() {
  const { language, speak, t } = useLanguage();
  return (
    <NativeSelect
      size="xs"
      aria-label={t.shell.language}
      value={language}
      onChange={(event) => speak(event.currentTarget.value as Language)}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
    />
  );
}
