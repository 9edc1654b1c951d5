/** Money as the reader's language writes it. */
import type { Money } from '../api/shapes.ts';
import { useFormat } from '../i18n/language.tsx';

export function Amount({ of }: { readonly of: Money }) {
  return <span className="nowrap">{useFormat().money(of)}</span>;
}
