import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A service principal for an application of another tenant was to be created with a permission limited to own ones. */
export const servicePrincipalForeignApplication: RefusalShape = defineShape({
  id: 'service-principal-foreign-application',
  workload: 'directory',
  sources: ['https://github.com/Azure/azure-cli/issues/28009'],
  recognise: (view) => {
    const at = view.find('the backing application of the service principal being created must');
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('resource-policy', 'the permission held is limited to applications of the own tenant'),
        likely('missing-permission', 'a permission that is not limited to own applications would be needed'),
      ],
      leavesOpen: ['tenant-mismatch'],
    };
  },
});
