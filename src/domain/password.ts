/** Passwords: argon2id at rest, long ones chosen by people, random ones made for a single use. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** What OWASP asks for at least; a hash carries its own, so these can rise. */
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** NIST SP 800-63B: what is the only factor has fifteen characters at least. */
export const PASSWORD_LENGTH_MIN = 15;
export const PASSWORD_LENGTH_MAX = 256;
const DISTINCT_MIN = 5;

type Parameters = {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
};

/** A hash in PHC notation, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, salt, {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
  });
  const parameters = `m=${MEMORY_KIB},t=${PASSES},p=${LANES}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** What nobody's password is compared with, so that it takes as long as somebody's. */
const NOBODYS = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether the password is right. Without a hash the same work is done, and the answer is no. */
export async function isPassword(hash: string | null, password: string): Promise<boolean> {
  const match = PHC.exec(hash ?? NOBODYS);
  if (!match) throw new Error('A password hash is not in the form that hashPassword makes.');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  const expected = Buffer.from(tag, 'base64');
  const found = await tagOf(password, Buffer.from(salt, 'base64'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(expected, found) && hash !== null;
}

function tagOf(password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> {
  // Two keyboards may write one character in two ways.
  const message = Buffer.from(password.normalize('NFKC'));
  const asked = { message, nonce: salt, ...parameters, tagLength: TAG_BYTES };
  return new Promise((resolve, reject) => {
    argon2('argon2id', asked, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** What is wrong with a password that somebody wants to have, as a sentence; undefined: nothing. */
export function passwordFault(password: string, email: string): string | undefined {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < PASSWORD_LENGTH_MIN) {
    return `must have at least ${PASSWORD_LENGTH_MIN} characters; a few words in a row are easy to keep in mind.`;
  }
  if (characters.length > PASSWORD_LENGTH_MAX) {
    return `must have at most ${PASSWORD_LENGTH_MAX} characters.`;
  }
  const lower = characters.map((each) => each.toLowerCase());
  if (new Set(lower).size < DISTINCT_MIN) return 'repeats too few characters to be hard to guess.';
  if (lower.join('').includes(email.toLowerCase())) return 'must not hold your e-mail address.';
  return undefined;
}

/** Without letters that are taken for others. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A random password to be read aloud and typed once, such as `k7m2p-…`: 99 bits. */
export function newOneTimePassword(): string {
  return Array.from({ length: GROUPS }, () => randomText(GROUP_LENGTH)).join('-');
}

/** Each character with the same chance: bytes beyond the last whole multiple are passed over. */
export function randomText(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}
