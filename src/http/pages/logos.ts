/**
 * Channel logos as complete files of their own, each on a small white tile, so that they can be
 * seen on any ground, here and in a merchant's page. Everything is made when the process starts.
 */
import { readFileSync } from 'node:fs';
import { BRANDS } from './brands.ts';

const PATH_PREFIX = '/pay/assets/logos/';
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

const ownDrawings = new URL('./assets/logos/', import.meta.url);

function tile(name: string, drawing: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48" role="img"' +
    ` aria-label="${name}"><title>${name}</title>` +
    '<rect x=".5" y=".5" width="47" height="47" rx="9.5" fill="#fff" stroke="#d2dbdc"/>' +
    `${drawing}</svg>\n`
  );
}

function ownDrawing(file: string): string {
  return readFileSync(new URL(file, ownDrawings), 'utf8');
}

/** The package's files hold one path each, 24 × 24. */
function brandDrawing(name: string, icon: string, colour: string): string {
  const file = new URL(import.meta.resolve(`simple-icons/icons/${icon}.svg`));
  const path = /<path d="([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1];
  if (path === undefined) throw new Error(`simple-icons has no path for ${icon}.`);
  const placed = 'transform="translate(11 11) scale(1.0834)"';
  return tile(name, `<path ${placed} fill="${colour}" d="${path}"/>`);
}

function letterDrawing(letter: string): string {
  const capital = letter.toUpperCase();
  return tile(
    capital,
    '<rect x="9" y="9" width="30" height="30" rx="15" fill="#e5f6f5"/>' +
      '<text x="24" y="30" text-anchor="middle" font-family="Inter, system-ui, sans-serif" ' +
      `font-size="17" font-weight="600" fill="#006060">${capital}</text>`,
  );
}

function everyLogo(): Map<string, string> {
  const logos = new Map<string, string>();
  for (const [key, { name, drawing }] of BRANDS) {
    const svg =
      'file' in drawing
        ? ownDrawing(drawing.file)
        : brandDrawing(name, drawing.icon, drawing.colour);
    logos.set(key, svg);
  }
  for (const letter of LETTERS) {
    logos.set(`letter-${letter}`, letterDrawing(letter));
  }
  logos.set('wallet', ownDrawing('wallet.svg'));
  return logos;
}

/** Every logo's SVG by its file's name without `.svg`. */
export const LOGOS: ReadonlyMap<string, string> = everyLogo();

/**
 * The address of a channel's logo on this server, stable for years: the brand's, or for a key
 * that we do not know its first letter, or a wallet.
 */
export function logoUrl(channelKey: string): string {
  if (BRANDS.has(channelKey)) return `${PATH_PREFIX}${channelKey}.svg`;
  const letter = `letter-${channelKey.charAt(0).toLowerCase()}`;
  return `${PATH_PREFIX}${LOGOS.has(letter) ? letter : 'wallet'}.svg`;
}
