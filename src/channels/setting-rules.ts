/** Rules for settings that several channels have. */
import type { SettingRule } from '../domain/channel.ts';

/** The address of a channel's server; the adapter has a default. */
export function serverUrl(about: string): SettingRule {
  return { about, check: serverUrlFault };
}

function serverUrlFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain =
    url && ['https:', 'http:'].includes(url.protocol) && !url.username && !url.search && !url.hash;
  return plain ? undefined : 'it is an http(s) address without a query, such as https://HOST.';
}

/** An identifier or a secret as channels give them: printable, without spaces. */
export function token(about: string, options: Omit<SettingRule, 'about' | 'check'>): SettingRule {
  return {
    about,
    ...options,
    check: (value) =>
      /^[\x21-\x7e]{1,512}$/.test(value)
        ? undefined
        : 'it is printable text without spaces, copied whole from the channel.',
  };
}

/** The address without the slash at its end, so that paths can be put behind it. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
