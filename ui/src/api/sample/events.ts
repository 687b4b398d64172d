/** One kind of event: who hears it, and telling them. */
export class Hearers<T> {
  #hearers = new Set<(value: T) => void>();

  hear = (hearer: (value: T) => void): (() => void) => {
    this.#hearers.add(hearer);
    return () => void this.#hearers.delete(hearer);
  };

  tell(value: T): void {
    for (const hearer of [...this.#hearers]) hearer(value);
  }
}
