import type { LeastResult } from '@why403/engine';
import { counted } from '../counted.ts';
import { clean } from '../read-input.ts';

type Coverage = LeastResult['requests'][number];

/** Why nothing covers a request, in words. */
const REASONS: Readonly<Record<NonNullable<Coverage['uncovered']>, string>> = {
  'unknown-operation': 'the permission table does not list it',
  'does-not-exist': 'there is no such operation',
  'kind-not-supported': 'it accepts no permission of this kind',
  'kind-refused': 'it refuses tokens of this kind, whatever they hold',
  'not-stated': 'what it accepts is not stated',
  'doubtful-only': 'only permissions that are not certain to suffice are known',
  'other-authority': 'not a permission but another authority lets the caller in',
  'other-path': 'the table knows it for the signed-in user only',
};

/** What must be known of a request that only narrower permissions cover. */
const TIERS: Readonly<Record<Coverage['tier'], string>> = {
  full: '',
  partial: 'for a part of it only',
  restricted: "only for what is the caller's own",
  'not-provisioned': 'no id is known, so it may not be possible to grant it',
};

/** Most requests that are shown one by one; how many more there are is said. */
const MOST_REQUESTS = 50;
/** Most alternatives of one request that are shown. */
const MOST_ALTERNATIVES = 8;

/** The smallest set as text for a terminal. */
export function leastHuman(result: LeastResult): string {
  const { permissions, requests, alternatives, have, reach } = result;
  const lines = [headOf(result), ''];
  for (const each of permissions) {
    lines.push(`  ${each.permission}  ${each.id ?? 'no id known'}  (${factsOf(each)})`);
    const needed = neededFor(each);
    for (const place of needed.slice(0, 5)) lines.push(`    for ${requestText(requests[place])}`);
    if (needed.length > 5) lines.push(`    and ${needed.length - 5} more`);
  }
  lines.push('', reachText(reach));
  for (const set of alternatives.slice(0, 5)) lines.push(`equally small: ${set.join(' ')}`);
  if (alternatives.length > 5) lines.push(`equally small: ${alternatives.length - 5} more`);
  if (!result.alternativesComplete) lines.push('equally small: others that are not listed');
  const covered = requests.filter((request) => request.uncovered === null);
  if (covered.length > 0) lines.push('', 'per request:');
  for (const request of covered.slice(0, MOST_REQUESTS)) {
    lines.push(`  ${requestText(request)}`, `    ${request.coveredBy.join(' + ')}${tierText(request)}`);
    const others = othersOf(request);
    if (others !== '') lines.push(`    or ${others}`);
    for (const need of request.queryNeeds) lines.push(`    its query needs one of ${need.join(', ')} too`);
  }
  if (covered.length > MOST_REQUESTS) lines.push(`  and ${covered.length - MOST_REQUESTS} more; --format json has all`);
  const uncovered = requests.filter((request) => request.uncovered !== null);
  if (uncovered.length > 0) lines.push('', 'not covered by any permission of this kind:');
  for (const request of uncovered) lines.push(`  ${requestText(request)}: ${reasonOf(request)}`);
  const roles = rolesOf(result);
  if (roles.length > 0)
    lines.push('', 'directory roles that the signed-in user needs beside:', ...roles.map((role) => `  ${role}`));
  if (have !== null) {
    lines.push('', `missing: ${have.missing.join(' ') || 'nothing'}`, `excess:  ${have.excess.join(' ') || 'nothing'}`);
    if (have.useless.length > 0) lines.push(`of no use to these requests: ${have.useless.join(' ')}`);
    if (have.unknown.length > 0) lines.push(`not known: ${have.unknown.map((name) => clean(name, 80)).join(' ')}`);
    lines.push(`what there is ${reachText(have.reach)}`);
  }
  lines.push('', `table     knowledge ${result.knowledge.version}`);
  return `${lines.join('\n')}\n`;
}

