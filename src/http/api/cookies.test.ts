import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { cookiesFor, readCookie, setSessionCookie } from './cookies.ts';
import { assertPasswordsMayTravel } from './insecure.ts';

/** The `Set-Cookie` that a session makes at a centre of this address. */
function setAt(publicUrl: string): string {
  let line = '';
  const reply = {
    header(_: string, value: string) {
      line = value;
    },
  };
  setSessionCookie(reply as unknown as FastifyReply, cookiesFor(publicUrl), 'token');
  return line;
}

test('over https the cookie is ours alone and never goes in the clear', () => {
  expect(setAt('https://pay.example.com')).toBe(
    '__Host-paycenter_session=token; Path=/; HttpOnly; SameSite=Strict; Secure',
  );
});

test('over http it has a plain name, so that browsers take it', () => {
  expect(setAt('http://127.0.0.1:3370')).toBe(
    'paycenter_session=token; Path=/; HttpOnly; SameSite=Strict',
  );
});

test('a cookie is found by its whole name', () => {
  const request = { headers: { cookie: 'a=1; xpaycenter_session=2;paycenter_session=3==; b' } };
  const read = (name: string) => readCookie(request as unknown as FastifyRequest, name);
  expect(read('paycenter_session')).toBe('3==');
  expect(read('session')).toBeUndefined();
  expect(read('b')).toBeUndefined();
});

test.each([
  ['https://pay.example.com', 'pay.example.com', true],
  ['http://pay.example.com', 'pay.example.com', false],
  ['http://0.0.0.0:3370', '192.168.1.5', false],
  ['http://0.0.0.0:3370', '127.0.0.1', true],
  ['http://127.0.0.1:3370', 'localhost', true],
  ['http://127.0.0.1:3370', '[::1]', true],
  ['http://127.0.0.1:3370', 'localhost.evil.example', false],
  ['http://127.0.0.1:3370', '127.0.0.1.evil.example', false],
])('at %s, asked for as %s, passwords may travel: %s', (publicUrl, hostname, may) => {
  const request = { hostname } as unknown as FastifyRequest;
  const check = () => assertPasswordsMayTravel(request, cookiesFor(publicUrl));
  if (may) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'INSECURE_CONNECTION' }));
});
