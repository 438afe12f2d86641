import { Button, Field, Input, Select } from '@fluentui/react-components';
import { useId, useMemo, useRef, useState, type ReactElement } from 'react';
import '../styles/tenant.css';
import { Loading } from '../parts/loading.tsx';
import { GateDetail } from '../explain/gate-detail.tsx';
import { Gates, telling } from '../explain/gates.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { NO_EVIDENCE, type Evidence, type Question } from '../protocol.ts';
import { headlineOf } from '../words/headline.ts';
import type { EmulatorClient, GraphAnswer } from './emulator-client.ts';
import { pathOf, type Scene } from './reproduce.ts';
import { STORY, type Played, type Stage } from './story.ts';
import type { Tenant } from './tenant.ts';
import { useTenants } from './use-tenants.ts';

interface Props {
  readonly emulator: EmulatorClient;
  /** What to begin with, from a reproduction. */
  readonly scene: Scene | null;
  /** Takes a played request to Explain. */
  readonly onExplain: (evidence: Evidence) => void;
}

/** The request console and the story: sign in, send, and see what happened and why. */
export function PlayPage({ emulator, scene, onExplain }: Props): ReactElement {
  const tenants = useTenants(emulator);
  const [played, setPlayed] = useState<readonly Played[]>([]);
  const [done, setDone] = useState(0);
  const [playing, setPlaying] = useState(false);
  const kept = useRef(new Map<string, string>());
  const tenant = tenants.list?.[0];
  const stage: Stage = {
    emulator,
    kept: kept.current,
    tenant: async () => {
      const [first] = await emulator.tenants();
      if (first === undefined) throw new Error('the emulator has no tenant');
      return first;
    },
  };
  const run = async (index: number): Promise<void> => {
    setPlaying(true);
    const worked = await tenants.change(async () => {
      setPlayed((await STORY[index]?.run(stage)) ?? []);
    });
    if (worked) setDone(Math.max(done, index + 1));
    setPlaying(false);
  };
  return (
    <>
      <h1 className="title">Play</h1>
      {tenants.problem !== null && (
        <p className="note" role="alert">
          {tenants.problem}
        </p>
      )}
      {tenant === undefined ? (
        <Loading label="Reading the tenant" />
      ) : (
        <div className="play">
          <div className="play-side">
            <Console
              key={scene === null ? 'free' : scene.client}
              tenant={tenant}
              emulator={emulator}
              scene={scene}
              busy={playing || tenants.busy}
              onPlay={(make) =>
                tenants.change(async () => {
                  setPlayed([await make()]);
                })
              }
            />
            <section className="card" aria-labelledby="story-title">
              <h2 id="story-title">One message, told in five steps</h2>
              <ol className="story">
                {STORY.map(({ title, says }, index) => (
                  <li key={title} data-done={index < done}>
                    <b>{title}</b>
                    <p>{says}</p>
                    <Button
                      size="small"
                      disabled={playing}
                      appearance={index === done ? 'primary' : 'secondary'}
                      onClick={() => void run(index)}
                    >
                      {index < done ? `Play step ${index + 1} again` : `Play step ${index + 1}`}
                    </Button>
                  </li>
                ))}
              </ol>
            </section>
          </div>
          <div className="answer" aria-live="polite">
            {played.length === 0 ? (
              <section className="start">
                <h2>Sign in, send, see</h2>
                <p>
                  Choose who calls and what for, and send it to the emulated Microsoft Graph. It answers as the real one
                  does, and says here what decided. Or follow the story on the left.
                </p>
              </section>
            ) : (
              played.map((each) => (
                <PlayedView
                  key={`${each.who} ${each.answer.headers['request-id'] ?? ''}`}
                  played={each}
                  onExplain={onExplain}
                />
              ))
            )}
          </div>
        </div>
      )}
    </>
  );
}

interface ConsoleProps {
  readonly tenant: Tenant;
  readonly emulator: EmulatorClient;
  readonly scene: Scene | null;
  readonly busy: boolean;
  readonly onPlay: (make: () => Promise<Played>) => Promise<boolean>;
}

