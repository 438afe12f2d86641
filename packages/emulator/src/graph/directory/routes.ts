import type { Route } from '../request.ts';
import { applicationRoutes } from './applications.ts';
import { groupRoutes } from './groups.ts';
import { permissionGrantRoutes } from './permission-grants.ts';
import { roleRoutes } from './roles.ts';
import { servicePrincipalRoutes } from './service-principals.ts';
import { userRoutes } from './users.ts';

/** Operations of the directory that consent and roles need. */
export const DIRECTORY_ROUTES: readonly Route[] = [
  ...userRoutes,
  ...groupRoutes,
  ...applicationRoutes,
  ...servicePrincipalRoutes,
  ...permissionGrantRoutes,
  ...roleRoutes,
];
