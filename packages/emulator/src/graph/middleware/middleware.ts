import type { MiddlewareHandler } from 'hono';

import type { Caller } from '../request.ts';
import type { ApiGuard } from './guard.ts';

/** Variables that {@link honoGuard} sets. */
export interface GuardVariables {
  readonly caller: Caller | null;
}

/** Middleware for Hono. The caller is in `c.get('caller')`. */
export function honoGuard(guard: ApiGuard): MiddlewareHandler<{ Variables: GuardVariables }> {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const admission = await guard.admit(c.req.method, pathname + search, c.req.header('authorization') ?? null);
    if (!admission.admitted) {
      return new Response(JSON.stringify(admission.body), { status: admission.status, headers: admission.headers });
    }
    c.set('caller', admission.caller);
    await next();
    for (const [name, value] of Object.entries(admission.headers)) c.header(name, value);
    return undefined;
  };
}

/** As much of an Express request as is needed. */
export interface ExpressRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  caller?: Caller | null;
}

/** As much of an Express response as is needed. */
export interface ExpressResponse {
  status(code: number): ExpressResponse;
  set(headers: Readonly<Record<string, string>>): ExpressResponse;
  json(body: unknown): unknown;
}

/** Middleware for Express. The caller is in `request.caller`. */
export function expressGuard(
  guard: ApiGuard,
): (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    try {
      const admission = await guard.admit(request.method, request.originalUrl, headerOf(request.headers));
      response.set(admission.headers);
      if (!admission.admitted) {
        response.status(admission.status).json(admission.body);
        return;
      }
      request.caller = admission.caller;
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}

/** As much of a Fastify request as is needed. */
export interface FastifyRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  caller?: Caller | null;
}

/** As much of a Fastify reply as is needed. */
export interface FastifyReply {
  code(status: number): FastifyReply;
  headers(headers: Readonly<Record<string, string>>): FastifyReply;
  send(body: unknown): unknown;
}

/** Hook for Fastify: `fastify.addHook('onRequest', fastifyGuard(guard))`. The caller is in `request.caller`. */
export function fastifyGuard(guard: ApiGuard): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    const admission = await guard.admit(request.method, request.url, headerOf(request.headers));
    reply.headers(admission.headers);
    if (!admission.admitted) return reply.code(admission.status).send(admission.body);
    request.caller = admission.caller;
    return undefined;
  };
}

function headerOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string | null {
  const value = headers['authorization'];
  return typeof value === 'string' ? value : null;
}
