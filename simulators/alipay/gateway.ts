/** The one address that everything is asked at: who asks is checked first, then the method does it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Twist, type Twists, withholdAnswer } from '../answers.ts';
import { readChinaTime } from './clock.ts';
import { type Fields, type Keys, signedText } from './keys.ts';
import { type Content, type Done, METHODS, type World } from './methods.ts';
import { type Issue, problem } from './problems.ts';
import { type Trade, visit } from './state.ts';
import { readYuan } from './yuan.ts';

export type Call = { readonly operation: string; readonly content: Content; readonly code: string };

/** What becomes of the signatures of the next answers. */
export type AnswerSigning = 'good' | 'wrong' | 'none';

export type Gateway = World & {
  readonly keys: Keys;
  readonly appId: string;
  readonly sellerId: string;
  readonly twists: Twists;
  /** Every call that came, for looking at afterwards. */
  readonly calls: Call[];
  answerSigning: AnswerSigning;
};

const PAGE_PAY = 'alipay.trade.page.pay';

export function gatewayRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/gateway.do',
    handler: async (request, reply) => {
      const asked = { ...(request.query as Fields), ...((request.body ?? {}) as Fields) };
      if (asked.method === PAGE_PAY) return sendToCashier(gateway, asked, reply);
      return answer(gateway, asked, reply);
    },
  });
}

function answer(gateway: Gateway, asked: Fields, reply: FastifyReply): FastifyReply {
  const { method = '' } = asked;
  const operation = METHODS.get(method)?.operation ?? 'unknown';
  const twist = gateway.twists.next(operation);
  if (twist?.how === 'fail' && twist.status !== 200) return reply.code(twist.status).send('');
  const content = contentOf(asked) ?? {};
  const done = perform(gateway, asked, content, twist);
  const said =
    typeof done === 'string' ? problem(done) : { code: '10000', msg: 'Success', ...done };
  gateway.calls.push({ operation, content, code: said.code ?? '' });
  if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
  return reply.type('text/html;charset=utf-8').send(writeAnswer(gateway, method, said));
}

function perform(
  gateway: Gateway,
  asked: Fields,
  content: Content,
  twist: Twist | undefined,
): Done {
  const issue = requestIssue(gateway, asked);
  if (issue !== undefined) return issue;
  if (twist?.how === 'fail') return 'isp.unknow-error';
  if (twist?.how === 'refuse') return twist.issue;
  return METHODS.get(asked.method ?? '')?.does(gateway, content) ?? 'isv.invalid-method';
}

/** The signature covers these very characters, so they are written once and by hand. */
function writeAnswer(gateway: Gateway, method: string, said: object): string {
  // Slashes are escaped, as Alipay does: who reads and writes the JSON anew gets another text.
  const text = JSON.stringify(said).replaceAll('/', '\\/');
  const name = METHODS.has(method) ? `${method.replaceAll('.', '_')}_response` : 'error_response';
  const signing = gateway.answerSigning;
  if (name === 'error_response' || signing === 'none') return `{"${name}":${text}}`;
  const sign = signing === 'good' ? gateway.keys.sign(text) : gateway.keys.signAsStranger(text);
  return `{"${name}":${text},"sign":"${sign}"}`;
}

const CLOCK_OFF_MAX_MS = 15 * 60_000;
const ADDRESS_LENGTH_MAX = 256;

/** What is wrong with who asks, or with how; undefined when nothing is. */
function requestIssue(gateway: Gateway, asked: Fields): Issue | undefined {
  if (asked.app_id !== gateway.appId) return 'isv.invalid-app-id';
  if (!asked.method) return 'isv.missing-method';
  if (asked.version !== '1.0') return 'isv.missing-version';
  if ((asked.format ?? 'JSON').toUpperCase() !== 'JSON') return 'isv.invalid-format';
  if (asked.charset?.toLowerCase() !== 'utf-8') return 'isv.invalid-charset';
  if (asked.sign_type !== 'RSA2') return 'isv.invalid-signature-type';
  const saidMs = readChinaTime(asked.timestamp);
  if (saidMs === undefined) return 'isv.missing-timestamp';
  // By the clock of China: one that is off by hours is the clock of somewhere else.
  if (Math.abs(saidMs - Date.now()) > CLOCK_OFF_MAX_MS) return 'isv.invalid-timestamp';
  if (!asked.sign) return 'isv.missing-signature';
  if (!gateway.keys.isFromApp(signedText(asked, ['sign']), asked.sign)) {
    return 'isv.invalid-signature';
  }
  const addresses = [asked.notify_url ?? '', asked.return_url ?? ''];
  if (addresses.some((each) => each.length > ADDRESS_LENGTH_MAX)) return 'isv.invalid-parameter';
  return contentOf(asked) ? undefined : 'isv.missing-parameter';
}

function contentOf(asked: Fields): Content | undefined {
  try {
    const json: unknown = JSON.parse(asked.biz_content ?? '');
    return typeof json === 'object' && json !== null ? (json as Content) : undefined;
  } catch {
    return undefined;
  }
}

/** The payer's browser comes with a signed request, and goes on to the page where it is paid. */
function sendToCashier(gateway: Gateway, asked: Fields, reply: FastifyReply): FastifyReply {
  const trade = requestIssue(gateway, asked) ?? readTrade(gateway, asked);
  const code = typeof trade === 'string' ? trade : '10000';
  gateway.calls.push({ operation: 'page', content: contentOf(asked) ?? {}, code });
  // Nobody but the payer is told of it.
  if (typeof trade === 'string') return reply.code(400).type('text/plain').send(trade);
  return reply.redirect(`/cashier/${trade.token}`, 302);
}

const TRADE_NUMBER = /^\w{1,64}$/;
const SUBJECT = /^[^/=&]{1,256}$/su;
const LIFE_MS = 15 * 86_400_000;

function readTrade(gateway: Gateway, asked: Fields): Trade | Issue {
  const content = contentOf(asked) ?? {};
  const { out_trade_no: outTradeNo, subject, total_amount, product_code, time_expire } = content;
  const askedFen = readYuan(total_amount);
  const until = time_expire === undefined ? Date.now() + LIFE_MS : readChinaTime(time_expire);
  const good =
    typeof outTradeNo === 'string' &&
    TRADE_NUMBER.test(outTradeNo) &&
    typeof subject === 'string' &&
    SUBJECT.test(subject) &&
    product_code === 'FAST_INSTANT_TRADE_PAY';
  if (!good || askedFen === undefined || until === undefined) return 'ACQ.INVALID_PARAMETER';
  const trade = visit(gateway.state, {
    outTradeNo,
    subject,
    askedFen,
    notifyUrl: asked.notify_url ?? '',
    returnUrl: asked.return_url ?? '',
    payableUntilMs: until,
    sellerId: gateway.sellerId,
  });
  return trade.askedFen === askedFen ? trade : 'ACQ.CONTEXT_INCONSISTENT';
}
