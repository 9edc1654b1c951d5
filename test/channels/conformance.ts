/**
 * What PayCenter promises of every channel, tried on a whole centre: each case ends with exactly the
 * callbacks that the merchant should have had, in their order, once each.
 */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Cases } from './cases.ts';
import { collecting, notBelieved } from './collecting.ts';
import type { ConformanceChannel } from './driver.ts';
import { keptInTheOpen } from './kept-in-the-open.ts';
import { lostAnswers, refunding } from './refunding.ts';
import { type Stage, setStage } from './stage.ts';
import { outOfOrder, takenBack } from './taking-back.ts';

export function conformance(channel: ConformanceChannel): void {
  describe(`${channel.adapter} keeps the contract`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(channel);
    });
    beforeEach(() => stage.driver.behave());
    afterAll(() => stage?.close());
    const cases: Cases = { channel, stage: () => stage };
    collecting(cases);
    notBelieved(cases);
    refunding(cases);
    lostAnswers(cases);
    takenBack(cases);
    outOfOrder(cases);
    keptInTheOpen(cases);
  });
}
