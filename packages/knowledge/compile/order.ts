/** Orders texts by code unit: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The values in order, in a new array. */
export function sorted<T>(values: Iterable<T>, compare: (a: T, b: T) => number): T[] {
  const copy = [...values];
  copy.sort(compare);
  return copy;
}
