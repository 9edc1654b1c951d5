/**
 * Who may be sent to now. Each endpoint has only so many places, so a slow merchant fills its own and
 * nobody else's. What is being committed is promised one before it is known when it will go: promises
 * hold no place, so a merchant's places do not stand empty while the database writes. Whoever comes
 * when all are taken waits in line for the next that becomes free.
 */

export type Places<Item extends { readonly endpoint: string }> = {
  /** Promises a place; false when the merchant has all of its places busy, or too much is under way. */
  promise(endpoint: string): boolean;
  /** Nothing came of a promise. */
  takeBack(endpoint: string): void;
  /** Begins with one that has a promise. */
  keepPromise(item: Item): void;
  /** Begins with one that comes without: as soon as there is a place. */
  enter(item: Item): void;
  /** Its place is free again. */
  leave(endpoint: string): void;
  /** More than half of its places are in use, promised, or waited for. */
  isBusy(endpoint: string): boolean;
  readonly busyEndpoints: () => readonly string[];
  /** How many more may be under way, over all endpoints. */
  readonly free: () => number;
  /** Empties the line; those in it have not begun. */
  dismissLine(): readonly Item[];
};

type Endpoint<Item> = { promised: number; begun: number; readonly line: Item[] };

export function createPlaces<Item extends { readonly endpoint: string }>(options: {
  readonly perEndpointMax: number;
  readonly totalMax: number;
  readonly begin: (item: Item) => void;
}): Places<Item> {
  const { perEndpointMax, totalMax, begin } = options;
  const endpoints = new Map<string, Endpoint<Item>>();
  let total = 0;

  function at(name: string): Endpoint<Item> {
    const known = endpoints.get(name);
    if (known) return known;
    const fresh = { promised: 0, begun: 0, line: [] };
    endpoints.set(name, fresh);
    return fresh;
  }

  function inUse(name: string): number {
    const endpoint = endpoints.get(name);
    return endpoint ? endpoint.promised + endpoint.begun + endpoint.line.length : 0;
  }

  const isBusy = (name: string) => inUse(name) > perEndpointMax >> 1;

  function goOrWait(item: Item): void {
    const endpoint = at(item.endpoint);
    if (endpoint.begun >= perEndpointMax) {
      endpoint.line.push(item);
      return;
    }
    endpoint.begun += 1;
    begin(item);
  }

  function giveBack(name: string): void {
    total -= 1;
    if (inUse(name) === 0) endpoints.delete(name);
  }

  return {
    promise(name) {
      const { begun = 0 } = endpoints.get(name) ?? {};
      const open = total < totalMax && begun < perEndpointMax && inUse(name) < 2 * perEndpointMax;
      if (open) {
        at(name).promised += 1;
        total += 1;
      }
      return open;
    },
    takeBack(name) {
      at(name).promised -= 1;
      giveBack(name);
    },
    keepPromise(item) {
      at(item.endpoint).promised -= 1;
      goOrWait(item);
    },
    enter(item) {
      total += 1;
      goOrWait(item);
    },
    leave(name) {
      const endpoint = at(name);
      endpoint.begun -= 1;
      const next = endpoint.line.shift();
      if (next) goOrWait(next);
      giveBack(name);
    },
    isBusy,
    busyEndpoints: () => [...endpoints.keys()].filter(isBusy),
    free: () => Math.max(0, totalMax - total),
    dismissLine() {
      const dismissed = [...endpoints.values()].flatMap(({ line }) => line.splice(0));
      for (const { endpoint } of dismissed) giveBack(endpoint);
      return dismissed;
    },
  };
}
