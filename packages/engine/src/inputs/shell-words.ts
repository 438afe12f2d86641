/** Command languages whose quoting is understood. */
export type Shell = 'bash' | 'cmd' | 'powershell';

/** One word of a command line. */
export interface ShellWord {
  /** What the command gets; variables that are not known stand in it as they were written. */
  readonly text: string;
  /** Whether a variable or substitution in it is not known. */
  readonly unknown: boolean;
  /** Whether some of it was quoted, so that it is an argument whatever it looks like. */
  readonly quoted: boolean;
  /** Entries of a PowerShell table (`@{ name = 'value' }`). */
  readonly table: readonly (readonly [string, ShellWord])[] | null;
}

/** Characters that variables may add in all, beyond the length of the text. */
const MOST_ADDED = 1_048_576;

/** Guesses the command language of a text by its quoting. */
export function detectShell(text: string): Shell {
  const start = text.slice(0, 100_000);
  // What quotes the first argument tells; later ones can hold anything.
  const quote = start.search(/["']/);
  if (quote > 0 && start.charAt(quote - 1) === '^') return 'cmd';
  if (/\^\r?\n/.test(start) && !/\\\r?\n/.test(start)) return 'cmd';
  if (
    /`\r?\n/.test(start) ||
    /^[ \t]{0,40}\$[A-Za-z]\w{0,60}[ \t]{0,40}=/m.test(start) ||
    /\b(?:Invoke-(?:RestMethod|WebRequest|MgGraphRequest)|irm|iwr)\b/i.test(start)
  ) {
    return 'powershell';
  }
  return 'bash';
}

/**
 * Splits a text into commands and these into words, as the shell would: quotes, escapes, continued lines, comments, and
 * variables that are assigned a plain value before. Nothing is ever run.
 */
export function splitCommands(text: string, shell: Shell): readonly (readonly ShellWord[])[] {
  if (shell === 'cmd') return new CmdReader(text).commands();
  return shell === 'powershell' ? new PowerShellReader(text).commands() : new BashReader(text).commands();
}

/** Collects the pieces of a word. */
class WordBuilder {
  #pieces: string[] = [];
  #open = false;
  #unknown = false;
  #quoted = false;

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#open = true;
  }

  quote(): void {
    this.#open = true;
    this.#quoted = true;
  }

  unknown(): void {
    this.#unknown = true;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether the word is the number of a stream, as in `2>&1`. */
  get isDigit(): boolean {
    const [piece, ...more] = this.#pieces;
    return piece !== undefined && more.length === 0 && /^\d$/.test(piece);
  }

  /** The word, or `null` if none was begun; the next one starts. */
  take(): ShellWord | null {
    if (!this.#open) return null;
    const word = { text: this.#pieces.join(''), unknown: this.#unknown, quoted: this.#quoted, table: null };
    this.#pieces = [];
    this.#open = false;
    this.#unknown = false;
    this.#quoted = false;
    return word;
  }
}

/** Commands under construction, and the variables that were assigned. */
class Commands {
  readonly done: ShellWord[][] = [];
  #words: ShellWord[] = [];

  push(word: ShellWord | null): void {
    if (word !== null) this.#words.push(word);
  }

  /** Ends a command and returns its words. */
  end(): readonly ShellWord[] {
    const words = this.#words;
    if (words.length > 0) this.done.push(words);
    this.#words = [];
    return words;
  }

  get isEmpty(): boolean {
    return this.#words.length === 0;
  }
}

/** Values of variables, with a bound on what they may add up to. */
class Variables {
  readonly #values = new Map<string, ShellWord>();
  #left = MOST_ADDED;

  set(name: string, value: ShellWord): void {
    this.#values.set(name, value);
  }

  get(name: string): ShellWord | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value.unknown || value.text.length > this.#left) return undefined;
    this.#left -= value.text.length;
    return value;
  }
}

class BashReader {
  readonly #text: string;
  readonly #word = new WordBuilder();
  readonly #commands = new Commands();
  readonly #variables = new Variables();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  commands(): readonly (readonly ShellWord[])[] {
    const text = this.#text;
    while (this.#at < text.length) {
      const char = text.charAt(this.#at);
      if (char === "'") this.#single();
      else if (char === '"') this.#double();
      else if (char === '$') this.#dollar(false);
      else if (char === '\\') this.#escape();
      else if (char === '`') this.#backtick();
      else if (char === '&' && this.#isPartOfUrl()) this.#plain();
      else if (char === '\n' || char === ';' || char === '|' || char === '&' || char === ')') this.#endCommand(char);
      else if (char <= ' ') this.#space();
      else if (char === '#' && !this.#word.isOpen) this.#comment();
      else if ((char === '>' || char === '<') && (!this.#word.isOpen || this.#word.isDigit)) this.#redirection();
      else this.#plain();
    }
    this.#endCommand('\n');
    return this.#commands.done;
  }

  /** A URL that somebody forgot to quote goes on behind its `&`, where the shell would have ended it. */
  #isPartOfUrl(): boolean {
    return this.#word.isOpen && /[\w$%]/.test(this.#text.charAt(this.#at + 1));
  }

  #plain(): void {
    const start = this.#at++;
    while (this.#at < this.#text.length && !BASH_SPECIAL.has(this.#text.charAt(this.#at))) this.#at++;
    this.#word.add(this.#text.slice(start, this.#at));
  }

  #space(): void {
    this.#commands.push(this.#word.take());
    this.#at++;
  }

  #endCommand(char: string): void {
    this.#commands.push(this.#word.take());
    if (char !== '\n' || !this.#commands.isEmpty) this.#assign(this.#commands.end());
    this.#at++;
  }

  #assign(words: readonly ShellWord[]): void {
    const assignments = words[0]?.text === 'export' ? words.slice(1) : words;
    for (const word of assignments) {
      const name = /^[A-Za-z_]\w{0,80}(?==)/.exec(word.text.slice(0, 100))?.[0];
      if (name === undefined) return;
      this.#variables.set(name, { ...word, text: word.text.slice(name.length + 1) });
    }
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  /** `2> file`: neither the sign nor the file is an argument. */
  #redirection(): void {
    this.#word.take();
    while (/[<>&]/.test(this.#text.charAt(this.#at))) this.#at++;
    while (this.#text.charAt(this.#at) === ' ') this.#at++;
    while (this.#at < this.#text.length && !/[\s;|&]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    const to = end < 0 ? this.#text.length : end;
    this.#word.quote();
    this.#word.add(this.#text.slice(this.#at + 1, to));
    this.#at = to + 1;
  }

  #double(): void {
    const text = this.#text;
    this.#word.quote();
    this.#at++;
    let start = this.#at;
    while (this.#at < text.length) {
      const char = text.charAt(this.#at);
      if (char === '"') break;
      if (char === '\\') {
        const next = text.charAt(this.#at + 1);
        this.#word.add(text.slice(start, this.#at));
        if (next === '\n') this.#word.add('');
        else if (next === '\r' && text.charAt(this.#at + 2) === '\n') this.#at++;
        else this.#word.add(next === '"' || next === '\\' || next === '$' || next === '`' ? next : `\\${next}`);
        this.#at += 2;
        start = this.#at;
      } else if (char === '$' || char === '`') {
        this.#word.add(text.slice(start, this.#at));
        if (char === '$') this.#dollar(true);
        else this.#backtick();
        start = this.#at;
      } else {
        this.#at++;
      }
    }
    this.#word.add(text.slice(start, this.#at));
    this.#at++;
  }

  #escape(): void {
    const next = this.#text.charAt(this.#at + 1);
    if (next === '\n' || (next === '\r' && this.#text.charAt(this.#at + 2) === '\n')) {
      this.#at += next === '\n' ? 2 : 3;
      return;
    }
    this.#word.add(next);
    this.#at += 2;
  }

  #backtick(): void {
    const end = this.#text.indexOf('`', this.#at + 1);
    const to = end < 0 ? this.#text.length : end + 1;
    this.#word.add(this.#text.slice(this.#at, to));
    this.#word.unknown();
    this.#at = to;
  }

  #dollar(inQuotes: boolean): void {
    const text = this.#text;
    const next = text.charAt(this.#at + 1);
    if (next === "'" && !inQuotes) {
      this.#ansi();
    } else if (next === '(') {
      const to = closingParenthesis(text, this.#at + 1);
      this.#word.add(text.slice(this.#at, to));
      this.#word.unknown();
      this.#at = to;
    } else {
      const match = /^\$(?:\{([A-Za-z_]\w{0,80})[^}\n]{0,80}\}|([A-Za-z_]\w{0,80}))/.exec(
        text.slice(this.#at, this.#at + 200),
      );
      // `$filter` and the like are part of a URL, though a shell would take them for variables, too.
      const name = match?.[1] ?? match?.[2];
      const value = name === undefined ? undefined : this.#variables.get(name);
      if (match !== null && name !== undefined && (value !== undefined || !ODATA_OPTIONS.has(name.toLowerCase()))) {
        this.#word.add(value?.text ?? match[0]);
        if (value === undefined) this.#word.unknown();
        this.#at += match[0].length;
      } else {
        this.#word.add('$');
        this.#at++;
      }
    }
  }

  /** `$'…'` with the escapes of C. */
  #ansi(): void {
    const text = this.#text;
    this.#word.quote();
    this.#at += 2;
    let start = this.#at;
    while (this.#at < text.length && text.charAt(this.#at) !== "'") {
      if (text.charAt(this.#at) !== '\\') {
        this.#at++;
        continue;
      }
      this.#word.add(text.slice(start, this.#at));
      const match = /^\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(
        text.slice(this.#at, this.#at + 12),
      );
      if (match === null) {
        const char = text.charAt(this.#at + 1);
        this.#word.add(C_ESCAPES.get(char) ?? char);
        this.#at += 2;
      } else {
        const octal = match[4];
        const point = Number.parseInt(octal ?? match[1] ?? match[2] ?? match[3] ?? '0', octal === undefined ? 16 : 8);
        this.#word.add(String.fromCodePoint(Math.min(point, 0x10ffff)));
        this.#at += match[0].length;
      }
      start = this.#at;
    }
    this.#word.add(text.slice(start, this.#at));
    this.#at++;
  }
}

const BASH_SPECIAL: ReadonlySet<string> = new Set([
  '>',
  '<',
  "'",
  '"',
  '$',
  '\\',
  '`',
  '\n',
  '\r',
  '\t',
  ' ',
  ';',
  '|',
  '&',
  ')',
]);

/** Options of OData, which people forget to quote. */
const ODATA_OPTIONS: ReadonlySet<string> = new Set([
  'filter',
  'select',
  'expand',
  'top',
  'skip',
  'count',
  'orderby',
  'search',
  'format',
  'skiptoken',
  'deltatoken',
  'batch',
  'value',
  'ref',
  'metadata',
]);

const C_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['e', '\u001b'],
]);

/** Offset behind the parenthesis that closes one, or the end. Quotes inside are not looked at. */
function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** The Windows command prompt: carets first, then the quoting of the C runtime, which splits the words. */
class CmdReader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  commands(): readonly (readonly ShellWord[])[] {
    const commands = new Commands();
    for (const line of this.#lines()) {
      for (const word of this.#words(line)) commands.push(word);
      commands.end();
    }
    return commands.done;
  }

  /** Lines with carets resolved. A caret escapes the character behind it, outside quotes only. */
  #lines(): readonly string[] {
    const text = this.#text;
    const lines: string[] = [];
    let line: string[] = [];
    let inQuotes = false;
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === '^' && !inQuotes) {
        at++;
        if (text.charAt(at) === '\r') at++;
        const next = text.charAt(at);
        if (next !== '\n') {
          line.push(next);
          continue;
        }
        // A caret at the end continues the line; the first character of the next one is taken as it is.
        const after = text.charAt(at + 1) === '\r' ? at + 2 : at + 1;
        if (text.charAt(after) === '\n') {
          line.push('\n');
          at = after;
        }
      } else if (char === '\n') {
        lines.push(line.join(''));
        line = [];
        inQuotes = false;
      } else if ((char === '&' || char === '|') && !inQuotes) {
        lines.push(line.join(''));
        line = [];
      } else if (char !== '\r') {
        if (char === '"') inQuotes = !inQuotes;
        line.push(char);
      }
    }
    lines.push(line.join(''));
    return lines;
  }

  #words(line: string): readonly ShellWord[] {
    const words: ShellWord[] = [];
    const word = new WordBuilder();
    let inQuotes = false;
    for (let at = 0; at < line.length; at++) {
      const char = line.charAt(at);
      if (char === '\\') {
        const start = at;
        while (line.charAt(at + 1) === '\\') at++;
        const count = at - start + 1;
        if (line.charAt(at + 1) !== '"') {
          word.add('\\'.repeat(count));
        } else {
          word.add('\\'.repeat(Math.floor(count / 2)));
          if (count % 2 === 1) {
            word.add('"');
            at++;
          }
        }
      } else if (char === '"') {
        if (inQuotes && line.charAt(at + 1) === '"') {
          word.add('"');
          at++;
        } else {
          inQuotes = !inQuotes;
          word.quote();
        }
      } else if (!inQuotes && char <= ' ') {
        const taken = word.take();
        if (taken !== null) words.push(taken);
      } else {
        word.add(char);
      }
    }
    const last = word.take();
    return last === null ? words : [...words, last];
  }
}

class PowerShellReader {
  readonly #text: string;
  readonly #variables = new Variables();
  readonly #tables = new Map<string, ShellWord>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  commands(): readonly (readonly ShellWord[])[] {
    const commands = new Commands();
    const text = this.#text;
    for (;;) {
      const char = text.charAt(this.#at);
      if (char === '\n' || char === ';' || char === '|' || char === ')' || char === '}' || char === '') {
        this.#assign(commands.end());
        if (char === '') return commands.done;
        this.#at++;
      } else if (char <= ' ') {
        this.#at++;
      } else if (char === '`' && /^`\r?\n/.test(text.slice(this.#at, this.#at + 3))) {
        this.#at = text.indexOf('\n', this.#at) + 1;
      } else if (char === '#') {
        const end = text.indexOf('\n', this.#at);
        this.#at = end < 0 ? text.length : end;
      } else {
        const start = this.#at;
        commands.push(this.#readWord(PS_END));
        // A backtick that escapes nothing starts no word.
        if (this.#at === start) this.#at++;
      }
    }
  }

  #assign(words: readonly ShellWord[]): void {
    const [target, sign, value] = words;
    const name = /^\$(?:env:|global:|script:)?([A-Za-z_]\w{0,80})$/i.exec(target?.text.slice(0, 120) ?? '')?.[1];
    if (name === undefined || sign?.text !== '=' || value === undefined) return;
    // More words make an expression, whose value is not known.
    const known = words.length === 3 ? value : { ...value, unknown: true };
    if (known.table === null) this.#variables.set(name.toLowerCase(), known);
    else this.#tables.set(name.toLowerCase(), known);
  }

  #readWord(ends: ReadonlySet<string>): ShellWord {
    const text = this.#text;
    const word = new WordBuilder();
    while (this.#at < text.length) {
      const char = text.charAt(this.#at);
      if (ends.has(char)) break;
      if (char === '`') {
        const next = text.charAt(this.#at + 1);
        if (next === '\n' || next === '\r' || next === '') break;
        word.add(PS_ESCAPES.get(next) ?? next);
        this.#at += 2;
      } else if (char === "'") this.#single(word);
      else if (char === '"') this.#double(word);
      else if (char === '@' && /^@["']\r?\n/.test(text.slice(this.#at, this.#at + 4))) this.#hereString(word);
      else if (char === '@' && text.charAt(this.#at + 1) === '{' && !word.isOpen && ends === PS_END) {
        // Not within a table: reading would need a limit of depth, and headers have no tables.
        return this.#table();
      } else if (char === '(' || (char === '$' && text.charAt(this.#at + 1) === '(')) {
        const to = closingParenthesis(text, text.indexOf('(', this.#at));
        word.add(text.slice(this.#at, to));
        word.unknown();
        this.#at = to;
      } else if (char === '$') {
        const table = word.isOpen ? undefined : this.#tableVariable();
        if (table !== undefined) return table;
        this.#dollar(word);
      } else {
        const start = this.#at++;
        while (this.#at < text.length && !PS_SPECIAL.has(text.charAt(this.#at)) && !ends.has(text.charAt(this.#at))) {
          this.#at++;
        }
        word.add(text.slice(start, this.#at));
      }
    }
    return word.take() ?? { text: '', unknown: false, quoted: false, table: null };
  }

  #single(word: WordBuilder): void {
    word.quote();
    this.#at++;
    for (;;) {
      const end = this.#text.indexOf("'", this.#at);
      const to = end < 0 ? this.#text.length : end;
      word.add(this.#text.slice(this.#at, to));
      this.#at = to + 1;
      if (this.#text.charAt(this.#at) !== "'") return;
      word.add("'");
      this.#at++;
    }
  }

  #double(word: WordBuilder): void {
    const text = this.#text;
    word.quote();
    this.#at++;
    let start = this.#at;
    while (this.#at < text.length) {
      const char = text.charAt(this.#at);
      if (char === '"' && text.charAt(this.#at + 1) !== '"') break;
      if (char === '"' || char === '`') {
        const next = text.charAt(this.#at + 1);
        word.add(text.slice(start, this.#at));
        word.add(char === '"' ? '"' : (PS_ESCAPES.get(next) ?? next));
        this.#at += 2;
        start = this.#at;
      } else if (char === '\\' && text.charAt(this.#at + 1) === '"') {
        // Not PowerShell's own escape, but what programs need and people write.
        word.add(`${text.slice(start, this.#at)}"`);
        this.#at += 2;
        start = this.#at;
      } else if (char === '$') {
        word.add(text.slice(start, this.#at));
        this.#dollar(word);
        start = this.#at;
      } else {
        this.#at++;
      }
    }
    word.add(text.slice(start, this.#at));
    this.#at++;
  }

  #hereString(word: WordBuilder): void {
    const text = this.#text;
    const quote = text.charAt(this.#at + 1);
    const from = text.indexOf('\n', this.#at) + 1;
    const end = text.indexOf(`\n${quote}@`, from - 1);
    const to = end < 0 ? text.length : end;
    word.quote();
    word.add(text.slice(from, Math.max(from, to)));
    this.#at = Math.min(text.length, to + 3);
  }

  #dollar(word: WordBuilder): void {
    const text = this.#text;
    if (text.charAt(this.#at + 1) === '(') {
      const to = closingParenthesis(text, this.#at + 1);
      word.add(text.slice(this.#at, to));
      word.unknown();
      this.#at = to;
      return;
    }
    const match = /^\$(?:\{([^}\n]{1,80})\}|((?:env:|global:|script:)?[A-Za-z_]\w{0,80}))/i.exec(
      text.slice(this.#at, this.#at + 120),
    );
    const name = (match?.[1] ?? match?.[2])?.toLowerCase().replace(/^(?:env|global|script):/, '');
    const value = name === undefined ? undefined : this.#variables.get(name);
    if (match !== null && name !== undefined && (value !== undefined || !ODATA_OPTIONS.has(name))) {
      word.add(value?.text ?? match[0]);
      // The target of an assignment is read as a word, too; whether it is known does not matter there.
      if (value === undefined) word.unknown();
      this.#at += match[0].length;
    } else {
      word.add('$');
      this.#at++;
    }
  }

  #tableVariable(): ShellWord | undefined {
    const match = /^\$([A-Za-z_]\w{0,80})(?![\w.[])/.exec(this.#text.slice(this.#at, this.#at + 100));
    const table = match?.[1] === undefined ? undefined : this.#tables.get(match[1].toLowerCase());
    if (match !== null && table !== undefined) this.#at += match[0].length;
    return table;
  }

  #table(): ShellWord {
    const text = this.#text;
    const entries: (readonly [string, ShellWord])[] = [];
    let unknown = false;
    this.#at += 2;
    for (;;) {
      while (this.#at < text.length && (text.charAt(this.#at) <= ' ' || text.charAt(this.#at) === ';')) this.#at++;
      const char = text.charAt(this.#at);
      if (char === '' || char === '}') break;
      if (char === '#') {
        const end = text.indexOf('\n', this.#at);
        this.#at = end < 0 ? text.length : end;
        continue;
      }
      const start = this.#at;
      const name = this.#readWord(PS_NAME_END);
      while (text.charAt(this.#at) === ' ') this.#at++;
      if (text.charAt(this.#at) !== '=') {
        unknown = true;
        if (this.#at === start) this.#at++;
        continue;
      }
      this.#at++;
      while (text.charAt(this.#at) === ' ') this.#at++;
      // Tables in tables do not occur among headers, and would need a depth limit.
      if (text.startsWith('@{', this.#at)) {
        unknown = true;
        this.#at += 2;
        continue;
      }
      const value = this.#readWord(PS_VALUE_END);
      entries.push([name.text, this.#withoutRest(value)]);
    }
    this.#at++;
    return { text: '', unknown, quoted: false, table: entries };
  }

  /** What follows a value in its line makes an expression (`'Bearer ' + $token`), whose value is not known. */
  #withoutRest(value: ShellWord): ShellWord {
    const text = this.#text;
    while (text.charAt(this.#at) === ' ' || text.charAt(this.#at) === '\t' || text.charAt(this.#at) === '\r')
      this.#at++;
    const next = text.charAt(this.#at);
    if (next === '' || next === '#' || PS_VALUE_END.has(next)) return value;
    while (this.#at < text.length && !PS_ENTRY_END.has(text.charAt(this.#at))) {
      const before = this.#at;
      this.#readWord(PS_VALUE_END);
      if (this.#at === before) this.#at++;
    }
    return { ...value, unknown: true };
  }
}

const PS_END: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n', ';', '|', ')', '}']);
const PS_NAME_END: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n', ';', '=', '}']);
const PS_VALUE_END: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n', ';', '}']);
const PS_ENTRY_END: ReadonlySet<string> = new Set(['\n', ';', '}']);
const PS_SPECIAL: ReadonlySet<string> = new Set(['`', "'", '"', '@', '$', '(']);
const PS_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\u0000'],
]);
