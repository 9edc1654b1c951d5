/**
 * Compares the three books. Each rule is a promise; what breaks one is named in a sentence. Pure, so that
 * every rule can be seen to fail.
 */
import type { Books } from './books.ts';
import type { Heard } from './merchant.ts';

const SENDS_MAX = 3;

/** What must hold at every moment, the one of the crash included. */
export function contradictions(books: Books): readonly string[] {
  return [
    ...acceptedButNotStored(books),
    ...paidWithoutMoney(books),
    ...toldTwice(books),
    ...heardButNotCommitted(books),
    ...sentTooOften(books),
    ...outOfOrder(books),
    ...refundedTwice(books),
  ];
}

/** What is still missing once everything has come to rest. */
export function gaps(books: Books): readonly string[] {
  return [
    ...unfinished(books),
    ...moneyNotTaken(books),
    ...refundsNotTaken(books),
    ...notTold(books),
    ...merchantWithoutMoney(books),
  ];
}

/** What has not come to rest. */
export function unfinished({ bank, centre }: Books): readonly string[] {
  return [
    ...bank.notices
      .filter(({ state }) => state === 'waiting')
      .map(({ id }) => `notice ${id} waits`),
    ...centre.notices
      .filter(({ effect }) => effect === 'parked')
      .map(({ key }) => `notice ${key} is parked`),
    ...centre.callbacks
      .filter(({ state }) => state === 'waiting')
      .map(({ eventId }) => `the callback of event ${eventId} waits`),
    ...centre.refunds
      .filter(({ state }) => state !== 'succeeded' && state !== 'failed')
      .map(({ id, state }) => `refund ${id} is ${state}`),
  ];
}

/** A 2xx to the channel only after the commit. */
function acceptedButNotStored({ bank, centre }: Books): string[] {
  const stored = new Set(centre.notices.map(({ key }) => key));
  return bank.notices
    .filter(({ id, state }) => state === 'accepted' && !stored.has(id))
    .map(({ id }) => `notice ${id} was answered with 2xx and is not stored`);
}

/** Nothing counts as paid that the bank has no money for. */
function paidWithoutMoney({ bank, centre }: Books): string[] {
  const money = new Map(bank.charges.map((charge) => [charge.moneyId, charge]));
  const faults = centre.attempts
    .filter(({ state }) => state === 'paid')
    .filter(({ paymentId, moneyId, receivedMinor }) => {
      const charge = money.get(moneyId);
      return charge?.transId !== paymentId || charge.paidMinor !== receivedMinor;
    })
    .map(({ paymentId }) => `payment ${paymentId} counts money that the bank does not have`);
  const withMoney = new Set(
    centre.attempts.filter(({ state }) => state === 'paid').map(({ paymentId }) => paymentId),
  );
  const empty = centre.payments
    .filter(({ id, state }) => state === 'paid' && !withMoney.has(id))
    .map(({ id }) => `payment ${id} is paid by nothing`);
  return [...faults, ...empty];
}

/** One SUCCESS for an order, to the merchant as in the books, and only for a paid payment. */
function toldTwice({ centre, merchant }: Books): string[] {
  const successes = centre.events.filter(({ status }) => status === 'SUCCESS');
  const paid = new Set(
    centre.payments
      .filter(({ state, duplicate }) => state === 'paid' && !duplicate)
      .map(({ id }) => id),
  );
  const heard = new Set(
    merchant
      .filter(({ params }) => params.get('status') === 'SUCCESS')
      .map(({ params, webhookId }) => `${params.get('user_id')} ${webhookId}`),
  );
  return [
    ...repeated(successes.map(({ orderId }) => orderId)).map(
      (orderId) => `order ${orderId} has a second SUCCESS`,
    ),
    ...repeated([...heard].map((each) => each.split(' ')[0] ?? '')).map(
      (orderId) => `the merchant heard two SUCCESS events for order ${orderId}`,
    ),
    ...successes
      .filter(({ paymentId }) => !paid.has(paymentId))
      .map(({ paymentId }) => `payment ${paymentId} is not paid and has a SUCCESS`),
  ];
}

/** What the merchant hears was committed before, and is told in the same words every time. */
function heardButNotCommitted({ centre, merchant }: Books): string[] {
  const bodies = new Map(centre.callbacks.map(({ eventId, body }) => [eventId, body]));
  return merchant.flatMap(({ webhookId, body, verified }) => {
    const committed = bodies.get(webhookId);
    const faults: string[] = [];
    if (committed === undefined) faults.push(`event ${webhookId} was told and is not stored`);
    else if (committed !== body) faults.push(`event ${webhookId} was told under two bodies`);
    if (verified === 'unkonwn transaction' || verified === 'params error') {
      faults.push(`event ${webhookId} was told, and verify says "${verified}"`);
    }
    return faults;
  });
}

/** Each send is counted before it is made; there is never a fourth. */
function sentTooOften({ centre, merchant }: Books): string[] {
  const hearings = Map.groupBy(merchant, ({ webhookId }) => webhookId);
  return centre.callbacks.flatMap(({ eventId, sends }) => {
    const heard = hearings.get(eventId)?.length ?? 0;
    const faults: string[] = [];
    if (heard > sends) faults.push(`event ${eventId} was heard ${heard} times, counted ${sends}`);
    if (heard > SENDS_MAX) faults.push(`event ${eventId} was heard ${heard} times`);
    if (sends > SENDS_MAX) faults.push(`event ${eventId} was counted ${sends} times`);
    return faults;
  });
}

