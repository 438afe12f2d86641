import { useMemo, useState, type ReactElement } from 'react';
import { Loading } from '../parts/loading.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import type { PermissionRow, Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { Level } from './operation-page.tsx';
import { SearchField, matcherOf } from './search-field.tsx';

const QUESTION: Extract<Question, { readonly ask: 'permissions' }> = { ask: 'permissions' };

/** The list of all permissions. */
export function PermissionsPage({ search }: { readonly search: string }): ReactElement {
  const answer = useAnswer(QUESTION);
  const [typed, setTyped] = useState(search);
  const all = answer.state === 'answered' ? answer.value.permissions : null;
  const rows = useMemo(() => {
    const matches = matcherOf(typed);
    const byId = /^[0-9a-f-]{8,36}$/i.test(typed.trim()) ? typed.trim().toLowerCase() : null;
    return (all ?? []).filter(
      ({ name, kinds }) =>
        matches(name) || (byId !== null && Object.values(kinds).some((facts) => facts.id?.startsWith(byId) === true)),
    );
  }, [all, typed]);
  return (
    <>
      <h1 className="title">Permissions</h1>
      <div className="filters">
        <SearchField
          label="Search"
          placeholder="SecurityEvents, or the id of a permission"
          search={search}
          hash={(value) => hashOf({ view: 'permissions', search: value })}
          onSearch={setTyped}
        />
      </div>
      <p className="quiet" role="status">
        {all === null ? 'Reading the permission table.' : `${rows.length} of ${all.length} permissions.`}
      </p>
      {answer.state === 'failed' && <p className="note">{answer.message}</p>}
      {all === null ? (
        <Loading label="Reading" />
      ) : rows.length === 0 ? (
        <p>No permission has such a name or id.</p>
      ) : (
        <VirtualRows
          label="Permissions"
          items={rows}
          rowHeight={40}
          keyOf={({ name }) => name}
          head={
            <>
              <span role="columnheader" className="grow">
                Permission
              </span>
              <span role="columnheader" className="col-opens">
                Delegated opens
              </span>
              <span role="columnheader" className="col-opens">
                Application opens
              </span>
              <span role="columnheader" className="col-level">
                Privilege
              </span>
            </>
          }
          row={(row) => <Row row={row} />}
        />
      )}
    </>
  );
}

function Row({ row }: { readonly row: PermissionRow }): ReactElement {
  const { name, kinds, opens } = row;
  const levels = [kinds.application?.privilegeLevel, kinds.delegated?.privilegeLevel].filter((level) => level != null);
  const level = levels.length === 0 ? null : Math.max(...levels);
  return (
    <>
      <span role="cell" className="grow path-cell">
        <a href={hashOf({ view: 'permission', name })}>
          <code>{name}</code>
        </a>
      </span>
      <span role="cell" className="col-opens quiet">
        {kinds.delegated === undefined && opens.delegated === undefined ? '–' : (opens.delegated ?? 0)}
      </span>
      <span role="cell" className="col-opens quiet">
        {kinds.application === undefined && opens.application === undefined ? '–' : (opens.application ?? 0)}
      </span>
      <span role="cell" className="col-level">
        {level === null ? <span className="quiet">not stated</span> : <Level level={level} />}
      </span>
    </>
  );
}
