import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Certainty } from '../finding.ts';
import { readErrorText, readRefusal } from './read-refusal.ts';
import type { NamedPermissions, Refusal, RefusalReading } from './refusal.ts';
import { SHAPE_CASES, type ShapeCase } from './shapes.cases.ts';
import { GENERAL_SHAPES, HEADER_SHAPES, SHAPES, STATUS_SHAPES } from './shapes.ts';

const ALL = [...SHAPES, ...GENERAL_SHAPES, ...STATUS_SHAPES, ...HEADER_SHAPES];
const RANK: Readonly<Record<Certainty, number>> = { possible: 1, likely: 2, certain: 3 };
const IDS = ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-000000000000'] as const;

function bodyOf(each: ShapeCase): string {
  if (each.body !== undefined) return each.body;
  if (each.code === null) return each.message;
  const innerError = { date: '2024-05-01T10:20:30', 'request-id': IDS[0], 'client-request-id': IDS[1] };
  return JSON.stringify({ error: { code: each.code, message: each.message, innerError } });
}

function read(each: ShapeCase, body: string = bodyOf(each)): RefusalReading {
  return readRefusal({ status: each.status, headers: each.headers ?? {}, body });
}

/** The strongest statement of each cause. */
function strongest(reading: RefusalReading): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { code, certainty } of reading.refusals.flatMap((refusal) => refusal.statements)) {
    found.set(code, Math.max(found.get(code) ?? 0, RANK[certainty]));
  }
  return found;
}

function certainCauses(reading: RefusalReading): readonly string[] {
  return [...strongest(reading)].filter(([, rank]) => rank === RANK.certain).map(([code]) => code);
}

