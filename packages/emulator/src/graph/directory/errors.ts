import { GraphError } from '../errors/graph-error.ts';

/** 404 of the directory. */
export function noObject(id: string): GraphError {
  return new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id.slice(0, 100)}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 400 of the directory. */
export function refused(message: string): GraphError {
  return new GraphError(400, 'Request_BadRequest', message);
}

/** 400 for what is there already. */
export function exists(what: string): GraphError {
  return new GraphError(400, 'Request_MultipleObjectsWithSameKeyValue', `${what} already exists.`);
}
