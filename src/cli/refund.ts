import type { Command } from 'commander';
import { type JsonOption, leaf } from './command.ts';
import { fields, report } from './output.ts';

type RefundOptions = JsonOption & { gross?: string; reason?: string };

/** `paycenter refund`: exit 0 also while the channel is at work on it, or has not answered. */
export function refundCommand(): Command {
  return leaf(
    'refund',
    'give money back: all that is left of a payment, or a part',
    'refund 06f0c9r2sz9k4e7hqv1w3x5y8a2b4c6d --gross 4.50 --reason "one mug was broken"',
  )
    .argument('<trans_id>', 'the payment')
    .option(
      '--gross <gross>',
      'how much, in the currency of the payment (default: all that is left)',
    )
    .option('--reason <text>', 'why, for the books')
    .action(async (transId: string, { json, ...ask }: RefundOptions) => {
      const { withCentre } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { newId } = await import('../domain/id.ts');
      const { noteRefund } = await import('../flows/approve-refund.ts');
      const { refundPayment } = await import('../flows/refund-payment.ts');
      const { findPayment } = await import('../store/payments.ts');
      const { refundLine } = await import('../store/payment-whole.ts');
      await withCentre(async (centre) => {
        const refundId = newId();
        const before = await findPayment(centre.db, transId);
        if (before) await noteRefund(centre, before, ask, cliActor(), refundId);
        const refund = await refundPayment(centre, transId, ask, refundId);
        const payment = await findPayment(centre.db, transId);
        if (!payment) throw new Error(`Payment ${transId} went away while it was refunded.`);
        const { id, trans_id, gross, currency, state, reason, created_at } = refundLine(
          payment,
          refund,
        );
        const printed = { id, trans_id, gross, currency, state, reason, created_at };
        report(json ? { json } : {}, printed, () => fields(printed));
        if (state !== 'failed') return;
        const { CommandError } = await import('./command-error.ts');
        throw new CommandError(
          `The channel refused the refund${reason === null ? '' : ` (${reason})`}: nothing was paid back.`,
          1,
        );
      });
    });
}
