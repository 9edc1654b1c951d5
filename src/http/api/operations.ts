/** Every operation of the API, in the order of the reference. One line for each resource. */
import { keyOperations } from './api-keys.ts';
import { appOperations } from './apps.ts';
import { auditOperations } from './audit-log.ts';
import { callbackOperations } from './callbacks.ts';
import { channelOperations } from './channels.ts';
import { disputeOperations } from './disputes.ts';
import { eventOperations } from './events.ts';
import { ledgerOperations } from './ledger.ts';
import { liveOperations } from './live.ts';
import { ownOperations } from './me.ts';
import type { Operation } from './operation.ts';
import { paymentActionOperations } from './payment-actions.ts';
import { paymentOperations } from './payments.ts';
import { approvalOperations } from './refund-approvals.ts';
import { refundOperations } from './refunds.ts';
import { sessionOperations } from './session.ts';
import { elsewhereOperations } from './sign-in-elsewhere.ts';
import { statisticsOperations } from './statistics.ts';
import { userOperations } from './users.ts';

export const OPERATIONS: readonly Operation[] = [
  ...sessionOperations,
  ...elsewhereOperations,
  ...ownOperations,
  ...paymentOperations,
  ...paymentActionOperations,
  ...refundOperations,
  ...approvalOperations,
  ...disputeOperations,
  ...eventOperations,
  ...callbackOperations,
  ...ledgerOperations,
  ...statisticsOperations,
  ...liveOperations,
  ...appOperations,
  ...channelOperations,
  ...userOperations,
  ...keyOperations,
  ...auditOperations,
];
