/** Every page, with views such as routes give it: for tests, and for looking at. */
import { type Money, money, parseCurrency } from '../../src/domain/money.ts';
import type { Bill } from '../../src/http/pages/bill.ts';
import type { ChannelChoice } from '../../src/http/pages/channel-choice.ts';
import { renderChoosePage } from '../../src/http/pages/choose-page.ts';
import { renderErrorPage } from '../../src/http/pages/error-page.ts';
import { renderFormPostPage } from '../../src/http/pages/form-post-page.ts';
import type { Frame } from '../../src/http/pages/frame.ts';
import { renderHomePage } from '../../src/http/pages/home-page.ts';
import { LANGUAGES, type Language } from '../../src/http/pages/languages.ts';
import { logoUrl } from '../../src/http/pages/logos.ts';
import { renderQrPage } from '../../src/http/pages/qr-page.ts';
import { type ResultPageView, renderResultPage } from '../../src/http/pages/result-page.ts';
import { renderSandboxPayerPage } from '../../src/http/pages/sandbox-payer-page.ts';
import { en } from '../../src/http/pages/texts/en.ts';
import type {
  ChooseNotice,
  PageErrorCode,
  ResultState,
  SandboxActionName,
  SandboxState,
} from '../../src/http/pages/texts/texts.ts';

export function amountOf(minor: bigint, code: string): Money {
  const currency = parseCurrency(code);
  if (currency === undefined) throw new Error(`${code} is no currency.`);
  return money(minor, currency);
}

export function sampleFrame(language: Language, frame: Partial<Frame> = {}): Frame {
  return {
    language,
    languageLinks: LANGUAGES.map((other) => ({ language: other, href: `?lang=${other}` })),
    test: false,
    operator: { name: 'Example Payments Ltd', contact: 'help@pay.example' },
    ...frame,
  };
}

export function sampleBill(bill: Partial<Bill> = {}): Bill {
  return {
    shop: { name: 'Demo Shop', website: 'https://shop.example/' },
    amount: amountOf(3014n, 'USD'),
    item: 'Blue teapot, 1 litre',
    orderId: '20120101',
    details: [{ label: 'transaction', value: '01hq8zv7m3t5k2x9w4b6c8d0ef' }],
    ...bill,
  };
}

const KEYS = ['paypal', 'moneybookers', 'stripe', 'alipay', 'wechatpay', 'sandbox', 'boleto'];

/** The first `count` of our channels, the second one troubled. */
export function sampleChoice(count: number): ChannelChoice {
  return {
    channels: KEYS.slice(0, count).map((key, index) => ({
      key,
      name: key,
      logoUrl: logoUrl(key),
      troubled: index === 1,
    })),
    form: { action: '/pay/01hq8zv7m3t5k2x9w4b6c8d0ef/choose', hidden: { lang: 'en' } },
  };
}

const actionNames = Object.keys(en.sandbox.actions) as SandboxActionName[];
const firstAfter = actionNames.indexOf('dispute');

function sampleResult(language: Language, view: Partial<ResultPageView>): string {
  return renderResultPage({
    ...sampleBill(),
    frame: sampleFrame(language),
    state: 'paid',
    at: new Date('2026-03-04T15:16:00Z'),
    channel: { key: 'paypal', name: 'paypal' },
    next: { href: 'https://shop.example/thanks?order=20120101', registered: true },
    ...view,
  });
}

function samplePayer(language: Language, state: SandboxState, brand: string | null): string {
  const paid = state === 'paid';
  return renderSandboxPayerPage({
    ...sampleBill({ details: [] }),
    frame: sampleFrame(language, { test: true }),
    brand,
    reference: 'f3b1c2d4e5f60718293a4b5c6d7e8f90',
    state,
    said: state === 'disputed' ? 'impossible' : undefined,
    actions: actionNames
      .map((value, index) => ({ value, group: index < firstAfter ? 'pay' : 'after' }) as const)
      .filter(({ group }) => group === (paid ? 'after' : 'pay')),
    form: { action: '/channels/sandbox/acc1/payer', hidden: { reference: 'f3b1' } },
    backHref: paid ? 'https://pay.example/pay/01hq/return' : null,
  });
}

