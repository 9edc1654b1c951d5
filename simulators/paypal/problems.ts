/** What PayPal answers when it does not do what it was asked. */
import { randomBytes } from 'node:crypto';

const NAME_STATUS = {
  INVALID_REQUEST: 400,
  AUTHENTICATION_FAILURE: 401,
  NOT_AUTHORIZED: 403,
  RESOURCE_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  UNPROCESSABLE_ENTITY: 422,
} as const;

type Name = keyof typeof NAME_STATUS;

/** Issues by the name that they come under; every other one is an UNPROCESSABLE_ENTITY. */
const NAMED: Readonly<Record<string, Name>> = {
  INVALID_PARAMETER_SYNTAX: 'INVALID_REQUEST',
  INVALID_STRING_LENGTH: 'INVALID_REQUEST',
  AUTHENTICATION_FAILURE: 'AUTHENTICATION_FAILURE',
  PERMISSION_DENIED: 'NOT_AUTHORIZED',
  INVALID_RESOURCE_ID: 'RESOURCE_NOT_FOUND',
  PREVIOUS_REQUEST_IN_PROGRESS: 'RESOURCE_CONFLICT',
};

/** One of PayPal's own words. */
export type Issue = string;

export function problem(issue: Issue): { status: number; json: unknown } {
  const name: Name = NAMED[issue] ?? 'UNPROCESSABLE_ENTITY';
  const description = issue.toLowerCase().replaceAll('_', ' ');
  return {
    status: NAME_STATUS[name],
    json: {
      name,
      message: 'The requested action could not be performed.',
      debug_id: randomBytes(7).toString('hex'),
      // Authentication fails without details.
      ...(name === 'AUTHENTICATION_FAILURE' ? {} : { details: [{ issue, description }] }),
      links: [],
    },
  };
}
