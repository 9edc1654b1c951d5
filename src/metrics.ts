/** What is counted. Labels are our own few words, never what a stranger sent. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  readonly callbackSent: (
    outcome: 'acknowledged' | 'refused' | 'failed',
    latencyMs: number,
  ) => void;
};

export function createMetrics(sendsUnderWay: () => number): Metrics {
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
  return {
    registry,
    callbackSent(outcome, latencyMs) {
      sends.inc({ outcome });
      latency.observe(latencyMs / 1_000);
    },
  };
}
