/** The channels to choose from, as one form of buttons: a tap goes on. */
import { channelName } from './brands.ts';
import type { Language } from './languages.ts';
import { TEXTS } from './texts/catalogue.ts';

export type ChoosableChannel = {
  readonly key: string;
  /** What the operator calls it; the key alone becomes the brand's name. */
  readonly name: string;
  readonly logoUrl: string;
  /** One grey line in the shopper's language; without it, ours where we know the channel. */
  readonly description?: string | null | undefined;
  readonly troubled: boolean;
};

/** A POST to `action` with the hidden fields and `channel`, the chosen key. */
export type ChannelForm = {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
};

export type ChannelChoice = {
  /** In the operator's order. */
  readonly channels: readonly ChoosableChannel[];
  readonly form: ChannelForm;
};

/** So many are simply there; of more, the first few are, and the rest is behind a disclosure. */
const SHOWN_MAX = 5;
const SHOWN_OF_MANY = 4;

function channelModel(channel: ChoosableChannel, language: Language): object {
  const hints: Readonly<Record<string, string>> = TEXTS[language].channelHints;
  const hint = Object.hasOwn(hints, channel.key) ? hints[channel.key] : undefined;
  return {
    key: channel.key,
    name: channelName(channel, language),
    logoUrl: channel.logoUrl,
    description: channel.description || hint || null,
    troubled: channel.troubled,
  };
}

/**
 * The choice as the templates print it; the troubled channels come last.
 *
 * @param again key of the channel that was tried last: it gets a button of its own, if it is there.
 */
export function choiceModel(choice: ChannelChoice, language: Language, again?: string): object {
  const lastTried = choice.channels.find(({ key, troubled }) => key === again && !troubled);
  const others = choice.channels.filter((channel) => channel !== lastTried);
  const sorted = [
    ...others.filter(({ troubled }) => !troubled),
    ...others.filter(({ troubled }) => troubled),
  ].map((channel) => channelModel(channel, language));
  const shown = sorted.length > SHOWN_MAX ? SHOWN_OF_MANY : sorted.length;
  return {
    form: { action: choice.form.action, hidden: Object.entries(choice.form.hidden) },
    again: lastTried ? channelModel(lastTried, language) : null,
    channels: sorted.slice(0, shown),
    moreChannels: sorted.slice(shown),
  };
}
