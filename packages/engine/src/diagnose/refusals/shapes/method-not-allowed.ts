import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** Seen with a personal account on an operation for organizations; by its words also a method that does not exist. */
export const methodNotAllowed: RefusalShape = defineShape({
  id: 'method-not-allowed',
  workload: 'gateway',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/3983'],
  recognise: (view) => {
    const at = view.find('method not allowed');
    if (at === null && view.status !== 405) return null;
    return {
      at,
      statements: [
        possible('account-type-unsupported', 'seen with a personal account on an operation for organizations'),
        possible('endpoint-wrong-or-retired', 'the operation may not have this method'),
      ],
      leavesOpen: [],
    };
  },
});
