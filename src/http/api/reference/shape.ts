/** A schema as people read it: one row for each member, nested ones with their whole path. */

/** What of a JSON schema is shown. Schemas are plain data; TypeBox's types are too narrow to walk them. */
export type Schema = {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
};

export type ShapeRow = {
  /** `user.email`, `data[].id`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly about: string;
};

/** The members of an object, or of the objects in a list. */
export function shapeRows(schema: Schema, prefix = ''): readonly ShapeRow[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([member, each]) => {
    const name = `${prefix}${member}`;
    const shown = alternatives(each).filter(({ type }) => type !== 'null');
    const row = {
      name,
      type: typeText(each),
      required: required.includes(member),
      about: [each, ...shown].map(({ description }) => description).find(Boolean) ?? '',
    };
    return [row, ...shown.flatMap((one) => below(one, name))];
  });
}

function below(schema: Schema, name: string): readonly ShapeRow[] {
  if (schema.items) {
    const path = `${name}[]`;
    return alternatives(schema.items).flatMap((item) => shapeRows(item, `${path}.`));
  }
  return shapeRows(schema, `${name}.`);
}

function alternatives(schema: Schema): readonly Schema[] {
  return schema.anyOf?.flatMap(alternatives) ?? [schema];
}

/** `string, date-time`, `"open" | "totp"`, `integer, 1 to 100`, `list of string`, `string or null`. */
export function typeText(schema: Schema): string {
  const words = alternatives(schema).map(plainType);
  return [...new Set(words)].join(' or ');
}

function plainType(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.items) return `list of ${typeText(schema.items)}`;
  return [schema.type ?? 'anything', schema.format, range(schema)].filter(Boolean).join(', ');
}

function range({ minimum, maximum, minLength, maxLength }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `from ${minimum}`;
  if (maxLength === undefined) return '';
  return `${minLength ?? 0} to ${maxLength} characters`;
}
