/** Writes what the domain decided, and sends what came of it. */
import type { App } from '../domain/app.ts';
import type { Payment } from '../domain/payment.ts';
import type { Step } from '../domain/step.ts';
import { reached } from '../steps.ts';
import type { DueCallback } from '../store/callbacks.ts';
import type { NewCallback, NewNotice } from '../store/change-rows.ts';
import type { Centre } from './centre.ts';
import { addressEvent, callbackFor } from './tell-merchant.ts';

/**
 * Commits a step decided on `before`. False when the payment, or the notice, was changed by somebody
 * else first: nothing was written, and the caller decides again.
 */
export async function commitStep(
  centre: Centre,
  app: App,
  before: Payment,
  step: Step,
  cause: { notice: NewNotice | null; appliedNoticeId: string | null },
): Promise<boolean> {
  const told = step.events.map((event) => ({
    event,
    addressed: addressEvent(app, step.payment, event),
  }));
  const events = told.map(({ addressed }) => addressed);
  const callbacks = told.map(({ event, addressed }) =>
    callbackFor(app, step.payment, addressed, event),
  );
  const [first] = callbacks;
  const reserved = first !== undefined && centre.outbox.reserve(first.endpoint);
  const leased = callbacks.map((callback) =>
    callback === first && reserved ? { ...callback, leaseTo: centre.outbox.owner } : callback,
  );
  const change = {
    before,
    after: step.payment,
    events,
    callbacks: leased,
    alerts: step.alerts,
    ...cause,
  };
  let leasedIds: readonly string[] = [];
  try {
    const result = await centre.commit(change);
    leasedIds = result.leasedIds;
    if (result.committed) {
      if (cause.notice) reached('notice stored', cause.notice.id);
      reached('state moved', before.id);
    }
    return result.committed;
  } finally {
    if (reserved && first) sendOrRelease(centre, step.payment, first, leasedIds);
  }
}

function sendOrRelease(
  centre: Centre,
  payment: Payment,
  callback: NewCallback,
  leasedIds: readonly string[],
): void {
  if (!leasedIds.includes(callback.id)) {
    centre.outbox.release(callback.endpoint);
    return;
  }
  const due: DueCallback = {
    id: callback.id,
    eventId: callback.eventId,
    paymentId: payment.id,
    appId: payment.appId,
    url: callback.url,
    endpoint: callback.endpoint,
    body: callback.body,
    orderId: payment.orderId,
    delaysSeconds: callback.delaysSeconds,
    sends: 1,
    sendsBefore: 0,
  };
  centre.outbox.send(due);
}
