/** The types of the API for the console, made of the document that PayCenter serves. */
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript';
import { openApiDocument } from '../../src/http/api/openapi.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';

export const SCHEMA_FILE = new URL('../src/api/schema.gen.ts', import.meta.url);

/** The text of src/api/schema.gen.ts as it should be now. */
export async function schemaText(operations = OPERATIONS): Promise<string> {
  const document = JSON.parse(JSON.stringify(openApiDocument(operations, ''))) as OpenAPI3;
  // Descriptions stand in the reference; here they would only make the file long.
  const nodes = await openapiTS(withoutDescriptions(document), { alphabetize: true });
  return COMMENT_HEADER + astToString(nodes);
}

function withoutDescriptions<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutDescriptions) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, member]) => !(key === 'description' && typeof member === 'string') && key !== 'summary',
  );
  return Object.fromEntries(
    kept.map(([key, member]) => [key, withoutDescriptions(member)]),
  ) as Value;
}
