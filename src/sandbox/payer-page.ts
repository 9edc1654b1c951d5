/** The page on which a person plays the payer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import { renderErrorPage } from '../http/pages/error-page.ts';
import type { Frame } from '../http/pages/frame.ts';
import { LANGUAGES, type Language } from '../http/pages/languages.ts';
import { renderSandboxPayerPage } from '../http/pages/sandbox-payer-page.ts';
import { refusalOf, sendProblem } from '../http/problem.ts';
import { languageOf, type Operator, sendPage, wantsJson } from '../http/shopper.ts';
import { type Bank, type Done, findOwner, forge, type Owner, perform } from './bank.ts';
import { findAsked, findPlaces, loadCharge } from './book.ts';
import { type Asked, type Charge, openCharge } from './charge.ts';
import { choicesOf, findChoice, type Press, stateWord } from './payer-choices.ts';
import { readPayerLink, signedPart } from './payer-link.ts';
import { splitTarget, textOf } from './wire.ts';

/** As long as a shopper may be kept waiting for PayCenter to hear of it. */
const WAIT_MS = 5_000;

const TRANS_ID = /^[0-9a-z]{32}$/;

type PayRoute = { Params: { account: string; reference: string }; Body: Buffer | undefined };
type PayRequest = FastifyRequest<PayRoute>;

export type PayerPageContext = {
  readonly bank: Bank;
  /** Who runs this centre, for the small print. */
  readonly operator?: Operator | undefined;
};

/** Shops know a payment by PayCenter's id alone: this leads from there to its payer page. */
type PaymentRoute = { Params: { transId: string } };

export function payerPageRoutes(server: FastifyInstance, context: PayerPageContext): void {
  const { bank } = context;
  const url = '/channels/sandbox/:account/pay/:reference';

  server.get<PayRoute>(url, async (request, reply) => {
    try {
      const visit = await readVisit(bank, request);
      return show(context, reply, visit, await readCharge(bank, visit));
    } catch (error) {
      return showError(context, request, reply, error);
    }
  });

  server.post<PayRoute>(url, async (request, reply) => {
    try {
      const visit = await readVisit(bank, request);
      return await press(context, visit, textOf(request.body), reply);
    } catch (error) {
      return showError(context, request, reply, error);
    }
  });

  server.get<PaymentRoute>('/channels/sandbox/payments/:transId', async (request, reply) => {
    try {
      const path = await findPayerPage(bank, request.params.transId);
      return reply.header('cache-control', 'no-store').redirect(path, 303);
    } catch (error) {
      return showError(context, request, reply, error);
    }
  });
}

async function findPayerPage(bank: Bank, transId: string): Promise<string> {
  const places = TRANS_ID.test(transId) ? await findPlaces(bank.db, transId) : [];
  for (const { accountId, reference } of places) {
    const { account } = (await bank.directory.account(accountId)) ?? {};
    if (account?.channel === 'sandbox') return `/channels/sandbox/${accountId}/pay/${reference}`;
  }
  throw new Refusal('PAYMENT_NOT_FOUND');
}

type Visit = {
  readonly owner: Owner;
  readonly asked: Asked;
  /** Where the payer goes afterwards, and after having canceled. */
  readonly backUrl: string;
  readonly cancelUrl: string;
  readonly query: string;
  readonly language: Language;
};

async function readVisit(bank: Bank, request: PayRequest): Promise<Visit> {
  const owner = await findOwner(bank, request.params.account);
  const { app, account } = owner;
  const place = { accountId: account.id, reference: request.params.reference };
  const { query } = splitTarget(request.raw.url);
  const link = readPayerLink(account.settings.notice_secret ?? '', place, query);
  const asked = link?.asked ?? (await findAsked(bank.db, { ...place, appId: app.id }));
  if (!asked) throw new Refusal('PAYMENT_NOT_FOUND');
  const lang = new URLSearchParams(query).get('lang') ?? undefined;
  const { backUrl, cancelUrl } = link ?? wayBack(bank, place.reference);
  return { owner, asked, backUrl, cancelUrl, query, language: languageOf(request, app, lang) };
}

