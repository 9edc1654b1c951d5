/** The OpenAPI document and the reference page: both are made of the operations, and of nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { ask } from './client.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
});

afterAll(() => centre.stop());

describe('the OpenAPI document', () => {
  test('names every operation once, at its address, with answers and errors', async () => {
    const { json } = await ask(centre.url, 'GET', '/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    const listed = Object.entries(json.paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods ?? {}).map(([method, each]) => ({ path, method, each })),
    );
    const names = listed.map(({ path, method, each }) => `${each?.operationId} ${method} ${path}`);
    const expected = OPERATIONS.map(
      ({ operationId, method, path }) =>
        `${operationId} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(new Set(OPERATIONS.map(({ operationId }) => operationId)).size).toBe(names.length);
    for (const { each, path } of listed) {
      const answers = Object.keys(each?.responses ?? {});
      expect(
        // Signing in elsewhere sends the browser on.
        answers.some((s) => s.startsWith(path.startsWith('/session/oidc') ? '3' : '2')),
        path,
      ).toBe(true);
      expect(answers, path).toContain('500');
    }
  });

  test('describes each parameter that an address has', () => {
    const bare = OPERATIONS.filter(({ path, params }) => {
      const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
      return inPath.join() !== Object.keys(params?.properties ?? {}).join();
    });
    expect(bare.map(({ operationId }) => operationId)).toEqual([]);
  });
});

describe('the reference page', () => {
  test('shows every operation, and loads nothing from elsewhere', async () => {
    const page = await fetch(`${centre.url}/api/docs`);
    const html = await page.text();
    for (const { operationId, summary } of OPERATIONS) {
      expect(html).toContain(`id="${operationId}"`);
      expect(html).toContain(summary.replace("'", '&#39;'));
    }
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)) {
      expect(address).toMatch(/^\//);
      expect((await fetch(`${centre.url}${address}`)).status, address).toBe(200);
    }
  });
});

describe('what is no operation', () => {
  test.each([
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['PUT', '/session', 404, 'NOT_FOUND'],
    ['GET', '/session?x=1', 401, 'NOT_SIGNED_IN'],
  ])('%s %s is a problem in JSON', async (method, path, status, code) => {
    const headers = { 'x-paycenter-csrf': '1' };
    const answer = await ask(centre.url, method, path, { headers });
    expect(answer).toMatchObject({ status, json: { code, status } });
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['no JSON', '{', 400, 'INVALID_PARAMETER'],
    ['a prototype', '{"__proto__":{"x":1},"email":"a@b","password":"x"}', 400, 'INVALID_PARAMETER'],
    ['a member too many', { email: 'a@b', password: 'x', admin: true }, 400, 'INVALID_PARAMETER'],
    ['a member too few', { email: 'a@b' }, 400, 'MISSING_PARAMETER'],
    ['a NUL', { email: 'a\u0000@b', password: 'x' }, 400, 'INVALID_PARAMETER'],
    ['a number for a text', { email: 'a@b', password: 1 }, 400, 'INVALID_PARAMETER'],
    ['too much', { email: 'a@b', password: 'x'.repeat(200_000) }, 413, 'REQUEST_TOO_LARGE'],
  ])('a body with %s is refused', async (_, body, status, code) => {
    const headers = { 'x-paycenter-csrf': '1' };
    const answer = await ask(centre.url, 'POST', '/session', { body, headers });
    expect(answer).toMatchObject({ status, json: { code } });
  });

  test('a form is not taken, whatever it says it is', async () => {
    const headers = { 'x-paycenter-csrf': '1', 'content-type': 'text/plain' };
    const body = '{"email":"a@b","password":"x"}';
    const answer = await ask(centre.url, 'POST', '/session', { body, headers });
    expect(answer).toMatchObject({ status: 415, json: { code: 'UNSUPPORTED_BODY' } });
  });
});
