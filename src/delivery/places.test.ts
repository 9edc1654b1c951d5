import { expect, test } from 'vitest';
import { createPlaces } from './places.ts';

type Item = { readonly endpoint: string; readonly name: string };

function open(perEndpointMax: number, totalMax = 100) {
  const begun: string[] = [];
  const begin = ({ name }: Item) => void begun.push(name);
  return { begun, ...createPlaces<Item>({ perEndpointMax, totalMax, begin }) };
}

const to = (endpoint: string, name: string): Item => ({ endpoint, name });

test('whoever comes when all places are taken goes when one is left, in the order of coming', () => {
  const places = open(1);
  for (const name of ['a', 'b', 'c']) places.enter(to('shop', name));
  expect(places.begun).toEqual(['a']);
  places.leave('shop');
  expect(places.begun).toEqual(['a', 'b']);
  places.leave('shop');
  expect(places.begun).toEqual(['a', 'b', 'c']);
});

test('one endpoint that is full keeps no other waiting', () => {
  const places = open(1);
  places.enter(to('slow', 'a'));
  places.enter(to('slow', 'b'));
  expect(places.promise('good')).toBe(true);
  places.keepPromise(to('good', 'c'));
  expect(places.begun).toEqual(['a', 'c']);
  expect(places.isBusy('slow')).toBe(true);
  expect(places.busyEndpoints()).toContain('slow');
});

test('a promise holds no place, and is kept in line when the place has gone', () => {
  const places = open(1);
  expect([places.promise('shop'), places.promise('shop')]).toEqual([true, true]);
  places.keepPromise(to('shop', 'a'));
  places.keepPromise(to('shop', 'b'));
  expect(places.begun).toEqual(['a']);
  places.leave('shop');
  expect(places.begun).toEqual(['a', 'b']);
});

test('nothing is promised where all places are busy, nor more than can soon be kept', () => {
  const places = open(2);
  const promised = Array.from({ length: 6 }, () => places.promise('shop'));
  expect(promised).toEqual([true, true, true, true, false, false]);
  places.keepPromise(to('shop', 'a'));
  places.keepPromise(to('shop', 'b'));
  places.takeBack('shop');
  expect(places.promise('shop')).toBe(false);
  places.leave('shop');
  expect(places.promise('shop')).toBe(true);
});

test('no more is under way over all than the limit, and what ends counts no more', () => {
  const places = open(2, 2);
  places.enter(to('one', 'a'));
  expect(places.promise('two')).toBe(true);
  expect(places.promise('three')).toBe(false);
  expect(places.free()).toBe(0);
  places.takeBack('two');
  places.leave('one');
  expect(places.free()).toBe(2);
  expect(places.busyEndpoints()).toEqual([]);
});

test('a line that is dismissed has not begun, and is forgotten', () => {
  const places = open(1);
  for (const name of ['a', 'b', 'c']) places.enter(to('shop', name));
  expect(places.dismissLine().map(({ name }) => name)).toEqual(['b', 'c']);
  places.leave('shop');
  expect(places.begun).toEqual(['a']);
  expect(places.free()).toBe(100);
});
