import { Command } from 'commander';
import type { JsonOption } from './command.ts';
import { CommandError } from './command-error.ts';
import type { Forwarded } from './forward.ts';
import { printable } from './output.ts';

type ListenOptions = JsonOption & { app: string; forwardTo: string };

/** `paycenter listen`: runs until it is told to stop. */
export function listenCommand(): Command {
  return new Command('listen')
    .description(
      "post a copy of an app's callbacks to a developer's machine, until SIGINT or SIGTERM",
    )
    .requiredOption('--app <id>', 'the app')
    .requiredOption('--forward-to <url>', 'where to; any address that this machine reaches')
    .option('--json', 'print one JSON document a line, one for each callback')
    .addHelpText(
      'after',
      '\nExample:\n  paycenter listen --app tea-shop --forward-to http://localhost:8080/callback',
    )
    .action(async (options: ListenOptions) => {
      const url = await readUrl(options.forwardTo);
      const { SILENT, withRunningCentre } = await import('./session.ts');
      const { NO_OUTBOX } = await import('../flows/centre.ts');
      const { startForwarding } = await import('./forward.ts');
      const { explainReply } = await import('../delivery/callback-reply.ts');
      const { runUntilStopped } = await import('./running.ts');
      const onForwarded = (forwarded: Forwarded) => {
        const { callback, result } = forwarded;
        print(options, forwarded, explainReply(callback.orderId, result).found);
      };
      const onLost = () => complain('The database does not answer: waiting for it.');
      await withRunningCentre(NO_OUTBOX, (centre) =>
        runUntilStopped(SILENT, async () => {
          const forward = { appId: options.app, url, onForwarded, onLost };
          const forwarding = await startForwarding(centre, forward);
          complain(`Callbacks of ${options.app} are copied to ${url} from now on. Ctrl+C ends it.`);
          return forwarding;
        }),
      );
    });
}

async function readUrl(text: string): Promise<string> {
  const { parseCallbackUrl } = await import('../delivery/target.ts');
  const target = parseCallbackUrl(text);
  if (target.ok) return target.url.href;
  throw new CommandError(
    `--forward-to must be an http or https address, such as http://localhost:8080/callback, not "${text}".`,
    2,
  );
}

function complain(sentence: string): void {
  process.stderr.write(`${printable(sentence)}\n`);
}

function print(options: JsonOption, { callback, result }: Forwarded, found: string): void {
  const fields = Object.fromEntries(new URLSearchParams(callback.body));
  const { trans_id, gross, currency } = fields;
  const { status, orderId } = callback;
  const at = new Date().toISOString();
  const line = options.json
    ? JSON.stringify({
        ...{ at, id: callback.id, trans_id, order_id: orderId, status, gross, currency },
        status_code: result.statusCode ?? null,
        found,
      })
    : `${at}  ${status} ${gross} ${currency}  order ${orderId}: ${found}`;
  process.stdout.write(`${printable(line)}\n`);
}
