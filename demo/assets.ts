import { readFile } from 'node:fs/promises';
import { CATALOGUE } from './catalogue.ts';

export interface Asset {
  type: string;
  bytes: Buffer;
}

/** Reads the style sheet and the drawings once; a path not among them is not there. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const files: [path: string, type: string][] = [
    ['/shop.css', 'text/css; charset=utf-8'],
    ...['shop', ...CATALOGUE.map(({ slug }) => slug)].map((name): [string, string] => [
      `/drawings/${name}.svg`,
      'image/svg+xml',
    ]),
  ];
  const assets = files.map(async ([path, type]): Promise<[string, Asset]> => {
    const bytes = await readFile(new URL(`.${path}`, import.meta.url));
    return [path, { type, bytes }];
  });
  return new Map(await Promise.all(assets));
}
