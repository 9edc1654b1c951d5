import { conformance } from './conformance.ts';
import { moneybookers } from './moneybookers.ts';

conformance(moneybookers);
