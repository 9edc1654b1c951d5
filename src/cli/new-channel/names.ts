/** The spellings of a channel's name. */
import { CommandError } from '../command-error.ts';

export type ChannelNames = {
  /** `acme_pay`: the adapter, its folder, and what merchants send. */
  readonly name: string;
  /** `AcmePay`: in functions and types. */
  readonly pascal: string;
  /** `Acme Pay`: for people. */
  readonly title: string;
  /** `acme-pay`: in names of hosts. */
  readonly host: string;
};

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const LENGTH_MAX = 32;

/** Throws a CommandError that says how a channel is named. */
export function channelNames(name: string): ChannelNames {
  if (!NAME.test(name) || name.length > LENGTH_MAX) {
    throw new CommandError(
      `"${name}" is no name of a channel: it has small letters, digits and single "_" between them, begins with a letter, and is at most ${LENGTH_MAX} long, such as acme_pay.`,
      2,
    );
  }
  const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { name, pascal: words.join(''), title: words.join(' '), host: name.replaceAll('_', '-') };
}

/** A template with the names in place of its `__name__`, `__Name__`, `__title__` and `__host__`. */
export function withNames(template: string, { name, pascal, title, host }: ChannelNames): string {
  return template
    .replaceAll('__name__', name)
    .replaceAll('__Name__', pascal)
    .replaceAll('__title__', title)
    .replaceAll('__host__', host);
}
