/** The value all of several have in common; null where they differ. */
export function shared<S, T>(items: readonly S[], read: (item: S) => T): T | null {
  const [first, ...rest] = items;
  if (first === undefined) return null;
  const value = read(first);
  const text = JSON.stringify(value);
  return rest.every((item) => JSON.stringify(read(item)) === text) ? value : null;
}
