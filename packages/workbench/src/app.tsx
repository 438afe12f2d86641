import { Button, FluentProvider } from '@fluentui/react-components';
import { Suspense, lazy, useEffect, useRef, useState, type ReactElement } from 'react';
import { Loading } from './parts/loading.tsx';
import type { EngineClient } from './engine-client.ts';
import type { EmulatorClient } from './tenant/emulator-client.ts';
import type { Scene } from './tenant/reproduce.ts';
import { ExplainPage } from './explain/explain-page.tsx';
import { EngineContext } from './parts/use-answer.ts';
import { Icon } from './parts/icon.tsx';
import { NO_EVIDENCE, type Evidence, type PlannedRequest } from './protocol.ts';
import { hashOf, routeOf, type Route } from './route.ts';
import { THEMES } from './theme.ts';

// Only the first view is in the first script; the others come when somebody goes there.
const ExplorePage = lazy(async () => ({ default: (await import('./explore/explore-page.tsx')).ExplorePage }));
const PlanPage = lazy(async () => ({ default: (await import('./plan/plan-page.tsx')).PlanPage }));
const TenantPage = lazy(async () => ({ default: (await import('./tenant/tenant-page.tsx')).TenantPage }));
const PlayPage = lazy(async () => ({ default: (await import('./tenant/play-page.tsx')).PlayPage }));
const RefusalPage = lazy(async () => ({ default: (await import('./tenant/refusal-page.tsx')).RefusalPage }));
const AboutPage = lazy(async () => ({ default: (await import('./about/about-page.tsx')).AboutPage }));

const NAV: readonly { readonly name: string; readonly to: Route; readonly views: readonly Route['view'][] }[] = [
  { name: 'Explain', to: { view: 'explain', shared: null }, views: ['explain'] },
  {
    name: 'Explore',
    to: { view: 'operations', search: '' },
    views: ['operations', 'operation', 'permissions', 'permission', 'roles', 'matrix'],
  },
  { name: 'Plan', to: { view: 'plan' }, views: ['plan'] },
  { name: 'About', to: { view: 'about' }, views: ['about'] },
];

/** Further views when the emulator serves the page. */
const EMULATOR_NAV: typeof NAV = [
  { name: 'Tenant', to: { view: 'tenant' }, views: ['tenant'] },
  { name: 'Play', to: { view: 'play' }, views: ['play'] },
];

const TITLES: Readonly<Record<Route['view'], string>> = {
  explain: 'Explain',
  operations: 'Operations',
  operation: 'Operation',
  permissions: 'Permissions',
  permission: 'Permission',
  roles: 'Roles',
  matrix: 'Security API',
  plan: 'Plan',
  tenant: 'Tenant',
  play: 'Play',
  refusal: 'Explain',
  about: 'About',
  nowhere: 'No such page',
};

interface Props {
  readonly engine: EngineClient;
  /** The emulator that serves the page; `null` when a file server does, and nothing may be connected to. */
  readonly emulator: EmulatorClient | null;
}

/**
 * The workbench. What somebody pastes stays in the memory of this page: it is kept from view to view, and gone when
 * the page is closed.
 */
