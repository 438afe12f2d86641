import { certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/** Azure AD Graph refuses the application because the service is retired. */
export const azureAdGraphBlocked: RefusalShape = defineShape({
  id: 'azure-ad-graph-blocked',
  workload: 'azure-ad-graph',
  sources: ['https://github.com/invictus-ir/Microsoft-Extractor-Suite/issues/141'],
  recognise: (view) => {
    const at = view.find('access blocked to aad graph', 'aka.ms/azureadgraphmigration');
    if (at === null) return null;
    return {
      at,
      statements: [
        view.has('access blocked to aad graph')
          ? certain('endpoint-wrong-or-retired', 'Azure AD Graph is retired and blocks this application')
          : likely('endpoint-wrong-or-retired', 'the answer points to the migration from the retired Azure AD Graph'),
      ],
      leavesOpen: [],
    };
  },
});
