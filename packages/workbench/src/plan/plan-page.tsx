import { Button, Field, Select, Textarea } from '@fluentui/react-components';
import type { LeastResult, Tier, TokenKind } from '@why403/engine';
import { useMemo, useState, type ReactElement } from 'react';
import '../styles/plan.css';
import { Loading } from '../parts/loading.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useAnswer, useEngine } from '../parts/use-answer.ts';
import type { PlannedRequest, Question } from '../protocol.ts';
import { hashOf } from '../route.ts';
import { KINDS } from '../words/outcomes.ts';

/** A list to try. */
const EXAMPLE: readonly PlannedRequest[] = [
  { method: 'GET', url: '/security/alerts_v2' },
  { method: 'PATCH', url: '/security/alerts_v2/{id}' },
  { method: 'GET', url: '/security/secureScores?$top=1' },
  { method: 'GET', url: '/security/incidents' },
];

/** What must be known of a call that only narrower permissions open. */
const TIERS: Readonly<Record<Tier, string>> = {
  full: '',
  partial: '; for a part of it only',
  restricted: '; only for what the application owns or the user’s own data',
  'not-provisioned': '; no id is known for it, so it may not be possible to grant it',
};

const UNCOVERED: Readonly<Record<NonNullable<LeastResult['requests'][number]['uncovered']>, string>> = {
  'unknown-operation': 'no such operation is known',
  'does-not-exist': 'it is documented that this does not exist',
  'kind-not-supported': 'no permission of this kind is accepted',
  'kind-refused': 'the service refuses this kind of token',
  'not-stated': 'it is not stated what suffices',
  'doubtful-only': 'sources disagree about every permission listed',
  'other-authority': 'only something else than a permission lets the caller in',
  'other-path': 'known for the signed-in user only; what an application needs would be a guess',
};

interface Props {
  readonly requests: readonly PlannedRequest[];
  readonly onRequests: (requests: readonly PlannedRequest[]) => void;
}

