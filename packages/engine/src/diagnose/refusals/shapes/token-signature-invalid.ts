import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The signature does not fit. The thread is unresolved; that an altered token or another issuer does this is our reading. */
export const tokenSignatureInvalid: RefusalShape = defineShape({
  id: 'token-signature-invalid',
  workload: 'gateway',
  sources: ['https://github.com/wazuh/wazuh-documentation/issues/7620'],
  recognise: (view) => {
    const at = view.find('signature is invalid', 'invalid signature', 'signature validation failed');
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('token-invalid', 'the signature does not fit: the token was altered or cut off'),
        possible('tenant-mismatch', 'a token of another cloud has a signature that this one cannot check'),
      ],
      leavesOpen: ['wrong-audience'],
    };
  },
});
