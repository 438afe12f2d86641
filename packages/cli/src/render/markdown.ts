import { PARTS, type Cause, type Diagnosis } from '@why403/engine';
import { clean } from '../read-input.ts';
import { sentenceOf, verdictOf } from './verdict.ts';

/** A diagnosis as GitHub-flavoured Markdown, for an issue or a ticket. */
export function renderMarkdown(diagnosis: Diagnosis, label: string): string {
  const { request, principal, parts, observed, causes, corrections, contested, caveats } = diagnosis;
  const first = causes[0];
  const lines = [
    `## ${label === '' ? '' : `${plain(label)}: `}${verdictOf(diagnosis.outcome)}${first === undefined ? '' : ` — ${plain(sentenceOf(first))}`}`,
    '',
    '| | |',
    '| --- | --- |',
  ];
  if (request !== null) {
    const operation =
      request.operation === null
        ? 'no operation that is known'
        : `${request.operation.method} ${request.operation.path}`;
    lines.push(`| asked | ${code(`${request.method} ${request.url}`)} |`, `| operation | ${code(operation)} |`);
    if (request.suggestions.length > 0) lines.push(`| did you mean | ${request.suggestions.map(code).join(', ')} |`);
  }
  if (principal !== null) {
    lines.push(`| caller | ${principal.kind ?? 'kind not known'} |`);
    lines.push(
      `| permissions | ${principal.permissions === null ? 'not known' : principal.permissions.map(code).join(' ') || 'none'} |`,
    );
    if (principal.directoryRoles !== null) {
      lines.push(
        `| directory roles | ${principal.directoryRoles.map(({ name }) => plain(name)).join(', ') || 'none'} |`,
      );
    }
  }
  lines.push(`| parts | ${PARTS.map((part) => `${part}: **${parts[part].outcome}**`).join(' · ')} |`);
  if (observed !== null) {
    lines.push(
      `| answer | ${plain([observed.status, observed.code, observed.message].filter((each) => each !== null && each !== '').join(' '))} |`,
    );
  }
  for (const [index, cause] of causes.entries()) {
    if (index > 0 && cause.certainty === 'possible') continue;
    lines.push('', ...causeLines(cause));
  }
  const rest = causes.slice(1).filter(({ certainty }) => certainty === 'possible');
  if (rest.length > 0) {
    lines.push(
      '',
      '### Not ruled out',
      '',
      ...rest.map((cause) => `- ${code(cause.code)}${cause.settledBy === null ? '' : `: ${plain(cause.settledBy)}`}`),
    );
  }
  if (corrections.length + contested.length > 0) {
    lines.push('', '### Rests on', '');
    for (const { id, source } of corrections) lines.push(`- correction ${code(id)} (${plain(source)})`);
    for (const { id, sources } of contested) lines.push(`- contested ${code(id)} (${plain(sources.join(', '))})`);
  }
  if (caveats.length > 0) lines.push('', ...caveats.map((caveat) => `> ${plain(caveat)}`));
  lines.push('', `why403, knowledge ${plain(diagnosis.knowledge.version)}`, '');
  return lines.join('\n');
}

function causeLines(cause: Cause): readonly string[] {
  const lines = [`### ${cause.code} (${cause.certainty})`, ''];
  for (const { name, value, says } of cause.evidence) {
    lines.push(`- ${code(name)}: ${value === null ? 'absent' : code(value)} — ${plain(says)}`);
  }
  if (cause.settledBy !== null) lines.push('', `To settle it: ${plain(cause.settledBy)}.`);
  for (const remedy of cause.remedies) {
    const proof = remedy.proved.length === 0 ? '' : ` (proved: ${remedy.proved.join(', ')})`;
    lines.push('', `**Repair, by the ${remedy.who}:** ${plain(remedy.action)}${proof}`, '');
    for (const step of remedy.steps) {
      lines.push(`- ${plain(step.do)}`);
      if (step.command !== null) lines.push('', ...fenced(step.command).map((line) => `  ${line}`), '');
    }
  }
  if (cause.sources.length > 0) lines.push('', `Sources: ${cause.sources.map(plain).join(', ')}`);
  return lines;
}

function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...text.split('\n').map((line) => clean(line, 4000)), fence];
}

function code(text: string): string {
  const line = clean(text, 2000).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** Text that Markdown and HTML leave alone. */
function plain(text: string): string {
  return clean(text, 2000).replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`);
}
