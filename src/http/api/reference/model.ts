/** The reference page's view of the operations. */
import { PERMISSIONS } from '../../../domain/access.ts';
import { ERRORS } from '../../../errors.ts';
import { takesIdempotencyKey } from '../idempotency.ts';
import { refusalCodes, whoMay } from '../openapi.ts';
import { isStream, NOTHING, type Operation } from '../operation.ts';
import { type Schema, type ShapeRow, shapeRows } from './shape.ts';

export type ReferenceModel = {
  readonly groups: readonly { readonly name: string; readonly operations: readonly Entry[] }[];
  readonly permissions: readonly {
    readonly name: string;
    readonly about: string;
    readonly roles: string;
    readonly forKeys: string;
  }[];
};

type Entry = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly about: readonly string[];
  readonly parts: readonly { readonly heading: string; readonly rows: readonly ShapeRow[] }[];
  readonly answer: string;
  readonly errors: readonly {
    readonly code: string;
    readonly text: string;
    readonly status: number;
  }[];
};

export function referenceModel(operations: readonly Operation[], prefix: string): ReferenceModel {
  const byTag = Map.groupBy(operations, ({ tag }) => tag);
  return {
    groups: [...byTag].map(([name, members]) => ({
      name,
      operations: members.map((operation) => entryOf(operation, prefix)),
    })),
    permissions: Object.entries(PERMISSIONS).map(([name, { about, roles, reach }]) => ({
      name,
      about,
      roles: roles.join(', '),
      forKeys: reach === 'app' ? 'yes' : 'no',
    })),
  };
}

function entryOf(operation: Operation, prefix: string): Entry {
  const { operationId, method, path, summary, description, access } = operation;
  const idempotent = takesIdempotencyKey(operation) ? 'Takes an Idempotency-Key.' : '';
  return {
    id: operationId,
    method,
    path: `${prefix}${path.replace(/:(\w+)/g, '{$1}')}`,
    summary,
    about: [description ?? '', whoMay(access), idempotent]
      .filter((each) => each !== '')
      .map((each) => each.replaceAll('`', '')),
    parts: [
      { heading: 'Path', rows: rowsOf(operation.params).map(asRequired) },
      { heading: 'Query', rows: rowsOf(operation.query) },
      { heading: 'Body', rows: rowsOf(operation.body) },
      { heading: 'Answer', rows: answerRows(operation) },
    ].filter(({ rows }) => rows.length > 0),
    answer: answerText(operation),
    errors: refusalCodes(operation).map((code) => {
      const { text, status } = ERRORS[code];
      return { code, text, status };
    }),
  };
}

function rowsOf(schema: object | undefined): readonly ShapeRow[] {
  return schema ? shapeRows(schema as Schema) : [];
}

function asRequired(row: ShapeRow): ShapeRow {
  return { ...row, required: true };
}

function answerRows({ response }: Operation): readonly ShapeRow[] {
  return response === NOTHING || isStream(response) ? [] : rowsOf(response);
}

function answerText({ response, status = 200 }: Operation): string {
  if (response === NOTHING) return '204, without a body';
  return isStream(response)
    ? `${status}, ${response.contentType}: ${response.about}`
    : `${status}, application/json`;
}
