import { TOKEN_KINDS, type AcceptedPermission, type KindRequirements, type RolePart } from '@why403/engine';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
import { UsageError } from '../errors.ts';
import { NOW, choice, nowOf, requestOf } from '../options.ts';
import { clean } from '../read-input.ts';

/** `why403 operation`. */
export const operation: Command = {
  metadata: {
    name: 'operation',
    summary:
      'shows what an operation accepts: permissions per kind (least privileged first), roles, retirement, sources',
    usage: '<METHOD> <URL> [--format human|json]',
    examples: [
      { says: 'the incidents of Microsoft Defender', line: 'why403 operation GET /security/incidents' },
      {
        says: 'with a real URL',
        line: 'why403 operation PATCH "https://graph.microsoft.com/v1.0/security/alerts_v2/da637551227677560813_-961444813"',
      },
    ],
  },
  options: {
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human or json; left out: human' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json'], 'human');
    const now = nowOf(context, values);
    if (positionals.length === 0)
      throw new UsageError('no operation is named', 'example: why403 operation GET /security/alerts_v2');
    const { method, url } = requestOf(positionals.join(' '), 'operation');
    const engine = engineOf(context, values);
    const request = engine.request(method, url, now);
    const requirements = engine.requirements(method, url);
    if (requirements === null) {
      if (format === 'json') context.stdout.write(`${JSON.stringify({ request }, null, 2)}\n`);
      context.stderr.write(`why403: no operation is known for \`${clean(`${request.method} ${url}`)}\`\n`);
      if (request.suggestions.length > 0)
        context.stderr.write(`help: did you mean ${request.suggestions.join(' or ')}?\n`);
      return EXIT.findings;
    }
    const roles = {
      delegated: engine.roleNeed(method, url, 'delegated'),
      application: engine.roleNeed(method, url, 'application'),
    };
    const notes = engine.notes(method, url);
    if (format === 'json') {
      context.stdout.write(
        `${JSON.stringify({ schema: 'why403.operation/1', request, requirements, roles, ...notes, knowledge: { version: engine.details.version } }, null, 2)}\n`,
      );
      return EXIT.done;
    }
    const found = request.operation;
    const lines = [`${found?.method} ${found?.path}`];
    if (found?.versions != null) lines.push(`versions  ${found.versions.join(', ')}`);
    if (found?.clouds != null) lines.push(`clouds    ${found.clouds.join(', ')}`);
    if (found?.retired) {
      const { on, past, successors } = found.retired;
      lines.push(
        `retired   ${past ? 'announced to have ended' : 'announced to end'} on ${on}; in its place: ${successors.join(' and ') || 'nothing named'}`,
      );
    }
    if (request.readings.length > 0) lines.push(`read as   ${request.readings.join(', ')}`);
    for (const kind of TOKEN_KINDS) {
      const each = requirements.find((candidate) => candidate.kind === kind);
      if (each === undefined || (kind === 'delegated-personal' && each.support === 'not-supported')) continue;
      lines.push('', kind, ...acceptedLines(each));
      if (kind !== 'delegated-personal') lines.push(...roleLines(roles[kind]));
    }
    if (notes.corrections.length + notes.contested.length > 0) lines.push('');
    for (const { id, source, statement } of notes.corrections)
      lines.push(`correction  ${id}: ${statement} (${source})`);
    for (const { id, sources, statement } of notes.contested)
      lines.push(`contested   ${id}: ${statement} (${sources.join(', ')})`);
    lines.push(
      '',
      ...sourceLines(engine.details.sources, [
        ...(found?.retired?.sources ?? []),
        ...roles.delegated.sources,
        ...notes.corrections.map(({ source }) => source),
        ...notes.contested.flatMap(({ sources }) => sources),
      ]),
    );
    lines.push(`table     knowledge ${engine.details.version}`);
    context.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
};

function acceptedLines(each: KindRequirements): readonly string[] {
  switch (each.support) {
    case 'refused':
      return ['  refused, whatever the token holds'];
    case 'not-supported':
      return ['  not supported'];
    case 'not-stated':
      return ['  not stated'];
    case 'supported':
      return [
        ...each.accepted.map(acceptedLine),
        ...(each.otherAuthority
          ? ['  or an authority that no token shows: consent on the resource, Exchange roles']
          : []),
      ];
  }
}

function acceptedLine(entry: AcceptedPermission): string {
  const partner = entry.with.length === 0 ? '' : ` with ${entry.with.join(' or ')}`;
  const marks = [entry.least ? 'least privileged' : '', entry.doubtful ? 'listed, but uncertain' : ''].filter(
    (mark) => mark !== '',
  );
  return `  ${entry.permission}${partner}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`;
}

function roleLines(role: RolePart): readonly string[] {
  if (role.outcome === 'allow') return ['  directory role: none needed'];
  if (role.accepted.length === 0 && role.alternatives.length === 0) return ['  directory role: not stated'];
  const list = role.list === 'least-privileged' ? 'one of, or a more privileged one' : 'one of';
  const others = role.alternatives.length === 0 ? '' : `; also ${role.alternatives.join(', ')}`;
  return [
    `  directory role: ${role.accepted.length === 0 ? 'none decides it' : `${list} ${role.accepted.map(({ name }) => name).join(', ')}`}${others}`,
  ];
}

/** Lines that name sources by their titles, each once. */
export function sourceLines(
  known: readonly { readonly id: string; readonly title: string; readonly url: string }[],
  ids: readonly string[],
): readonly string[] {
  return [...new Set(ids)].map((id) => {
    const source = known.find((each) => each.id === id);
    return `source    ${source === undefined ? id : `${id}: ${source.title}${source.url === '' ? '' : ` ${source.url}`}`}`;
  });
}
