import { credentialsFor, type Credentials } from '../credentials.ts';
import { readInput } from '../scenario.ts';
import { runRestSteps } from '../rest-steps.ts';
import { GRAPH } from '../scenario.ts';

const input = readInput();
const callers = credentialsFor('fetch', input);

await runRestSteps('@azure/identity with fetch', input, 'fetch', async (who: keyof Credentials, method, url, body) => {
  const { token } = await callers[who]().getToken(GRAPH);
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
});
