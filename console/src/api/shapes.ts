/** The shapes of the API by the names that people use for them. */
import type { paths } from './schema.gen.ts';

type Get<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } };
}
  ? Answer
  : never;

type Row<List> = List extends { data: (infer Line)[] } ? Line : never;

export type Session = Get<'/session'>;
export type Permission = Session['permissions'][number];
export type Money = { readonly amount: string; readonly currency: string };
export type PaymentLine = Row<Get<'/payments'>>;
export type PaymentState = PaymentLine['state'];
export type PaymentWhole = Get<'/payments/{trans_id}'>;
export type TimelineEntry = PaymentWhole['timeline'][number];
export type Attempt = PaymentWhole['attempts'][number];
export type PaymentFilter = NonNullable<paths['/payments']['get']['parameters']['query']>;
export type CallbackLine = Row<Get<'/callbacks'>>;
export type CallbackWhole = Get<'/callbacks/{callback_id}'>;
export type AddressHealth = Row<Get<'/callbacks/health'>>;
export type DisputeLine = Row<Get<'/disputes'>>;
export type AppLine = Row<Get<'/apps'>>;
export type AppWhole = Get<'/apps/{app_id}'>;
export type ChannelAccount = AppWhole['channels'][number];
export type Channel = Row<Get<'/channels'>>;
export type Balance = Row<Get<'/ledger/balances'>>;
export type Transfer = Row<Get<'/ledger/transfers'>>;
export type Statistics = Get<'/statistics'>;
export type CurrencyFigures = Statistics['currencies'][number];
export type Attention = Get<'/attention'>;
export type Approval = Row<Get<'/refund-approvals'>>;
export type User = Row<Get<'/users'>>;
export type Role = User['role'];
export type ApiKey = Row<Get<'/api-keys'>>;
export type AuditLine = Row<Get<'/audit-log'>>;
export type OwnSession = Row<Get<'/me/sessions'>>;
