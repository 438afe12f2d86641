import { badRequest, notFound } from '../errors/graph-error.ts';
import { now as instantNow } from '../odata/time.ts';
import { present } from './present.ts';
import type { GraphContext, GraphResult } from '../request.ts';
import { optionalText } from './accept.ts';
import type { Document, Stored } from './document.ts';
import type { EntitySet } from './entity-set.ts';

const LONGEST = 30_000;

/** Reads the body of a new comment; the author and the time are the request's, whatever the body says. */
export function commentFrom(body: unknown, context: GraphContext): Document {
  const comment = optionalText(body, 'comment');
  if (comment === null || comment === '') throw badRequest("The required property 'comment' is missing.");
  if (comment.length > LONGEST) throw badRequest("Invalid value specified for property 'comment': it is too long.");
  return {
    '@odata.type': '#microsoft.graph.security.alertComment',
    comment,
    createdByDisplayName: authorOf(context),
    createdDateTime: instantNow(context.now),
  };
}

/** The document with one more comment. */
export function withComment(current: Document, comment: Document, context: GraphContext): Document {
  const comments = Array.isArray(current['comments']) ? (current['comments'] as readonly unknown[]) : [];
  return { ...current, comments: [...comments, comment], lastUpdateDateTime: instantNow(context.now) };
}

/** Answers with all comments. */
export function answerComments(set: EntitySet, context: GraphContext, row: Stored | null, id: string): GraphResult {
  if (row === null) throw notFound();
  const document: Document = { comments: row.document['comments'] };
  const select = new Set(['comments']);
  const { comments } = present(document, set.type, { model: set.model, select, unknownEnumMembers: false });
  const key = id.replaceAll("'", "''");
  return {
    status: 200,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#${set.path}('${key}')/comments`,
      value: comments,
    },
  };
}

function authorOf(context: GraphContext): string {
  return context.caller.userName ?? `API-App:${context.caller.appName ?? context.caller.appId}`;
}
