import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { securityModel } from '../model/model.ts';
import { bindFilter } from './bind.ts';
import { parseAliasValue, parseFilter, parseOrderBy, parseSelect } from './parse.ts';
import { problemMessage } from './problem.ts';
import { readInstant } from './time.ts';

const context = { model: securityModel, type: securityModel.structured('microsoft.graph.alert') };

function messageOf(text: string): string {
  const parsed = parseFilter(text);
  const bound = parsed.ok ? bindFilter(text, parsed.value, context) : parsed;
  return bound.ok ? 'ok' : problemMessage(bound.problem);
}

describe('a filter is refused with the position', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["severity eq 'high'", 'ok'],
    ["Severity eq 'High' and Status ne 'NewAlert'", 'ok'],
    ["vendorInformation/provider eq 'ASC'", 'ok'],
    ["networkConnections/any(d:d/destinationAddress eq '1.1.1.1')", 'ok'],
    ["not(contains(title,'x')) or tags/any(t:startswith(t,'HVA'))", 'ok'],
    ['createdDateTime ge 2026-01-01T00:00:00.1234567Z and createdDateTime lt 2026-02-01', 'ok'],
    ["severity in ('low','medium') and closedDateTime eq null", 'ok'],
    ["severity ge microsoft.graph.alertSeverity'medium'", 'ok'],
    ['', "Invalid filter clause: Expression expected at position 0 in ''."],
    [
      "title eq 'open",
      "Invalid filter clause: There is an unterminated string literal at position 9 in 'title eq 'open'.",
    ],
    ['confidence eq 1 xor 2', "Invalid filter clause: Syntax error at position 16 in 'confidence eq 1 xor 2'."],
    [
      'title',
      "Invalid filter clause: The $filter expression must evaluate to a single boolean value at position 0 in 'title'.",
    ],
    [
      "createdDateTime gt '2026-01-01'",
      'Invalid filter clause: A binary operator with incompatible types was detected. Found operand types ' +
        "'Edm.DateTimeOffset' and 'Edm.String' for operator kind 'GreaterThan' at position 16 in 'createdDateTime gt '2026-01-01''.",
    ],
    [
      'createdDateTime gt 2026-02-30',
      "Invalid filter clause: Unrecognized 'Edm.DateTimeOffset' literal '2026-02-30' at position 19 in 'createdDateTime gt 2026-02-30'.",
    ],
    [
      'nope(title)',
      "Invalid filter clause: An unknown function with name 'nope' was found. This may also be a key lookup on a " +
        "navigation property, which is not allowed at position 0 in 'nope(title)'.",
    ],
    [
      "tags eq 'x'",
      "Invalid filter clause: The property 'tags' is a collection and needs 'any', 'all' or '$count' at position 0 in 'tags eq 'x''.",
    ],
    [
      'confidence add 1 eq 2',
      "Invalid filter clause: The operator 'add' is not supported at position 11 in 'confidence add 1 eq 2'.",
    ],
    ['title eq @p', "Invalid filter clause: The parameter alias '@p' has no value at position 9 in 'title eq @p'."],
  ];
  for (const [text, message] of cases)
    test(text === '' ? 'empty' : text, () => {
      expect(messageOf(text)).toBe(message);
    });

  test('nesting and length have limits', () => {
    expect(messageOf(`${'('.repeat(5000)}true${')'.repeat(5000)}`)).toContain('Recursion depth exceeded');
    expect(messageOf(`${'not '.repeat(1000)}true`)).toContain('Recursion depth exceeded');
    expect(messageOf(Array.from({ length: 600 }, () => 'true').join(' or '))).toContain('node count limit');
    expect(messageOf('a'.repeat(20_000))).toContain('too long');
    expect(messageOf("tags/any(a:tags/any(a:a eq 'x'))")).toContain("range variable 'a' has already been declared");
  });
});

test('no text makes a parser or the binder throw', () => {
  const pieces = fc.constantFrom(
    "'",
    '(',
    ')',
    ',',
    '/',
    ':',
    '$it',
    '@p',
    'not',
    ' and ',
    ' eq ',
    ' in ',
    'any',
    'all',
    'title',
    'tags',
    'severity',
    "'x'",
    '1',
    '-',
    '1e999',
    '2024-01-01T00:00:00Z',
    'null',
    'true',
    '$count',
    'microsoft.graph.alert',
    '\0',
    '\ud800',
    ' ',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseFilter(text);
      if (parsed.ok) bindFilter(text, parsed.value, context);
      parseOrderBy(text);
      parseSelect(text);
      parseAliasValue(text);
      readInstant(text);
      return true;
    }),
    { numRuns: 3000 },
  );
});