/** The view that finds the smallest set of permissions for a list of requests. */
export function PlanPage({ requests, onRequests }: Props): ReactElement {
  const engine = useEngine();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<TokenKind>('application');
  const [have, setHave] = useState('');
  const [says, setSays] = useState('');
  const [undone, setUndone] = useState<readonly PlannedRequest[] | null>(null);

  const add = async (pasted: string): Promise<void> => {
    try {
      const found = await readRequests(
        pasted,
        async (each) => (await engine.ask({ ask: 'recognise', text: each })).recognition.pieces,
      );
      setSays(
        found.length === 0
          ? 'No request to Microsoft Graph was found in it.'
          : `${found.length} ${found.length === 1 ? 'request' : 'requests'} read.`,
      );
      if (found.length === 0) return;
      onRequests(unique([...requests, ...found]));
      setText('');
    } catch (error) {
      setSays(error instanceof Error ? error.message : 'it could not be read');
    }
  };
  const remove = (gone: readonly PlannedRequest[]): void => {
    setUndone(requests);
    onRequests(requests.filter((each) => !gone.includes(each)));
  };
  const haveList = useMemo(() => have.split(/[\s,;]+/).filter((name) => name !== ''), [have]);
  const question = useMemo<Extract<Question, { readonly ask: 'plan' }> | null>(
    () =>
      requests.length === 0
        ? null
        : { ask: 'plan', requests, kind, have: haveList.length === 0 ? null : haveList, now: Date.now() / 1000 },
    [requests, kind, haveList],
  );
  const answer = useAnswer(question);
  return (
    <>
      <h1 className="title">The least that your calls need</h1>
      <div className="plan">
        <section className="plan-input" aria-label="Your calls">
          <Field
            label="Calls"
            hint="One a line, such as GET /security/alerts_v2; or paste a HAR file, curl lines or an HTTP file."
          >
            <Textarea
              rows={5}
              resize="vertical"
              value={text}
              spellCheck={false}
              autoComplete="off"
              className="mono"
              placeholder={'GET /security/alerts_v2\nPATCH /security/alerts_v2/{id}'}
              onChange={(_, { value }) => setText(value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void add(text);
              }}
            />
          </Field>
          <div className="paste-tools">
            <Button appearance="primary" disabled={text.trim() === ''} onClick={() => void add(text)}>
              Add
            </Button>
            {requests.length > 0 && <Button onClick={() => remove(requests)}>Remove all</Button>}
            {undone !== null && (
              <Button
                appearance="subtle"
                onClick={() => {
                  onRequests(undone);
                  setUndone(null);
                }}
              >
                Undo
              </Button>
            )}
          </div>
          <p className="found" role="status">
            {says}
          </p>
          <Field label="Kind of token">
            <Select value={kind} onChange={(_, { value }) => setKind(value as TokenKind)}>
              {(['application', 'delegated', 'delegated-personal'] as const).map((each) => (
                <option key={each} value={each}>
                  {KINDS[each].name}: {KINDS[each].hint}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            label="Permissions that it has now"
            hint="Names, to see what is too much. Leave it empty if there is nothing yet."
          >
            <Textarea
              rows={2}
              resize="vertical"
              value={have}
              spellCheck={false}
              autoComplete="off"
              className="mono"
              onChange={(_, { value }) => setHave(value)}
            />
          </Field>
        </section>
        <div className="answer" data-stale={answer.state === 'answered' && answer.stale}>
          {requests.length === 0 ? (
            <section className="start" aria-labelledby="plan-start">
              <h2 id="plan-start">Ask for what you call, and no more</h2>
              <p>
                Give the calls that your program makes. You get the smallest set of permissions that lets all of them
                through, with the reason for each, and the fragment for your registration’s manifest.
              </p>
              <Button onClick={() => onRequests(EXAMPLE)}>Show me with four calls</Button>
            </section>
          ) : answer.state === 'failed' ? (
            <p className="note" role="alert">
              {answer.message}
            </p>
          ) : answer.state === 'waiting' ? (
            <Loading label="Looking for the smallest set" />
          ) : (
            <Plan plan={answer.value.plan} requests={requests} onRemove={(gone) => remove([gone])} />
          )}
        </div>
      </div>
    </>
  );
}

interface PlanProps {
  readonly plan: LeastResult;
  readonly requests: readonly PlannedRequest[];
  readonly onRemove: (request: PlannedRequest) => void;
}

function Plan({ plan, requests, onRemove }: PlanProps): ReactElement {
  const covered = plan.requests.filter(({ uncovered }) => uncovered === null).length;
  const manifest = JSON.stringify({ requiredResourceAccess: plan.manifest.requiredResourceAccess }, null, 2);
  return (
    <>
      <section
        className="verdict"
        data-outcome={covered === plan.requests.length ? 'allow' : 'unknown'}
        aria-labelledby="plan-verdict"
      >
        <h2 id="plan-verdict" aria-live="polite">
          {plan.permissions.length === 0
            ? 'No permission is known to be needed'
            : `${plan.permissions.length} ${plan.permissions.length === 1 ? 'permission' : 'permissions'} for ${covered} of ${plan.requests.length} calls`}
        </h2>
        <p className="observed">
          No smaller set does; {plan.proof.cases} {plan.proof.cases === 1 ? 'case was' : 'cases were'} gone through to
          prove it. Beyond the calls, the set opens {plan.reach.operations} operations.
        </p>
      </section>
      {plan.permissions.length > 0 && (
        <section className="card" aria-labelledby="set-title">
          <div className="card-head">
            <h2 id="set-title">The set, and why each is in it</h2>
            <CopyButton text={plan.permissions.map(({ permission }) => permission).join(' ')} label="the permissions" />
          </div>
          <ul className="set">
            {plan.permissions.map(({ permission, neededBy, covers, adminConsent }) => (
              <li key={permission}>
                <a href={hashOf({ view: 'permission', name: permission })}>
                  <code>{permission}</code>
                </a>
                {adminConsent === true && <span className="tag">administrator must consent</span>}
                <p className="quiet">
                  {neededBy.length > 0 ? 'Without it, refused: ' : 'Opens: '}
                  {(neededBy.length > 0 ? neededBy : covers).slice(0, 4).map((place, index) => (
                    <span key={place}>
                      {index > 0 && ', '}
                      <code>{`${plan.requests[place]?.method ?? ''} ${plan.requests[place]?.url ?? ''}`}</code>
                    </span>
                  ))}
                  {(neededBy.length > 0 ? neededBy : covers).length > 4 &&
                    ` and ${(neededBy.length > 0 ? neededBy : covers).length - 4} more`}
                </p>
              </li>
            ))}
          </ul>
          {plan.alternatives.length > 0 && (
            <details>
              <summary>
                {plan.alternatives.length} {plan.alternatives.length === 1 ? 'other set is' : 'other sets are'} as small
                {plan.alternativesComplete ? '' : ', and there are more'}
              </summary>
              <ul className="plain">
                {plan.alternatives.map((set) => (
                  <li key={set.join()}>
                    <code>{set.join(', ')}</code>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </section>
      )}
      {plan.have !== null && <Have have={plan.have} />}
      <section className="card" aria-labelledby="calls-title">
        <h2 id="calls-title">Call by call</h2>
        <ul className="calls">
          {plan.requests.map((each, index) => (
            <li key={`${each.method} ${each.url}`} data-covered={each.uncovered === null}>
              <div>
                <code>
                  <b>{each.method}</b> {each.url}
                </code>
                <p className="quiet">
                  {each.uncovered === null ? (
                    <>
                      opened by {each.coveredBy.join(' and ')}
                      {each.role.accepted.length > 0 &&
                        `; its user also needs a role such as ${each.role.accepted[0]?.name ?? ''}`}
                      {TIERS[each.tier]}
                    </>
                  ) : (
                    <>
                      not covered: {UNCOVERED[each.uncovered]}
                      {each.suggestions.length > 0 && `; did you mean ${each.suggestions.slice(0, 2).join(' or ')}?`}
                    </>
                  )}
                </p>
              </div>
              <Button
                size="small"
                appearance="subtle"
                aria-label={`Remove ${each.method} ${each.url}`}
                onClick={() => {
                  const request = requests[index];
                  if (request !== undefined) onRemove(request);
                }}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      </section>
      {plan.manifest.requiredResourceAccess.length > 0 && (
        <section className="card" aria-labelledby="manifest-title">
          <div className="card-head">
            <h2 id="manifest-title">For the manifest of the registration</h2>
            <CopyButton text={manifest} label="the manifest fragment" />
          </div>
          <div className="command">
            <pre tabIndex={0} aria-label="Manifest fragment">
              {manifest}
            </pre>
          </div>
          {plan.manifest.withoutId.length > 0 && (
            <p className="note">No id is known for {plan.manifest.withoutId.join(', ')}.</p>
          )}
        </section>
      )}
    </>
  );
}

function Have({ have }: { readonly have: NonNullable<LeastResult['have']> }): ReactElement {
  const rows = [
    ['Missing', have.missing, 'the set has it, the application does not'],
    ['Too much', have.excess, 'the calls do not need it'],
    ['Of no use for these calls', have.useless, 'it opens none of them'],
    ['Not a permission of this kind', have.unknown, 'no such name is known'],
  ] as const;
  return (
    <section className="card" aria-labelledby="have-title">
      <h2 id="have-title">Against what it has</h2>
      <dl className="terms">
        {rows.map(([name, list, hint]) =>
          list.length === 0 ? null : (
            <div key={name} className="term">
              <dt title={hint}>{name}</dt>
              <dd>
                <code>{list.join(', ')}</code>
              </dd>
            </div>
          ),
        )}
      </dl>
      {rows.every(([, list]) => list.length === 0) && <p>It has exactly what the calls need.</p>}
      <p className="quiet">What it has opens {have.reach.operations} operations beyond the calls.</p>
    </section>
  );
}

type Pieces = readonly { readonly request: PlannedRequest | null }[];

/** Reads requests out of a text: lines of `METHOD address`, or any form that is recognised. */
export async function readRequests(
  text: string,
  recognise: (text: string) => Promise<Pieces>,
): Promise<readonly PlannedRequest[]> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const plain = lines.map((line) => /^(?:(GET|POST|PATCH|PUT|DELETE)\s+)?((?:https?:\/\/|\/)\S+)$/i.exec(line));
  if (plain.length > 0 && plain.every((match) => match !== null)) {
    return plain.map((match) => ({ method: (match?.[1] ?? 'GET').toUpperCase(), url: match?.[2] ?? '' }));
  }
  return (await recognise(text)).flatMap(({ request }) => (request === null ? [] : [request]));
}

function unique(requests: readonly PlannedRequest[]): readonly PlannedRequest[] {
  return [...new Map(requests.map((each) => [`${each.method} ${each.url}`, each])).values()];
}
