export { checkKnowledge, countMistakes, type DataMistake } from './check.ts';
export {
  affectedRequests,
  diffKnowledge,
  type AcceptanceChange,
  type AffectedRequest,
  type KnowledgeDiff,
  type OperationChange,
  type PermissionChange,
} from './diff.ts';
export { loadEngine, loadKnowledge, type Knowledge } from './load.ts';
export { sourcesFolder } from './sources.ts';
export { FILES, SUMS, sumsOf } from './sums.ts';
