import { GRAPH_APP_ID, diagnose, type Diagnosis, type Engine } from '@why403/engine';
import type { Command, Values } from '../command.ts';
import { EXIT, type CliContext } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
import { readAnything, readQuestions, nothingGiven, type Questions } from '../explain-inputs.ts';
import { KIND, NOW, choice, flag, nowOf } from '../options.ts';
import { readContext } from '../tenant-context.ts';
import { InputReader } from '../read-input.ts';
import { renderHtml } from '../render/html.ts';
import { renderHuman } from '../render/human.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { withPseudonyms } from '../render/redact-ids.ts';

/** `why403 explain`. */
export const explain: Command = {
  metadata: {
    name: 'explain',
    summary: 'says why Microsoft Graph refused a request, or would refuse it, with the repair',
    usage: '[options]',
    examples: [
      {
        says: 'facts about a token, a request, and the status that came back',
        line: 'why403 explain --scp "User.Read" --wids none --request "GET https://graph.microsoft.com/v1.0/security/alerts_v2" --status 403',
      },
      {
        says: 'a token from the environment and a response from a file',
        line: 'WHY403_TOKEN=$TOKEN why403 explain --request "GET /v1.0/me/messages" --response @response.json',
      },
      {
        says: 'an application, by the roles of its token',
        line: 'why403 explain --kind application --roles "SecurityAlert.Read.All" --request "PATCH /security/alerts_v2/1"',
      },
      {
        says: 'everything that was refused in a recording of the browser',
        line: 'why403 explain --har recording.har --format markdown',
      },
      {
        says: 'whatever was copied: a curl -v transcript, a token, an exception text',
        line: 'why403 explain < copied.txt',
      },
    ],
    notes: [
      'Every input is optional; what is missing is not checked. Nothing leaves this machine.',
      'Exit codes: 0 allow, 3 deny, 5 unknown, 2 usage, 1 failure.',
    ],
  },
  options: {
    token: {
      type: 'string',
      value: '<jwt|@file|->',
      says: 'the access token (or in the environment variable WHY403_TOKEN)',
    },
    claims: { type: 'string', value: '<@file|->', says: 'decoded claims as people paste them' },
    kind: KIND,
    scp: { type: 'string', value: '<scopes>', says: 'delegated permissions in the token; empty: known to be none' },
    roles: { type: 'string', value: '<roles>', says: 'application permissions in the token; empty: known to be none' },
    wids: {
      type: 'string',
      multiple: true,
      value: '<roles>',
      says: 'directory roles by id or name; none: the claim is absent',
    },
    audience: { type: 'string', value: '<aud>', says: 'audience of the token' },
    flow: { type: 'string', value: '<flow>', says: 'OAuth 2.0 flow that the token came from' },
    request: { type: 'string', short: 'r', value: '"<METHOD> <URL>"', says: 'the request' },
    body: { type: 'string', value: '<@file|->', says: 'body of the request, for /$batch' },
    response: {
      type: 'string',
      value: '<@file|->',
      says: 'the answer: a JSON body, or a whole response as curl -i prints it',
    },
    status: { type: 'string', value: '<number>', says: 'HTTP status of the answer' },
    curl: { type: 'string', value: '<@file|->', says: 'a copied command line: curl, Invoke-RestMethod, az rest' },
    har: { type: 'string', value: '<file>', says: 'a recording of a browser or proxy: every refusal in it' },
    http: { type: 'string', value: '<file>', says: 'a file of requests for a REST client' },
    jsonl: { type: 'boolean', says: 'read incidents as JSON lines on standard input, answer likewise' },
    context: {
      type: 'string',
      value: '<@file|->',
      says: 'what is known of the tenant: manifest, grants, role assignments, licences',
    },
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human, json, markdown or html; left out: human' },
    redact: { type: 'boolean', says: 'replace ids of tenants, applications and users by pseudonyms' },
    all: { type: 'boolean', says: 'show every cause and repair, not only the first' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values) => {
    const format = choice(
      values,
      'format',
      ['human', 'json', 'markdown', 'html'],
      flag(values, 'jsonl') ? 'json' : 'human',
    );
    const now = nowOf(context, values);
    const engine = engineOf(context, values);
    const input = new InputReader(context);
    const read = await questionsOf(engine, input, context, values);
    for (const note of read.notes) context.stderr.write(`note: ${note}\n`);
    const tenant = await readContext(engine, input, values, context);
    const diagnoses = read.questions.map((question) => ({
      label: question.label,
      diagnosis: diagnose(engine, { ...question, context: tenant, now: question.now ?? now }),
    }));
    if (diagnoses.length === 0) {
      context.stderr.write('note: nothing was refused\n');
      if (format === 'json' && !flag(values, 'jsonl')) context.stdout.write(`${JSON.stringify(many([]))}\n`);
      return read.unreadable > 0 ? EXIT.findings : EXIT.done;
    }
    write(
      context,
      values,
      format,
      flag(values, 'redact') ? diagnoses.map((each) => redacted(engine, each)) : diagnoses,
    );
    return read.unreadable > 0 ? EXIT.findings : exitOf(diagnoses.map(({ diagnosis }) => diagnosis));
  },
};

/** Something explained, with what it is called among others. */
export interface Labelled {
  readonly label: string;
  readonly diagnosis: Diagnosis;
}

async function questionsOf(
  engine: Engine,
  input: InputReader,
  context: CliContext,
  values: Values,
): Promise<Questions> {
  const settings = ['format', 'now', 'all', 'redact', 'context'];
  const asked = Object.keys(values).some((name) => !settings.includes(name));
  if (asked || context.env['WHY403_TOKEN'] !== undefined) return readQuestions(engine, input, values, context.env);
  if (context.stdin.isTTY) throw nothingGiven();
  return readAnything(engine, input);
}

function write(
  context: CliContext,
  values: Values,
  format: 'human' | 'json' | 'markdown' | 'html',
  shown: readonly Labelled[],
): void {
  switch (format) {
    case 'json':
      if (flag(values, 'jsonl')) {
        for (const { label, diagnosis } of shown)
          context.stdout.write(`${JSON.stringify({ id: label, ...diagnosis })}\n`);
      } else {
        const [only] = shown;
        context.stdout.write(
          `${JSON.stringify(shown.length === 1 && only !== undefined ? only.diagnosis : many(shown), null, 2)}\n`,
        );
      }
      return;
    case 'human':
      context.stdout.write(
        shown
          .map(({ label, diagnosis }) =>
            renderHuman(diagnosis, {
              label,
              color: useColor(context),
              all: flag(values, 'all'),
              width: context.stdout.columns ?? 100,
            }),
          )
          .join('\n'),
      );
      return;
    case 'markdown':
      context.stdout.write(shown.map(({ label, diagnosis }) => renderMarkdown(diagnosis, label)).join('\n'));
      return;
    case 'html':
      context.stdout.write(renderHtml(shown));
  }
}

/** Ids of Microsoft's own things stay: without them a report could not be read. */
function redacted(engine: Engine, { label, diagnosis }: Labelled): Labelled {
  const ids = new Set(engine.details.roles.map(({ id }) => id));
  ids.add(GRAPH_APP_ID);
  for (const kinds of Object.values(engine.details.permissions)) {
    for (const grant of Object.values(kinds)) if (grant.id !== null) ids.add(grant.id);
  }
  return { label, diagnosis: withPseudonyms(diagnosis, ids) };
}

function many(found: readonly Labelled[]): unknown {
  return {
    schema: 'why403.diagnoses/1',
    diagnoses: found.map(({ label, diagnosis }) => ({ id: label, ...diagnosis })),
  };
}

function useColor(context: CliContext): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = context.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true;
  return context.stdout.isTTY === true && TERM !== 'dumb';
}

/** The weakest answer decides: a script that checks the code must not miss a refusal. */
function exitOf(diagnoses: readonly Diagnosis[]): number {
  const outcomes = diagnoses.map(({ outcome }) => outcome);
  if (outcomes.includes('deny')) return EXIT.deny;
  return outcomes.some((outcome) => outcome !== 'allow') ? EXIT.unknown : EXIT.done;
}
