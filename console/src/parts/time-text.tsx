/** A moment in the reader's own zone; pointing at it shows UTC. */
import { useLanguage } from '../texts/language.tsx';

const FULL = { dateStyle: 'medium', timeStyle: 'medium' } as const;
const SHORT = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

export function TimeText(props: { readonly at: string; readonly full?: boolean }) {
  const { locale } = useLanguage();
  const moment = new Date(props.at);
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  const options = props.full || !isThisYear ? FULL : SHORT;
  return (
    <time dateTime={props.at} title={`${props.at.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`}>
      {new Intl.DateTimeFormat(locale, options).format(moment)}
    </time>
  );
}
