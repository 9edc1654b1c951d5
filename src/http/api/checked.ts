/** What a request carries, read into the types that the operation's schemas promise. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Refusal } from '../../errors.ts';

/**
 * A reader for one part of a request. It throws a Refusal INVALID_PARAMETER, or MISSING_PARAMETER,
 * that names the member which is wrong.
 *
 * @param text true where all values come as text, as in an address: they are read as what they should be
 */
export function readerOf(schema: TSchema, text: boolean): (value: unknown) => unknown {
  const compiled = Compile(schema);
  return (given) => {
    const value = text ? compiled.Convert(given) : given;
    if (holdsNul(value)) {
      throw new Refusal('INVALID_PARAMETER', { detail: 'Texts cannot hold a NUL character.' });
    }
    if (compiled.Check(value)) return value;
    throw refusalFor(compiled.Errors(value)[0]);
  };
}

/** The database could not keep it. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes('\0') || holdsNul(member));
}

type Fault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

function refusalFor(fault: Fault | undefined): Refusal {
  if (!fault) return new Refusal('INVALID_PARAMETER');
  const path = fault.instancePath.split('/').slice(1).join('.');
  if (fault.keyword === 'required') {
    const { requiredProperties } = fault.params;
    const name = [...(path === '' ? [] : [path]), requiredProperties[0] ?? ''].join('.');
    return new Refusal('MISSING_PARAMETER', { parameter: name, detail: `${name} is missing.` });
  }
  const name = path === '' ? 'body' : path;
  return new Refusal('INVALID_PARAMETER', {
    parameter: name,
    detail: `${name} ${sentence(fault)}.`,
  });
}

function sentence(fault: Fault): string {
  // Members that are not in the schema fail against a schema that nothing satisfies.
  if (fault.keyword === 'boolean') return 'is not known here';
  if (fault.keyword === 'enum') return `must be one of ${fault.params.allowedValues.join(', ')}`;
  if (fault.keyword === 'pattern') return 'does not have the right form';
  return fault.message;
}
