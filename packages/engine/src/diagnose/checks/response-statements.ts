import { finding, fromResponse, shortList, type Check } from '../check.ts';
import { heldPermissions, type Case } from '../case.ts';
import type { Evidence, Finding } from '../finding.ts';
import type { Refusal, Statement } from '../refusals/refusal.ts';

/** What the service itself says about the cause. */
export const responseStatements: Check = {
  id: 'response-statements',
  run: (subject) => {
    const refusals = subject.refusal?.refusals ?? [];
    return refusals.flatMap((refusal) =>
      refusal.statements.map((statement) => fromStatement(subject, refusal, statement)),
    );
  },
};

function fromStatement(subject: Case, refusal: Refusal, statement: Statement): Finding {
  const evidence: Evidence[] = [fromResponse('error', quote(refusal), statement.says)];
  const contradiction = contradicts(subject, refusal, statement);
  if (contradiction !== null) evidence.push(contradiction);
  return finding(
    statement.code,
    contradiction === null ? statement.certainty : 'possible',
    evidence,
    refusal.sources,
    contradiction === null
      ? null
      : 'repeat the request with the token that was given here: the refusal is about another one',
  );
}

/** The message says that the token lacks what the token that was given holds: another token was sent. */
function contradicts(subject: Case, refusal: Refusal, statement: Statement): Evidence | null {
  if (statement.code !== 'missing-permission' || refusal.required === null) return null;
  const held = heldPermissions(subject);
  const both = (held ?? []).filter((name) => refusal.required?.names.includes(name));
  if (both.length === 0) return null;
  return {
    from: 'token',
    name: 'permissions',
    value: shortList(both),
    says: 'the token that was given holds this, so the refused request was sent with another token',
  };
}

function quote(refusal: Refusal): string {
  const message = refusal.message === null ? '' : refusal.message.slice(0, 160);
  return [refusal.code, message].filter((part) => part !== null && part !== '').join(': ');
}
