/** Dragging rows of the script by their handles: where the mark stands, and the move on letting go. */
export class ScriptDrag {
  ids = $state.raw<readonly string[]>([]);
  /** The row before which they land; null: behind the last. */
  before = $state.raw<string | null>(null);
  isOver = $state.raw(false);

  constructor(private readonly move: (ids: string[], to: number) => void) {}

  /** Follows the pointer over the rows of a list; on the list itself, which stays when rows change places. */
  begin(event: PointerEvent, list: HTMLElement, ids: readonly string[]): void {
    event.preventDefault();
    this.ids = ids;
    list.setPointerCapture(event.pointerId);
    const follow = (moved: PointerEvent): void => {
      this.isOver = true;
      this.before = rowsOf(list).filter((row) => !ids.includes(row.id)).find((row) => moved.clientY < row.middle)?.id ?? null;
      const box = list.parentElement?.getBoundingClientRect();
      if (box && moved.clientY < box.top + 32) list.parentElement?.scrollBy(0, -12);
      else if (box && moved.clientY > box.bottom - 32) list.parentElement?.scrollBy(0, 12);
    };
    const stop = (ended: Event): void => {
      list.removeEventListener('pointermove', follow);
      list.removeEventListener('pointerup', stop);
      list.removeEventListener('pointercancel', stop);
      removeEventListener('keydown', escape, true);
      if (ended.type === 'pointerup' && this.isOver) this.#drop(list);
      this.ids = [];
      this.before = null;
      this.isOver = false;
    };
    const escape = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      stop(key);
    };
    list.addEventListener('pointermove', follow);
    list.addEventListener('pointerup', stop);
    list.addEventListener('pointercancel', stop);
    addEventListener('keydown', escape, true);
  }

  #drop(list: HTMLElement): void {
    const all = rowsOf(list).map((row) => row.id);
    const staying = all.filter((id) => !this.ids.includes(id));
    const to = this.before === null ? staying.length : staying.indexOf(this.before);
    const moved = all.filter((id) => this.ids.includes(id));
    const after = [...staying.slice(0, to), ...moved, ...staying.slice(to)];
    if (after.some((id, index) => id !== all[index])) this.move(moved, to);
  }
}

function rowsOf(list: HTMLElement): { id: string; middle: number }[] {
  return [...list.querySelectorAll<HTMLElement>('[data-row]')].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return { id: row.dataset['row'] ?? '', middle: top + height / 2 };
  });
}
