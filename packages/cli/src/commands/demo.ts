import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '@why403/knowledge';
import { diagnose } from '@why403/engine';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { readQuestions } from '../explain-inputs.ts';
import { InputReader } from '../read-input.ts';
import { renderHuman } from '../render/human.ts';

/** A refusal that is shipped, by the folder that holds its claims and its response. */
interface Incident {
  readonly folder: string;
  readonly title: string;
  readonly request: string;
}

/** The story of Microsoft's support article on the refusal of the Security API: its two causes, and its special case. */
const INCIDENTS: readonly Incident[] = [
  {
    folder: 'permission-missing',
    title: '1. The token lacks the Microsoft Graph permission',
    request: 'GET https://graph.microsoft.com/v1.0/security/secureScores',
  },
  {
    folder: 'role-missing',
    title: '2. The permission is there, and the signed-in user has no accepted directory role',
    request: 'GET https://graph.microsoft.com/v1.0/security/secureScores',
  },
  {
    folder: 'implicit-flow',
    title: '3. A token of the implicit flow, which does not show the roles of its user',
    request: 'GET https://graph.microsoft.com/v1.0/security/secureScores?$top=1',
  },
];

/** Time of the shipped incidents. */
const AS_OF = '2026-09-01T12:00:00Z';

/** `why403 demo`. */
export const demo: Command = {
  metadata: {
    name: 'demo',
    summary: 'explains three real refusals of the Graph Security API and prints the command of each',
    usage: '',
    examples: [{ says: 'the three incidents', line: 'why403 demo' }],
  },
  options: {},
  run: async (context) => {
    const engine = loadEngine();
    const folder = folderOf(context.cwd);
    const color = context.stdout.isTTY === true && !context.env['NO_COLOR'];
    for (const { folder: name, title, request } of INCIDENTS) {
      const claims = join(folder, name, 'claims.json');
      const response = join(folder, name, 'response.json');
      const values = { claims: `@${claims}`, response: `@${response}`, request, status: '403' };
      const { questions } = await readQuestions(engine, new InputReader({ ...context, cwd: '/' }), values, {});
      const shown = (path: string): string => relative(context.cwd, path) || path;
      context.stdout.write(`${'─'.repeat(80)}\n${title}\n\n`);
      context.stdout.write(
        `$ npx why403 explain --claims @${shown(claims)} --response @${shown(response)} --status 403 --request '${request}' --now ${AS_OF}\n\n`,
      );
      for (const question of questions) {
        const diagnosis = diagnose(engine, { ...question, now: Date.parse(AS_OF) / 1000 });
        context.stdout.write(
          renderHuman(diagnosis, { label: '', color, all: false, width: context.stdout.columns ?? 100 }),
        );
      }
      context.stdout.write('\n');
    }
    context.stdout.write(
      [
        '─'.repeat(80),
        'Go on with your own:',
        '',
        '  npx why403 explain --request "GET https://graph.microsoft.com/v1.0/security/alerts_v2" --token @token.txt --response @response.json',
        '  npx why403 explain < copied.txt        a curl -v transcript, a token, an exception text',
        '  npx why403 explain --help',
        '',
        'Nothing leaves this machine; tokens are never stored or logged.',
        '',
      ].join('\n'),
    );
    return EXIT.done;
  },
};

/** The shipped incidents: those of the checkout where there is one, so that the printed paths are short. */
function folderOf(cwd: string): string {
  const here = join(cwd, 'examples', 'incidents');
  return existsSync(join(here, INCIDENTS[0]?.folder ?? ''))
    ? here
    : fileURLToPath(new URL('../../../../examples/incidents', import.meta.url));
}
