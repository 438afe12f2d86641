// Fails when a Markdown file links to a file or a heading that is not there.
//
// Stops the mistake of moving a file or renaming a heading and leaving its readers behind. Links to the web are not
// followed: a check must not depend on somebody else's server.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles } from './project-files.mjs';

/** One link of a Markdown file. */
export interface Link {
  /** As written. */
  readonly target: string;
  /** 1-based. */
  readonly line: number;
}

/** Lists the inline and reference links of a Markdown text, outside of code. */
export function linksOf(markdown: string): readonly Link[] {
  return withoutCode(markdown).flatMap((text, index) => {
    const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
    const references = [...text.matchAll(/^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/g)];
    return [...inline, ...references].map(([, target = '']) => ({ target, line: index + 1 }));
  });
}

/** Lists the names by which a link can point into a Markdown text, as GitHub makes them of headings. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const text of withoutFences(markdown)) {
    for (const [, name = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(name);
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let name = slug;
    for (let n = 1; anchors.has(name); n += 1) name = `${slug}-${n}`;
    anchors.add(name);
  }
  return anchors;
}

function withoutFences(markdown: string): readonly string[] {
  let fence: string | undefined;
  return markdown.split('\n').map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      return '';
    }
    if (fence === undefined) return line;
    if (mark?.startsWith(fence) === true) fence = undefined;
    return '';
  });
}

function withoutCode(markdown: string): readonly string[] {
  return withoutFences(markdown).map((line) => line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, ''));
}

/**
 * Checks the links of one Markdown file.
 *
 * @param root Folder of the checkout.
 * @param file Path relative to it, with `/`.
 *
 * @returns One line per link that leads nowhere.
 */
export function checkLinks(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return linksOf(text).flatMap(({ target, line }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const [path = '', anchor] = target.split('#', 2);
    const wanted = path === '' ? file : posix.join(posix.dirname(file), decodeURIComponent(path));
    if (wanted.startsWith('..')) return [`${file}:${line}: \`${target}\` leads out of the project`];
    if (!existsSync(join(root, wanted))) return [`${file}:${line}: \`${target}\` does not exist`];
    if (anchor === undefined || !wanted.endsWith('.md') || !statSync(join(root, wanted)).isFile()) return [];
    const anchors = anchorsOf(readFileSync(join(root, wanted), 'utf8'));
    return anchors.has(anchor) ? [] : [`${file}:${line}: \`${target}\`: there is no such heading`];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const problems = projectFiles(root)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => checkLinks(root, file));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
