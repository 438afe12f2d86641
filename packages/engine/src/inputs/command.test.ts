import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../test/growth.ts';
import { DELEGATED, testToken } from '../../test/tokens.ts';
import { readCommand } from './command.ts';
import type { ExchangesReading, Gap, ObservedExchange } from './exchange.ts';
import type { Shell } from './shell-words.ts';

const TOKEN = testToken(DELEGATED);
const URL_ALERTS = "https://graph.microsoft.com/v1.0/security/alerts?$filter=severity eq 'high'&$top=1";

function read(text: string, shell?: Shell): Extract<ExchangesReading, { form: 'exchanges' }> {
  const reading = readCommand(text, shell === undefined ? {} : { shell });
  if (reading.form !== 'exchanges') throw new Error(reading.why);
  return reading;
}

function one(text: string, shell?: Shell): ObservedExchange {
  const { exchanges } = read(text, shell);
  expect(exchanges).toHaveLength(1);
  return exchanges[0] as ObservedExchange;
}

function gaps(text: string): readonly Gap[] {
  return read(text).missing.map(({ what }) => what);
}

const EXPECTED = {
  request: {
    method: 'POST',
    url: URL_ALERTS,
    headers: { accept: '*/*', 'content-type': 'application/json' },
    body: '{"a":"it\'s \\"b\\" 100% & ^"}',
  },
  token: `Bearer ${TOKEN}`,
};

test("a command line copied from a browser for bash is read (Chromium's Copy as cURL)", () => {
  const text = `curl '${URL_ALERTS.replaceAll("'", "'\\''")}' \\
  -H 'accept: */*' \\
  -H 'authorization: Bearer ${TOKEN}' \\
  -H 'content-type: application/json' \\
  -b 'session=1' \\
  --data-raw $'{"a":"it\\'s \\\\"b\\\\" 100% & ^"}'`;
  expect(one(text)).toMatchObject(EXPECTED);
  expect(gaps(text)).toEqual([]);
  expect(one(text.replaceAll('\n', '\r\n'))).toMatchObject(EXPECTED);
});

test("a command line copied from a browser for the Windows prompt is read (Chromium's Copy as cURL)", () => {
  const text = `curl ^"https://graph.microsoft.com/v1.0/security/alerts?^$filter=severity eq 'high'^&^$top=1^" ^
  -H ^"accept: */*^" ^
  -H ^"authorization: Bearer ${TOKEN}^" ^
  -H ^"content-type: application/json^" ^
  --data-raw ^"^{^\\^"a^\\^":^\\^"it's ^\\^\\^\\^"b^\\^\\^\\^" 100^% ^& ^^^\\^"^}^"`;
  expect(one(text)).toMatchObject(EXPECTED);
  expect(one(text.replaceAll('\n', '\r\n'))).toMatchObject(EXPECTED);
});

test('doubled quotes of the Windows prompt are quotes', () => {
  expect(one('curl.exe -d "{""a"":1}" "https://graph.microsoft.com/v1.0/me"', 'cmd').request).toMatchObject({
    body: '{"a":1}',
    method: 'POST',
  });
});

test('a command line of PowerShell with backticks is read', () => {
  const text = `curl.exe "https://graph.microsoft.com/v1.0/users?\`$top=1" \`
  --header "Authorization: Bearer ${TOKEN}" \`
  --header 'X: it''s'`;
  expect(one(text)).toMatchObject({
    request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/users?$top=1', headers: { x: "it's" } },
    token: `Bearer ${TOKEN}`,
  });
});

test("PowerShell's own commands are read, with variables that the text assigns", () => {
  const text = `$token = "${TOKEN}"
$headers = @{
  Authorization = "Bearer $token"   # who
  'Content-Type' = 'application/json'; Accept="*/*"
}
Invoke-RestMethod -Method Patch -Uri "https://graph.microsoft.com/v1.0/security/alerts/1" -Headers $headers -Body '{"status":"resolved"}' | ConvertTo-Json`;
  expect(one(text)).toMatchObject({
    request: {
      method: 'PATCH',
      url: 'https://graph.microsoft.com/v1.0/security/alerts/1',
      headers: { 'content-type': 'application/json', accept: '*/*' },
      body: '{"status":"resolved"}',
    },
    token: `Bearer ${TOKEN}`,
  });
  expect(gaps(text)).toEqual([]);
});

