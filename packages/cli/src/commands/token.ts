import {
  OPAQUE_REASONS,
  describeClaims,
  readClaims,
  readToken,
  CLAIMS_FAILURES,
  type ClaimDescription,
  type TokenFacts,
} from '@why403/engine';
import type { Command, Values } from '../command.ts';
import { EXIT, type CliContext } from '../context.ts';
import { KNOWLEDGE, engineOf, knowledgeOf } from '../engine-source.ts';
import { STATE_OPTIONS, dataOf } from '../state-options.ts';
import { UsageError } from '../errors.ts';
import { NOW, choice, flag, nowOf, text } from '../options.ts';
import { InputReader, clean } from '../read-input.ts';

/** `why403 token`. */
export const token: Command = {
  metadata: {
    name: 'token',
    summary: 'shows the claims of a token with what they mean to Microsoft Graph; the signature is never shown',
    usage: '<jwt|@file|-> | --claims <@file|-> | mint --client <name> [--user <name>]',
    examples: [
      { says: 'a token in a file', line: 'why403 token @token.txt' },
      { says: 'decoded claims', line: 'why403 token --claims @claims.json' },
      {
        says: 'a test token of the emulated sample tenant',
        line: 'why403 token mint --memory --client "Alert integrator" | why403 token -',
      },
    ],
    notes: [
      'The signature of a token for Microsoft Graph can be checked by Microsoft Graph only; nothing here claims to have done it.',
    ],
  },
  options: {
    claims: { type: 'string', value: '<@file|->', says: 'decoded claims in place of a token' },
    ...STATE_OPTIONS,
    tenant: { type: 'string', value: '<id|domain>', says: 'mint: tenant of the emulator; left out: contoso.example' },
    client: { type: 'string', value: '<id|name>', says: 'mint: application' },
    user: { type: 'string', value: '<id|name>', says: 'mint: signed-in user; left out: the application itself' },
    scope: { type: 'string', value: '<scope>', says: 'mint: scope; left out: https://graph.microsoft.com/.default' },
    implicit: { type: 'boolean', says: 'mint: a token of the implicit flow, without wids' },
    origin: { type: 'string', value: '<url>', says: 'mint: address of the emulator; left out: https://localhost:8443' },
    personal: { type: 'boolean', says: 'also show what identifies a person' },
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human or json; left out: human' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json'], 'human');
    if (positionals[0] === 'mint') return mintToken(context, values);
    const now = nowOf(context, values);
    const engine = engineOf(context, values);
    const input = new InputReader(context);
    const pasted = text(values, 'claims');
    const [given] = positionals;
    if ((given === undefined) === (pasted === undefined))
      throw new UsageError('give a token, or decoded claims with --claims', 'example: why403 token @token.txt');
    let facts: TokenFacts;
    let described: readonly ClaimDescription[];
    if (pasted !== undefined) {
      const reading = readClaims(await input.text('--claims', pasted));
      if (reading.form === 'unreadable')
        throw new UsageError(`the claims cannot be read: ${CLAIMS_FAILURES[reading.why]}`);
      facts = reading.facts;
      described = describeClaims(facts, reading.claims, {
        roles: engine.details.roles,
        personal: flag(values, 'personal'),
      });
    } else {
      const reading = readToken(await input.text('token', given ?? ''));
      if (reading.form === 'opaque') {
        if (format === 'json')
          context.stdout.write(
            `${JSON.stringify({ schema: 'why403.token/1', form: 'opaque', why: reading.why, says: reading.says })}\n`,
          );
        else context.stdout.write(`no readable token: ${OPAQUE_REASONS[reading.why]}\n`);
        return EXIT.unknown;
      }
      facts = reading.facts;
      described = describeClaims(facts, reading.claims, {
        roles: engine.details.roles,
        personal: flag(values, 'personal'),
      });
    }
    const permissions = [...(facts.scopes ?? []), ...(facts.appRoles ?? [])].map((name) => ({
      name,
      id: engine.details.permissions[name]?.[facts.kind === 'application' ? 'application' : 'delegated']?.id ?? null,
    }));
    const lifetime = facts.expiresAt === null ? 'not known' : now > facts.expiresAt ? 'expired' : 'not expired';
    if (format === 'json') {
      context.stdout.write(
        `${JSON.stringify({ schema: 'why403.token/1', form: facts.form, kind: facts.kind, kindClaim: facts.kindClaim, flow: facts.flow, lifetime, permissions, claims: described, signature: 'not checked' }, null, 2)}\n`,
      );
      return EXIT.done;
    }
    const width = Math.min(20, Math.max(4, ...described.map(({ claim }) => claim.length)));
    const lines = [
      `${facts.kind ?? 'kind not known'} token${facts.kindClaim === null ? '' : ` (by ${clean(facts.kindClaim, 40)})`}, ${lifetime}; signature not checked`,
      '',
      ...described.map(
        ({ claim, value, meaning }) =>
          `${clean(claim, 60).padEnd(width)}  ${value === null ? '(hidden)' : clean(value, 300)}\n${' '.repeat(width)}    ${meaning}`,
      ),
    ];
    const known = permissions.filter(({ id }) => id !== null);
    if (known.length > 0) lines.push('', 'permissions', ...known.map(({ name, id }) => `  ${name}  ${id}`));
    context.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
};

/** `why403 token mint`: a test token of the emulator on standard output, and nothing else. */
async function mintToken(context: CliContext, values: Values): Promise<number> {
  const client = text(values, 'client');
  if (client === undefined) {
    throw new UsageError('`--client` is missing', 'why403 emulate export --memory lists the sample tenant');
  }
  const { GRAPH_MIGRATIONS, mint } = await import('@why403/emulator');
  const { asUsage, emulatorContext } = await import('../emulator-options.ts');
  const options = {
    data: dataOf(values),
    origin: text(values, 'origin') ?? 'https://localhost:8443',
    tenant: text(values, 'tenant') ?? 'contoso.example',
    client,
    user: text(values, 'user') ?? null,
    scope: text(values, 'scope') ?? 'https://graph.microsoft.com/.default',
    isImplicit: flag(values, 'implicit'),
    lifetime: null,
  };
  const { details } = knowledgeOf(context, values);
  return asUsage(() => mint(options, emulatorContext(context, details), GRAPH_MIGRATIONS));
}
