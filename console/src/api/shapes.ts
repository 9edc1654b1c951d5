/** The shapes of the API by the names that pages use. */
import type { operations } from './schema.d.ts';

type Content<Answer> = Answer extends { content: { 'application/json': infer Body } }
  ? Body
  : never;

/** What an operation answers with when all is well. */
export type AnswerTo<Name extends keyof operations> = Content<
  operations[Name]['responses'][keyof operations[Name]['responses'] & (200 | 201)]
>;

/** What a list can be asked for. */
export type QueryOf<Name extends keyof operations> = NonNullable<
  operations[Name]['parameters']['query']
>;

type RowOf<Name extends keyof operations> =
  AnswerTo<Name> extends { readonly data: readonly (infer Row)[] } ? Row : never;

export type Session = AnswerTo<'getSession'>;
export type Permission = Session['permissions'][number];
export type Role = Session['user']['role'];
export type Payment = RowOf<'listPayments'>;
export type PaymentState = Payment['state'];
export type PaymentWhole = AnswerTo<'getPayment'>;
export type TimelineEntry = PaymentWhole['timeline'][number];
export type Attempt = PaymentWhole['attempts'][number];
export type Money = Payment['gross'];
export type Callback = RowOf<'listCallbacks'>;
export type CallbackWhole = AnswerTo<'getCallback'>;
export type AddressHealth = RowOf<'getCallbackHealth'>;
export type Refund = RowOf<'listRefunds'>;
export type Approval = RowOf<'listRefundApprovals'>;
export type Dispute = RowOf<'listDisputes'>;
export type App = RowOf<'listApps'>;
export type AppWhole = AnswerTo<'getApp'>;
export type ChannelAccount = AppWhole['channels'][number];
export type Channel = RowOf<'listChannels'>;
export type Statistics = AnswerTo<'getStatistics'>;
export type Figures = Statistics['currencies'][number]['now'];
export type Attention = AnswerTo<'getAttention'>;
export type Balance = RowOf<'getBalances'>;
export type Transfer = RowOf<'listTransfers'>;
export type User = RowOf<'listUsers'>;
export type ApiKey = RowOf<'listApiKeys'>;
export type AuditLine = RowOf<'listAuditLog'>;
export type TestCallback = AnswerTo<'sendTestCallback'>;