test.each([
  ['Invoke-MgGraphRequest -Method GET -Uri "/v1.0/users?$select=id"', 'GET', '/v1.0/users?$select=id'],
  ['$r = Invoke-MgGraphRequest -Uri "v1.0/me" -Method POST -Body @{ a = 1 }', 'POST', 'v1.0/me'],
  ['iwr https://graph.microsoft.com/v1.0/me -UseBasicParsing', 'GET', 'https://graph.microsoft.com/v1.0/me'],
  [
    'az rest --method post --url https://graph.microsoft.com/v1.0/groups --body "{}"',
    'POST',
    'https://graph.microsoft.com/v1.0/groups',
  ],
  [
    'az rest -m get -u "https://graph.microsoft.com/v1.0/me" --headers A=b C=d --output json',
    'GET',
    'https://graph.microsoft.com/v1.0/me',
  ],
])('%s is read', (text, method, url) => {
  expect(one(text).request).toMatchObject({ method, url });
});

test.each([
  ['curl -X DELETE URL', 'DELETE', null],
  ['curl -XPATCH URL', 'PATCH', null],
  ['curl --request=PUT URL', 'PUT', null],
  ['curl -sSLX post URL', 'POST', null],
  ['curl -I URL', 'HEAD', null],
  ['curl -sI URL', 'HEAD', null],
  ['curl -d a=1 -d b=2 URL', 'POST', 'a=1&b=2'],
  ['curl URL -da=1', 'POST', 'a=1'],
  ['curl --json \'{"a":1}\' URL', 'POST', '{"a":1}'],
  ['curl --data-urlencode "a=b c&d" URL', 'POST', 'a=b%20c%26d'],
  ['curl --data-raw @literal URL', 'POST', '@literal'],
  ['curl -T file URL', 'PUT', null],
  ['curl -F a=b URL', 'POST', null],
  ['curl -X GET -d @body.json URL', 'GET', null],
  ['curl -o out.json -x http://proxy:8080 --max-time 5 URL', 'GET', null],
  ['curl --url URL -k --compressed', 'GET', null],
  ['curl URL > out.json 2>&1', 'GET', null],
  ['curl URL 2>/dev/null | jq .value', 'GET', null],
  ['time TOKEN=x /usr/bin/curl URL', 'GET', null],
  ['PS> curl.exe URL', 'GET', null],
])('%s is a %s', (text, method, body) => {
  const url = 'https://graph.microsoft.com/v1.0/me';
  expect(one(text.replace('URL', url)).request).toMatchObject({ method, url, body });
});

test('-G puts the data into the query', () => {
  expect(
    one('curl -G https://graph.microsoft.com/v1.0/users -d "\\$top=1" --data-urlencode "\\$filter=a eq b"').request,
  ).toEqual({
    method: 'GET',
    url: 'https://graph.microsoft.com/v1.0/users?$top=1&$filter=a%20eq%20b',
    headers: {},
    body: null,
  });
});

test('options of OData stay in the URL, quoted or not', () => {
  const url = 'https://graph.microsoft.com/v1.0/users?$select=id&$top=1';
  for (const text of [`curl "${url}"`, `curl '${url}'`, `curl ${url} -s`]) expect(one(text).request?.url).toBe(url);
});

test('variables that the text assigns are put in, others are named', () => {
  expect(
    one(`TOKEN=${TOKEN}\ncurl -H "Authorization: Bearer $TOKEN" "https://graph.microsoft.com/v1.0/me"`).token,
  ).toBe(`Bearer ${TOKEN}`);
  const text =
    'TOKEN=$(az account get-access-token --query accessToken)\ncurl -H "Authorization: Bearer ${TOKEN}" "https://graph.microsoft.com/v1.0/users/$ID"';
  expect(one(text)).toMatchObject({ token: null, request: { url: 'https://graph.microsoft.com/v1.0/users/$ID' } });
  expect(gaps(text)).toEqual(['url-variable', 'token-placeholder']);
});

