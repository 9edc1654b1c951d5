/** Takes one line of the shop's log: what happened, and ids that belong to it. */
export type Log = (message: string, details?: Readonly<Record<string, unknown>>) => void;
