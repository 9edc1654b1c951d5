/** An operation of the API: one object that says all about it. Routes, checks and the document read it. */
import type { FastifyReply } from 'fastify';
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import type { Actor, Caller, Permission } from '../../domain/access.ts';
import type { IdentityProvider } from '../../domain/identity.ts';
import type { ErrorCode } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import type { TestCallback } from '../../flows/test-callback.ts';
import type { Session } from '../../store/sessions.ts';
import type { Cookies } from './cookies.ts';
import type { LiveHub } from './live-hub.ts';

export const API_PREFIX = '/api/v1';

/**
 * Who may: `anyone`; `signing_in`, with a session that may still lack something; `person`, with a whole
 * session; or whoever has the permission, be it a person or a key.
 */
export type Access = 'anyone' | 'signing_in' | 'person' | Permission;

/** What operations work with. */
export type ApiContext = {
  readonly centre: Centre;
  readonly cookies: Cookies;
  readonly testCallback: TestCallback;
  readonly live: LiveHub;
  /** Undefined where none is configured. */
  readonly identity: IdentityProvider | undefined;
};

/** A text of another kind than JSON, which the handler returns as a stream. */
export type StreamAnswer = { readonly contentType: string; readonly about: string };

/** Answered with 204. */
export const NOTHING = 'nothing';

/** Answered with 302: the handler returns where to. For browsers, not for programs. */
export const REDIRECT = 'redirect';

export type AnswerShape = TSchema | StreamAnswer | typeof NOTHING | typeof REDIRECT;

/** What is answered is not changed any more. */
type Settled<Value> = Value extends readonly (infer Item)[]
  ? readonly Settled<Item>[]
  : Value extends object
    ? { readonly [Member in keyof Value]: Settled<Value[Member]> }
    : Value;

type AnswerOf<Shape extends AnswerShape> = Shape extends TSchema
  ? Settled<Static<Shape>>
  : Shape extends StreamAnswer
    ? NodeJS.ReadableStream
    : Shape extends typeof REDIRECT
      ? string
      : undefined;

export type ApiRequest<Params, Query, Body, Who extends Access> = {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Somebody who may do this. What is not of one of `caller.apps` does not exist for the handler. */
  readonly caller: Who extends 'anyone' | 'signing_in' ? Caller | undefined : Caller;
  readonly session: Who extends 'person' | 'signing_in' ? Session : Session | undefined;
  /** The caller, as the audit log keeps it. */
  readonly actor: Who extends 'anyone' | 'signing_in' ? Actor | undefined : Actor;
  /** Where the request came from. */
  readonly address: string;
  readonly userAgent: string;
  /** The id of what this makes: the same again when the request is repeated with its Idempotency-Key. */
  readonly madeId: string;
  /** For cookies and headers; the answer itself is what the handler returns. */
  readonly reply: FastifyReply;
};

export type OperationDefinition<
  Who extends Access,
  Params extends TObject,
  Query extends TObject,
  Body extends TSchema,
  Shape extends AnswerShape,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Below /api/v1. An `app_id` in path, query or body that the caller does not see is 404 by itself; for
   * all else the handler looks at `caller.apps`.
   */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: Who;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Shape;
  /** 200 where it is not said; 204 with {@link NOTHING}. */
  readonly status?: 200 | 201 | 202;
  /** Codes beyond those that every operation can answer with. */
  readonly errors?: readonly ErrorCode[];
  readonly handler: (
    request: ApiRequest<Static<Params>, Static<Query>, Static<Body>, Who>,
    context: ApiContext,
  ) => Promise<AnswerOf<Shape>>;
};

type NoBody = ReturnType<typeof Type.Undefined>;

/** An operation with its types forgotten, as routes, tests and the document see it. */
export type Operation = Omit<
  OperationDefinition<Access, TObject, TObject, TSchema, AnswerShape>,
  'handler'
> & {
  readonly handler: (
    request: ApiRequest<unknown, unknown, unknown, Access>,
    context: ApiContext,
  ) => Promise<unknown>;
};

/** Defines an operation. What the handler gets and returns has the types of the schemas. */
export function defineOperation<
  const Who extends Access,
  Shape extends AnswerShape,
  Params extends TObject = TObject<Record<never, never>>,
  Query extends TObject = TObject<Record<never, never>>,
  Body extends TSchema = NoBody,
>(definition: OperationDefinition<Who, Params, Query, Body, Shape>): Operation {
  // Requests are checked against the schemas before the handler sees them, so its narrower types hold.
  return definition as unknown as Operation;
}

/** The shape of a JSON answer. */
export function isSchema(shape: AnswerShape): shape is TSchema {
  return typeof shape !== 'string' && !isStream(shape);
}

export function isStream(shape: AnswerShape): shape is StreamAnswer {
  return typeof shape !== 'string' && 'contentType' in shape;
}

/** An object that has these members and no others. */
export function object<Members extends Parameters<typeof Type.Object>[0]>(members: Members) {
  return Type.Object(members, { additionalProperties: false });
}
