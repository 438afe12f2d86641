import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPermissionName, readPermissionList, shareName } from './permission-list.ts';

const part = fc.stringMatching(/^[A-Z][A-Za-z0-9]{1,12}$/);
const name = fc
  .array(part, { minLength: 2, maxLength: 4 })
  .map((parts) => parts.join('.'))
  .filter(isPermissionName);

test('a permission is two or more dotted words, and no host name', () => {
  const good = ['User.Read', 'eDiscovery.Read.All', 'Sites.Selected', 'Policy.ReadWrite.ConditionalAccess'];
  const bad = ['User', 'graph.microsoft.com', 'v1.0', 'User.', '.Read', 'User Read.All', 'a..b', ''];
  expect(good.filter((each) => !isPermissionName(each))).toEqual([]);
  expect(bad.filter(isPermissionName)).toEqual([]);
});

test('any usual separator and quoting gives the same names', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 6, selector: (each) => each.toLowerCase() }),
      fc.constantFrom(', ', ',', ';', '; ', ' ', ' or ', ', and '),
      fc.constantFrom('', "'", '"'),
      fc.boolean(),
      (names, separator, quote, each) => {
        const list = each
          ? names.map((one) => quote + one + quote).join(separator)
          : quote + names.join(separator) + quote;
        expect(readPermissionList(`of: ${list}. More.`, 3, { followed: true })).toEqual({ names, truncated: false });
      },
    ),
  );
});

test('a name may begin with a word that separates names elsewhere', () => {
  const { names } = readPermissionList('Or.Read and And.Read.All or User.Read', 0, { followed: false });
  expect(names).toEqual(['Or.Read', 'And.Read.All', 'User.Read']);
});

test('a text that ends inside the list gives only whole names and is marked', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), fc.nat(), (names, seed) => {
      const whole = names.join(',');
      // A full stop at the very end is read as the sentence's, which most such texts have.
      const cut = whole.slice(0, 1 + (seed % (whole.length - 1))).replace(/\.$/, '');
      const read = readPermissionList(cut, 0, { followed: true });
      expect(read.names.filter((each) => !names.includes(each))).toEqual([]);
      expect(read.truncated).toBe(true);
    }),
  );
});

test('an ellipsis cuts the name that it follows', () => {
  for (const ellipsis of ['...', '…', ' (truncated...)', ' [truncated]']) {
    expect(readPermissionList(`A.Read,B.Read${ellipsis}`, 0, { followed: false })).toEqual({
      names: ['A.Read'],
      truncated: true,
    });
  }
});

test('a list that ends its sentence is whole where the text ends', () => {
  expect(readPermissionList('AuditLog.Read.All', 0, { followed: false })).toEqual({
    names: ['AuditLog.Read.All'],
    truncated: false,
  });
});

test('an empty list is whole when it is closed, and cut when the text ends before it', () => {
  expect(readPermissionList(" ''.", 0, { followed: true })).toEqual({ names: [], truncated: false });
  expect(readPermissionList(" ''", 0, { followed: true })).toEqual({ names: [], truncated: false });
  expect(readPermissionList(' .', 0, { followed: true })).toEqual({ names: [], truncated: false });
  expect(readPermissionList(" '", 0, { followed: true })).toEqual({ names: [], truncated: true });
  expect(readPermissionList('', 0, { followed: true })).toEqual({ names: [], truncated: true });
});

test('the address of the resource before a scope is passed over', () => {
  expect(
    readPermissionList('https://graph.microsoft.com/Mail.Read openid', 0, { followed: false, openId: true }),
  ).toEqual({
    names: ['Mail.Read', 'openid'],
    truncated: false,
  });
});

test('names are compared without regard to case', () => {
  const list = (...names: readonly string[]) => ({ names, truncated: false });
  expect(shareName(list('User.Read'), list('mail.read', 'USER.READ'))).toBe(true);
  expect(shareName(list('User.Read'), list('User.Read.All'))).toBe(false);
});
