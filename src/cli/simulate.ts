/** `paycenter simulate`: a stand-in of a channel, by itself, until it is told to stop. */
import type { Command } from 'commander';
import type { Simulator, SimulatorOptions } from '../../simulators/simulator.ts';
import { type JsonOption, leaf } from './command.ts';
import { CommandError } from './command-error.ts';
import { channelSetLine } from './shell-line.ts';

type SimulateOptions = JsonOption & { port?: string; noticeUrl?: string; timesFaster?: string };

/** Where an app's id goes in a line that is to be pasted. */
const SHOP = 'SHOP';

export function simulateCommand(): Command {
  return leaf(
    'simulate',
    'run a stand-in of a channel, with play money, until SIGINT or SIGTERM',
    'simulate paypal --port 3380',
  )
    .argument('<channel>', 'the channel')
    .option('--port <port>', 'where it listens; any free port if not given')
    .option('--notice-url <url>', "where its notices go: the account's notice_url")
    .option('--times-faster <times>', 'how much faster than in life it repeats refused notices')
    .action(async (channel: string, options: SimulateOptions) => {
      const simulatorOptions = readOptions(options);
      const create = await findSimulator(channel);
      const { SILENT } = await import('./session.ts');
      const { portTaken, runUntilStopped } = await import('./running.ts');
      await runUntilStopped(SILENT, async () => {
        const { port = 0 } = simulatorOptions;
        const simulator = await create(simulatorOptions).catch((error: unknown) => {
          throw portTaken(error, port, '--port') ?? error;
        });
        process.stdout.write(announce(channel, simulator, options));
        return { stop: () => simulator.close() };
      });
    });
}

async function findSimulator(channel: string) {
  // Nothing else needs them, and they are no part of the server.
  const { SIMULATORS } = await import('../../simulators/registry.ts');
  const create = SIMULATORS.get(channel);
  if (create) return create;
  const names = [...SIMULATORS.keys()].join(', ');
  throw new CommandError(`There is no simulator of ${channel}; there are ${names}.`, 2);
}

function readOptions({ port, noticeUrl, timesFaster }: SimulateOptions): SimulatorOptions {
  return {
    ...(port === undefined ? {} : { port: readNumber('--port', port, 65_535) }),
    ...(timesFaster === undefined
      ? {}
      : { timesFaster: readNumber('--times-faster', timesFaster, 1_000_000) }),
    ...(noticeUrl === undefined ? {} : { noticeUrl: readNoticeUrl(noticeUrl) }),
  };
}

function readNumber(option: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d{1,7}$/.test(text) && number >= 1 && number <= max) return number;
  throw new CommandError(`${option} must be a whole number from 1 to ${max}, not "${text}".`, 2);
}

function readNoticeUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new CommandError(
    `--notice-url must be the notice_url that \`channel set\` prints, not "${text}".`,
    2,
  );
}

function announce(
  channel: string,
  { url, settings }: Simulator,
  { json, noticeUrl }: SimulateOptions,
): string {
  const command = channelSetLine(SHOP, channel, settings);
  if (json) {
    const printed = { channel, url, notice_url: noticeUrl ?? null, settings, command };
    return `${JSON.stringify(printed, null, 2)}\n`;
  }
  const told =
    noticeUrl === undefined
      ? `Notices go where each payment says. A channel that is told so once, in a dashboard, tells nobody
  yet: give it the notice_url that this line prints, by starting it again with --notice-url and,
  so that its address stays, --port ${new URL(url).port}; then paste the new line.`
      : `Notices go to ${noticeUrl}.`;
  return `
  A simulated ${channel}, at ${url}. Nothing here is real: no money moves.

  To give an app an account there, put its app_id in place of ${SHOP}:

${command}

  ${told}

  Scripts can make it misbehave: POST ${url}/control; GET ${url}/control/book shows its books.
  Ctrl+C ends it.

`;
}
