/** Actions of the door for scripts that mean the same for every channel. */
import type { Twist } from './answers.ts';
import type { NoticeSender } from './notice-sender.ts';
import { type Command, ControlError } from './simulator.ts';

export type Action<Api> = (api: Api, command: Command) => unknown;

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export async function carryOut<Api>(
  actions: Readonly<Record<string, Action<Api>>>,
  api: Api,
  command: Command,
  sender: NoticeSender,
): Promise<unknown> {
  const act = Object.hasOwn(actions, command.action) ? actions[command.action] : undefined;
  if (!act) throw new ControlError(`action is one of ${Object.keys(actions).join(', ')}.`);
  const result = await act(api, command);
  // Scripts give orders one after the other, and expect their news in that order.
  await sender.settled();
  return result;
}

/** `notices` (`mode`: send, hold, drop), and `release` (`order`, `words`) of what was held. */
export function noticeActions<Api>(senderOf: (api: Api) => NoticeSender) {
  return {
    notices(api: Api, { mode }: Command) {
      if (mode !== 'send' && mode !== 'hold' && mode !== 'drop') {
        throw new ControlError('mode is send, hold or drop.');
      }
      senderOf(api).setMode(mode);
    },
    release: (api: Api, { order, words }: Command) =>
      senderOf(api).release(
        order === 'reversed' ? 'reversed' : 'made',
        Array.isArray(words) ? words.map(String) : undefined,
      ),
  };
}

/** How the next answer is twisted, by an `answer` command. */
export function answerTwist({ how, issue, status }: Command): Twist {
  if (how === 'lose' || how === 'hang') return { how };
  if (how === 'fail') return { how, status: Number(status ?? 500) };
  if (how === 'refuse' && typeof issue === 'string') return { how, issue };
  throw new ControlError('how is lose, hang, fail (with status) or refuse (with issue).');
}
