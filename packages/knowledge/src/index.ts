export { loadEngine, loadKnowledge, type Knowledge } from './load.ts';
