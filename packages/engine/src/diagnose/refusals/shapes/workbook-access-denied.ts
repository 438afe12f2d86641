import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** The file itself is protected, by a sensitivity label for one. */
export const workbookAccessDenied: RefusalShape = defineShape({
  id: 'workbook-access-denied',
  workload: 'sharepoint',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1581'],
  recognise: (view) => {
    const at = view.find('you do not have permissions to open this file');
    if (at === null && !view.names('OpenWorkbookAccessDenied')) return null;
    return {
      at,
      statements: [likely('resource-policy', 'the file is protected on its own, such as by a sensitivity label')],
      leavesOpen: ['missing-permission'],
    };
  },
});
