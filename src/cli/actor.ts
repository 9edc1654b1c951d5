/** Whoever works at the command line, as the audit log keeps him. */
import { hostname, userInfo } from 'node:os';
import type { Actor } from '../domain/access.ts';

/** Not proven: whoever may run commands here may do anything. It says where to ask. */
export function cliActor(): Actor {
  return { kind: 'cli', id: null, name: `${userName()}@${hostname()}`, address: null };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have no name.
    return String(process.getuid?.() ?? 'somebody');
  }
}
