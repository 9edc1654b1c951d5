/** Says in passing what has been done. Errors never come here: they stand where they belong. */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const SHOWN_MS = 6_000;

const SayContext = createContext<(text: string) => void>(() => {});

export function SayProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<readonly { id: number; text: string }[]>([]);
  const say = useCallback((text: string) => {
    const id = performance.now();
    setSaid((before) => [...before, { id, text }]);
    setTimeout(() => setSaid((before) => before.filter((each) => each.id !== id)), SHOWN_MS);
  }, []);
  return (
    <SayContext value={say}>
      {children}
      <div className="said" role="status">
        {said.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </SayContext>
  );
}

export function useSay(): (text: string) => void {
  return useContext(SayContext);
}
