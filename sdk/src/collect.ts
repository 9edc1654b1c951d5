/**
 * Reads chunks into one buffer.
 * @returns undefined as soon as there are more than `limitBytes`
 */
export async function collect(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Buffer | undefined> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read);
}
