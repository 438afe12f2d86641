import { leastPrivilege } from '@why403/engine';
import type { Answer, AnswerMessage, Question, QuestionMessage } from '../protocol.ts';
import { explain } from './explain.ts';
import {
  listOperations,
  listPermissions,
  listRoles,
  operationPage,
  permissionPage,
  securityMatrix,
} from './explore.ts';
import { engine } from './load-knowledge.ts';
import { recogniseText } from './recognise-text.ts';

self.addEventListener('message', (event: MessageEvent<QuestionMessage>) => {
  const { id, question } = event.data;
  self.postMessage({ id, answer: answerTo(question) } satisfies AnswerMessage);
});

function answerTo(question: Question): Answer {
  try {
    return answer(question);
  } catch (error) {
    // A message of ours never holds the question's text; that of an unexpected error could, so only its kind is told.
    return {
      answer: 'failed',
      message: `the engine failed (${error instanceof Error ? error.name : 'unknown error'})`,
    };
  }
}

function answer(question: Question): Answer {
  switch (question.ask) {
    case 'recognise':
      return { answer: 'recognised', recognition: recogniseText(engine(), question.text) };
    case 'explain':
      return { answer: 'explained', explanation: explain(engine(), question) };
    case 'operations':
      return { answer: 'operations', operations: listOperations(engine(), question.now) };
    case 'operation':
      return { answer: 'operation', page: operationPage(engine(), question.method, question.path, question.now) };
    case 'permissions':
      return { answer: 'permissions', permissions: listPermissions(engine()) };
    case 'permission':
      return { answer: 'permission', page: permissionPage(engine(), question.name) };
    case 'roles':
      return { answer: 'roles', roles: listRoles(engine()) };
    case 'matrix':
      return { answer: 'matrix', matrix: securityMatrix(engine()) };
    case 'plan':
      return {
        answer: 'planned',
        plan: leastPrivilege(engine(), question.requests, {
          kind: question.kind,
          now: question.now,
          ...(question.have === null ? {} : { have: question.have }),
        }),
      };
  }
}