/** The smallest set as Markdown, for a pull request. */
export function leastMarkdown(result: LeastResult): string {
  const { permissions, requests, alternatives, have } = result;
  const lines = [
    `## ${counted(permissions.length, 'permission')} (${result.kind})`,
    '',
    '| Permission | Id | Facts | Needed by |',
    '| --- | --- | --- | --- |',
    ...permissions.map((each) => {
      const needed = neededFor(each).map((place) => codeText(requests[place]));
      const shown =
        needed.length > 8 ? `${needed.slice(0, 8).join('<br>')}<br>and ${needed.length - 8} more` : needed.join('<br>');
      return `| \`${each.permission}\` | ${each.id ?? 'not known'} | ${factsOf(each)} | ${shown} |`;
    }),
    '',
    `The set ${reachText(result.reach)}.`,
  ];
  if (alternatives.length > 0)
    lines.push(
      '',
      'Equally small:',
      '',
      ...alternatives.slice(0, 10).map((set) => `- ${set.map((name) => `\`${name}\``).join(' ')}`),
    );
  const covered = requests.filter((request) => request.uncovered === null);
  if (covered.length > 0) {
    lines.push(
      '',
      '<details><summary>Per request</summary>',
      '',
      '| Request | Covered by | Would do too |',
      '| --- | --- | --- |',
      ...covered
        .slice(0, MOST_REQUESTS)
        .map(
          (request) =>
            `| ${codeText(request)} | ${request.coveredBy.join(' + ')}${tierText(request)} | ${othersOf(request)} |`,
        ),
      ...(covered.length > MOST_REQUESTS ? [`| and ${covered.length - MOST_REQUESTS} more | | |`] : []),
      '',
      '</details>',
    );
  }
  const uncovered = requests.filter((request) => request.uncovered !== null);
  if (uncovered.length > 0) {
    lines.push(
      '',
      'Not covered by any permission of this kind:',
      '',
      ...uncovered.map((request) => `- ${codeText(request)}: ${reasonOf(request)}`),
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

function headOf({ permissions, kind, proof, requests }: LeastResult): string {
  if (requests.every(({ uncovered }) => uncovered !== null))
    return `no permission covers any of these requests (${kind})`;
  const verb = permissions.length === 1 ? 'suffices' : 'suffice';
  return `${counted(permissions.length, 'permission')} ${verb} (${kind}); no smaller set does [proved: ${proof.cases} cases]`;
}

/** Level, consent, and that a basic permission leaves properties out, which the measure cannot see. */
function factsOf({ permission, privilegeLevel, adminConsent }: LeastResult['permissions'][number]): string {
  return [
    privilegeLevel === null ? 'level not stated' : `level ${privilegeLevel} of 5`,
    ...(permission.split('.')[1] === 'ReadBasic' ? ['basic properties only'] : []),
    ...(adminConsent === false ? ['users can consent'] : []),
  ].join(', ');
}

function neededFor({ neededBy, covers }: LeastResult['permissions'][number]): readonly number[] {
  return neededBy.length > 0 ? neededBy : covers;
}

function reachText({ operations, changing }: LeastResult['reach']): string {
  return `opens ${counted(operations, 'operation')} beyond those asked for, ${changing} of which change something`;
}

function tierText({ tier }: Coverage): string {
  return tier === 'full' ? '' : ` (${TIERS[tier]})`;
}

/** What would let a request through instead. */
function othersOf({ alternatives, coveredBy }: Coverage): string {
  const others = alternatives
    .filter((names) => !names.every((name) => coveredBy.includes(name)))
    .map((names) => names.join(' + '));
  const more = others.length - MOST_ALTERNATIVES;
  return [...others.slice(0, MOST_ALTERNATIVES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function reasonOf({ uncovered, suggestions, leftOut }: Coverage): string {
  const [near] = suggestions;
  const doubtful = leftOut.map(({ permission }) => permission).join(', ');
  return [
    uncovered === null ? '' : `${REASONS[uncovered]} (${uncovered})`,
    near === undefined ? '' : `; did you mean ${near}?`,
    uncovered === 'doubtful-only' ? `: ${doubtful}` : '',
  ].join('');
}

function codeText(request: Coverage | undefined): string {
  return `\`${requestText(request).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function requestText(request: Coverage | undefined): string {
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
  return [...counts].map(([names, count]) => `one of ${names} (${counted(count, 'request')})`);
}
