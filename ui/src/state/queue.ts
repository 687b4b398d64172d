/** One thing after another. What waits may be replaced by a newer one of the same name: only the last of many moves of a slider is sent. */
type Waiting = { readonly name: string | null; run: () => Promise<void>; readonly done: Promise<void>; readonly finish: () => void };

export class Queue {
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** Settles when it has run, or when what replaced it has. Failures are the task's own business. */
  add(run: () => Promise<void>, name: string | null = null): Promise<void> {
    const last = this.#waiting.at(-1);
    if (name !== null && last?.name === name) {
      last.run = run;
      return last.done;
    }
    let finish = (): void => {};
    const done = new Promise<void>((resolve) => (finish = resolve));
    this.#waiting.push({ name, run, done, finish });
    void this.#go();
    return done;
  }

  /** Whether nothing waits behind what runs. */
  get isLast(): boolean {
    return this.#waiting.length === 0;
  }

  async #go(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await next.run().catch(() => {});
      next.finish();
    }
    this.#isRunning = false;
  }
}
