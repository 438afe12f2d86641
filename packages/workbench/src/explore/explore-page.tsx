import type { ReactElement } from 'react';
import '../styles/explore.css';
import { hashOf, type Route } from '../route.ts';
import { MatrixPage } from './matrix-page.tsx';
import { OperationPageView } from './operation-page.tsx';
import { OperationsPage } from './operations-page.tsx';
import { PermissionPageView } from './permission-page.tsx';
import { PermissionsPage } from './permissions-page.tsx';
import { RolesPage } from './roles-page.tsx';

/** The places under Explore. */
export type ExploreRoute = Extract<
  Route,
  { readonly view: 'operations' | 'operation' | 'permissions' | 'permission' | 'roles' | 'matrix' }
>;

const SECTIONS: readonly { readonly name: string; readonly to: Route; readonly views: readonly string[] }[] = [
  { name: 'Operations', to: { view: 'operations', search: '' }, views: ['operations', 'operation'] },
  { name: 'Permissions', to: { view: 'permissions', search: '' }, views: ['permissions', 'permission'] },
  { name: 'Roles', to: { view: 'roles', search: '' }, views: ['roles'] },
  { name: 'Security API', to: { view: 'matrix' }, views: ['matrix'] },
];

interface Props {
  readonly route: ExploreRoute;
  /** Takes a request to Explain. */
  readonly onExplain: (request: { readonly method: string; readonly url: string }) => void;
}

/** Everything that is known of permissions, to look around in. */
export function ExplorePage({ route, onExplain }: Props): ReactElement {
  return (
    <>
      <nav className="sections" aria-label="Explore">
        {SECTIONS.map(({ name, to, views }) => (
          <a key={name} href={hashOf(to)} aria-current={views.includes(route.view) ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {section(route, onExplain)}
    </>
  );
}

function section(route: ExploreRoute, onExplain: Props['onExplain']): ReactElement {
  switch (route.view) {
    case 'operations':
      return <OperationsPage search={route.search} />;
    case 'operation':
      return <OperationPageView method={route.method} path={route.path} onExplain={onExplain} />;
    case 'permissions':
      return <PermissionsPage search={route.search} />;
    case 'permission':
      return <PermissionPageView name={route.name} />;
    case 'roles':
      return <RolesPage search={route.search} />;
    case 'matrix':
      return <MatrixPage />;
  }
}
