import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTOSO, createTestEmulator, type TestEmulator } from '../../../test/test-emulator.ts';

let emulator: TestEmulator;
beforeEach(async () => {
  emulator = await createTestEmulator();
});
afterEach(() => emulator.close());

const exported = async (): Promise<unknown> => (await emulator.get('/emulator/export')).json();

const USER = { userName: 'zoe@contoso.example', displayName: 'Zoe', roles: ['Security Reader'] };
const MORE = { tenants: [{ id: CONTOSO, name: 'Contoso', domains: ['contoso.example'], users: [USER] }] };

test('a reset goes back to the start, and a reset to an export goes back to that', async () => {
  const start = await exported();
  expect((await emulator.control('/emulator/seed', MORE)).status).toBe(200);
  const changed = await exported();
  expect(JSON.stringify(changed)).toContain('zoe@contoso.example');
  expect((await emulator.control('/emulator/reset', {})).status).toBe(200);
  expect(JSON.stringify(await exported())).not.toContain('zoe@contoso.example');
  expect((await emulator.control('/emulator/reset', { seed: changed })).status).toBe(200);
  expect(await exported()).toEqual(changed);
  expect((await emulator.control('/emulator/reset', { seed: start })).status).toBe(200);
  expect(await exported()).toEqual(start);
});

test('a seed of another form, or with names that do not exist, changes nothing', async () => {
  await emulator.control('/emulator/seed', MORE);
  await emulator.control('/emulator/clock', { advance: 3600 });
  const before = await exported();
  const malformed = await emulator.control('/emulator/reset', { seed: { tenants: 'all' } });
  expect(malformed.status).toBe(400);
  expect(await exported()).toEqual(before);
  const unheard = { ...USER, roles: ['Unheard Of'] };
  const misnamed = { tenants: [{ name: 'Contoso', domains: ['contoso.example'], users: [unheard] }] };
  expect((await emulator.control('/emulator/reset', { seed: misnamed })).status).toBe(400);
  expect(await exported()).toEqual(before);
  const { now } = (await (await emulator.get('/emulator/clock')).json()) as { readonly now: string };
  expect(Date.parse(now) - emulator.clock.now()).toBe(3_600_000);
});
