import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer } from './sealing.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const sealer = createSealer([first]);

describe('what is sealed', () => {
  test('comes back byte for byte, under its purpose', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, purpose) => {
        const plain = Buffer.from(bytes);
        expect(sealer.open(sealer.seal(plain, purpose), purpose)).toEqual(plain);
      }),
    );
    expect(sealer.open(sealer.seal('Grüße', 'text'), 'text').toString()).toBe('Grüße');
  });

  test('looks different every time, and nothing of it shows', () => {
    const [one, other] = [sealer.seal('a secret', 'p'), sealer.seal('a secret', 'p')];
    expect(one.equals(other)).toBe(false);
    expect(one.toString('latin1')).not.toContain('secret');
  });

  test('cannot be moved to another purpose', () => {
    expect(() => sealer.open(sealer.seal('x', 'app secret'), 'notice')).toThrow();
  });

  test('does not open when a single bit of it is changed', () => {
    const sealed = sealer.seal('a secret', 'p');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(sealed.readUInt8(at) ^ 1, at);
      expect(() => sealer.open(changed, 'p')).toThrow();
    }
  });

  test('does not open when it is cut, not even to where a shorter tag would do', () => {
    const sealed = sealer.seal('', 'p');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => sealer.open(sealed.subarray(0, length), 'p')).toThrow();
    }
  });

  test('is opened by an older key, and sealed by the newest, while keys are rotated', () => {
    const rotated = createSealer([second, first]);
    expect(rotated.open(sealer.seal('x', 'p'), 'p').toString()).toBe('x');
    expect(() => sealer.open(rotated.seal('x', 'p'), 'p')).toThrow('No master key given opens');
  });
});

describe('a mark', () => {
  test('is ours for that text and that purpose alone, and fits in an address', () => {
    const mark = sealer.mark('attempt-1', 'pay');
    expect(mark).toMatch(/^[\w-]{24}$/);
    expect(sealer.isMarked('attempt-1', 'pay', mark)).toBe(true);
    expect(sealer.isMarked('attempt-2', 'pay', mark)).toBe(false);
    expect(sealer.isMarked('attempt-1', 'other', mark)).toBe(false);
    expect(createSealer([second]).isMarked('attempt-1', 'pay', mark)).toBe(false);
  });

  test('is written in one way only', () => {
    const mark = sealer.mark('attempt-1', 'pay');
    for (const other of [
      '',
      `${mark}=`,
      ` ${mark}`,
      `${mark}\n`,
      mark.slice(1),
      mark.toUpperCase(),
    ]) {
      expect(sealer.isMarked('attempt-1', 'pay', other)).toBe(false);
    }
  });

  test('of an older key is still known while keys are rotated', () => {
    const mark = sealer.mark('attempt-1', 'pay');
    expect(createSealer([second, first]).isMarked('attempt-1', 'pay', mark)).toBe(true);
  });
});

test.each([[[]], [[Buffer.alloc(0)]], [[randomBytes(16)]], [[first, randomBytes(31)]]])(
  'nothing is sealed without whole keys (%#)',
  (keys) => {
    expect(() => createSealer(keys)).toThrow('32 bytes');
  },
);
