import { alipay } from './alipay.ts';
import { conformance } from './conformance.ts';

conformance(alipay);
