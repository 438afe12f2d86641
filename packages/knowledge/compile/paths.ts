import { foldText } from '@why403/engine';

/** A path template for comparison: lower case, `{}` for each parameter, no quotes, no query, no slash at the end. */
export function normalPath(path: string): string {
  return foldText(path)
    .replace(/\?.*$/, '')
    .replace(/\{[^}]*\}/g, '{}')
    .replaceAll("'", '')
    .replace(/,\s+/g, ',')
    .replace(/\/+$/, '');
}

/**
 * Whether a row's path speaks of a normalised path. A row's path is a template, or a prefix that ends with `*`:
 * `/security/cases*` covers `/security/cases` and everything below it, and `/a/b*` covers `/a/bcd`.
 */
export function pathCovers(rowPath: string, path: string): boolean {
  if (!rowPath.includes('*')) return normalPath(rowPath) === path;
  const pieces = normalPath(rowPath).split('*');
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (path.startsWith(piece) ? 0 : -1) : path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return pieces[pieces.length - 1] === '' || at === path.length;
}

/** How specific a row's path and method are: a longer literal path first, a method before `*`. */
export function specificity(row: { readonly method: string; readonly path: string }): number {
  const exact = row.path.includes('*') ? 0 : 100_000;
  return exact + row.path.replaceAll('*', '').length * 2 + (row.method === '*' ? 0 : 1);
}
