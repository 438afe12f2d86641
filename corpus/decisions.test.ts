import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { wholeOf, OUTCOMES } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { decide as decideCommand } from '../packages/cli/src/commands/decide.ts';
import { engineDoor } from './engine-door.ts';
import { loadDecisions, parseCases } from './load.ts';
import { runCorpus, type Answer, type DecisionCase } from './runner.ts';

const cases = loadDecisions();
const engine = loadEngine();

test('the corpus is large, its ids are unique, and every case names sources that the knowledge knows', () => {
  expect(cases.length).toBeGreaterThan(400);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  const known = new Set(engine.details.sources.map(({ id }) => id));
  expect(
    cases.flatMap(({ id, source }) =>
      source
        .split(' ')
        .filter((each) => !known.has(each))
        .map((each) => `${id}: ${each}`),
    ),
  ).toEqual([]);
});

test('the engine answers every case as its source says', async () => {
  expect(await runCorpus(cases, engineDoor(engine))).toEqual([]);
});

test('the engine answers alike in any order of cases, permissions and roles', async () => {
  expect(await runCorpus(cases.map(turned).reverse(), engineDoor(engine))).toEqual([]);
});

test('the number that decides on the hot path says the same whole as the description', async () => {
  const hot = (one: DecisionCase): Answer => {
    const { kind, permissions, wids } = one.caller;
    const principal = engine.prepare({
      kind,
      permissions: permissions.join(' '),
      ...(wids === undefined ? {} : { directoryRoles: wids }),
    });
    const handle = engine.decide(one.request.method, one.request.url, principal, Date.parse(one.now) / 1000);
    return { outcome: OUTCOMES[wholeOf(handle)] };
  };
  expect(await runCorpus(cases, hot, ['outcome'])).toEqual([]);
});

test('`why403 decide` answers every case as the engine does', async () => {
  const answers = new Map<string, Answer>();
  for (const now of new Set(cases.map((one) => one.now))) {
    const asked = cases.filter((one) => one.now === now);
    const lines = await commandLines(asked, now);
    expect(lines).toHaveLength(asked.length);
    for (const line of lines) answers.set(line['id'] as string, line);
  }
  expect(await runCorpus(cases, ({ id }) => answers.get(id) as Answer)).toEqual([]);
});

test('the runner says where an answer differs, and only that', async () => {
  const [one] = parseCases(
    '{"id":"a","title":"t","source":"s","request":{"method":"GET","url":"/me"},"caller":{"kind":"application","permissions":[]},' +
      '"now":"2026-01-01T00:00:00Z","expect":{"outcome":"deny","permission":{"outcome":"deny","least":["B","A"]},"contested":["x"]}}',
    'made.jsonl',
  );
  const wrong = { outcome: 'deny', permission: { outcome: 'allow', least: ['A', 'B'] }, contested: [{ id: 'y' }] };
  const found = await runCorpus([one as DecisionCase], () => wrong);
  expect(found.map(({ at, expected, actual }) => [at, expected, actual])).toEqual([
    ['permission.outcome', 'deny', 'allow'],
    ['contested', ['x'], ['y']],
  ]);
  expect(await runCorpus([one as DecisionCase], () => wrong, ['outcome'])).toEqual([]);
});

test.each([
  ['nonsense', 'made.jsonl:1: the line is not JSON'],
  ['[]', 'made.jsonl:1: a case is an object'],
  ['{"id":"A b"}', 'made.jsonl:1: `id` must be in kebab-case'],
  ['{"id":"a","more":1}', 'made.jsonl:1: a case has no member `more`'],
])('a line that is no case is refused with its place: %s', (line, message) => {
  expect(() => parseCases(line, 'made.jsonl')).toThrow(message);
});

function turned(one: DecisionCase): DecisionCase {
  const { caller } = one;
  const wids = caller.wids == null ? {} : { wids: [...caller.wids].reverse() };
  return { ...one, caller: { ...caller, permissions: [...caller.permissions].reverse(), ...wids } };
}

async function commandLines(asked: readonly DecisionCase[], now: string): Promise<readonly Answer[]> {
  const input = asked.map(({ id, request, caller }) => JSON.stringify({ id, ...request, ...caller }));
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  const code = await decideCommand.run(
    { stdin: Readable.from([input.join('\n')]), stdout, stderr: process.stderr, env: {}, cwd: '.', now: () => 0 },
    { now },
    [],
  );
  expect(code).toBe(0);
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}
