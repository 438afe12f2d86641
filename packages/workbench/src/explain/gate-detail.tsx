import type { Diagnosis, Part } from '@why403/engine';
import type { ReactElement, ReactNode } from 'react';
import { OperationFacts } from '../parts/operation-facts.tsx';
import { SourceList } from '../parts/source-list.tsx';
import type { Held, Notes } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { GATES, GATE_STATE, KINDS } from '../words/outcomes.ts';
import { reasonOf } from '../words/reasons.ts';

interface Props {
  /** Of the group of gates. */
  readonly id: string;
  readonly diagnosis: Diagnosis;
  readonly part: Part;
  readonly held: Held;
  readonly notes: Notes;
}

/** What stands behind one gate: what it asks, why it stands as it does, and what is accepted against what is held. */
export function GateDetail({ id, diagnosis, part, held, notes }: Props): ReactElement {
  const { outcome } = diagnosis.parts[part];
  return (
    <section
      className="card gate-detail"
      id={`${id}-panel`}
      role="tabpanel"
      aria-labelledby={`${id}-${part}`}
      data-outcome={outcome}
    >
      <p className="asks">
        <span className="state">{GATE_STATE[outcome]}</span> {GATES[part].asks}
      </p>
      <p className="reason">{reasonOf(diagnosis.parts, part) ?? plainReason(diagnosis, part)}</p>
      {body(diagnosis, part, held, notes)}
    </section>
  );
}

function plainReason(diagnosis: Diagnosis, part: Part): string {
  const { parts, principal } = diagnosis;
  const { outcome } = parts[part];
  if (outcome === 'not-checked') {
    switch (part) {
      case 'token':
        return 'No token was given.';
      case 'operation':
        return 'No request was given.';
      case 'permission':
        return 'A token and a request are needed to check this.';
      case 'role':
        return 'There is nothing to check the user’s roles against.';
      case 'policy':
        return 'No rule on single objects is known for this operation.';
    }
  }
  switch (part) {
    case 'token':
      return 'It is for Microsoft Graph and within its lifetime. Only Microsoft Graph can check its signature.';
    case 'operation':
      return 'The address names an operation that is known.';
    case 'permission':
      return 'The token holds what the operation accepts.';
    case 'role':
      return parts.role.accepted.length === 0
        ? principal?.kind === 'application'
          ? 'An application needs no directory role here.'
          : 'No directory role is needed here.'
        : 'The user has one of the accepted roles.';
    case 'policy':
      return 'Nothing on the object stops the caller.';
  }
}

function body(diagnosis: Diagnosis, part: Part, held: Held, notes: Notes): ReactNode {
  switch (part) {
    case 'token':
      return <TokenBody diagnosis={diagnosis} />;
    case 'operation':
      return <OperationBody diagnosis={diagnosis} />;
    case 'permission':
      return <PermissionBody diagnosis={diagnosis} held={held} />;
    case 'role':
      return <RoleBody diagnosis={diagnosis} held={held} notes={notes} />;
    case 'policy':
      return null;
  }
}

function TokenBody({ diagnosis }: { readonly diagnosis: Diagnosis }): ReactElement | null {
  const { principal } = diagnosis;
  if (principal === null) return null;
  const rows = [
    [
      'Kind',
      principal.kind === null
        ? 'not known'
        : `${KINDS[principal.kind].name}: ${KINDS[principal.kind].hint.toLowerCase()}`,
    ],
    ['Issued', principal.issuedAt],
    ['Expires', principal.expiresAt],
  ] as const;
  return (
    <dl className="facts">
      {rows.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function OperationBody({ diagnosis }: { readonly diagnosis: Diagnosis }): ReactElement | null {
  const { request } = diagnosis;
  if (request === null) return null;
  const { operation, suggestions } = request;
  if (operation === null) {
    return suggestions.length === 0 ? null : (
      <>
        <h3>Did you mean</h3>
        <ul className="plain">
          {suggestions.map((path) => (
            <li key={path}>
              <code>{path}</code>
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <p>
        <a href={hashOf({ view: 'operation', method: operation.method, path: operation.path })}>
          <code>
            {operation.method} {operation.path}
          </code>
        </a>
      </p>
      <dl className="facts">
        <OperationFacts operation={operation} />
        {operation.retired !== null && (
          <div>
            <dt>Announced end</dt>
            <dd>
              {operation.retired.on}
              {operation.retired.successors.length > 0 && (
                <>
                  ; use <code>{operation.retired.successors.join(', ')}</code>
                </>
              )}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

function PermissionBody({ diagnosis, held }: { readonly diagnosis: Diagnosis; readonly held: Held }): ReactElement {
  const { accepted, determining, queryNeeds } = diagnosis.parts.permission;
  const names = new Set([...accepted.map(({ permission }) => permission), ...queryNeeds]);
  return (
    <div className="against">
      <div>
        <h3>Accepted here, least privileged first</h3>
        {accepted.length === 0 ? (
          <p className="quiet">No permission of this kind is known to be accepted.</p>
        ) : (
          <ul className="values">
            {accepted.map(({ permission, least, with: partners, doubtful }) => (
              <li key={`${permission} ${partners.join()}`} data-good={determining.includes(permission)}>
                <a href={hashOf({ view: 'permission', name: permission })}>
                  <code>{permission}</code>
                </a>
                {partners.length > 0 && <span> together with {partners.join(' or ')}</span>}
                {least && <span className="tag">least</span>}
                {doubtful && <span className="tag">contested</span>}
              </li>
            ))}
          </ul>
        )}
        {queryNeeds.length > 0 && (
          <p>
            The query needs one of <code>{queryNeeds.join(', ')}</code> in addition.
          </p>
        )}
      </div>
      <div>
        <h3>Held in {held.kind === 'application' ? 'roles' : 'scp'}</h3>
        {held.permissions.length === 0 ? (
          <p className="quiet">Nothing.</p>
        ) : (
          <ul className="values">
            {held.permissions.map((permission) => (
              <li key={permission} data-good={names.has(permission)}>
                <code>{permission}</code>
                {names.has(permission) && <span className="visually-hidden"> (accepted)</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function RoleBody({ diagnosis, held, notes }: Omit<Props, 'id' | 'part'>): ReactElement | null {
  const { accepted, alternatives, list, sources, outcome } = diagnosis.parts.role;
  if (accepted.length === 0 && outcome === 'not-checked') return null;
  const ids = new Set(accepted.map(({ id }) => id));
  return (
    <>
      <div className="against">
        <div>
          <h3>{list === 'least-privileged' ? 'Roles that are enough (others may be too)' : 'Accepted roles'}</h3>
          {accepted.length === 0 ? (
            <p className="quiet">None is needed.</p>
          ) : (
            <ul className="values">
              {accepted.map(({ id, name }) => (
                <li key={id} data-good={held.roles.some((role) => role.id === id)}>
                  {name} <code className="quiet">{id}</code>
                </li>
              ))}
            </ul>
          )}
        </div>
        <div>
          <h3>Held in wids</h3>
          {held.roles.length === 0 ? (
            <p className="quiet">
              {diagnosis.parts.role.reason === 'claim-absent' ? 'The token does not say.' : 'No directory role.'}
            </p>
          ) : (
            <ul className="values">
              {held.roles.map(({ id, name }) => (
                <li key={id} data-good={ids.has(id)}>
                  {name} <code className="quiet">{id}</code>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {alternatives.length > 0 && (
        <p>Also possible, and not in a token: {alternatives.join(', ').replaceAll('-', ' ')}.</p>
      )}
      <SourceList ids={sources} sources={notes.sources} />
    </>
  );
}