export function App({ engine, emulator }: Props): ReactElement {
  const [route, setRoute] = useState<Route>(() => routeOf(location.hash));
  const [scheme, setScheme] = useScheme();
  const [evidence, setEvidence] = useState<Evidence>(NO_EVIDENCE);
  const [planned, setPlanned] = useState<readonly PlannedRequest[]>([]);
  const [scene, setScene] = useState<Scene | null>(null);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const follow = (): void => setRoute(routeOf(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const place = placeOf(route);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${TITLES[route.view]} · why403`;
    // A new place begins at its top, and a screen reader is told; typing in a search field is no new place.
    if (!isFirst.current) {
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [place]);

  return (
    <FluentProvider theme={THEMES[scheme]} className="provider" data-scheme={scheme}>
      <EngineContext value={engine}>
        <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
          Skip to content
        </a>
        <header className="bar">
          <a className="brand" href={hashOf({ view: 'explain', shared: null })} aria-label="why403, start">
            why<b>403</b>
          </a>
          <nav aria-label="Views">
            {(emulator === null ? NAV : [...NAV.slice(0, 3), ...EMULATOR_NAV, ...NAV.slice(3)]).map(
              ({ name, to, views }) => (
                <a key={name} href={hashOf(to)} aria-current={views.includes(route.view) ? 'page' : undefined}>
                  {name}
                </a>
              ),
            )}
          </nav>
          <span className="promise">
            <Icon name="lock" />
            <span>{emulator === null ? 'Nothing leaves this page' : 'Nothing leaves this machine'}</span>
          </span>
          <Button
            appearance="subtle"
            icon={<Icon name={scheme === 'light' ? 'moon' : 'sun'} />}
            aria-label={scheme === 'light' ? 'Use dark colours' : 'Use light colours'}
            onClick={() => setScheme(scheme === 'light' ? 'dark' : 'light')}
          />
        </header>
        <main id="main" ref={main} tabIndex={-1} className="page">
          <Suspense fallback={<Loading label="Loading" />}>
            <View
              route={route}
              evidence={evidence}
              setEvidence={setEvidence}
              planned={planned}
              emulator={emulator}
              scene={scene}
              setScene={setScene}
              setPlanned={setPlanned}
            />
          </Suspense>
        </main>
      </EngineContext>
    </FluentProvider>
  );
}

interface ViewProps {
  readonly route: Route;
  readonly evidence: Evidence;
  readonly setEvidence: (evidence: Evidence) => void;
  readonly planned: readonly PlannedRequest[];
  readonly setPlanned: (requests: readonly PlannedRequest[]) => void;
  readonly emulator: EmulatorClient | null;
  readonly scene: Scene | null;
  readonly setScene: (scene: Scene | null) => void;
}

function View({
  route,
  evidence,
  setEvidence,
  planned,
  setPlanned,
  emulator,
  scene,
  setScene,
}: ViewProps): ReactElement {
  const explain = (next: Evidence): void => {
    setEvidence(next);
    location.hash = hashOf({ view: 'explain', shared: null });
  };
  const play = (next: Scene): void => {
    setScene(next);
    location.hash = hashOf({ view: 'play' });
  };
  switch (route.view) {
    case 'explain':
      return (
        <ExplainPage
          evidence={evidence}
          onEvidence={setEvidence}
          shared={route.shared}
          emulator={emulator}
          onScene={play}
        />
      );
    case 'operations':
    case 'operation':
    case 'permissions':
    case 'permission':
    case 'roles':
    case 'matrix':
      return <ExplorePage route={route} onExplain={(request) => explain({ ...evidence, request, response: '' })} />;
    case 'plan':
      return <PlanPage requests={planned} onRequests={setPlanned} />;
    case 'tenant':
      return emulator === null ? <NotServed /> : <TenantPage emulator={emulator} onScene={play} />;
    case 'play':
      return emulator === null ? <NotServed /> : <PlayPage emulator={emulator} scene={scene} onExplain={explain} />;
    case 'refusal':
      return emulator === null ? (
        <NotServed />
      ) : (
        <RefusalPage
          emulator={emulator}
          id={route.id}
          onExplain={(next) => {
            setEvidence(next);
            // Takes the place of the link, so that the back button leads to what was before it.
            location.replace(hashOf({ view: 'explain', shared: null }));
          }}
        />
      );
    case 'about':
      return <AboutPage served={emulator !== null} />;
    case 'nowhere':
      return (
        <>
          <h1 className="title">There is no such page</h1>
          <p>
            The address names nothing here. Go to <a href={hashOf({ view: 'explain', shared: null })}>Explain</a>.
          </p>
        </>
      );
  }
}

function NotServed(): ReactElement {
  return (
    <>
      <h1 className="title">No tenant here</h1>
      <p>
        These pages may not connect to anything. A tenant to play with comes with <code>why403 emulate</code>, which
        serves the workbench too.
      </p>
    </>
  );
}

/** What changes when somebody goes to another place. A search changes the address but is the same place. */
function placeOf(route: Route): string {
  switch (route.view) {
    case 'operations':
    case 'permissions':
    case 'roles':
      return route.view;
    default:
      return hashOf(route);
  }
}

/** The colours: the system's until somebody chooses. Not stored, since this page stores nothing. */
function useScheme(): readonly ['light' | 'dark', (scheme: 'light' | 'dark') => void] {
  const [system, setSystem] = useState<'light' | 'dark'>(() => (dark().matches ? 'dark' : 'light'));
  const [chosen, setChosen] = useState<'light' | 'dark' | null>(null);
  useEffect(() => {
    const query = dark();
    const follow = (): void => setSystem(query.matches ? 'dark' : 'light');
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const scheme = chosen ?? system;
  useEffect(() => {
    document.documentElement.dataset['scheme'] = scheme;
  }, [scheme]);
  return [scheme, setChosen];
}

function dark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
