import { countMistakes, type AffectedRequest, type DataMistake, type KnowledgeDiff } from '@why403/knowledge';
import { clean } from '../read-input.ts';

/** Most lines of one list; how many more there are is said. */
const MOST_LINES = 40;

/** A comparison of two versions as text for a terminal. Requests come first: they are what somebody asked about. */
export function diffText(
  diff: KnowledgeDiff,
  affected: readonly AffectedRequest[] | null,
  requests: number | null,
): string {
  const lines = [`from ${diff.from} to ${diff.to}`, ''];
  if (affected !== null) {
    lines.push(`${affected.length} of ${requests} requests are affected`);
    for (const { request, operation, changes } of affected) {
      lines.push(`  ${clean(request, 160)}`, `    ${operation}`, ...changes.map((change) => `    ${change}`));
    }
    lines.push('');
  }
  const list = (title: string, items: readonly string[]): void => {
    if (items.length === 0) return;
    lines.push(`${title}: ${items.length}`, ...items.slice(0, MOST_LINES).map((item) => `  ${item}`));
    if (items.length > MOST_LINES) lines.push(`  and ${items.length - MOST_LINES} more; --format json has all`);
  };
  list('operations added', diff.operationsAdded);
  list('operations removed', diff.operationsRemoved);
  list('permissions added', diff.permissionsAdded);
  list('permissions removed', diff.permissionsRemoved);
  list(
    'operations that accept something else',
    diff.changed.map(({ operation, kind, added, removed }) =>
      [`${operation} (${kind})`, ...removed.map((name) => `-${name}`), ...added.map((name) => `+${name}`)].join(' '),
    ),
  );
  list(
    'operations with other facts',
    diff.operationsChanged.map(
      ({ operation, what, before, after }) => `${operation}, ${what}: ${before}, now ${after}`,
    ),
  );
  list(
    'permissions with other facts',
    diff.permissionsChanged.map(
      ({ permission, kind, what, before, after }) => `${permission} (${kind}), ${what}: ${before}, now ${after}`,
    ),
  );
  if (lines.length === 2) lines.push('nothing changed that an answer could show');
  return `${lines.join('\n')}\n`;
}

/** What each kind of mistake means, before a list of places. */
const SAYS: Readonly<Record<DataMistake['kind'], string>> = {
  'several-least': 'several permissions are flagged as least privileged',
  'no-least': 'no permission is flagged as least privileged',
  'read-accepted-for-write': 'a permission to read suffices for what looks like a write',
  'unknown-partner': 'a permission is needed too that no permission of the kind is called',
  'near-duplicate-path': 'two paths differ by one letter',
};

/** Mistakes of one version as text for a terminal. */
export function checkText(version: string, mistakes: readonly DataMistake[], short: boolean): string {
  const most = short ? 5 : MOST_LINES;
  const lines = [`knowledge ${version}: ${mistakes.length} places to look at; not each is a mistake`];
  for (const [kind, count] of countMistakes(mistakes)) {
    lines.push('', `${kind}: ${SAYS[kind]}: ${count}`);
    const own = mistakes.filter((mistake) => mistake.kind === kind);
    for (const { where, says } of own.slice(0, most)) lines.push(`  ${where}: ${says}`);
    if (count > most) lines.push(`  and ${count - most} more; --only ${kind} shows more, --format json all`);
  }
  return `${lines.join('\n')}\n`;
}