/** Whoever comes without the shop's link, to manage the payment, goes back where it would lead. */
function wayBack({ publicUrl }: Bank, reference: string): Pick<Visit, 'backUrl' | 'cancelUrl'> {
  const backUrl = `${publicUrl}/pay/return/${reference}`;
  return { backUrl, cancelUrl: `${backUrl}?canceled=1` };
}

async function readCharge(bank: Bank, { asked }: Visit): Promise<Charge> {
  return (await loadCharge(bank.db, asked.accountId, asked.reference)) ?? openCharge(asked);
}

async function press(
  context: PayerPageContext,
  visit: Visit,
  form: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { bank } = context;
  const choice = findChoice(new URLSearchParams(form).get('action') ?? '');
  if (!choice) throw new Refusal('INVALID_PARAMETER', { parameter: 'action' });
  const before = await readCharge(bank, visit);
  const presses = choice.press(before);
  let forged = false;
  try {
    for (const each of presses) {
      const { accepted } = await pressOne(bank, visit, each);
      forged ||= each.forgery !== undefined && !accepted;
    }
  } catch (error) {
    const isImpossible = error instanceof Refusal && error.code === 'SANDBOX_ACTION_IMPOSSIBLE';
    if (!isImpossible) throw error;
    const said = { said: 'impossible', status: error.status } as const;
    return show(context, reply, visit, await readCharge(bank, visit), said);
  }
  if (forged) return show(context, reply, visit, before, { said: 'forged' });
  const canceled = presses.some(({ action }) => action === 'cancel');
  const back = canceled ? visit.cancelUrl : visit.backUrl;
  const next = (choice.leaves && back) || `?${visit.query}`;
  return reply.header('cache-control', 'no-store').redirect(next, 303);
}

async function pressOne(bank: Bank, visit: Visit, pressed: Press): Promise<Done> {
  const { action, gross, forgery, copies = 1, delayMs = 0 } = pressed;
  const read = () => readCharge(bank, visit);
  const wish = { action, gross };
  if (forgery) return forge(bank, visit.owner, await read(), wish, copies, forgery);
  return perform(bank, visit.owner, read, () => wish, { copies, delayMs, waitMs: WAIT_MS });
}

function show(
  context: PayerPageContext,
  reply: FastifyReply,
  visit: Visit,
  charge: Charge,
  outcome: { said?: 'impossible' | 'forged'; status?: number } = {},
): FastifyReply {
  const { asked, language } = visit;
  const { app, account } = visit.owner;
  const { simulate, label } = account.settings;
  const html = renderSandboxPayerPage({
    frame: frameOf(context, language, (other) => `?${queryIn(visit.query, other)}`),
    shop: { name: app.name, website: app.settings.website },
    amount: asked.gross,
    item: asked.item,
    orderId: asked.orderId,
    details: [{ label: 'transaction', value: asked.transId }],
    brand: simulate || label || null,
    reference: asked.reference,
    state: stateWord(charge),
    actions: choicesOf(charge, language),
    form: { action: `?${visit.query}`, hidden: {} },
    said: outcome.said,
    backHref: visit.backUrl,
  });
  const { status = 200 } = outcome;
  return sendPage(reply, html, { status, frameAncestors: app.settings.frameAncestors });
}

function frameOf(
  { operator }: PayerPageContext,
  language: Language,
  hrefIn?: (language: Language) => string,
): Frame {
  return {
    language,
    languageLinks: hrefIn ? LANGUAGES.map((each) => ({ language: each, href: hrefIn(each) })) : [],
    test: true,
    operator,
  };
}

/** The same link in another language: the language stands behind what is signed. */
function queryIn(query: string, language: Language): string {
  const signed = signedPart(query);
  if (signed === undefined) return `lang=${language}`;
  const sign = new URLSearchParams(query).get('sign') ?? '';
  return `${signed}&sign=${encodeURIComponent(sign)}&lang=${language}`;
}

function showError(
  context: PayerPageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  const { bank } = context;
  if (wantsJson(request.headers.accept)) return sendProblem(bank, reply, error);
  const { code, parameter, status } = refusalOf(bank, error);
  const language = languageOf(request, undefined, undefined);
  const html = renderErrorPage({ frame: frameOf(context, language), code, parameter });
  return sendPage(reply, html, { status });
}
