import { certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/** The gateway read the token and rejected it by a numbered reason; 80049228 is known to be an expired token. */
export const compactTokenRejected: RefusalShape = defineShape({
  id: 'compact-token-rejected',
  workload: 'gateway',
  sources: ['https://github.com/microsoftgraph/python-sample-auth/issues/10'],
  recognise: (view) => {
    const at = view.find('compacttoken validation failed');
    const expired = view.names('80049228');
    if (at === null && !expired) return null;
    return {
      at,
      statements: [
        expired
          ? certain('token-invalid', 'the gateway rejects the token by the reason code of an expired one')
          : likely('token-invalid', 'the gateway read the token and rejects it'),
      ],
      leavesOpen: expired ? [] : ['wrong-audience', 'tenant-mismatch'],
    };
  },
});
