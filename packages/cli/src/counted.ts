/** A number and what it counts: `1 request`, `2 requests`. For nouns whose plural only adds an `s`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
