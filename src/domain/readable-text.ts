const SHOWN_BYTES = 1_024;

/** The first KiB of a stranger's bytes, as text that neither a terminal nor a page takes for a command. */
export function readableText(bytes: Buffer): string {
  return bytes
    .subarray(0, SHOWN_BYTES)
    .toString('utf8')
    .replace(/[^\P{C}\n\t]/gu, '\ufffd');
}
