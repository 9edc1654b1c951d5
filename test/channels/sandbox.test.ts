import { conformance } from './conformance.ts';
import { sandbox } from './sandbox.ts';

conformance(sandbox);
