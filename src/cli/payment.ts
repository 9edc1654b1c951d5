/** `paycenter payment …`: looking at payments, and asking channels about them. */
import type { Command } from 'commander';
import type { Db } from '../store/database.ts';
import type { ListedPayment } from '../store/listings.ts';
import type { PaymentWhole } from '../store/payment-whole.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { type ListOptions, listQuery, nextPage, withListOptions } from './list-options.ts';
import { fields, report, table } from './output.ts';

export function paymentCommand(): Command {
  return group('payment', 'look at payments', [list(), show(), sync()]);
}

function list(): Command {
  return withListOptions(
    leaf('list', 'payments, the newest first', 'payment list --app tea-shop --limit 20'),
  )
    .option('--silent', 'only those that a channel has not told the end of for a day')
    .action(async (options: ListOptions & { silent?: true }) => {
      const { withDatabase } = await import('./session.ts');
      const { listPayments } = await import('../store/listings.ts');
      const { assertAppExists } = await import('../flows/find-app.ts');
      const page = await withDatabase(async ({ db }) => {
        if (options.app !== undefined) await assertAppExists(db, options.app);
        return listPayments(db, { ...listQuery(options), silent: options.silent === true });
      });
      report(options, page, () => [
        ...table(
          page.payments,
          {
            'TRANS ID': (each) => each.trans_id,
            APP: (each) => each.app_id,
            ORDER: (each) => each.order_id,
            STATE: stateOf,
            GROSS: (each) => `${each.gross} ${each.currency}`,
            CHANNEL: (each) => each.channel,
            CREATED: (each) => each.created_at,
          },
          'There is no such payment.',
        ),
        ...nextPage(page.next),
      ]);
    });
}

function stateOf(payment: Pick<ListedPayment, 'state' | 'test'>): string {
  return payment.test ? `${payment.state} (test)` : payment.state;
}

function show(): Command {
  return leaf(
    'show',
    'everything that is known of a payment, and its story',
    'payment show 06f0c9r2sz9k4e7hqv1w3x5y8a2b4c6d',
  )
    .argument('<trans_id>', 'the payment')
    .action(async (transId: string, options: JsonOption) => {
      const { withDatabase } = await import('./session.ts');
      await withDatabase(({ db }) => showPayment(db, transId, options));
    });
}

function sync(): Command {
  return leaf(
    'sync',
    'ask the channel of a payment how it stands, apply what it says, and show the payment',
    'payment sync 06f0c9r2sz9k4e7hqv1w3x5y8a2b4c6d',
  )
    .argument('<trans_id>', 'the payment')
    .action(async (transId: string, options: JsonOption) => {
      const { withCentre } = await import('./session.ts');
      const { syncPayment } = await import('../flows/sync-payment.ts');
      await withCentre(async (centre) => {
        await syncPayment(centre, transId);
        await showPayment(centre.db, transId, options);
      });
    });
}

async function showPayment(db: Db, transId: string, options: JsonOption): Promise<void> {
  const { findPaymentWhole } = await import('../store/payment-whole.ts');
  const payment = await findPaymentWhole(db, transId);
  if (!payment) {
    const { Refusal } = await import('../errors.ts');
    throw new Refusal('PAYMENT_NOT_FOUND', {
      parameter: 'trans_id',
      detail: `There is no payment ${transId}: \`paycenter payment list\` names them.`,
    });
  }
  report(options, payment, () => describe(payment));
}

function describe(payment: PaymentWhole): readonly string[] {
  return [
    ...fields({
      trans_id: payment.trans_id,
      app: payment.app_id,
      order: payment.order_id,
      activity: payment.activityid,
      item: payment.item,
      gross: `${payment.gross} ${payment.currency}`,
      state: stateOf(payment),
      channel: payment.channel,
      payer: payment.payer_email,
      duplicate: payment.duplicate ? 'yes: this order had been paid before' : null,
      alerts: payment.alerts.join(', '),
      created: payment.created_at,
      paid: payment.paid_at,
    }),
    '',
    ...payment.timeline.map(({ at, text }) => `${at}  ${text}`),
    ...payment.callbacks.flatMap((callback) => [
      '',
      ...fields({
        callback: callback.id,
        status: callback.status,
        state: `${callback.state} after ${callback.sends} sends`,
        url: callback.url,
        error: callback.last_error,
      }),
    ]),
  ];
}
