/**
 * Outcome of repairing a path of the permission table.
 *
 * `query`: the path carries a query, so it says nothing about the plain path and is left out; `invalid`: no known
 * repair makes it a path template.
 */
export type RepairedPath =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'query'; readonly path: string; readonly query: string }
  | { readonly type: 'invalid'; readonly reason: string };

interface Repair {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Known defects of the permission table. Each is narrow: a defect that is not known must stop the import. */
const REPAIRS: readonly Repair[] = [
  // `/applications/{id}}/repair`
  { pattern: /\}\}/g, replacement: '}' },
  // `/teams/(team-id)/channels/{id}/messages/{id}`
  { pattern: /(?<=\/)\(team-id\)(?=\/)/g, replacement: '{id}' },
  // `/security/subjectrightsrequests{subjectrightsrequestid}/getfinalreport`
  { pattern: /(?<=\/subjectrightsrequests)(?=\{)/gi, replacement: '/' },
  // `/devicemanagement/geteffectivepermissionsscope={value}`
  { pattern: /(?<=\/geteffectivepermissions)scope=(\{\w+\})/gi, replacement: '(scope=$1)' },
  // `…/rows/itemat(index={value})range`
  { pattern: /(?<=\/itemat\(index=\{value\}\))(?=range$)/gi, replacement: '/' },
  // `/directoryroles/roletemplateid={roletemplateid}/members`
  { pattern: /(?<=\/directoryroles)\/roletemplateid=\{roletemplateid\}/gi, replacement: '(roletemplateid={value})' },
  // `/me/drive/root:/foldera/fileb.txt:/content`: an example of a path in the drive
  { pattern: /(?<=\/root:\/)foldera\/fileb\.txt(?=:)/gi, replacement: '{id}' },
  // blanks between arguments of functions
  { pattern: /, +/g, replacement: ',' },
  // `…/sponsors/`
  { pattern: /(?<=.)\/$/, replacement: '' },
];

const NAME = String.raw`[A-Za-z0-9_.$@\-]+`;
const PARAMETER = String.raw`\{[A-Za-z0-9_\-]+\}`;
const ARGUMENT = String.raw`(?:[A-Za-z0-9]+=)?(?:${PARAMETER}|'${PARAMETER}')`;
const SEGMENT = new RegExp(
  String.raw`^(?:${NAME}:?|${PARAMETER}:?|${NAME}\(\)|${NAME}\(${ARGUMENT}(?:,${ARGUMENT})*\))$`,
);

/**
 * Repairs the known defects of a path as the permission table spells it.
 *
 * This does check that the outcome is a path template: every segment is a name, a parameter, or a function or key with
 * its arguments. This does NOT change letter case or the names of parameters.
 */
export function repairPath(raw: string): RepairedPath {
  const [plain = '', ...query] = raw.split('?');
  const path = REPAIRS.reduce((current, repair) => current.replace(repair.pattern, repair.replacement), plain);
  if (!path.startsWith('/')) return { type: 'invalid', reason: 'path does not start with `/`' };
  for (const segment of path.slice(1).split('/')) {
    if (segment === '') return { type: 'invalid', reason: 'path has an empty segment' };
    if (!SEGMENT.test(segment)) return { type: 'invalid', reason: `segment \`${segment}\` is no part of a template` };
  }
  return query.length > 0 ? { type: 'query', path, query: query.join('?') } : { type: 'path', path };
}

/** Two spellings of one template have equal keys: letter case does not count, names of parameters do. */
export function templateKey(path: string): string {
  return path.toLowerCase();
}

/** The file of `operations/` for a path: its first segment without key or arguments, in lower case. */
export function operationsFile(path: string): string {
  const [, first = ''] = path.toLowerCase().split('/');
  return `${first.replace(/\(.*$/, '')}.tsv`;
}

/**
 * Chooses one spelling for every word of the paths, since the permission table spells the same segment in several
 * letter cases and most in lower case. Microsoft Graph matches paths without letter case; the spelling is for people.
 */
export class Spellings {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #reviewed = new Map<string, string>();

  /** Counts the words of one path. */
  add(path: string): void {
    for (const [word] of path.matchAll(WORD)) {
      const key = word.toLowerCase();
      const counts = this.#counts.get(key) ?? new Map<string, number>();
      counts.set(word, (counts.get(word) ?? 0) + 1);
      this.#counts.set(key, counts);
    }
  }

  /** Sets the spelling of one word by review; it wins over what is counted. */
  review(word: string): void {
    this.#reviewed.set(word.toLowerCase(), word);
  }

  /** Spells every word of a path in its reviewed, else its most camel-cased variant. */
  spell(path: string): string {
    return path.replaceAll(WORD, (word) => this.#best(word.toLowerCase()) ?? word);
  }

  #best(key: string): string | undefined {
    const reviewed = this.#reviewed.get(key);
    if (reviewed !== undefined) return reviewed;
    const variants = [...(this.#counts.get(key) ?? [])];
    variants.sort(
      ([a, countA], [b, countB]) =>
        Number(startsUpper(a)) - Number(startsUpper(b)) ||
        capitals(b) - capitals(a) ||
        countB - countA ||
        (a < b ? -1 : 1),
    );
    return variants[0]?.[0];
  }
}

const WORD = /[A-Za-z][A-Za-z0-9]*/g;

function startsUpper(word: string): boolean {
  return /^[A-Z]/.test(word);
}

function capitals(word: string): number {
  return word.replaceAll(/[^A-Z]/g, '').length;
}
