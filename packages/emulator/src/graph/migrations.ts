import type { StateMigration } from '../state/migration.ts';
import { ENTITY_MIGRATIONS } from './entities/migrations.ts';

/** What the Graph side adds to the state. */
export const GRAPH_MIGRATIONS: readonly StateMigration[] = [...ENTITY_MIGRATIONS];
