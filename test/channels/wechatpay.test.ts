import { conformance } from './conformance.ts';
import { wechatpay } from './wechatpay.ts';

conformance(wechatpay);
