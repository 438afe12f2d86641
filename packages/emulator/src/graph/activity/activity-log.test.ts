import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { openActivityLog } from './activity-log.ts';
import { activityRow, type ActivityRow } from './row.ts';

const FILE = 'MicrosoftGraphActivityLogs.jsonl';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'why403-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rowOf = (requestId: string): ActivityRow =>
  activityRow({
    token: null,
    version: 'v1.0',
    method: 'GET',
    target: '/v1.0/users',
    requestId,
    clientRequestId: requestId,
    batchId: null,
    status: 403,
    responseSize: 0,
    now: Date.UTC(2026, 8, 20),
    durationMs: 1,
    ipAddress: '127.0.0.1',
    userAgent: '',
  });

/** Waits until everything that was appended is in a file or lost. */
async function settled(log: ReturnType<typeof openActivityLog>, rows: number): Promise<void> {
  await log.close();
  const { written, lost } = log.status();
  expect(written + lost).toBe(rows);
}

test.each(['table', 'diagnostic'] as const)(
  'every row is one line of JSON in the form %s, and only the owner reads it',
  async (form) => {
    const log = openActivityLog({ folder, form });
    for (const id of ['a', 'b', 'c']) log.append(rowOf(id));
    await settled(log, 3);
    const text = readFileSync(join(folder, FILE), 'utf8');
    expect(text).toBe(log.text(form));
    const lines = text.trimEnd().split(form === 'table' ? '\n' : '\r\n');
    const ids = lines.map((line) => {
      const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
      const columns = (form === 'table' ? record : record['properties']) as Readonly<Record<string, unknown>>;
      return columns[form === 'table' ? 'RequestId' : 'requestId'];
    });
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(statSync(join(folder, FILE)).mode & 0o077).toBe(0);
  },
);

test('a file that is full is numbered, the oldest goes, and no row is in two files', async () => {
  const log = openActivityLog({ folder, maxBytes: 1500, keep: 2 });
  for (let index = 0; index < 12; index += 1) {
    log.append(rowOf(`row-${index}`));
    await log.close();
  }
  await settled(log, 12);
  expect(readdirSync(folder).sort()).toEqual([FILE, `${FILE}.1`, `${FILE}.2`]);
  const kept = [`${FILE}.2`, `${FILE}.1`, FILE].flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/"RequestId":"row-(\d+)"/g)].map(([, id]) => Number(id)),
  );
  expect(kept.at(-1)).toBe(11);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 12 - kept.length + index));
});

test('a folder that cannot be written costs rows and stops nobody', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const log = openActivityLog({ folder: join(file, 'below') });
  for (let index = 0; index < 1000; index += 1) log.append(rowOf(String(index)));
  await settled(log, 1000);
  expect(log.status()).toEqual({ written: 0, lost: 1000 });
  expect(log.recent()).toHaveLength(1000);
});

test('memory holds the newest rows only', () => {
  const log = openActivityLog({ remembered: 10 });
  for (let index = 0; index < 35; index += 1) log.append(rowOf(String(index)));
  expect(log.recent().map((row) => row.RequestId)).toEqual(
    Array.from({ length: 10 }, (_, index) => String(25 + index)),
  );
});
