const MAX_ENTRIES = 2000;
const MAX_KEY = 400;

/**
 * Creates a cache of reads that is emptied whenever the version of the state is another one.
 *
 * INVARIANT: the version is taken before the read. A write during the read gives the state a newer version, so the next
 * call reads again.
 *
 * @param version Changes with every write; null: not known, so nothing is kept.
 */
export function createReadCache(
  version: (() => string) | null,
): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  if (version === null) return (_, read) => read();
  const entries = new Map<string, unknown>();
  let current = '';
  return async <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const before = version();
    if (before !== current || entries.size > MAX_ENTRIES) {
      entries.clear();
      current = before;
    }
    if (entries.has(key)) return entries.get(key) as T;
    const value = await read();
    // Keys hold what callers sent: long ones are not worth their memory.
    if (before === current && before === version() && key.length <= MAX_KEY) entries.set(key, value);
    return value;
  };
}
