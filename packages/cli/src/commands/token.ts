import {
  OPAQUE_REASONS,
  describeClaims,
  readClaims,
  readToken,
  CLAIMS_FAILURES,
  type ClaimDescription,
  type TokenFacts,
} from '@why403/engine';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
import { UsageError } from '../errors.ts';
import { NOW, choice, flag, nowOf, text } from '../options.ts';
import { InputReader, clean } from '../read-input.ts';

/** `why403 token`. */
export const token: Command = {
  metadata: {
    name: 'token',
    summary: 'shows the claims of a token with what they mean to Microsoft Graph; the signature is never shown',
    usage: '<jwt|@file|-> [--claims] [--personal] [--format human|json]',
    examples: [
      { says: 'a token in a file', line: 'why403 token @token.txt' },
      { says: 'decoded claims', line: 'why403 token --claims @claims.json' },
    ],
    notes: [
      'The signature of a token for Microsoft Graph can be checked by Microsoft Graph only; nothing here claims to have done it.',
    ],
  },
  options: {
    claims: { type: 'string', value: '<@file|->', says: 'decoded claims in place of a token' },
    personal: { type: 'boolean', says: 'also show what identifies a person' },
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human or json; left out: human' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json'], 'human');
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
