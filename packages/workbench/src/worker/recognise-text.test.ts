import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { recogniseText } from './recognise-text.ts';

const engine = loadEngine();

test('a response is handed on as text that is read back to the same', () => {
  const text =
    'HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n{"error":{"code":"Forbidden","message":"no"}}';
  const [piece] = recogniseText(engine, text).pieces;
  expect(piece).toMatchObject({ status: 403, token: null, request: null });
  expect(recogniseText(engine, piece?.response ?? '').pieces[0]).toEqual(piece);
});

test('a text of no known form is taken for a response, an empty one for nothing', () => {
  expect(recogniseText(engine, 'it says access denied').pieces).toMatchObject([{ response: 'it says access denied' }]);
  expect(recogniseText(engine, '  ').pieces).toEqual([]);
});

test('roles of an incident are given by name and become ids', () => {
  const text = JSON.stringify({
    request: 'GET /v1.0/security/alerts_v2',
    kind: 'delegated',
    scp: 'User.Read',
    wids: ['Security Reader'],
  });
  expect(recogniseText(engine, text).pieces[0]?.facts?.directoryRoles).toEqual([
    '5d6b6bb7-de71-4623-b4af-96380a352509',
  ]);
});

test('a recording gives one piece for each of its requests', () => {
  const entry = (path: string): unknown => ({
    request: { method: 'GET', url: `https://graph.microsoft.com/v1.0${path}`, headers: [] },
    response: { status: 200, headers: [], content: {} },
  });
  const text = JSON.stringify({ log: { entries: [entry('/me'), entry('/users')] } });
  expect(recogniseText(engine, text).pieces.map(({ request }) => request?.url)).toEqual([
    'https://graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com/v1.0/users',
  ]);
});
