/**
 * Makes `src/api/schema.d.ts`, the types of the client, of the document that the server gives out. It
 * belongs to every build and is not kept: so it cannot be of another version.
 */
import { writeFile } from 'node:fs/promises';
import openapiTs, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../src/http/api/openapi.ts';
import { OPERATIONS } from '../src/http/api/operations.ts';

const document = JSON.stringify(openApiDocument(OPERATIONS, ''));
const nodes = await openapiTs(document, { alphabetize: true });
await writeFile(new URL('src/api/schema.d.ts', import.meta.url), astToString(nodes));
