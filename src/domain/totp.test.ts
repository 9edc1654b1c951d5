import { expect, test } from 'vitest';
import { base32, newTotpSecret, otpauthUri, totpCode, totpStep } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

/** The test vectors of RFC 6238, the last six of their eight digits. */
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %d seconds the code is %s', (seconds, code) => {
  expect(totpCode(SECRET, BigInt(Math.floor(seconds / 30)))).toBe(code);
});

test('a code counts for its own step and the ones beside it', () => {
  const step = 1_000n;
  const code = totpCode(SECRET, step);
  const at = (each: bigint) => totpStep(SECRET, code, Number(each) * 30_000 + 1, null);
  expect([998n, 999n, 1_000n, 1_001n, 1_002n].map(at)).toEqual([
    undefined,
    step,
    step,
    step,
    undefined,
  ]);
});

test('a code, once used, is not accepted again, nor is an older one', () => {
  const nowMs = 1_000 * 30_000;
  for (const step of [999n, 1_000n]) {
    expect(totpStep(SECRET, totpCode(SECRET, step), nowMs, 1_000n)).toBeUndefined();
  }
  expect(totpStep(SECRET, totpCode(SECRET, 1_001n), nowMs, 1_000n)).toBe(1_001n);
});

test('people may type a space in the middle, and nothing else beside the digits', () => {
  const [nowMs, code] = [1_000 * 30_000, totpCode(SECRET, 1_000n)];
  const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
  expect(totpStep(SECRET, spaced, nowMs, null)).toBe(1_000n);
  for (const wrong of ['', code.slice(1), `${code}0`, 'abcdef', '١٢٣٤٥٦']) {
    expect(totpStep(SECRET, wrong, nowMs, null)).toBeUndefined();
  }
});

test('apps are told the secret as they read it', () => {
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  expect(base32(newTotpSecret())).toMatch(/^[A-Z2-7]{32}$/);
  expect(otpauthUri(SECRET, 'ada+shop@example.com')).toBe(
    'otpauth://totp/PayCenter:ada%2Bshop%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=PayCenter&algorithm=SHA1&digits=6&period=30',
  );
});
