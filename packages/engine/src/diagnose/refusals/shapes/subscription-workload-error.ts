import { statusOfWord } from '../body-members.ts';
import { WHY_ABSENT, defineShape, type RefusalShape } from '../shape.ts';

/** A reason longer than this is cut; real ones are a sentence. */
const MAX_REASON = 8192;

/**
 * Creating or renewing a subscription asks the workload behind the resource. Its answer stands in `Reason` and is read
 * as that workload's error; the permission needed is the one of the resource.
 */
export const subscriptionWorkloadError: RefusalShape = defineShape({
  id: 'subscription-workload-error',
  workload: 'subscriptions',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-java/issues/1209'],
  recognise: (view) => {
    const at = view.find('exception: [status code:');
    if (at === null && !view.names('ExtensionError')) return null;
    return {
      at,
      statements: [],
      leavesOpen: [
        'missing-permission',
        ...WHY_ABSENT,
        'resource-policy',
        'missing-directory-role',
        'license-required',
        'service-fault',
      ],
    };
  },
  inner: (view) => {
    const at = view.find('exception: [status code:');
    if (at === null) return null;
    const rest = at.text.slice(at.end, at.end + MAX_REASON);
    const parts = /^ ?([A-Za-z ]{1,40}|\d{3})(?:; ?Reason: ?([^\]]*))?/i.exec(rest);
    const word = parts?.[1]?.trim() ?? '';
    const text = parts?.[2]?.trim() ?? '';
    return text === '' ? null : { status: /^\d{3}$/.test(word) ? Number(word) : statusOfWord(word), text };
  },
});
