/** Amounts as Alipay takes and writes them: yuan with two decimals, counted in fen. */

const MOST_FEN = 10_000_000_000n;

/** The amount in fen; undefined when Alipay would not take it. */
export function readYuan(value: unknown): bigint | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typeof value === 'string' ? value : '');
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const fen = BigInt(whole + fraction.padEnd(2, '0'));
  return fen > 0n && fen <= MOST_FEN ? fen : undefined;
}

export function writeYuan(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
