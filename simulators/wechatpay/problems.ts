/** What WeChat Pay answers when it does not do what it was asked. */

const STATUS: Readonly<Record<string, number>> = {
  SIGN_ERROR: 401,
  ACCOUNT_ERROR: 403,
  NO_AUTH: 403,
  NOT_ENOUGH: 403,
  OUT_TRADE_NO_USED: 403,
  RULE_LIMIT: 403,
  TRADE_ERROR: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  MCH_NOT_EXISTS: 404,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  BANK_ERROR: 500,
  SYSTEM_ERROR: 500,
};

/** One of WeChat Pay's own words. */
export type Code = string;

/** Every code that is not named otherwise is a 400. */
export function problem(code: Code): { status: number; json: unknown } {
  const message = code.toLowerCase().replaceAll('_', ' ');
  return { status: STATUS[code] ?? 400, json: { code, message } };
}
