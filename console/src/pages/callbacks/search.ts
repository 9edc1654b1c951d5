import type { CallbackLine } from '../../api/shapes.ts';

export const CALLBACK_STATES = ['failed', 'waiting', 'acknowledged'] as const;

export type CallbackSearch = {
  state?: CallbackLine['state'] | undefined;
  endpoint?: string | undefined;
};

/** What of an address means something. */
export function readCallbackSearch(raw: Record<string, unknown>): CallbackSearch {
  const state = CALLBACK_STATES.find((each) => each === raw.state);
  const { endpoint } = raw;
  return {
    ...(state ? { state } : {}),
    ...(typeof endpoint === 'string' && endpoint !== '' ? { endpoint } : {}),
  };
}
