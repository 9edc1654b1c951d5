/** What Alipay says when it does not do what it was asked. */

/** One of Alipay's own words. */
export type Issue = string;

/** Issues that are found before anything is looked at, by the code they come under. */
const CODES: Readonly<Record<string, string>> = {
  'isp.unknow-error': '20000',
  'aop.unknow-error': '20000',
  'isv.missing-method': '40001',
  'isv.missing-signature': '40001',
  'isv.missing-timestamp': '40001',
  'isv.missing-version': '40001',
  'isv.missing-parameter': '40001',
};

const MESSAGES: Readonly<Record<string, string>> = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
};

const REASONS: Readonly<Record<string, string>> = {
  'ACQ.TRADE_NOT_EXIST': '交易不存在',
  'ACQ.TRADE_HAS_CLOSE': '交易已经关闭',
  'ACQ.TRADE_HAS_FINISHED': '交易已完结',
  'ACQ.TRADE_STATUS_ERROR': '交易状态不合法',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': '卖家余额不足',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': '退款金额超限',
  'ACQ.SYSTEM_ERROR': '系统错误',
};

export function problem(issue: Issue): Readonly<Record<string, string>> {
  const code = CODES[issue] ?? (issue.startsWith('isv.') ? '40002' : '40004');
  return {
    code,
    msg: MESSAGES[code] ?? '',
    sub_code: issue,
    sub_msg: REASONS[issue] ?? issue.toLowerCase().replaceAll(/[._-]/g, ' '),
  };
}
