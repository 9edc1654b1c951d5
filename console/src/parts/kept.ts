/** What this browser keeps for its reader: never anything of a payment. */
import { useState } from 'react';

/** Like useState, and still there at the next visit. What cannot be read is forgotten. */
export function useKept<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const key = `paycenter.${name}`;
  const [value, setValue] = useState<Value>(() => {
    try {
      return (JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null) ?? initial;
    } catch {
      return initial;
    }
  });
  return [
    value,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
  ];
}
