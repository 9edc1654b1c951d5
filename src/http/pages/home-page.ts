import { type Frame, renderPage } from './frame.ts';
import { TEXTS } from './texts/catalogue.ts';

/** What answers at the server's own address: that it is there, and what it is for. */
export function renderHomePage(frame: Frame): string {
  return renderPage('home', frame, { title: TEXTS[frame.language].home.running }, {});
}
