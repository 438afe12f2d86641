import { Switch } from '@fluentui/react-components';
import type { DecisionParts, Part } from '@why403/engine';
import type { ReactElement } from 'react';
import { sentence } from '../parts/prose.tsx';
import type { TokenView } from '../protocol.ts';
import { GATES } from '../words/outcomes.ts';

/** Claims that decide a gate. */
export function decidingClaims(parts: DecisionParts, part: Part, token: TokenView): readonly string[] {
  switch (part) {
    case 'token':
      switch (parts.token.reason) {
        case 'expired':
          return ['exp'];
        case 'not-yet-valid':
          return ['nbf'];
        case 'other-cloud':
        case 'cloud-uncertain':
          return ['aud', 'iss'];
        case 'audience-foreign':
        case 'audience-missing':
          return ['aud'];
        case 'opaque':
        case 'lifetime-missing':
        case null:
          return ['aud', 'exp'];
      }
    case 'operation':
      return [];
    case 'permission': {
      const kindClaim = parts.permission.reason?.startsWith('kind') ? token.facts.kindClaim : null;
      return [token.kind === 'application' ? 'roles' : 'scp', ...(kindClaim === null ? [] : [kindClaim])];
    }
    case 'role':
      return token.kind === 'application' ? ['roles'] : ['wids'];
    case 'policy':
      return parts.policy.outcome === 'not-checked' ? [] : ['oid'];
  }
}

interface Props {
  readonly token: TokenView;
  readonly parts: DecisionParts;
  readonly part: Part;
  readonly personal: boolean;
  readonly onPersonal: (personal: boolean) => void;
}

/** The decoded token, with the claims that decide the selected gate marked. */
export function ClaimsView({ token, parts, part, personal, onPersonal }: Props): ReactElement {
  const deciding = token.form === 'opaque' ? [] : decidingClaims(parts, part, token);
  const absent =
    token.form === 'facts' ? [] : deciding.filter((name) => !token.claims.some(({ claim }) => claim === name));
  const good = new Set([
    ...parts.permission.determining,
    ...parts.permission.accepted.map(({ permission }) => permission),
    ...parts.role.accepted.map(({ id }) => id),
  ]);
  const hidden = token.claims.some(({ value }) => value === null) || personal;
  return (
    <section className="card claims" aria-labelledby="claims-title">
      <div className="card-head">
        <h2 id="claims-title">
          {token.form === 'facts'
            ? 'What is known of the token'
            : token.form === 'opaque'
              ? 'The token'
              : 'The token, decoded'}
        </h2>
        {hidden && token.form !== 'facts' && (
          <Switch label="Show personal values" checked={personal} onChange={(_, { checked }) => onPersonal(checked)} />
        )}
      </div>
      {token.notes.map((note) => (
        <p key={note} className="note">
          {sentence(note)}
        </p>
      ))}
      <div className="claim-rows" role="table" aria-label="Claims">
        {[
          ...absent.map((claim) => ({ claim, value: '', meaning: 'not in this token', items: null, missing: true })),
          ...token.claims.map((claim) => ({ ...claim, missing: false })),
        ].map(({ claim, value, meaning, items, missing }) => {
          const decides = deciding.includes(claim);
          return (
            <div role="row" key={claim} className="claim" data-decides={decides} data-missing={missing}>
              <div role="cell" className="claim-name">
                <code>{claim}</code>
                {decides && <span className="tag">decides {GATES[part].name.toLowerCase()}</span>}
              </div>
              <div role="cell" className="claim-value">
                {missing ? (
                  <em>absent</em>
                ) : value === null ? (
                  <em>hidden: it can tell who this is</em>
                ) : items === null ? (
                  <code>{value}</code>
                ) : items.length === 0 ? (
                  <em>present, and empty</em>
                ) : (
                  <ul className="values">
                    {items.map((item) => (
                      <li key={item.value} data-good={good.has(item.value)}>
                        <code>{item.value}</code>
                        {item.name !== null && <span> {item.name}</span>}
                        {good.has(item.value) && <span className="visually-hidden"> (accepted here)</span>}
                      </li>
                    ))}
                  </ul>
                )}
              </div>
              <div role="cell" className="claim-meaning">
                {meaning}
              </div>
            </div>
          );
        })}
      </div>
    </section>
  );
}
