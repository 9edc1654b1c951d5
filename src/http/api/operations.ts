/** Every operation of the API, in the order of the reference. One line for each resource. */

import { keyOperations } from './api-keys.ts';
import { auditOperations } from './audit-log.ts';
import { ownOperations } from './me.ts';
import type { Operation } from './operation.ts';
import { approvalOperations } from './refund-approvals.ts';
import { sessionOperations } from './session.ts';
import { userOperations } from './users.ts';

export const OPERATIONS: readonly Operation[] = [
  ...sessionOperations,
  ...ownOperations,
  ...approvalOperations,
  ...userOperations,
  ...keyOperations,
  ...auditOperations,
];
