/** Lines to be pasted into a shell. */

const PLAIN = /^[\w%+=:,./-]+$/;

/** The words as one line that a POSIX shell takes apart into the same words. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `channel set` for a new account with these settings. */
export function channelSetLine(
  app: string,
  channel: string,
  settings: Readonly<Record<string, string>>,
): string {
  const given = Object.entries(settings).map(
    // A single @ in front would name a file.
    ([key, value]) => `${key}=${value.startsWith('@') ? `@${value}` : value}`,
  );
  return shellLine(['npx', 'paycenter', 'channel', 'set', app, channel, ...given]);
}
