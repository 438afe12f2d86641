import { expect, test } from 'vitest';
import { isJsonObject, member, readJson, stringMember } from './json.ts';

test('JSON is parsed, what is not JSON is tagged', () => {
  expect(readJson('{"a":[1]}')).toEqual({ form: 'json', value: { a: [1] } });
  for (const text of ['', '{', "{'a':1}", '\u0000', 'undefined']) expect(readJson(text)).toEqual({ form: 'not-json' });
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

test('nesting is limited before anything is parsed', () => {
  expect(readJson(nested(64)).form).toBe('json');
  expect(readJson(nested(65)).form).toBe('too-deep');
  expect(readJson('{"a":'.repeat(100_000)).form).toBe('too-deep');
});

test('brackets in texts are no nesting', () => {
  expect(readJson(JSON.stringify({ a: '[{"\\'.repeat(200) })).form).toBe('json');
});

test('members of the prototype are not members', () => {
  const read = readJson('{"__proto__":{"scp":"x"},"constructor":"y"}');
  const object = read.form === 'json' && isJsonObject(read.value) ? read.value : {};
  expect(member(object, 'scp')).toBeUndefined();
  expect(member(object, 'toString')).toBeUndefined();
  expect(stringMember(object, 'constructor')).toBe('y');
  expect(stringMember({ a: '' }, 'a')).toBeNull();
});
