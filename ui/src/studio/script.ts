/** Editing the script like a document: what Enter, Backspace and pasted lines do to segments. Pure. */
import type { Edit, Frames, NewSegment, Segment, SegmentId } from '../api/bindings';

/** The edit, and where the cursor goes when it is made. */
export type ScriptStep = { readonly edit: Edit; readonly focus: SegmentId; readonly caret: number };

export const tidy = (text: string): string => text.replace(/[ \t\r\n]+/g, ' ').trim();

/** About how long a text takes to say, so that what is typed has its length before it has a voice. */
export function guessedLength(text: string, fps: number): Frames {
  const words = tidy(text).split(' ').filter(Boolean).length;
  return Math.round(fps * Math.max(2, words === 0 ? 5 : 0.4 + words / 2.6));
}

function fresh(id: SegmentId, narration: string, fps: number): NewSegment {
  return { id, narration, prompt: '', target: guessedLength(narration, fps) };
}

function rewritten(segment: Segment, text: string): Edit[] {
  const edits: Edit[] = [];
  if (text !== segment.narration) edits.push({ kind: 'set_narration', segment: segment.id, text });
  // What it says instead belongs to the whole text.
  if (segment.spoken !== null && edits.length > 0) edits.push({ kind: 'set_spoken', segment: segment.id, text: null });
  return edits;
}

function together(edits: Edit[]): Edit {
  const [only] = edits;
  return edits.length === 1 && only ? only : { kind: 'several', edits };
}

/** Enter: what stands behind the cursor becomes a segment of its own; at the end an empty one, at the start one before. */
export function enter(segments: readonly Segment[], index: number, text: string, caret: number, id: SegmentId, fps: number): ScriptStep | null {
  const segment = segments[index];
  if (!segment) return null;
  const [left, right] = [tidy(text.slice(0, caret)), tidy(text.slice(caret))];
  if (left === '' && right !== '') {
    return { edit: together([...rewritten(segment, right), { kind: 'insert', at: index, segments: [fresh(id, '', fps)] }]), focus: segment.id, caret: 0 };
  }
  return { edit: together([...rewritten(segment, left), { kind: 'insert', at: index + 1, segments: [fresh(id, right, fps)] }]), focus: id, caret: 0 };
}

/** Backspace at the start: an empty one goes, others join the one before. */
export function backspace(segments: readonly Segment[], index: number, text: string): ScriptStep | null {
  const segment = segments[index];
  const before = segments[index - 1];
  if (!segment) return null;
  if (!before) {
    const next = segments[index + 1];
    return tidy(text) === '' && next ? { edit: { kind: 'remove', segments: [segment.id] }, focus: next.id, caret: 0 } : null;
  }
  const caret = before.narration.length;
  if (tidy(text) === '') return { edit: { kind: 'remove', segments: [segment.id] }, focus: before.id, caret };
  if (before.narration === '') return { edit: { kind: 'remove', segments: [before.id] }, focus: segment.id, caret: 0 };
  return { edit: { kind: 'join', segment: segment.id }, focus: before.id, caret: caret + 1 };
}

/** Lines of a paste; one line is left to the text field. */
export function lines(pasted: string): string[] {
  return pasted.split(/\r?\n/).map(tidy).filter((line) => line !== '');
}

/** Several lines: the first goes on where the cursor stands, each other becomes a segment, the last takes what stood behind the cursor. */
export function paste(
  segments: readonly Segment[], index: number, text: string, selection: readonly [number, number], pasted: readonly string[], ids: readonly SegmentId[], fps: number,
): ScriptStep | null {
  const segment = segments[index];
  const [first, ...rest] = pasted;
  const last = ids.at(rest.length - 1);
  if (!segment || first === undefined || rest.length === 0 || last === undefined) return null;
  const behind = tidy(text.slice(selection[1]));
  const made = rest.map((line, at) => fresh(ids[at] ?? last, at === rest.length - 1 ? tidy(`${line} ${behind}`) : line, fps));
  const edits = rewritten(segment, tidy(`${text.slice(0, selection[0])} ${first}`));
  return { edit: together([...edits, { kind: 'insert', at: index + 1, segments: made }]), focus: last, caret: rest.at(-1)?.length ?? 0 };
}
