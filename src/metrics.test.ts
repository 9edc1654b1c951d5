import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('calls to channels are counted and timed, and accounts in trouble are named while they are', async () => {
  let troubled = [{ id: 'acc_1', channel: 'paypal' }];
  const metrics = createMetrics({ sendsUnderWay: () => 0, troubledAccounts: () => troubled });
  const call = { channel: 'paypal', operation: 'start', tookMs: 300 };
  metrics.channelCalled({ ...call, failed: true });
  metrics.channelCalled({ ...call, failed: true });
  metrics.channelCalled({ ...call, failed: false });
  const shown = () => metrics.registry.metrics();
  expect(await shown()).toContain('paycenter_channel_troubled{channel="paypal",account="acc_1"} 1');
  const counted = 'paycenter_channel_calls_total{channel="paypal",operation="start",outcome=';
  expect(await shown()).toContain(`${counted}"failed"} 2`);
  expect(await shown()).toContain(`${counted}"answered"} 1`);
  expect(await shown()).toMatch(/paycenter_channel_call_seconds_sum\{[^}]*\} 0\.[89]/);
  troubled = [];
  expect(await shown()).not.toContain('acc_1');
});
