import { readTenantContext, type Engine, type TenantContext } from '@why403/engine';
import type { Values } from './command.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './errors.ts';
import { text } from './options.ts';
import { clean, type InputReader } from './read-input.ts';

/** What `--context` says of the tenant; `null` when it is not given. What was found and what not goes to standard error. */
export async function readContext(
  engine: Engine,
  input: InputReader,
  values: Values,
  context: CliContext,
): Promise<TenantContext | null> {
  const given = text(values, 'context');
  if (given === undefined) return null;
  const reading = readTenantContext(await input.fileText('--context', given), engine.details);
  if (reading.form === 'unreadable') {
    throw new UsageError(
      `\`--context\`: ${reading.says}`,
      'give JSON with any of requiredResourceAccess, oauth2PermissionGrants, appRoleAssignments, roleAssignments, roleEligibilityScheduleInstances, subscribedSkus',
    );
  }
  context.stderr.write(`note: context: ${reading.found.join(', ') || 'nothing known'}\n`);
  for (const name of reading.unknown.slice(0, 10))
    context.stderr.write(`note: context: not known: ${clean(name, 100)}\n`);
  return reading.context;
}