/** A payment's callbacks come in order: none before the one before it has ended. */
function outOfOrder({ centre, merchant }: Books): string[] {
  const places = Map.groupBy(
    merchant.map(({ webhookId }, at) => ({ webhookId, at })),
    ({ webhookId }) => webhookId,
  );
  const ofPayment = Map.groupBy(centre.callbacks, ({ paymentId }) => paymentId);
  return [...ofPayment.values()].flatMap((callbacks) =>
    callbacks.slice(1).flatMap((later, at) => {
      const before = places.get(callbacks[at]?.eventId ?? '')?.at(-1)?.at ?? -1;
      const first = places.get(later.eventId)?.[0]?.at ?? Number.POSITIVE_INFINITY;
      return first < before
        ? [`event ${later.eventId} was told before the one before had ended`]
        : [];
    }),
  );
}

/** A refund of ours is made once at the bank, and never for more than came. */
function refundedTwice({ bank, centre }: Books): string[] {
  const ours = bank.refunds.flatMap(({ refundId }) => (refundId === null ? [] : [refundId]));
  const known = new Set(centre.refunds.map(({ id }) => id));
  return [
    ...repeated(ours).map((id) => `refund ${id} was made twice`),
    ...ours
      .filter((id) => !known.has(id))
      .map((id) => `refund ${id} was made and is not in our books`),
  ];
}

/** Every payment that the channel reported as paid is paid. */
function moneyNotTaken({ bank, centre }: Books): string[] {
  const taken = new Set(
    centre.attempts.filter(({ state }) => state === 'paid').map(({ moneyId }) => moneyId),
  );
  return bank.charges
    .filter(({ moneyId }) => moneyId !== null && !taken.has(moneyId))
    .map(({ orderId, moneyId }) => `money ${moneyId} for order ${orderId} came and is not counted`);
}

/** The same refunds, for the same amounts, on both sides. */
function refundsNotTaken({ bank, centre }: Books): string[] {
  const sums = (of: readonly { id: string; grossMinor: bigint }[]) => {
    const totals = new Map<string, bigint>();
    for (const { id, grossMinor } of of) totals.set(id, (totals.get(id) ?? 0n) + grossMinor);
    return totals;
  };
  const made = sums(bank.refunds.map(({ transId, grossMinor }) => ({ id: transId, grossMinor })));
  const kept = sums(
    centre.refunds
      .filter(({ state }) => state === 'succeeded')
      .map(({ paymentId, grossMinor }) => ({ id: paymentId, grossMinor })),
  );
  return [...new Set([...made.keys(), ...kept.keys()])]
    .filter((id) => made.get(id) !== kept.get(id))
    .map((id) => `payment ${id}: the bank refunded ${made.get(id)}, we have ${kept.get(id)}`);
}

/** Every change is told: the merchant has booked each event, unless all its sends are used up. */
function notTold({ centre, merchant }: Books): string[] {
  const withEvent = new Set(centre.events.map(({ paymentId }) => paymentId));
  const silent = centre.payments
    .filter(({ id, state, duplicate }) => state === 'paid' && !duplicate && !withEvent.has(id))
    .map(({ id }) => `payment ${id} is paid and there is no event of it`);
  const callbackOf = new Map(centre.callbacks.map((each) => [each.eventId, each]));
  const booked = new Set(bookedBy(merchant).map(({ webhookId }) => webhookId));
  const untold = centre.events.flatMap(({ id, status }) => {
    const { state, sends } = callbackOf.get(id) ?? { state: 'missing', sends: 0 };
    if (state === 'acknowledged' && booked.has(id)) return [];
    if (state === 'failed' && sends === SENDS_MAX) return [];
    return [`the ${status} event ${id} is ${state}; the merchant has it: ${booked.has(id)}`];
  });
  return [...silent, ...untold];
}

/** What the merchant has for an order, once all is told, is what the bank has. */
function merchantWithoutMoney({ bank, centre, merchant }: Books): string[] {
  if (centre.callbacks.some(({ state }) => state !== 'acknowledged')) return [];
  const booked = new Map(bookedBy(merchant).map((each) => [each.webhookId, each.params]));
  const kept = Map.groupBy(booked.values(), (params) => params.get('user_id') ?? '');
  const paid = Map.groupBy(
    bank.charges.filter(({ moneyId }) => moneyId !== null),
    ({ orderId }) => orderId,
  );
  return [...new Set([...kept.keys(), ...paid.keys()])].flatMap((orderId) => {
    const charges = paid.get(orderId) ?? [];
    const transIds = new Set(charges.map(({ transId }) => transId));
    const back = sum(bank.refunds.filter(({ transId }) => transIds.has(transId)));
    const told = sum((kept.get(orderId) ?? []).map((params) => ({ grossMinor: minorOf(params) })));
    // Money that came twice for one order is told once.
    if (charges.some(({ paidMinor }) => (paidMinor ?? 0n) - back === told)) return [];
    return [
      `order ${orderId}: the merchant has ${told}, the bank refunded ${back} of what it took`,
    ];
  });
}

function bookedBy(merchant: readonly Heard[]): readonly Heard[] {
  return merchant.filter(({ acknowledged }) => acknowledged);
}

/** All tests pay in a currency with two digits. */
function minorOf(params: URLSearchParams): bigint {
  return BigInt((params.get('gross') ?? '').replace('.', ''));
}

function sum(of: readonly { readonly grossMinor: bigint }[]): bigint {
  return of.reduce((total, { grossMinor }) => total + grossMinor, 0n);
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
}
