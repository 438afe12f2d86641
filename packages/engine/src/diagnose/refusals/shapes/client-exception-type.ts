import { defineShape, type RefusalShape } from '../shape.ts';

/** A client library's exception printed without its members: the body has to be asked for. */
export const clientExceptionType: RefusalShape = defineShape({
  id: 'client-exception-type',
  workload: 'client',
  sources: ['https://github.com/microsoft/zerotrustassessment/issues/263'],
  recognise: (view) => {
    const at = view.find("odataerrors.odataerror' was thrown", "serviceexception' was thrown");
    return at === null ? null : { at, statements: [], leavesOpen: [] };
  },
});
