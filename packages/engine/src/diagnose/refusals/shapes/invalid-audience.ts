import { certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/** The token was made for another resource. */
export const invalidAudience: RefusalShape = defineShape({
  id: 'invalid-audience',
  workload: 'gateway',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/4752'],
  recognise: (view) => {
    const at = view.find('invalid audience', 'audience validation failed');
    if (at === null) return null;
    // Other services have audiences too: the words alone may be theirs, together with the gateway's they are not.
    const gateway = view.names('InvalidAuthenticationToken') || view.has('access token validation failure');
    const says = 'the gateway says that the audience of the token is not Microsoft Graph';
    return {
      at,
      statements: [gateway ? certain('wrong-audience', says) : likely('wrong-audience', says)],
      leavesOpen: [],
    };
  },
});
