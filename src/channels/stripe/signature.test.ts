import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { readSecrets, signatureFault } from './signature.ts';

const { header, secret, t, v1 } = vectors;
const body = Buffer.from(vectors.body);
const atMs = t * 1_000;
const wrong = 'a wrong signature';
const anotherTime = 'signed at another time';

function hex(by: string, time: string | number = t): string {
  return createHmac('sha256', by).update(`${time}.${vectors.body}`).digest('hex');
}

test('the published vector is good, to the byte', () => {
  expect(signatureFault(header, body, [secret], atMs)).toBeUndefined();
  expect(signatureFault(header, Buffer.from(`${vectors.body} `), [secret], atMs)).toBe(wrong);
  expect(hex(secret)).toBe(v1);
});

test('what Stripe’s own package signs is good', () => {
  const payload = 'ünïcode\r\n';
  const signed = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: t });
  expect(signatureFault(signed, Buffer.from(payload), [secret], atMs)).toBeUndefined();
});

describe('the time', () => {
  test.each([
    [0, undefined],
    [300, undefined],
    [300.999, undefined],
    [301, anotherTime],
    [-300, undefined],
    [-301, anotherTime],
    [86_400, anotherTime],
  ])('may be %d seconds ago: %s', (seconds, fault) => {
    expect(signatureFault(header, body, [secret], atMs + seconds * 1_000)).toBe(fault);
  });

  test.each(['', 'x', '-1', '1e9', '1767323046.5', '0x69'])('cannot be "%s"', (time) => {
    expect(signatureFault(`t=${time},v1=${hex(secret, time)}`, body, [secret], atMs)).toBe(
      'not signed',
    );
  });
});

describe('a signature', () => {
  const other = 'f'.repeat(64);

  test.each([
    ['of several, one of which is good', `t=${t},v1=${other},v1=${v1}`, undefined],
    ['in capitals, in any order, with spaces', `v1=${v1.toUpperCase()}, t=${t}`, undefined],
    ['beside one of a scheme that we do not know', `t=${t},v0=${other},v1=${v1}`, undefined],
    ['by somebody else', `t=${t},v1=${other}`, wrong],
    ['by nobody', `t=${t},v1=${hex('')}`, wrong],
    ['of another time', `t=${t + 1},v1=${v1}`, wrong],
    ['that is cut short', `t=${t},v1=${v1.slice(0, 62)}`, 'not signed'],
    ['of the old scheme', `t=${t},v0=${v1}`, 'not signed'],
    ['with two times', `t=${t},t=${t + 1},v1=${v1}`, 'not signed'],
    ['that is empty', '', 'not signed'],
    ['that is endless', `t=${t},v1=${v1},${'v1=,'.repeat(2_000)}`, 'not signed'],
    ['that is missing', undefined, 'not signed'],
    ['that comes twice', [header, header], 'not signed'],
  ])('%s', (_, given, fault) => {
    expect(signatureFault(given, body, [secret], atMs)).toBe(fault);
  });

  test('may be by the old secret or the new one', () => {
    for (const secrets of [
      ['whsec_new', secret],
      [secret, 'whsec_old'],
    ]) {
      expect(signatureFault(header, body, secrets, atMs)).toBeUndefined();
    }
    expect(signatureFault(header, body, ['whsec_new', 'whsec_old'], atMs)).toBe(wrong);
  });

  test('is by nobody where there is no secret', () => {
    const forged = `t=${t},v1=${hex('')}`;
    expect(signatureFault(forged, body, [], atMs)).toBe(wrong);
    expect(signatureFault(forged, body, [''], atMs)).toBe(wrong);
    expect(readSecrets(' , ,')).toEqual([]);
    expect(readSecrets(undefined)).toEqual([]);
    expect(readSecrets('whsec_a, whsec_b')).toEqual(['whsec_a', 'whsec_b']);
  });
});
