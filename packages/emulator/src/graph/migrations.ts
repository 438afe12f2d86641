import type { StateMigration } from '../state/migration.ts';
import { createGroups } from './directory/groups.ts';
import { ENTITY_MIGRATIONS } from './entities/migrations.ts';

/** What the Graph side adds to the state. */
export const GRAPH_MIGRATIONS: readonly StateMigration[] = [
  ...ENTITY_MIGRATIONS,
  { name: '2-graph/0008-groups', up: createGroups },
];
