export { checkKnowledge, countMistakes, type DataMistake } from './check.ts';
export { diffKnowledge, operationsOfRequests, type AcceptanceChange, type KnowledgeDiff } from './diff.ts';
export { loadEngine, loadKnowledge, type Knowledge } from './load.ts';
