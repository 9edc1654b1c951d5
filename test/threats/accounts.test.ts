/** Money that cannot go back twice, and channels that do not start without their secrets. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChannels } from '../../src/channels/registry.ts';
import { createApp } from '../../src/flows/configure-app.ts';
import { enableChannel, setChannel } from '../../src/flows/configure-channel.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { happen, openPayment, v2 } from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  ({ account } = await appWithSandbox(centre, { appId: 'shop', callbackUrl: merchant.url }));
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

describe('threat 2: a channel does not start without what it checks notices with', () => {
  const required = [...createChannels({ bankUrl: () => '' }).values()].flatMap((adapter) =>
    Object.entries(adapter.settings)
      .filter(([, rule]) => rule.required)
      .map(([key]) => [adapter.name, key] as const),
  );

  test('every channel has something that it requires', () => {
    const names = new Set(required.map(([name]) => name));
    expect([...names].sort()).toEqual([...centre.running.centre.channels.keys()].sort());
  });

  test.each(required)('%s without %s', async (channel, key) => {
    const flows = centre.running.centre;
    const appId = `${channel}-${key}`;
    await createApp(flows, { appId, name: 'Shop', callbackUrl: merchant.url });
    for (const blank of ['', ' ', '\t\n']) {
      await expect(
        setChannel(flows, appId, channel, new Map([[key, blank]])),
      ).rejects.toMatchObject({ code: 'INVALID_PARAMETER', parameter: key });
    }
    const { missing } = await setChannel(flows, appId, channel, new Map());
    if (missing.length === 0) return;
    await expect(enableChannel(flows, appId, channel)).rejects.toMatchObject({
      code: 'MISSING_PARAMETER',
    });
    const list = await v2(centre, `mod=listchannel&act=list&app_id=${appId}`);
    expect(await list.text()).toBe('{"status":"OK","data":{}}');
  });
});

describe('threat 27: refunds at the same moment never return more than was paid', () => {
  async function paid(): Promise<{ orderId: string; transId: string }> {
    const { orderId, transId } = await openPayment(centre, { gross: '100' });
    await happen(centre, account, orderId, 'pay');
    return { orderId, transId };
  }

  test('fifty refunds of 60 of 100: one', async () => {
    const { orderId, transId } = await paid();
    const asked = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        refundPayment(centre.running.centre, transId, { gross: '60' }),
      ),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = asked.filter((each) => each.status === 'rejected');
    expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(
      new Set(['REFUND_TOO_LARGE']),
    );
    const heard = await merchant.waitFor(2, orderId);
    expect(heard.map(({ fields }) => fields.gross)).toEqual(['100.00', '-60.00']);
    const payment = await findPayment(centre.running.centre.db, transId);
    expect(payment?.refunds.map(({ grossMinor, state }) => [grossMinor, state])).toEqual([
      [6_000n, 'succeeded'],
    ]);
  });

  test('fifty refunds of all that is left: one', async () => {
    const { orderId, transId } = await paid();
    const asked = await Promise.allSettled(
      Array.from({ length: 50 }, () => refundPayment(centre.running.centre, transId)),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const heard = await merchant.waitFor(2, orderId);
    expect(heard.map(({ fields }) => fields.gross)).toEqual(['100.00', '-100.00']);
  });

  test('ten refunds of 10 of 100 are ten, and the next is refused', async () => {
    const { transId } = await paid();
    await Promise.all(
      Array.from({ length: 10 }, () =>
        refundPayment(centre.running.centre, transId, { gross: '10' }),
      ),
    );
    const next = refundPayment(centre.running.centre, transId, { gross: '0.01' });
    await expect(next).rejects.toMatchObject({ code: 'NOTHING_TO_REFUND' });
    const payment = await findPayment(centre.running.centre.db, transId);
    const returned = payment?.refunds.reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
    expect(returned).toBe(10_000n);
  });
});
