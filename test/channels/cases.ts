/** What every case of the conformance suite works with. */
import { test } from 'vitest';
import { askChannel } from '../../src/flows/ask-channel.ts';
import type { Ability, ConformanceChannel, Driver, Visit } from './driver.ts';
import type { Stage } from './stage.ts';

export type Cases = { readonly channel: ConformanceChannel; readonly stage: () => Stage };

/** A case, left out where the channel has no such thing. */
export function can({ channel }: Cases, ...abilities: readonly Ability[]) {
  return test.skipIf(abilities.some((ability) => channel.lacks[ability] !== undefined));
}

/** The part of the channel that the case was told it has. */
export function does<Name extends keyof Driver>(
  { driver }: Stage,
  name: Name,
): NonNullable<Driver[Name]> {
  const part = driver[name];
  if (!part) throw new Error(`The driver does not say that it lacks ${name}.`);
  return part as NonNullable<Driver[Name]>;
}

export async function paidVisit(stage: Stage): Promise<Visit> {
  const visit = await stage.open();
  await stage.driver.pay(visit);
  await stage.told(visit);
  return visit;
}

/** Asks the channel now, as `payment sync` does. */
export async function ask(stage: Stage, visit: Visit): Promise<void> {
  const { centre } = stage.test.running;
  const app = await centre.directory.app('shop');
  const payment = await stage.payment(visit);
  const attempt = payment.attempts.find(({ id }) => id === visit.reference);
  if (app && attempt) await askChannel(centre, app, payment, attempt);
}