const NOTICES = Object.keys(en.choose.notices) as ChooseNotice[];
const CODES = Object.keys(en.errors.sentences) as PageErrorCode[];
const STATES = Object.keys(en.result.states) as ResultState[];
const NOT_PAID: readonly ResultState[] = ['failed', 'canceled', 'expired'];

/** Every page in one language, by a name that says which it is. */
export function samplePages(language: Language): ReadonlyMap<string, string> {
  const frame = sampleFrame(language);
  const pages = new Map([
    ['choose', renderChoosePage({ ...sampleBill(), ...sampleChoice(3), frame })],
    [
      'choose-many-test',
      renderChoosePage({
        ...sampleBill({ amount: amountOf(123456789012345000n, 'KWD') }),
        ...sampleChoice(7),
        frame: sampleFrame(language, { test: true }),
      }),
    ],
    [
      'choose-none',
      renderChoosePage({
        ...sampleBill({ amount: amountOf(500n, 'JPY'), shop: { name: 'Demo Shop' }, details: [] }),
        ...sampleChoice(0),
        frame: { language, languageLinks: [], test: false },
      }),
    ],
    [
      'result-elsewhere',
      sampleResult(language, { next: { href: 'https://münchen.example/x', registered: false } }),
    ],
    ['result-confirming-unknown', sampleResult(language, { state: 'confirming', channel: null })],
    ['home', renderHomePage(frame)],
    ['error-unknown', renderErrorPage({ frame, code: 'SOMETHING_NEW' })],
    [
      'form-post',
      renderFormPostPage({
        frame,
        channel: { key: 'moneybookers', name: 'moneybookers' },
        action: 'https://pay.skrill.example/',
        fields: { pay_to_email: 'shop@example.com', amount: '30.14' },
      }),
    ],
    [
      'qr',
      renderQrPage({
        ...sampleBill(),
        frame,
        channel: { key: 'wechatpay', name: 'wechatpay' },
        content: 'weixin://wxpay/bizpayurl?pr=JyC91EIz1',
        until: new Date('2026-03-04T15:46:00Z'),
        otherWayHref: '/pay/01hq8zv7m3t5k2x9w4b6c8d0ef',
        refreshSeconds: 5,
      }),
    ],
    [
      'qr-test',
      renderQrPage({
        ...sampleBill({ amount: amountOf(1234n, 'CNY') }),
        frame: sampleFrame(language, { test: true }),
        channel: { key: 'wechatpay', name: 'wechatpay' },
        content: 'http://127.0.0.1:3373/pay/8hq1Zx0wYk2T',
        until: new Date('2026-03-04T15:46:00Z'),
        refreshSeconds: 5,
      }),
    ],
    ['sandbox-open', samplePayer(language, 'open', 'paypal')],
    ['sandbox-paid', samplePayer(language, 'paid', null)],
    ['sandbox-impossible', samplePayer(language, 'disputed', 'moneybookers')],
  ]);
  for (const [name, html] of pagesByWord(language)) pages.set(name, html);
  return pages;
}

/** A page for every notice, state and error code. */
function pagesByWord(language: Language): readonly (readonly [string, string])[] {
  const frame = sampleFrame(language);
  return [
    ...NOTICES.map((notice) => {
      const view = { ...sampleBill(), ...sampleChoice(5), frame, notice };
      return [`choose-${notice}`, renderChoosePage(view)] as const;
    }),
    ...STATES.map((state) => {
      const retry = NOT_PAID.includes(state) ? sampleChoice(3) : null;
      return [
        `result-${state}`,
        sampleResult(language, { state, retry, refreshSeconds: 4 }),
      ] as const;
    }),
    ...CODES.map((code) => {
      const shop = code === 'INVALID_GROSS' ? sampleBill().shop : null;
      return [`error-${code}`, renderErrorPage({ frame, code, parameter: 'gross', shop })] as const;
    }),
  ];
}
