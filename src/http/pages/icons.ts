/** The few drawings of the pages: 24 × 24, one stroke, the colour of the text around them. */
import { Markup } from './markup.ts';

function icon(strokes: string): Markup {
  return new Markup(
    `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${strokes}</svg>`,
  );
}

const RING = '<circle cx="12" cy="12" r="9"/>';

export const ICONS = {
  paid: icon(`${RING}<path d="m8 12.4 2.7 2.7L16 9.6"/>`),
  confirming: icon(`${RING}<path d="M12 7v5l3.2 2"/>`),
  failed: icon(`${RING}<path d="m9 9 6 6M15 9l-6 6"/>`),
  canceled: icon(`${RING}<path d="M8 12h8"/>`),
  expired: icon('<path d="M7 3h10M7 21h10M8 3v4l4 5 4-5V3M8 21v-4l4-5 4 5v4"/>'),
  refunded: icon('<path d="M9 14 4 9l5-5"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>'),
  review: icon('<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4M8.4 11.2l1.8 1.8 3.4-3.6"/>'),
  warning: icon('<path d="M12 4 2.8 20h18.4z"/><path d="M12 10.5v4M12 17.4v.1"/>'),
  info: icon(`${RING}<path d="M12 11.2V16M12 8v.1"/>`),
  flask: icon(
    '<path d="M9.5 3h5M10.5 3v6L5 18.5A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.5L13.5 9V3M7.7 15h8.6"/>',
  ),
  chevron: icon('<path class="mirrored" d="m9 5.5 6.5 6.5L9 18.5"/>'),
  globe: icon(`${RING}<path d="M3 12h18M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18"/>`),
} as const;
