import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** The service says that it does not serve personal Microsoft accounts (MSA) here. */
export const personalAccountUnsupported: RefusalShape = defineShape({
  id: 'personal-account-unsupported',
  workload: null,
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/3711'],
  recognise: (view) => {
    const at = view.find('not supported for msa');
    if (at === null) return null;
    return {
      at,
      statements: [certain('account-type-unsupported', 'the service does not support personal accounts for this')],
      leavesOpen: [],
    };
  },
});
