import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A text in plain words that consent was not given, by the service or by a client. */
export const consentNotGiven: RefusalShape = defineShape({
  id: 'consent-not-given',
  workload: null,
  sources: ['https://github.com/microsoftgraph/python-security-rest-sample/issues/2'],
  recognise: (view) => {
    const at = view.find(
      'has not given consent',
      'not consented to use the application',
      'has not consented',
      'admin consent is required',
      'admin consent required',
      'need admin approval',
    );
    if (at === null) return null;
    return {
      at,
      statements: [likely('consent-missing', 'the text says that consent was not given')],
      leavesOpen: ['missing-permission', 'tenant-mismatch'],
    };
  },
});
