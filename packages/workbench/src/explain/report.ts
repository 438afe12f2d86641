import { PARTS } from '@why403/engine';
import type { Explanation } from '../protocol.ts';
import { CAUSES, MEANS } from '../words/causes.ts';
import { headlineOf } from '../words/headline.ts';
import { GATES, GATE_STATE } from '../words/outcomes.ts';
import { reasonOf } from '../words/reasons.ts';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Writes an explanation as Markdown that can be shown to others: no token, and no ids or names of people, tenants and
 * applications. Ids of permissions and roles stay, since they are the same everywhere.
 *
 * @param known Ids that are the same everywhere.
 */
export function reportOf({ diagnosis, shareable }: Explanation, known: ReadonlySet<string>): string {
  const headline = headlineOf(diagnosis);
  const { request, facts } = shareable;
  const hide = (text: string): string => text.replace(GUID, (id) => (known.has(id.toLowerCase()) ? id : '<id>'));
  const lines = [
    `# ${headline.verdict}: ${headline.says}`,
    '',
    ...(request === null ? [] : [`- Request: \`${request.method} ${request.url}\``]),
    ...(facts === null
      ? []
      : [
          `- Token: ${facts.kind ?? 'kind not known'}`,
          `- \`scp\`: ${listOf(facts.scopes)}`,
          `- \`roles\`: ${listOf(facts.appRoles)}`,
          `- \`wids\`: ${listOf(facts.directoryRoles)}`,
          `- \`aud\`: ${facts.audience ?? 'not known'}`,
        ]),
    ...(shareable.response === null
      ? []
      : [
          `- Response: ${[shareable.response.status, shareable.response.code, shareable.response.message].filter((each) => each !== null).join(' ')}`,
        ]),
    `- Knowledge: ${diagnosis.knowledge.version}`,
    '',
    '## Gates',
    '',
    '| gate | state | why |',
    '| --- | --- | --- |',
    ...PARTS.map(
      (part) =>
        `| ${GATES[part].name} | ${GATE_STATE[diagnosis.parts[part].outcome]} | ${reasonOf(diagnosis.parts, part) ?? ''} |`,
    ),
    '',
    ...diagnosis.causes.flatMap((cause) => [
      `## ${CAUSES[cause.code].title} (\`${cause.code}\`, ${cause.certainty})`,
      '',
      ...cause.evidence
        // Only the table's and the kinds of claims that name nobody.
        .filter(
          ({ from, name }) =>
            from === 'table' || ['scp', 'roles', 'wids', 'aud', 'exp', 'nbf', 'ver', 'idtyp'].includes(name),
        )
        .map(({ name, value, says }) => `- \`${name}\`: ${value === null ? 'absent' : hide(value)}: ${says}`),
      ...(cause.settledBy === null ? [] : ['', `To settle it: ${hide(cause.settledBy)}.`]),
      ...cause.remedies.flatMap(({ who, action, steps }) => [
        '',
        `**Repair** (${who}): ${hide(action)}.`,
        '',
        ...steps.map((step) => `- ${hide(step.do)}${MEANS[step.by] === '' ? '' : ` (${MEANS[step.by]})`}`),
      ]),
      ...(cause.sources.length === 0 ? [] : ['', `Sources: ${cause.sources.join(', ')}`]),
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function listOf(values: readonly string[] | null | undefined): string {
  if (values === undefined) return 'not known';
  if (values === null) return 'absent';
  return values.length === 0 ? 'empty' : values.map((value) => `\`${value}\``).join(', ');
}
