import { problemMessage, type ODataProblem } from '../odata/problem.ts';

/**
 * An answer other than success, thrown by handlers and turned into Microsoft Graph's error shape in one place.
 *
 * `code` and `message` are public: no token, secret or request body belongs into them.
 */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Members that `innerError` has before the three that it always has. */
  readonly inner: Readonly<Record<string, unknown>>;
  /** Members of the body beside `error`, for the emulator's own refusals. */
  readonly beside: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly inner?: Readonly<Record<string, unknown>>;
      readonly beside?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.inner = more.inner ?? {};
    this.beside = more.beside ?? {};
  }
}

/** 400 `BadRequest`. */
export function badRequest(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

/** 400 for a query option. */
export function badQuery(problem: ODataProblem): GraphError {
  return badRequest(problemMessage(problem));
}

/** 404 for an object of a known collection that is not there, or that this caller may not see. */
export function notFound(what = 'Resource not found.'): GraphError {
  return new GraphError(404, 'ResourceNotFound', what);
}

/** 412: `If-Match` names another revision. */
export function preconditionFailed(): GraphError {
  return new GraphError(412, 'PreconditionFailed', 'The resource has been modified since it was read.');
}

/** 405 for a path that exists for other methods. */
export function methodNotAllowed(): GraphError {
  return new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
}
