/** When a row was begun, by the clock of the process that made its id. */
const TIME_CHARACTERS = 10;
const ID_CHARACTERS = 32;
const BITS_PER_CHARACTER = 5;
/** Ten characters hold fifty bits; the time is the first forty-eight. */
const RANDOM_BITS = 2n;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The millisecond that `newId` wrote into an id; undefined for text that is no such id. */
export function idTimeMs(id: string): number | undefined {
  let bits = 0n;
  for (const character of id.slice(0, TIME_CHARACTERS)) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    bits = (bits << BigInt(BITS_PER_CHARACTER)) | BigInt(value);
  }
  return id.length < TIME_CHARACTERS ? undefined : Number(bits >> RANDOM_BITS);
}

/** What no id of this millisecond, or a later one, comes before: where a span of time begins in ids. */
export function firstIdAt(timeMs: number): string {
  const bits = BigInt(Math.max(0, Math.ceil(timeMs))) << RANDOM_BITS;
  let text = '';
  for (let place = TIME_CHARACTERS - 1; place >= 0; place -= 1) {
    text += ALPHABET.charAt(Number((bits >> BigInt(place * BITS_PER_CHARACTER)) & 31n));
  }
  return text.padEnd(ID_CHARACTERS, ALPHABET.charAt(0));
}
