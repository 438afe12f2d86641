import { WHY_ABSENT, defineShape, type RefusalShape } from '../shape.ts';

/** Exchange says nothing beyond "denied"; that it speaks of credentials misleads. */
export const exchangeAccessDenied: RefusalShape = defineShape({
  id: 'exchange-access-denied',
  workload: 'exchange',
  sources: [
    'https://github.com/microsoftgraph/aspnetcore-connect-sample/issues/37',
    'https://github.com/O365/python-o365/issues/855',
  ],
  recognise: (view) => {
    const at = view.find('access is denied. check credentials', 'check credentials and try again');
    if (at === null && !view.names('ErrorAccessDenied')) return null;
    return {
      at,
      statements: [],
      leavesOpen: ['missing-permission', ...WHY_ABSENT, 'resource-policy', 'license-required'],
    };
  },
});
