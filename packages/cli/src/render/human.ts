import { PARTS, type Cause, type Diagnosis, type Outcome, type Remedy } from '@why403/engine';
import { counted } from '../counted.ts';
import { clean } from '../read-input.ts';
import { sentenceOf, verdictOf } from './verdict.ts';

/** How a diagnosis is written for a terminal. */
export interface HumanOptions {
  readonly label: string;
  readonly color: boolean;
  /** Every cause with every repair, not only the first. */
  readonly all: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const COLORS: Readonly<Record<Outcome, string>> = { allow: '32', deny: '31', unknown: '33', 'not-checked': '2' };

/** Most sources that the short form prints. */
const FEW_SOURCES = 7;

/** A diagnosis as text for a terminal, ending with a line end. */
export function renderHuman(diagnosis: Diagnosis, options: HumanOptions): string {
  return new HumanWriter(diagnosis, options).text();
}

class HumanWriter {
  readonly #diagnosis: Diagnosis;
  readonly #options: HumanOptions;
  readonly #lines: string[] = [];

  constructor(diagnosis: Diagnosis, options: HumanOptions) {
    this.#diagnosis = diagnosis;
    this.#options = options;
  }

  text(): string {
    const { causes, caveats } = this.#diagnosis;
    this.#verdict();
    this.#asked();
    this.#caller();
    this.#parts();
    this.#observed();
    const shown = this.#options.all ? causes : causes.slice(0, 1);
    for (const cause of shown) this.#cause(cause);
    if (!this.#options.all) this.#otherCauses(causes.slice(1));
    this.#open();
    for (const caveat of caveats) this.#row('note', caveat);
    this.#sources(shown);
    return `${this.#lines.join('\n')}\n`;
  }

  #verdict(): void {
    const { outcome, causes, observed } = this.#diagnosis;
    const first = causes[0];
    const why =
      first === undefined
        ? outcome === 'allow'
          ? 'the rule lets this request through'
          : outcome === 'not-checked'
            ? 'nothing was given that can be checked'
            : 'nothing that is known decides it'
        : sentenceOf(first);
    const permitted =
      observed !== null && !observed.agrees && outcome === 'unknown'
        ? ' (permitted by the rule, refused all the same)'
        : '';
    const label = this.#options.label === '' ? '' : `${clean(this.#options.label, 80)}: `;
    this.#lines.push(
      `${label}${this.#paint(verdictOf(outcome), `1;${COLORS[outcome]}`)}  ${clean(why)}${permitted}`,
      '',
    );
  }

