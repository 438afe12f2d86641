import type { LeastResult } from '@why403/engine';
import { clean } from '../read-input.ts';

/** The smallest set as text for a terminal. */
export function leastHuman(result: LeastResult): string {
  const { permissions, requests, alternatives, have, reach, proof } = result;
  const lines = [
    `${permissions.length} ${permissions.length === 1 ? 'permission suffices' : 'permissions suffice'} (${result.kind}); no smaller set does [proved: ${proof.cases} cases]`,
    '',
  ];
  for (const each of permissions) {
    const level = each.privilegeLevel === null ? 'level not stated' : `level ${each.privilegeLevel} of 5`;
    lines.push(
      `  ${each.permission}  ${each.id ?? 'no id known'}  (${level}${each.adminConsent === false ? ', users can consent' : ''})`,
    );
    const needed = each.neededBy.length > 0 ? each.neededBy : each.covers;
    for (const place of needed.slice(0, 5)) lines.push(`    for ${requestText(requests[place])}`);
    if (needed.length > 5) lines.push(`    and ${needed.length - 5} more`);
  }
  lines.push(
    '',
    `opens ${reach.operations} operations beyond those asked for, ${reach.changing} of them change something`,
  );
  for (const set of alternatives.slice(0, 5)) lines.push(`equally small: ${set.join(' ')}`);
  if (alternatives.length > 5) lines.push(`equally small: ${alternatives.length - 5} more`);
  const uncovered = requests.filter((request) => request.uncovered !== null);
  if (uncovered.length > 0) lines.push('', 'not covered by any permission of this kind:');
  for (const request of uncovered) {
    const near = request.suggestions.length === 0 ? '' : `; did you mean ${request.suggestions[0]}?`;
    lines.push(`  ${requestText(request)}: ${request.uncovered}${near}`);
  }
  const roles = rolesOf(result);
  if (roles.length > 0)
    lines.push('', 'directory roles that the signed-in user needs beside:', ...roles.map((role) => `  ${role}`));
  if (have !== null) {
    lines.push('', `missing: ${have.missing.join(' ') || 'nothing'}`, `excess:  ${have.excess.join(' ') || 'nothing'}`);
    if (have.useless.length > 0) lines.push(`of no use to these requests: ${have.useless.join(' ')}`);
    if (have.unknown.length > 0) lines.push(`not known: ${have.unknown.map((name) => clean(name, 80)).join(' ')}`);
  }
  lines.push('', `table     knowledge ${result.knowledge.version}`);
  return `${lines.join('\n')}\n`;
}

/** The smallest set as Markdown, for a pull request. */
export function leastMarkdown(result: LeastResult): string {
  const { permissions, requests, alternatives, have } = result;
  const lines = [
    `## ${permissions.length} ${permissions.length === 1 ? 'permission' : 'permissions'} (${result.kind})`,
    '',
    '| Permission | Id | Level | Needed by |',
    '| --- | --- | --- | --- |',
    ...permissions.map(({ permission, id, privilegeLevel, neededBy, covers }) => {
      const needed = (neededBy.length > 0 ? neededBy : covers).map(
        (place) => `\`${requestText(requests[place]).replaceAll('`', "'").replaceAll('|', '\\|')}\``,
      );
      const shown =
        needed.length > 8 ? `${needed.slice(0, 8).join('<br>')}<br>and ${needed.length - 8} more` : needed.join('<br>');
      return `| \`${permission}\` | ${id ?? 'not known'} | ${privilegeLevel ?? 'not stated'} | ${shown} |`;
    }),
  ];
  if (alternatives.length > 0)
    lines.push(
      '',
      'Equally small:',
      '',
      ...alternatives.slice(0, 10).map((set) => `- ${set.map((name) => `\`${name}\``).join(' ')}`),
    );
  const uncovered = requests.filter((request) => request.uncovered !== null);
  if (uncovered.length > 0) {
    lines.push(
      '',
      'Not covered by any permission of this kind:',
      '',
      ...uncovered.map((request) => `- \`${requestText(request).replaceAll('`', "'")}\`: ${request.uncovered}`),
    );
  }
  const roles = rolesOf(result);
  if (roles.length > 0)
    lines.push('', 'Directory roles that the signed-in user needs beside:', '', ...roles.map((role) => `- ${role}`));
  if (have !== null)
    lines.push('', `Missing: ${have.missing.join(', ') || 'nothing'}. Excess: ${have.excess.join(', ') || 'nothing'}.`);
  lines.push('', `why403, knowledge ${result.knowledge.version}`, '');
  return lines.join('\n');
}

function requestText(request: LeastResult['requests'][number] | undefined): string {
  return request === undefined ? '' : clean(`${request.method} ${request.url}`, 120);
}

/** Role demands of the requests, each once, with how many make it. */
function rolesOf(result: LeastResult): readonly string[] {
  const counts = new Map<string, number>();
  for (const { role } of result.requests) {
    if (role.accepted.length === 0) continue;
    const names = role.accepted.map(({ name }) => name).join(', ');
    counts.set(names, (counts.get(names) ?? 0) + 1);
  }
  return [...counts].map(([names, count]) => `one of ${names} (${count} ${count === 1 ? 'request' : 'requests'})`);
}
