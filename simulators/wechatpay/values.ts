/** What WeChat Pay takes as a value of a member. */

export function isText(value: unknown, lengthMax: number): boolean {
  return typeof value === 'string' && value !== '' && [...value].length <= lengthMax;
}

export function isFen(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

export function readTime(value: unknown): number {
  return RFC_3339.test(String(value)) ? Date.parse(String(value)) : Number.NaN;
}

/** Over https and without a query; plain http only within one's own network. */
export function isNotifyUrl(value: unknown): boolean {
  const url = typeof value === 'string' && value.length <= 256 ? URL.parse(value) : null;
  if (!url || url.search || url.hash) return false;
  const nearby = /^(localhost|[\d.]+|\[.+\]|[^.]+)$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && nearby);
}
