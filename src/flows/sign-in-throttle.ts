/** How often somebody may try: per account, and per address that tries. */
import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { Refusal } from '../errors.ts';
import type { Db } from '../store/database.ts';
import {
  clearAttempts,
  countAttempt,
  type Throttle,
  takeBackAttempt,
} from '../store/sign-in-attempts.ts';

/** People mistype; nobody mistypes that often. */
const FREE_PER_ACCOUNT = 5;
/** Many people can share an address. */
const FREE_PER_ADDRESS = 20;

/**
 * Counts an attempt at an account, known or not, before anything is looked at. Throws a Refusal
 * TOO_MANY_ATTEMPTS, which says how long to wait.
 */
export async function countSignIn(db: Db, email: string, address: string): Promise<void> {
  const throttles: readonly Throttle[] = [
    { counter: addressCounter(address), free: FREE_PER_ADDRESS },
    { counter: accountCounter(email), free: FREE_PER_ACCOUNT },
  ];
  for (const throttle of throttles) {
    const waitSeconds = await countAttempt(db, throttle);
    if (waitSeconds > 0) throw tooMany(waitSeconds);
  }
}

function tooMany(waitSeconds: number): Refusal {
  return new Refusal('TOO_MANY_ATTEMPTS', {
    detail: `There were too many wrong attempts: wait ${waitSeconds} seconds before the next.`,
    retryAfterSeconds: waitSeconds,
  });
}

/** The attempt was right as far as it went: not yet in, but no guess of a stranger. */
export async function excuseAddress(db: Db, address: string): Promise<void> {
  await takeBackAttempt(db, addressCounter(address));
}

/** Somebody is in, or was given another password: what was wrong before counts no more. */
export async function forgetAttempts(db: Db, email: string): Promise<void> {
  await clearAttempts(db, accountCounter(email));
}

/** A digest, because people type passwords where the address should be. */
function accountCounter(email: string): string {
  return `account ${createHash('sha256').update(email.toLowerCase()).digest('base64url')}`;
}

/** Whoever has an IPv6 address has a whole network of them. */
function addressCounter(address: string): string {
  if (!ipaddr.isValid(address)) return 'address unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return `address ${parsed.toString()}`;
  return `address ${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
