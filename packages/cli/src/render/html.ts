import { PARTS, type Diagnosis } from '@why403/engine';
import { clean } from '../read-input.ts';
import { sentenceOf, verdictOf } from './verdict.ts';

/** One HTML file with everything in it, to attach to a ticket: no script, nothing loaded from elsewhere. */
export function renderHtml(found: readonly { readonly label: string; readonly diagnosis: Diagnosis }[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>why403 report</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${found.map(({ label, diagnosis }) => section(label, diagnosis)).join('\n')}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
section { border-top: 4px solid #888; margin: 2rem 0; padding-top: 0.5rem; }
section.deny { border-color: #c50f1f; } section.allow { border-color: #107c10; } section.unknown { border-color: #c19c00; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-bottom: 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
ol.parts { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; }
ol.parts li { border: 1px solid #888; border-radius: 0.5rem; padding: 0.25rem 0.75rem; }
pre { background: #8882; border-radius: 0.25rem; overflow-x: auto; padding: 0.5rem; white-space: pre-wrap; }
`;

function section(label: string, diagnosis: Diagnosis): string {
  const { request, principal, parts, observed, causes, caveats } = diagnosis;
  const rows: (readonly [string, string])[] = [];
  if (label !== '') rows.push(['what', label]);
  if (request !== null) {
    rows.push(['asked', `${request.method} ${request.url}`]);
    rows.push([
      'operation',
      request.operation === null
        ? 'no operation that is known'
        : `${request.operation.method} ${request.operation.path}`,
    ]);
    if (request.suggestions.length > 0) rows.push(['did you mean', request.suggestions.join(', ')]);
  }
  if (principal !== null) {
    rows.push(['caller', principal.kind ?? 'kind not known']);
    rows.push([
      'permissions',
      principal.permissions === null ? 'not known' : principal.permissions.join(' ') || 'none',
    ]);
    if (principal.directoryRoles !== null)
      rows.push(['directory roles', principal.directoryRoles.map(({ name }) => name).join(', ') || 'none']);
  }
  if (observed !== null) {
    rows.push([
      'answer',
      [observed.status, observed.code, observed.message].filter((each) => each !== null && each !== '').join(' '),
    ]);
  }
  const first = causes[0];
  return `<section class="${diagnosis.outcome}">
<h1>${text(verdictOf(diagnosis.outcome))}${first === undefined ? '' : ` — ${text(sentenceOf(first))}`}</h1>
<dl>${rows.map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`).join('')}</dl>
<ol class="parts">${PARTS.map((part) => `<li>${part}: <strong>${parts[part].outcome}</strong></li>`).join('')}</ol>
${causes.map(cause).join('\n')}
${caveats.map((caveat) => `<p><small>${text(caveat)}</small></p>`).join('')}
<p><small>why403, knowledge ${text(diagnosis.knowledge.version)}</small></p>
</section>`;
}

function cause(each: Diagnosis['causes'][number]): string {
  const evidence = each.evidence.map(
    ({ name, value, says }) =>
      `<li><code>${text(name)}</code>: ${value === null ? 'absent' : `<code>${text(value)}</code>`} — ${text(says)}</li>`,
  );
  const remedies = each.remedies.map(
    (remedy) => `<h3>Repair, by the ${text(remedy.who)}</h3>
<p>${text(remedy.action)}${remedy.proved.length === 0 ? '' : ` (proved: ${remedy.proved.join(', ')})`}</p>
<ul>${remedy.steps.map((step) => `<li>${text(step.do)}${step.command === null ? '' : `<pre>${text(step.command, true)}</pre>`}</li>`).join('')}</ul>`,
  );
  return `<details${each.certainty === 'possible' ? '' : ' open'}><summary><strong>${each.code}</strong> (${each.certainty})</summary>
<ul>${evidence.join('')}</ul>
${each.settledBy === null ? '' : `<p>To settle it: ${text(each.settledBy)}.</p>`}
${remedies.join('\n')}
<p><small>${each.sources.map((source) => text(source)).join('<br>')}</small></p></details>`;
}

function text(value: string, keepLines = false): string {
  const lines = keepLines
    ? value
        .split('\n')
        .map((line) => clean(line, 4000))
        .join('\n')
    : clean(value, 2000);
  return lines.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
