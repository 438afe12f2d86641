import type { Answer, AnswerMessage, Question, QuestionMessage } from '../protocol.ts';
import { explain } from './explain.ts';
import type * as Explore from './explore.ts';
import { engine } from './load-knowledge.ts';
import { recogniseText } from './recognise-text.ts';

self.addEventListener('message', (event: MessageEvent<QuestionMessage>) => {
  const { id, question } = event.data;
  void (async () => self.postMessage({ id, answer: await answerTo(question) } satisfies AnswerMessage))();
});

async function answerTo(question: Question): Promise<Answer> {
  try {
    return await answer(question);
  } catch (error) {
    // A message of ours never holds the question's text; that of an unexpected error could, so only its kind is told.
    return {
      answer: 'failed',
      message: `the engine failed (${error instanceof Error ? error.name : 'unknown error'})`,
    };
  }
}

async function answer(question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'recognise':
      return { answer: 'recognised', recognition: recogniseText(engine(), question.text) };
    case 'explain':
      return { answer: 'explained', explanation: explain(engine(), question) };
    case 'plan':
      return { answer: 'planned', plan: (await import('./plan.ts')).plan(engine(), question) };
    case 'operations':
      return { answer: 'operations', operations: (await explore()).listOperations(engine(), question.now) };
    case 'operation': {
      const { method, path, now } = question;
      return { answer: 'operation', page: (await explore()).operationPage(engine(), method, path, now) };
    }
    case 'permissions':
      return { answer: 'permissions', permissions: (await explore()).listPermissions(engine()) };
    case 'permission':
      return { answer: 'permission', page: (await explore()).permissionPage(engine(), question.name) };
    case 'roles':
      return { answer: 'roles', roles: (await explore()).listRoles(engine()) };
    case 'who-may':
      return { answer: 'who-may', standings: (await import('./who-may.ts')).whoMay(engine(), question) };
    case 'matrix':
      return { answer: 'matrix', matrix: (await explore()).securityMatrix(engine()) };
  }
}

/** What only Explore needs comes when somebody goes there. */
const explore = (): Promise<typeof Explore> => import('./explore.ts');
