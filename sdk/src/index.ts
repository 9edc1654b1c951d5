export type { PayCenterApp } from './app.ts';
export {
  type AskVerifyOptions,
  askVerify,
  type VerifyAnswer,
  type VerifyQuestion,
} from './ask-verify.ts';
export {
  acknowledgement,
  CALLBACK_STATUSES,
  type CallbackBody,
  type CallbackEvent,
  type CallbackStatus,
  parseCallback,
} from './callback-event.ts';
export { createCallbackHandler, createFetchHandler } from './callback-handler.ts';
export type { CallbackProblem, CallbackProblemKind, Expectation } from './callback-problem.ts';
export {
  type CallbackHeaders,
  type SignatureResult,
  type SignedCallback,
  verifySignature,
} from './callback-signature.ts';
export { type Channel, type ListChannelsOptions, listChannels } from './channels.ts';
export { compareDecimals, fractionDigits, fromMinorUnits, toMinorUnits } from './decimal.ts';
export { PayCenterError, type PayCenterErrorDetails, type PayCenterErrorKind } from './errors.ts';
export {
  type ChannelPayment,
  channelUrl,
  hostedPageUrl,
  type LinkOptions,
  type Payment,
  type PaymentForm,
  paymentForm,
} from './payment-link.ts';
export type { CallbackHandlerOptions, CallbackReceipt } from './receive-callback.ts';
export {
  RETURN_STATUSES,
  type ReturnStatus,
  type ReturnVisit,
  readReturn,
} from './return-visit.ts';
export { memorySeenStore, type SeenStore } from './seen-store.ts';
