import { conformance } from './conformance.ts';
import { paypalClassic } from './paypal_classic.ts';

conformance(paypalClassic);
