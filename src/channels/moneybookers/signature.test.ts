import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { readReport } from './report.ts';
import { howSigned, md5Signature, proofOf, sha2Signatures } from './signature.ts';

const report = (change: Readonly<Record<string, string>> = {}) => {
  const read = readReport(new URLSearchParams({ ...vectors.f, ...change }).toString());
  if (!read) throw new Error('The report cannot be read.');
  return read;
};

describe('the published vector', () => {
  test('has its signatures, byte for byte', () => {
    expect(createHash('md5').update(vectors.concat).digest('hex').toUpperCase()).toBe(
      vectors.md5sig,
    );
    expect(md5Signature(report(), vectors.secret)).toBe(vectors.md5sig);
    expect(md5Signature(report({ status: '-3' }), vectors.secret)).toBe(vectors.chargeback_md5sig);
    expect(sha2Signatures(report(), vectors.secret)).toEqual([
      vectors.sha2_A_shaSecret,
      vectors.sha2_B_shaOverMd5Secret,
    ]);
  });

  test.each([
    ['md5sig', vectors.md5sig],
    ['md5sig in small letters', vectors.md5sig.toLowerCase()],
    ['sha2sig', vectors.sha2_A_shaSecret],
    ['sha2sig, read otherwise', vectors.sha2_B_shaOverMd5Secret],
  ])('is rightly signed by its %s', (name, signature) => {
    const [field = ''] = name.split(/[ ,]/);
    expect(howSigned(report({ [field]: signature }), vectors.secret)).toBe('rightly');
    expect(howSigned(report({ [field]: signature }), 'another')).toBe('wrongly');
    const otherwise = { [field]: signature, status: '0' };
    expect(howSigned(report(otherwise), vectors.secret)).toBe('wrongly');
  });

  test('is wrongly signed by an md5sig that is wrong, whatever is beside it', () => {
    const both = { md5sig: vectors.chargeback_md5sig, sha2sig: vectors.sha2_A_shaSecret };
    expect(howSigned(report(both), vectors.secret)).toBe('wrongly');
    expect(howSigned(report(), vectors.secret)).toBe('not at all');
  });
});

describe('what is signed is read as it was posted', () => {
  test.each([
    ['an amount that goes on into the currency', { mb_amount: '25.4', mb_currency: '6EUR' }],
    ['a currency that goes on into the status', { mb_currency: 'EUR-', status: '3' }],
    ['an amount with a sign', { mb_amount: '-25.46' }],
    ['no status', { status: '' }],
    ['a reference with spaces', { transaction_id: 'T 1' }],
  ])('or not at all: %s', (_, change) => {
    expect(readReport(new URLSearchParams({ ...vectors.f, ...change }).toString())).toBe(undefined);
  });

  test('or not at all: one thing twice', () => {
    const form = new URLSearchParams(vectors.f).toString();
    expect(readReport(`${form}&mb_amount=0.01`)).toBe(undefined);
    expect(readReport(`${form}&Field1=a&Field1=b`)).not.toBe(undefined);
  });
});

test('a proof is of one thing, under one key', () => {
  const proof = proofOf('key', 'refund', 'a', 'b');
  expect(proof).toMatch(/^[0-9a-f]{32}$/);
  expect(proofOf('key', 'refund', 'a', 'b')).toBe(proof);
  const others = [
    proofOf('other key', 'refund', 'a', 'b'),
    proofOf('key', 'payment', 'a', 'b'),
    proofOf('key', 'refund', 'a', 'c'),
    proofOf('key', 'refund', 'ab'),
  ];
  expect(others).not.toContain(proof);
});