test.each([
  ['curl -H "Authorization: Bearer <token>" URL', null, ['token-placeholder']],
  ['curl -H "Authorization: Bearer ACCESS_TOKEN" URL', null, ['token-placeholder']],
  ['curl -H "Authorization: Bearer eyJ0eXAi..." URL', null, ['token-placeholder']],
  ['curl -H "Authorization: Bearer undefined" URL', 'Bearer undefined', []],
  ['curl -H "Authorization: Bearer" URL', 'Bearer', []],
  ['curl --oauth2-bearer abc.def URL', 'Bearer abc.def', []],
  ['curl -u me:secret URL', null, []],
  ['curl -H @headers.txt URL', null, ['header-variable']],
  ['curl -H nonsense URL', null, ['header-malformed']],
  ['curl -d @body.json URL', null, ['body-elsewhere']],
  ['curl --made-up x URL', null, ['unknown-option']],
])('of %s the token is %s, and missing are %j', (text, token, missing) => {
  const line = text.replace('URL', 'https://graph.microsoft.com/v1.0/me');
  expect(one(line).token).toBe(token);
  expect(gaps(line)).toEqual(missing);
});

test('secrets stand nowhere but in the token', () => {
  const text = `curl -u me:S3cret -b "c=S3cret" -H "Cookie: S3cret" -H "Proxy-Authorization: S3cret" --oauth2-bearer tok https://graph.microsoft.com/v1.0/me`;
  expect(JSON.stringify(read(text))).not.toContain('S3cret');
});

test('several commands and several URLs are several exchanges', () => {
  const { exchanges, skipped } = read(
    'curl https://graph.microsoft.com/v1.0/me https://graph.microsoft.com/v1.0/users -H "A: b"\ncurl -v\necho done\ncurl -I /v1.0/me --next -X PUT /v1.0/x',
  );
  expect(exchanges.map(({ request }) => [request?.method, request?.url])).toEqual([
    ['GET', 'https://graph.microsoft.com/v1.0/me'],
    ['GET', 'https://graph.microsoft.com/v1.0/users'],
    ['HEAD', '/v1.0/me'],
    ['PUT', '/v1.0/x'],
  ]);
  expect(exchanges[1]?.request?.headers).toEqual({ a: 'b' });
  expect(skipped).toEqual([{ label: 'command 3', why: 'no-url' }]);
});

test.each([
  ['empty', ' \n'],
  ['no-request', 'echo curl'],
  ['no-request', 'ls -la | grep x'],
  ['no-request', '\u0000'],
])('%s is said of what is no command', (why, text) => {
  expect(readCommand(text)).toMatchObject({ form: 'unreadable', why });
});

test('variables in variables cannot grow without bound', () => {
  const doubling = Array.from({ length: 40 }, (_, i) => `V${i + 1}="$V${i}$V${i}"`).join('\n');
  const reading = readCommand(`V0=${'x'.repeat(1000)}\n${doubling}\ncurl "https://graph.microsoft.com/$V40"`);
  expect(JSON.stringify(reading).length).toBeLessThan(5_000_000);
});

const PIECES = [
  "'",
  '"',
  '$',
  '`',
  '\\',
  '^',
  '\n',
  ' ',
  ';',
  '|',
  '&',
  '(',
  ')',
  '{',
  '}',
  '@{',
  '@"\n',
  '=',
  '#',
  '>',
  '<',
  '%',
  'curl',
  '-H',
  '-d',
  '$a',
  '${',
  '$(',
  'iwr',
  'a: b',
  '-',
];

test('any text gets a tagged answer in every command language', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((list) => `curl ${list.join('')}`),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((list) => `$a = 'x'; iwr ${list.join(' ')}`),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom<Shell>('bash', 'cmd', 'powershell'), (text, shell) => {
      expect(['exchanges', 'unreadable']).toContain(readCommand(text, { shell }).form);
    }),
    { numRuns: 3000 },
  );
});

test('an argument that is quoted for bash comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (body) => {
      const quoted = `'${body.replaceAll("'", "'\\''")}'`;
      const { exchanges } = read(`curl --data-raw ${quoted} https://graph.microsoft.com/v1.0/me`, 'bash');
      expect(exchanges[0]?.request?.body ?? '').toBe(body);
    }),
  );
});

test.each(PIECES)('time grows linearly with repetitions of %j', (piece) => {
  for (const shell of ['bash', 'cmd', 'powershell'] as const) {
    expect(growth((size) => readCommand(`curl ${piece.repeat(size)}`, { shell }), 2_000)).toBeLessThan(LINEAR);
  }
  expect(growth((size) => readCommand(piece.repeat(size)), 2_000)).toBeLessThan(LINEAR);
});
