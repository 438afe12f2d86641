import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expandTable, openTable, readCompact } from '@why403/engine';
import { randomFrom } from '../oracle/random.ts';
import { mutatedBytes } from './mutate.ts';
import { FORMS, mustRefuse } from './targets.ts';

test.each(FORMS)('%s: every flipped bit of the header is refused', (form, bytes, read) => {
  const header = form === 'image' ? 4 * 45 : 20;
  let refused = 0;
  for (let at = 0; at < header; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const copy = bytes.slice();
      copy[at] = (copy[at] as number) ^ (1 << bit);
      mustRefuse(() => read(copy));
      refused++;
    }
  }
  expect(refused).toBe(header * 8);
});

test.each(FORMS)('%s: every flipped byte of the body is refused', (_, bytes, read) => {
  let refused = 0;
  for (let at = 20; at < bytes.length; at++) {
    const copy = bytes.slice();
    copy[at] = (copy[at] as number) ^ 0x5a;
    mustRefuse(() => read(copy));
    refused++;
  }
  expect(refused).toBe(bytes.length - 20);
});

test('the shipped table: random damage is refused, and so is every length but its own', () => {
  const compact = new Uint8Array(
    readFileSync(fileURLToPath(new URL('../../packages/knowledge/data/table.bin', import.meta.url))),
  );
  const image = expandTable(compact);
  const random = randomFrom(11);
  let refused = 0;
  for (let count = 0; count < 150; count++) {
    for (const [bytes, read] of [
      [compact, readCompact],
      [image, openTable],
    ] as const) {
      const damaged = mutatedBytes(bytes, random);
      if (damaged.every((byte, at) => byte === bytes[at])) continue;
      mustRefuse(() => read(damaged));
      mustRefuse(() => read(bytes.slice(0, random.below(bytes.length))));
      refused += 2;
    }
  }
  expect(refused).toBeGreaterThan(500);
});