test('every shape has a case, a file name as its id, and a source', () => {
  const ids = ALL.map((shape) => shape.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  expect(ids.filter((id) => !SHAPE_CASES.some((each) => each.shape === id))).toEqual([]);
  expect(ALL.filter((shape) => shape.sources.length === 0)).toEqual([]);
});

function listed(names: readonly string[] | undefined): NamedPermissions | null {
  return names === undefined ? null : { names, truncated: false };
}

function held(each: ShapeCase): Refusal['held'] {
  const list = listed(each.held);
  return list === null ? null : { ...list, claim: each.shape === 'teams-missing-scopes' ? 'scp' : 'roles' };
}

for (const each of SHAPE_CASES) {
  test(`${each.shape} is read from its body (${each.source})`, () => {
    const reading = read(each);
    const refusal = reading.refusals.find((found) => found.shape === each.shape);
    expect(refusal?.statements.map(({ code, certainty }) => `${code} ${certainty}`)).toEqual(each.says);
    expect(refusal?.required ?? null).toEqual(listed(each.required));
    expect(refusal?.held ?? null).toEqual(held(each));
    expect(reading.status).toBe(each.status ?? reading.status);
  });
}

interface Wrapper {
  readonly name: string;
  /** The code survives. */
  readonly code: boolean;
  readonly wrap: (code: string, message: string, body: string, status: number) => string;
}

const html = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/'/g, '&#39;').replace(/</g, '&lt;');
const python = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

const WRAPPERS: readonly Wrapper[] = [
  { name: 'upper case', code: true, wrap: (_c, _m, body) => body.toUpperCase() },
  { name: 'lower case', code: true, wrap: (_c, _m, body) => body.toLowerCase() },
  { name: 'white space between the words', code: true, wrap: (_c, _m, body) => body.replace(/ /g, '\t \u00A0 ') },
  { name: 'lines broken between the words', code: true, wrap: (_c, _m, body) => body.replace(/ /g, '\r\n    ') },
  { name: 'JSON in a string', code: true, wrap: (_c, _m, body) => JSON.stringify(body) },
  { name: 'JSON in a string twice', code: true, wrap: (_c, _m, body) => JSON.stringify(JSON.stringify(body)) },
  {
    name: 'JSON in a member of a log record twice',
    code: true,
    wrap: (_c, _m, body) => JSON.stringify({ level: 'error', event: JSON.stringify({ response: body }) }),
  },
  {
    name: 'escaped quotes inside a log line',
    code: true,
    wrap: (_c, _m, body) => `ERR body=${body.replace(/"/g, '\\"')}`,
  },
  { name: 'HTML', code: true, wrap: (_c, _m, body) => `<pre>${html(body)}</pre>` },
  { name: 'HTML escaped twice', code: true, wrap: (_c, _m, body) => html(html(body)) },
  { name: 'URL', code: true, wrap: (_c, _m, body) => `error=${encodeURIComponent(body)}` },
  {
    name: 'Unicode escapes',
    code: true,
    wrap: (_c, _m, body) => body.replace(/["']/g, (quote) => (quote === '"' ? '\\u0022' : '\\u0027')),
  },
  { name: 'Markdown quote', code: true, wrap: (_c, _m, body) => `> I get:\n>\n> \`${body}\`\n>\n> any idea?` },
  {
    name: 'typographic quotes',
    code: true,
    wrap: (_c, _m, body) => body.replace(/"/g, '\u201D').replace(/'/g, '\u2019'),
  },
  {
    name: 'log line',
    code: true,
    wrap: (_c, _m, body, status) =>
      `2024/05/01 10:20:30 wazuh-modulesd:ms-graph: WARNING: Received unsuccessful status code when attempting to get relationship 'alerts_v2' logs: Status code was '${status}' & response was '${body}'`,
  },
  {
    name: 'HTTP transcript',
    code: true,
    wrap: (_c, _m, body, status) =>
      `HTTP/1.1 ${status} Nope\r\nContent-Type: application/json\r\nrequest-id: ${IDS[0]}\r\n\r\n${body}`,
  },
  {
    name: '.NET ServiceException',
    code: true,
    wrap: (code, message) =>
      `Microsoft.Graph.ServiceException: Code: ${code}\r\nMessage: ${message}\r\nInner error:\r\n\tAdditionalData:\r\n\tdate: 2024-05-01T10:20:30\r\n\trequest-id: ${IDS[0]}\r\n\tclient-request-id: ${IDS[1]}\r\nClientRequestId: ${IDS[1]}\r\n   at Microsoft.Graph.HttpProvider.SendAsync(HttpRequestMessage request)`,
  },
  {
    name: '.NET ODataError',
    code: false,
    wrap: (_code, message) =>
      `Microsoft.Graph.Models.ODataErrors.ODataError: ${message}\r\n   at Microsoft.Kiota.Http.HttpClientLibrary.HttpClientRequestAdapter.ThrowIfFailedResponse(HttpResponseMessage response)`,
  },
  {
    name: 'Python ODataError',
    code: true,
    wrap: (code, message, _body, status) =>
      `msgraph.generated.models.o_data_errors.o_data_error.ODataError: \n        APIError\n        Code: ${status}\n        message: None\n        error: MainError(additional_data={}, code=${python(code)}, details=None, inner_error=InnerError(additional_data={}, client_request_id='${IDS[1]}', date=DateTime(2024, 5, 1, 10, 20, 30), odata_type=None, request_id='${IDS[0]}'), message=${python(message)}, target=None)`,
  },
  {
    name: 'Python HttpResponseError',
    code: true,
    wrap: (code, message) =>
      `azure.core.exceptions.HttpResponseError: (${code}) ${message}\nCode: ${code}\nMessage: ${message}`,
  },
  {
    name: 'Python dictionary',
    code: true,
    wrap: (code, message) =>
      `{'error': {'code': ${python(code)}, 'message': ${python(message)}, 'innerError': {'date': '2024-05-01T10:20:30', 'request-id': '${IDS[0]}'}}}`,
  },
  {
    name: 'Python requests',
    code: true,
    wrap: (_code, _message, body, status) =>
      `requests.exceptions.HTTPError: ${status} Client Error: Forbidden for url: https://graph.microsoft.com/v1.0/x ${body}`,
  },
  {
    name: 'PowerShell error record',
    code: true,
    wrap: (code, message, _body, status) =>
      `Get-MgThing_List : ${message}\r\nStatus: ${status} (Forbidden)\r\nErrorCode: ${code}\r\nDate: 2024-05-01T10:20:30\r\nHeaders:\r\nrequest-id                    : ${IDS[0]}\r\n    + CategoryInfo          : InvalidOperation: ({ Top =  }:<>f__AnonymousType0\`1) [Get-MgThing_List], Exception\r\n    + FullyQualifiedErrorId : ${code},Microsoft.Graph.PowerShell.Cmdlets.GetMgThing_List`,
  },
  { name: 'PowerShell brackets', code: true, wrap: (code, message) => `Get-MgThing: [${code}] : ${message}` },
  {
    name: 'PowerShell Invoke-MgGraphRequest',
    code: true,
    wrap: (_code, _message, body, status) =>
      `Invoke-MgGraphRequest : GET https://graph.microsoft.com/v1.0/x\r\nHTTP/1.1 ${status} Forbidden\r\nCache-Control: no-cache\r\n\r\n${body}`,
  },
  {
    name: 'PowerShell bare status with the body',
    code: true,
    wrap: (_code, _message, body) => `Response status code does not indicate success: Forbidden (Forbidden). ${body}`,
  },
  {
    name: 'JavaScript GraphError',
    code: true,
    wrap: (code, message, body, status) =>
      `GraphError: ${message}\n    at new GraphError (node_modules/x.js:1:1) {\n  statusCode: ${status},\n  code: '${code}',\n  requestId: '${IDS[0]}',\n  date: 2024-05-01T10:20:30.000Z,\n  body: ${JSON.stringify(body)}\n}`,
  },
  {
    name: 'Java GraphServiceException',
    code: true,
    wrap: (code, message, _body, status) =>
      `com.microsoft.graph.http.GraphServiceException: Error code: ${code}\nError message: ${message}\n\nGET https://graph.microsoft.com/v1.0/users\nSdkVersion : graph-java/v5.0.0\n\n${status} : Forbidden\n[...]\n\n[Some information was truncated for brevity, enable debug logging for more details]`,
  },
  {
    name: 'Java ODataError',
    code: false,
    wrap: (_code, message) =>
      `com.microsoft.graph.models.odataerrors.ODataError: ${message}\n\tat com.microsoft.graph.models.odataerrors.ODataError.createFromDiscriminatorValue(ODataError.java:36)`,
  },
  {
    name: 'Go ODataError',
    code: true,
    wrap: (code, message) => `error: error status code received from the API\ncode: ${code}\nmsg: ${message}\n`,
  },
  {
    name: 'Go client of Terraform',
    code: true,
    wrap: (code, message, _body, status) =>
      `Error: Could not create thing: unexpected status ${status} (${status} Forbidden) with error: ${code}: ${message}`,
  },
  {
    name: 'Rust Debug',
    code: true,
    wrap: (code, message, _body, status) =>
      `GraphError { headers: Some(GraphHeaders { status: ${status} }), code: ${status}, error_message: ErrorMessage { error: Some(ErrorStatus { code: Some(${JSON.stringify(code)}), message: Some(${JSON.stringify(message)}), inner_error: None }) } }`,
  },
  { name: 'cut off after the message', code: true, wrap: (_c, message, body) => cutAfter(body, message) },
];

function cutAfter(body: string, message: string): string {
  const inBody = JSON.stringify(message).slice(1, -1);
  const at = body.indexOf(inBody);
  return at < 0 || message === '' ? body : body.slice(0, at + inBody.length);
}

for (const wrapper of WRAPPERS) {
  test(`a shape is the same, and no surer, in: ${wrapper.name}`, () => {
    for (const each of SHAPE_CASES) {
      const wholeBody = wrapper.wrap('', '', '\0', 0).includes('\0');
      // A client library's text needs a code to print, or prints none.
      if (each.needsCode === true && !wrapper.code) continue;
      if (each.code === null && each.body === undefined && wrapper.code && !wholeBody) continue;
      // These are shapes of the JSON around the message, which such a text does not have.
      const aroundMessage = /odata\.error|"target"|error_codes/.test(each.body ?? '');
      if (aroundMessage && (!wholeBody || wrapper.name.startsWith('cut'))) continue;
      const whole = read(each);
      const wrapped = read(each, wrapper.wrap(each.code ?? '', each.message, bodyOf(each), each.status ?? 403));
      expect(
        wrapped.refusals.map((refusal) => refusal.shape),
        `${each.shape} in ${wrapper.name}`,
      ).toContain(each.shape);
      const before = strongest(whole);
      const surer = [...strongest(wrapped)].filter(([code, rank]) => rank > 1 && rank > (before.get(code) ?? 0));
      expect(surer, `${each.shape} in ${wrapper.name}`).toEqual([]);
      const refusal = wrapped.refusals.find((found) => found.shape === each.shape);
      const names = refusal?.required?.names.map((name) => name.toLowerCase()) ?? [];
      const known = each.required?.map((name) => name.toLowerCase()) ?? [];
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
    }
  });
}

test('a cut at any place never makes another cause certain', () => {
  for (const each of SHAPE_CASES) {
    const body = bodyOf(each);
    const allowed = certainCauses(read(each));
    for (let end = 0; end < body.length; end += 5) {
      const cut = certainCauses(read(each, body.slice(0, end)));
      expect(
        cut.filter((code) => !allowed.includes(code)),
        `${each.shape} cut at ${end}`,
      ).toEqual([]);
    }
  }
});

const anyCase = fc.constantFrom(...SHAPE_CASES);

test('letter case, white space and text around a body never make another cause certain', () => {
  fc.assert(
    fc.property(anyCase, fc.string(), fc.string(), fc.infiniteStream(fc.boolean()), (each, before, after, flips) => {
      const body = Array.from(bodyOf(each))
        .map((letter) => (flips.next().value === true ? letter.toUpperCase() : letter.toLowerCase()))
        .map((letter) => (letter === ' ' && flips.next().value === true ? ' \n ' : letter))
        .join('');
      const allowed = certainCauses(read(each));
      const got = certainCauses(read(each, before + body + after));
      expect(got.filter((code) => !allowed.includes(code))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('two texts in one that are certain of different causes make neither certain', () => {
  fc.assert(
    fc.property(anyCase, anyCase, (one, other) => {
      expect(certainCauses(readErrorText(`${bodyOf(one)}\n${bodyOf(other)}`)).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('no input makes the reader throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string(),
    fc.constantFrom(...SHAPE_CASES.map(bodyOf)),
  );
  fc.assert(
    fc.property(
      fc.option(fc.integer()),
      fc.dictionary(fc.constantFrom('www-authenticate', 'warning', 'date', 'sunset'), text),
      text,
      text,
      (status, headers, a, b) => {
        expect(() => readRefusal({ status, headers, body: a + b })).not.toThrow();
        expect(() => readErrorText(a, status, b)).not.toThrow();
      },
    ),
    { numRuns: 500 },
  );
});
