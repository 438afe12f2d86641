/** What a table in the form of Microsoft's `permissions.json` says of one permission of an application. */
export interface MadePermission {
  readonly permission: string;
  /** Paths that may be read. */
  readonly paths: readonly string[];
  /** Id in the form of `provisioningInfo.json`. */
  readonly id: string;
}

const MADE: readonly MadePermission[] = [
  { permission: 'User.Read.All', paths: ['/users', '/users/{id}'], id: 'df021288-bdef-4463-88db-98f22de89214' },
  { permission: 'Group.Read.All', paths: ['/groups'], id: '5b567255-7703-4780-807c-7be8301ae99b' },
];

/** A small `permissions.json`. */
export function permissionTable(made: readonly MadePermission[] = MADE): object {
  return {
    permissions: Object.fromEntries(
      made.map(({ permission, paths }) => [
        permission,
        {
          authorizationType: 'oAuth2',
          schemes: { Application: { requiresAdminConsent: true, privilegeLevel: 3 } },
          pathSets: [
            {
              schemeKeys: ['Application'],
              methods: ['GET'],
              paths: Object.fromEntries(paths.map((path) => [path, 'least=Application'])),
            },
          ],
        },
      ]),
    ),
  };
}

/** The `provisioningInfo.json` that goes with it. */
export function provisioningTable(made: readonly MadePermission[] = MADE): object {
  return {
    permissionDeployments: Object.fromEntries(
      made.map(({ permission, id }) => [
        permission,
        [{ id, scheme: 'Application', environment: 'public', isHidden: false, isEnabled: true }],
      ]),
    ),
  };
}
