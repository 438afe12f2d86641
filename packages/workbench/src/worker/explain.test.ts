import { loadEngine } from '@why403/knowledge';
import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '../protocol.ts';
import { explain } from './explain.ts';

const TENANT = '8f2c1f6a-5d1b-4a0e-9d61-0b5a7f5c7e11';
const CLAIMS = {
  aud: 'https://graph.microsoft.com',
  iss: `https://sts.windows.net/${TENANT}/`,
  tid: TENANT,
  oid: '5a9d2c66-77b8-4a5f-9a3e-2f1f0d9b7c10',
  appid: '3b1f6f0c-6a53-4c39-8f6e-0d2d1f6a9b41',
  app_displayname: 'SIEM connector',
  upn: 'nadia@contoso.example',
  name: 'Nadia Example',
  sub: 'pairwise',
  idtyp: 'user',
  scp: 'User.Read',
  exp: 1_788_268_000,
};
const engine = loadEngine();
const ask = (url: string, personal = false): ReturnType<typeof explain> =>
  explain(engine, {
    ask: 'explain',
    evidence: {
      ...NO_EVIDENCE,
      token: JSON.stringify(CLAIMS),
      request: { method: 'GET', url },
      response: `HTTP/1.1 403\n\n{"error":{"code":"Forbidden","message":"user nadia@contoso.example of ${TENANT} has no access"}}`,
    },
    change: null,
    now: 1_788_264_000,
    personal,
  });

test('what is shared holds no id, name or address of a person, tenant or application', () => {
  for (const url of [
    'https://graph.microsoft.com/v1.0/users/nadia@contoso.example/messages?$select=subject&$filter=from eq "nadia@contoso.example"',
    `https://graph.microsoft.com/v1.0/users/${CLAIMS.oid}/unheardOf/nadia%40contoso.example`,
    `/v1.0/users('${CLAIMS.oid}')`,
  ]) {
    const text = JSON.stringify(ask(url).shareable);
    for (const secret of [TENANT, CLAIMS.oid, CLAIMS.appid, CLAIMS.sub, 'SIEM', 'nadia', 'Nadia']) {
      expect(text.includes(secret), `${secret} of ${url}`).toBe(false);
    }
  }
});

test('what is shared keeps the operation, so that it is decided alike', () => {
  const { shareable } = ask('https://graph.microsoft.com/beta/users/nadia@contoso.example/messages?$select=subject');
  expect(shareable.request).toEqual({
    method: 'GET',
    url: 'https://graph.microsoft.com/beta/users/{id}/messages?$select=subject',
  });
});

test('personal values leave the worker only when somebody asks for them', () => {
  expect(JSON.stringify(ask('/v1.0/me').token?.claims)).not.toContain('Nadia');
  expect(JSON.stringify(ask('/v1.0/me', true).token?.claims)).toContain('Nadia');
});
