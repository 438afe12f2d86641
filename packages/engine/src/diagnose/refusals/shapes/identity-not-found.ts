import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The directory finds no service principal of the calling application in the token's tenant. */
export const identityNotFound: RefusalShape = defineShape({
  id: 'identity-not-found',
  workload: 'directory',
  sources: [
    'https://github.com/Azure/Microsoft365R/issues/184',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/7990',
  ],
  recognise: (view) => {
    const at = view.find('identity of the calling application could not be established');
    if (at === null && !view.names('Authorization_IdentityNotFound')) return null;
    return {
      at,
      statements: [
        likely('tenant-mismatch', 'the application has no usable service principal in the tenant of the token'),
        possible('consent-missing', 'the application was perhaps never consented to in that tenant'),
      ],
      leavesOpen: ['endpoint-wrong-or-retired'],
    };
  },
});
