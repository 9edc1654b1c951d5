/** Sends callbacks that tell of no payment, on request of a person who sets up an address. */
import { type App, validSecrets } from '../domain/app.ts';
import { callbackBody } from '../domain/callback-body.ts';
import { newId } from '../domain/id.ts';
import { readableText } from '../domain/readable-text.ts';
import { Refusal } from '../errors.ts';
import type { TestCallback, TestCallbackResult } from '../flows/test-callback.ts';
import { explainReply } from './callback-reply.ts';
import type { Sender, SendResult } from './send.ts';
import { secretKey, signCallback } from './sign.ts';

/** The way by which {@link TestCallback}s leave. */
export function createTestCallback(sender: Sender): TestCallback {
  return async (app, activityId) => {
    const url = app.callbackUrls.get(activityId);
    if (url === undefined) throw new Refusal('UNKNOWN_ACTIVITY', { parameter: 'activityid' });
    const orderId = `paycenter-test-${newId().slice(-8)}`;
    const nowMs = Date.now();
    const body = testBody(app, orderId, nowMs);
    const headers = signCallback({
      id: newId(nowMs),
      timestampSeconds: Math.floor(nowMs / 1_000),
      body,
      secrets: validSecrets(app, nowMs).map(secretKey),
    });
    const result = await sender.send({ url, body, headers: { ...headers } });
    return { url, body, ...judge(orderId, result) };
  };
}

function testBody(app: App, orderId: string, nowMs: number): string {
  return callbackBody({
    transId: newId(nowMs),
    orderId,
    timestampMs: nowMs,
    timestampUnit: app.settings.timestampUnit,
    currency: 'USD',
    gross: '0.01',
    channel: app.accounts.find((account) => account.enabled)?.publicName ?? 'test',
    item: 'PayCenter test callback',
    customData: null,
    status: 'SUCCESS',
    channelData: {},
  });
}

function judge(orderId: string, result: SendResult): Omit<TestCallbackResult, 'url' | 'body'> {
  const { kind, found, todo } = explainReply(orderId, result);
  return {
    verdict: kind,
    found: kind === 'refused' ? `${found}, as it should: nobody paid for this order` : found,
    todo,
    address: result.address ?? null,
    statusCode: result.statusCode ?? null,
    reply: result.body ? readableText(result.body) : null,
    latencyMs: result.latencyMs,
  };
}