function Console({ tenant, emulator, scene, busy, onPlay }: ConsoleProps): ReactElement {
  const reproduced = tenant.applications.find(({ name }) => name === scene?.client)?.appId;
  const [app, setApp] = useState(reproduced ?? tenant.applications[0]?.appId ?? '');
  const [user, setUser] = useState(scene === null ? (tenant.users[0]?.userName ?? '') : (scene.user ?? ''));
  const [implicit, setImplicit] = useState(scene?.implicit ?? false);
  const [method, setMethod] = useState(scene?.method ?? 'GET');
  const [path, setPath] = useState(scene?.path ?? '/v1.0/security/secureScores?$top=1');
  const [body, setBody] = useState('');
  const name = tenant.applications.find(({ appId }) => appId === app)?.name ?? app;
  const send = async (): Promise<Played> => {
    const token = await emulator.signIn(tenant, {
      client: app,
      user: user === '' ? null : user,
      implicit: user !== '' && implicit,
    });
    const target = pathOf(path);
    const answer = await emulator.send(token, method, target, body.trim() === '' || method === 'GET' ? null : body);
    return { who: user === '' ? name : `${user}, by ${name}`, token, method, path: target, answer };
  };
  return (
    <form
      className="card console"
      aria-label="Request console"
      onSubmit={(event) => {
        event.preventDefault();
        void onPlay(send);
      }}
    >
      <Field label="Application">
        <Select value={app} onChange={(_, { value }) => setApp(value)}>
          {tenant.applications.map(({ appId, name: each }) => (
            <option key={appId} value={appId}>
              {each}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Signed-in user">
        <Select value={user} onChange={(_, { value }) => setUser(value)}>
          <option value="">nobody: the application itself</option>
          {tenant.users.map(({ userName, displayName, roles }) => (
            <option key={userName} value={userName}>
              {`${displayName} (${roles.map((role) => (role.limit === null ? role.name : `${role.name}, ${role.limit}`)).join('; ') || 'no role'})`}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Flow">
        <Select
          value={user === '' ? 'app' : implicit ? 'implicit' : 'code'}
          onChange={(_, { value }) => setImplicit(value === 'implicit')}
        >
          {user === '' ? (
            <option value="app">Client credentials</option>
          ) : (
            <>
              <option value="code">Authorization code</option>
              <option value="implicit">Implicit</option>
            </>
          )}
        </Select>
      </Field>
      <div className="request-fields">
        <Field label="Method">
          <Select value={method} onChange={(_, { value }) => setMethod(value)}>
            {['GET', 'POST', 'PATCH', 'PUT', 'DELETE'].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </Select>
        </Field>
        <Field label="Path" className="grow">
          <Input value={path} spellCheck={false} className="mono" onChange={(_, { value }) => setPath(value)} />
        </Field>
      </div>
      {method !== 'GET' && method !== 'DELETE' && (
        <Field label="Body, JSON">
          <Input value={body} spellCheck={false} className="mono" onChange={(_, { value }) => setBody(value)} />
        </Field>
      )}
      <Button type="submit" appearance="primary" disabled={busy || app === ''}>
        Sign in and send
      </Button>
    </form>
  );
}

function PlayedView({
  played,
  onExplain,
}: {
  readonly played: Played;
  readonly onExplain: Props['onExplain'];
}): ReactElement {
  const { who, token, method, path, answer } = played;
  const evidence = useMemo<Evidence>(
    () => ({
      ...NO_EVIDENCE,
      token,
      request: { method, url: `https://graph.microsoft.com${path}` },
      response: answer.status < 400 ? '' : responseText(answer),
    }),
    [token, method, path, answer],
  );
  const question = useMemo<Extract<Question, { readonly ask: 'explain' }>>(
    () => ({ ask: 'explain', evidence, change: null, now: Date.now() / 1000, personal: false }),
    [evidence],
  );
  const asked = useAnswer(question);
  const passed = answer.status < 400;
  const decision = answer.headers['why403-decision'] ?? '';
  return (
    <section className="card played" data-passed={passed} aria-label={who}>
      <div className="card-head">
        <h2>
          <span className="status" data-passed={passed}>
            {answer.status}
          </span>{' '}
          {who}
        </h2>
        <Button size="small" onClick={() => onExplain(evidence)}>
          Explain it
        </Button>
      </div>
      <p>
        <code>
          <b>{method}</b> {path}
        </code>
      </p>
      {asked.state === 'answered' && (
        <>
          <p className="reason">{headlineOf(asked.value.explanation.diagnosis).says}</p>
          <PlayedGates explanation={asked.value.explanation} />
        </>
      )}
      <details open={!passed}>
        <summary>Response</summary>
        <div className="command">
          <pre tabIndex={0} aria-label={`Response to ${who}`}>
            {pretty(answer.body)}
          </pre>
        </div>
      </details>
      {decision !== '' && (
        <p className="quiet">
          Decision of the emulator: <code>{decision}</code>
        </p>
      )}
      {answer.logRow !== '' && (
        <details>
          <summary>Row of the activity log</summary>
          <div className="command">
            <pre tabIndex={0} aria-label={`Log row of ${who}`}>
              {pretty(answer.logRow)}
            </pre>
          </div>
        </details>
      )}
    </section>
  );
}

type Explained = Extract<
  ReturnType<typeof useAnswer<Extract<Question, { readonly ask: 'explain' }>>>,
  { readonly state: 'answered' }
>['value']['explanation'];

function PlayedGates({ explanation }: { readonly explanation: Explained }): ReactElement {
  const { diagnosis, held, notes } = explanation;
  const id = useId();
  const [part, setPart] = useState(telling(diagnosis.parts));
  return (
    <div className="played-gates">
      <Gates id={id} parts={diagnosis.parts} selected={part} onSelect={setPart} />
      <GateDetail id={id} diagnosis={diagnosis} part={part} held={held} notes={notes} />
    </div>
  );
}

function responseText({ status, headers, body }: GraphAnswer): string {
  const lines = Object.entries(headers)
    .filter(([name]) =>
      ['content-type', 'date', 'request-id', 'www-authenticate', 'warning', 'deprecation', 'sunset'].includes(name),
    )
    .map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status}`, ...lines, '', body].join('\n');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: as it came.
    return text;
  }
}
