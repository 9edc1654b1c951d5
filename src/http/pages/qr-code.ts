/** A code to scan, as a drawing in the page itself: the browser needs to be allowed nothing for it. */
import { encode } from 'uqr';
import { escapeHtml, Markup } from './markup.ts';

/** White around a code, in cells, without which scanners do not find it. */
const BORDER = 4;

/**
 * Black on white whatever the colour scheme. `label` says what it is to who cannot see it. Throws when
 * the content is longer than any code can hold (2,331 bytes).
 */
export function qrCode(content: string, label: string): Markup {
  const { data, size } = encode(content, { border: BORDER, ecc: 'M' });
  const cells = data.map(darkRuns).join('');
  return new Markup(
    `<svg class="qr" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
      `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${cells}"/></svg>`,
  );
}

/** The dark cells of one row, those beside each other in one stroke. */
function darkRuns(row: readonly boolean[], y: number): string {
  const text = row.map((dark) => (dark ? '#' : ' ')).join('');
  return [...text.matchAll(/#+/g)]
    .map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)
    .join('');
}
