/** A moment in the reader's zone, with UTC at hand. */
import { useReading } from '../i18n/language.tsx';

export function Moment(props: { readonly at: string; readonly precise?: boolean }) {
  const { format, inUtc } = useReading();
  const shown = props.precise ? format.second(props.at) : format.dateTime(props.at);
  return (
    <time className="nowrap" dateTime={props.at} title={`${props.at.replace('T', ' ')}`}>
      {shown}
      {inUtc && ' UTC'}
    </time>
  );
}

/** "3 days ago", "in 2 hours". */
export function FromNow({ at }: { readonly at: string }) {
  const { format } = useReading();
  return (
    <time className="nowrap" dateTime={at} title={at.replace('T', ' ')}>
      {format.fromNow(at)}
    </time>
  );
}
