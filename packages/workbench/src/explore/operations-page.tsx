import { Select } from '@fluentui/react-components';
import { METHODS } from '@why403/engine';
import { useMemo, useState, type ReactElement } from 'react';
import { Loading } from '../parts/loading.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import type { OperationList, Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { SearchField, matcherOf } from './search-field.tsx';

/** One path with the operations that pass the filter. */
interface PathRow {
  readonly path: string;
  readonly methods: readonly string[];
  readonly kinds: number;
  readonly versions: number;
  readonly retires: boolean;
  /** It is documented that none of these exists. */
  readonly absent: boolean;
}

/** Filters: bits as in {@link OperationList}. */
interface Filter {
  readonly search: string;
  readonly kind: number;
  readonly version: number;
  readonly method: number;
}

/** The paths and operations that a filter leaves. */
export function filterOperations(list: OperationList, { search, kind, version, method }: Filter): readonly PathRow[] {
  const [, verb, rest] = /^\s*(get|post|patch|put|delete)\s+(.*)$/i.exec(search) ?? [];
  const wanted = verb === undefined ? method : METHODS.findIndex((each) => each === verb.toUpperCase());
  const matches = matcherOf(withoutHost(rest ?? search));
  const rows: PathRow[] = [];
  list.paths.forEach((path, index) => {
    if (!matches(path)) return;
    const methods: string[] = [];
    const showsAbsent = list.marks.subarray(list.starts[index], list.starts[index + 1]).every((mark) => mark === 2);
    let kinds = 0;
    let versions = 0;
    let retires = false;
    let absent = true;
    for (let row = list.starts[index] as number; row < (list.starts[index + 1] as number); row++) {
      const place = list.methods[row] as number;
      const rowKinds = list.kinds[row] as number;
      const rowVersions = list.versions[row] as number;
      if (wanted >= 0 && place !== wanted) continue;
      if (kind > 0 && (rowKinds & kind) === 0) continue;
      // Where some method exists, one that does not is left out: it stands in the table to be denied.
      if (list.marks[row] === 2 && !showsAbsent) continue;
      if (version > 0 && rowVersions > 0 && (rowVersions & version) === 0) continue;
      methods.push(METHODS[place] as string);
      kinds |= rowKinds;
      versions |= rowVersions;
      retires ||= list.marks[row] === 1;
      absent &&= list.marks[row] === 2;
    }
    if (methods.length > 0) rows.push({ path, methods, kinds, versions, retires, absent });
  });
  return rows;
}

/** A pasted address as the table writes it, so that it finds its operation. */
function withoutHost(search: string): string {
  return search.replace(/^\s*https?:\/\/[^/\s]+(\/(v1\.0|beta))?/i, '').replace(/[?#].*$/, '');
}

/** The list of all operations. */
export function OperationsPage({ search }: { readonly search: string }): ReactElement {
  const question = useMemo<Extract<Question, { readonly ask: 'operations' }>>(
    () => ({ ask: 'operations', now: Date.now() / 1000 }),
    [],
  );
  const answer = useAnswer(question);
  const [typed, setTyped] = useState(search);
  const [kind, setKind] = useState(0);
  const [version, setVersion] = useState(0);
  const [method, setMethod] = useState(-1);
  const list = answer.state === 'answered' ? answer.value.operations : null;
  const rows = useMemo(
    () => (list === null ? [] : filterOperations(list, { search: typed, kind, version, method })),
    [list, typed, kind, version, method],
  );
  const count = rows.reduce((sum, { methods }) => sum + methods.length, 0);
  return (
    <>
      <h1 className="title">Operations</h1>
      <div className="filters">
        <SearchField
          label="Search"
          placeholder="security alerts, or a whole address"
          search={search}
          hash={(value) => hashOf({ view: 'operations', search: value })}
          onSearch={setTyped}
        />
        <Choice
          label="Method"
          value={method}
          onValue={setMethod}
          options={[[-1, 'any'], ...METHODS.map((each, at) => [at, each] as const)]}
        />
        <Choice
          label="Version"
          value={version}
          onValue={setVersion}
          options={[
            [0, 'any'],
            [1, 'v1.0'],
            [2, 'beta'],
          ]}
        />
        <Choice
          label="Accepts"
          value={kind}
          onValue={setKind}
          options={[
            [0, 'any kind'],
            [1, 'delegated'],
            [2, 'personal'],
            [4, 'application'],
          ]}
        />
      </div>
      <p className="quiet" role="status">
        {list === null
          ? 'Reading the permission table.'
          : `${rows.length.toLocaleString('en')} paths, ${count.toLocaleString('en')} operations.`}
      </p>
      {answer.state === 'failed' && <p className="note">{answer.message}</p>}
      {list === null ? (
        <Loading label="Reading" />
      ) : rows.length === 0 ? (
        <p>
          Nothing fits. The table leaves some operations of Microsoft Graph out, so this is no proof that there is none.
        </p>
      ) : (
        <VirtualRows
          label="Operations"
          items={rows}
          rowHeight={40}
          keyOf={({ path }) => path}
          head={
            <>
              <span role="columnheader" className="grow">
                Path
              </span>
              <span role="columnheader" className="col-kinds">
                Accepts
              </span>
              <span role="columnheader" className="col-versions">
                Version
              </span>
            </>
          }
          row={({ path, methods, kinds, versions, retires, absent }) => (
            <>
              <span role="cell" className="grow path-cell">
                {methods.map((each) => (
                  <a
                    key={each}
                    className="method"
                    data-method={each}
                    href={hashOf({ view: 'operation', method: each, path })}
                    aria-label={`${each} ${path}`}
                  >
                    {each}
                  </a>
                ))}
                <code title={path}>{path}</code>
                {retires && <span className="tag">ends</span>}
                {absent && <span className="tag">does not exist</span>}
              </span>
              <span role="cell" className="col-kinds">
                {kinds === 0 && <span className="quiet">not stated</span>}
                {[
                  [1, 'delegated'],
                  [2, 'personal'],
                  [4, 'application'],
                ].map(([bit, name]) =>
                  (kinds & (bit as number)) === 0 ? null : (
                    <span key={name} className="kind">
                      {name}
                    </span>
                  ),
                )}
              </span>
              <span role="cell" className="col-versions quiet">
                {versions === 0 ? 'not stated' : versions === 3 ? 'both' : versions === 1 ? 'v1.0' : 'beta'}
              </span>
            </>
          )}
        />
      )}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
  readonly options: readonly (readonly [number, string])[];
}

function Choice({ label, value, onValue, options }: ChoiceProps): ReactElement {
  return (
    <label className="choice">
      {label}
      <Select value={String(value)} onChange={(_, { value: next }) => onValue(Number(next))}>
        {options.map(([key, name]) => (
          <option key={key} value={String(key)}>
            {name}
          </option>
        ))}
      </Select>
    </label>
  );
}
