import type { Diagnosis } from '@why403/engine';
import { CAUSES } from './causes.ts';

/** The verdict as one word, and one sentence. */
export interface Headline {
  readonly verdict: string;
  readonly says: string;
}

/** Puts a diagnosis into one line. */
export function headlineOf(diagnosis: Diagnosis): Headline {
  const { outcome, causes, observed } = diagnosis;
  const [first] = causes;
  switch (outcome) {
    case 'deny':
      return { verdict: 'Refused', says: first === undefined ? 'A gate is shut.' : `${CAUSES[first.code].title}.` };
    case 'allow':
      return { verdict: 'Permitted', says: 'Every gate that could be checked is open.' };
    case 'unknown':
      if (observed !== null && !observed.agrees) {
        return {
          verdict: 'Refused all the same',
          says: 'The rules permit this request, and it was refused. Something that the token does not show decided.',
        };
      }
      return {
        verdict: 'Cannot tell from here',
        says:
          first === undefined
            ? 'What was given does not settle it.'
            : `${CAUSES[first.code].title}, ${first.certainty === 'possible' ? 'possibly' : 'most likely'}.`,
      };
    case 'not-checked':
      return {
        verdict: first === undefined ? 'Nothing to check yet' : 'Half of the story',
        says:
          first === undefined
            ? 'Add a token and a request.'
            : `${CAUSES[first.code].title} (${first.certainty}). A token and a request would settle it.`,
      };
  }
}
