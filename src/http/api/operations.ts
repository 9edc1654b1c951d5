/** Every operation of the API, in the order of the reference. One line for each resource. */
import type { Operation } from './operation.ts';
import { sessionOperations } from './session.ts';

export const OPERATIONS: readonly Operation[] = [...sessionOperations];
