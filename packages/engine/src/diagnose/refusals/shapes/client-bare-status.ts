import { defineShape, type RefusalShape } from '../shape.ts';

/** A client's own text for a status, without the body: it carries the status and no more. */
export const clientBareStatus: RefusalShape = defineShape({
  id: 'client-bare-status',
  workload: 'client',
  sources: [
    'https://learn.microsoft.com/en-us/answers/questions/1252212/microsoft-defender-for-endpoint-security-graph-api',
    'https://github.com/maester365/maester/issues/1462',
    'https://github.com/splunk/splunk-add-on-microsoft-azure/issues/43',
  ],
  recognise: (view) => {
    const at = view.find(
      'the remote server returned an error',
      'response status code does not indicate success',
      'client error: forbidden for url',
      'client error: unauthorized for url',
      'request failed with status code',
      'the server returned an unexpected status code',
    );
    return at === null ? null : { at, statements: [], leavesOpen: [] };
  },
});