  #asked(): void {
    const { request } = this.#diagnosis;
    if (request === null) return;
    const operation = request.operation;
    const found = operation === null ? 'no operation that is known' : `${operation.method} ${operation.path}`;
    const where = [request.version, request.cloud].filter((each) => each !== null).join(', ');
    this.#row('asked', `${clean(request.method, 20)} ${clean(request.url, 160)}`);
    this.#row('', `${found}${where === '' ? '' : ` (${where})`}`);
    if (request.suggestions.length > 0) this.#row('', `did you mean ${request.suggestions.slice(0, 3).join(' or ')}?`);
  }

  #caller(): void {
    const { principal } = this.#diagnosis;
    if (principal === null) return;
    const permissions =
      principal.permissions === null ? 'permissions not known' : few(principal.permissions, 8, 'no permissions');
    this.#row('caller', `${principal.kind ?? 'kind not known'} · ${clean(permissions)}`);
    const roles = principal.directoryRoles;
    const more = [
      roles === null
        ? null
        : few(
            roles.map(({ name }) => name),
            5,
            'no directory role',
          ),
      principal.appId === null ? null : `app ${clean(principal.appId, 60)}`,
      principal.tenantId === null ? null : `tenant ${clean(principal.tenantId, 60)}`,
      principal.expiresAt === null ? null : `until ${principal.expiresAt}`,
    ].filter((each) => each !== null);
    if (more.length > 0) this.#row('', clean(more.join(' · ')));
  }

  #parts(): void {
    const { parts } = this.#diagnosis;
    const painted = PARTS.map((part) => {
      const { outcome } = parts[part];
      return `${part} ${this.#paint(outcome === 'not-checked' ? 'not checked' : outcome, COLORS[outcome])}`;
    });
    this.#row('parts', painted.join(' · '));
  }

  #observed(): void {
    const { observed } = this.#diagnosis;
    if (observed === null) return;
    const said = [observed.status, observed.code].filter((each) => each !== null).join(' ');
    const message = observed.message === null || observed.message === '' ? '' : ` “${clean(observed.message, 200)}”`;
    this.#row('answer', `${said}${message}${observed.agrees ? '' : ': this contradicts the decision'}`);
  }

  #cause(cause: Cause): void {
    this.#lines.push('');
    this.#row('why', `${this.#paint(cause.code, '1')} (${cause.certainty})`);
    for (const evidence of cause.evidence.slice(0, 5)) {
      const value = evidence.value === null ? 'absent' : clean(evidence.value, 160);
      this.#row('', `${evidence.name}: ${value} — ${evidence.says}`);
    }
    if (cause.settledBy !== null) this.#row('settle', cause.settledBy);
    const repairs = this.#options.all ? cause.remedies : cause.remedies.slice(0, 1);
    for (const repair of repairs) this.#repair(repair);
    const rest = cause.remedies.length - repairs.length;
    if (rest > 0) this.#row('', `${counted(rest, 'more repair')} with --all`);
  }

  #repair(repair: Remedy): void {
    const proof =
      repair.proved.length === 0
        ? ''
        : ` [proved: ${repair.proved.join(', ')}${repair.leaves.length === 0 ? '' : `; still ${repair.leaves.map(({ part, outcome }) => `${part} ${outcome}`).join(', ')}`}]`;
    this.#lines.push('');
    this.#row('repair', `${repair.who}: ${repair.action}${proof}`);
    for (const step of repair.steps) {
      this.#row('', `- ${step.do}`);
      for (const line of step.command?.split('\n') ?? [])
        this.#lines.push(`            ${this.#paint(clean(line, 2000), '36')}`);
    }
  }

  #otherCauses(causes: readonly Cause[]): void {
    if (causes.length === 0) return;
    this.#lines.push('');
    for (const cause of causes.slice(0, 4)) {
      const settle = cause.settledBy === null ? '' : `: ${cause.settledBy}`;
      this.#row('also', `${cause.code} (${cause.certainty})${settle}`);
    }
    const rest = causes.length - 4;
    if (rest > 0) this.#row('', `${rest} more with --all`);
  }

  #open(): void {
    const { corrections, contested } = this.#diagnosis;
    const points = [
      ...corrections.map(({ id, source }) => `correction ${id} (${source})`),
      ...contested.map(({ id, sources }) => `contested ${id} (${sources.join(', ')})`),
    ];
    if (points.length > 0) {
      this.#lines.push('');
      for (const point of this.#options.all ? points : points.slice(0, 3)) this.#row('rests on', point);
    }
  }

  #sources(causes: readonly Cause[]): void {
    const sources = [...new Set(causes.flatMap((cause) => cause.sources))];
    if (sources.length > 0) this.#lines.push('');
    for (const source of this.#options.all ? sources : sources.slice(0, FEW_SOURCES)) this.#row('source', source);
    this.#row('table', `knowledge ${this.#diagnosis.knowledge.version}`);
  }

  #row(name: string, content: string): void {
    this.#lines.push(`${this.#paint(name.padEnd(9), '2')}${content}`);
  }

  #paint(text: string, code: string): string {
    return this.#options.color && text.trim() !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

function few(names: readonly string[], most: number, none: string): string {
  if (names.length === 0) return none;
  return names.length <= most ? names.join(' ') : `${names.slice(0, most).join(' ')} and ${names.length - most} more`;
}
