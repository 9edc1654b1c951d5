/** What is counted. Labels are our own few words, never what a stranger sent. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  readonly callbackSent: (
    outcome: 'acknowledged' | 'refused' | 'failed',
    latencyMs: number,
  ) => void;
  readonly channelCalled: (call: ChannelCall) => void;
};

type ChannelCall = {
  /** The adapter's name. */
  readonly channel: string;
  readonly operation: string;
  readonly failed: boolean;
  readonly tookMs: number;
};

/** What is looked at when somebody asks for the numbers. */
export type Watched = {
  readonly sendsUnderWay: () => number;
  readonly troubledAccounts: () => readonly { readonly id: string; readonly channel: string }[];
};

export function createMetrics({ sendsUnderWay, troubledAccounts }: Watched): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sends = new Counter({
    name: 'paycenter_callback_sends_total',
    help: 'Sends of callbacks by what came of them.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const latency = new Histogram({
    name: 'paycenter_callback_send_seconds',
    help: 'From the start of a send to the end of the reply.',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers: [registry],
  });
  new Gauge({
    name: 'paycenter_callback_sends_under_way',
    help: 'Sends of this process that have not ended.',
    registers: [registry],
    collect() {
      this.set(sendsUnderWay());
    },
  });
  const calls = new Counter({
    name: 'paycenter_channel_calls_total',
    help: 'Calls to channels by what was asked and whether the channel failed.',
    labelNames: ['channel', 'operation', 'outcome'],
    registers: [registry],
  });
  const callTime = new Histogram({
    name: 'paycenter_channel_call_seconds',
    help: 'How long channels took to answer, or to fail.',
    labelNames: ['channel', 'operation'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  new Gauge({
    name: 'paycenter_channel_troubled',
    help: 'Channel accounts that this process sees in trouble; the others are not listed.',
    labelNames: ['channel', 'account'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { channel, id } of troubledAccounts()) this.set({ channel, account: id }, 1);
    },
  });
  return {
    registry,
    channelCalled({ channel, operation, failed, tookMs }) {
      calls.inc({ channel, operation, outcome: failed ? 'failed' : 'answered' });
      callTime.observe({ channel, operation }, tookMs / 1_000);
    },
    callbackSent(outcome, latencyMs) {
      sends.inc({ outcome });
      latency.observe(latencyMs / 1_000);
    },
  };
}
