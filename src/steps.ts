/**
 * The durable steps on a payment's way, by name. Reaching one is published on a diagnostics channel:
 * free when nobody listens, a place to trace from, and where crash tests pull the plug.
 */
import { channel } from 'node:diagnostics_channel';

export type StepName =
  | 'order saved'
  | 'redirect answered'
  | 'notice verified'
  | 'notice stored'
  | 'state moved'
  | 'notice answered'
  | 'callback sent'
  | 'reply read'
  | 'send recorded'
  | 'refund requested'
  | 'refund answered';

export const STEP_CHANNEL = 'paycenter:step';
const steps = channel(STEP_CHANNEL);

/** Says that a step is done; `id` names the payment, notice or callback. */
export function reached(step: StepName, id: string): void {
  if (steps.hasSubscribers) steps.publish({ step, id });
}
