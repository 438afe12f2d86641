import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** The `Authorization` header holds no readable JWT: doubled `Bearer`, a typing error, an empty or encoded value. */
export const compactTokenUnreadable: RefusalShape = defineShape({
  id: 'compact-token-unreadable',
  workload: 'gateway',
  sources: [
    'https://github.com/microsoftgraph/msgraph-sdk-java-auth/issues/61',
    'https://github.com/MicrosoftDocs/msteams-docs/issues/2167',
  ],
  recognise: (view) => {
    const at = view.find('compacttoken parsing failed', 'access token is empty', 'jwt is not well formed');
    if (at === null && !view.names('80049217')) return null;
    const says = view.has('access token is empty')
      ? 'the gateway received no access token'
      : 'the gateway found no readable token in the `Authorization` header';
    return { at, statements: [certain('token-invalid', says)], leavesOpen: [] };
  },
});
