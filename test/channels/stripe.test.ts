import { conformance } from './conformance.ts';
import { stripe } from './stripe.ts';

conformance(stripe);
