/** Edits of a made-up document, as far as trying the window needs them. */
import type * as B from '../bindings';
import { segment } from './documents';

export function edited(document: B.Document, edit: B.Edit): B.Document {
  const { segments } = document;
  const change = (ids: readonly string[], alter: (of: B.Segment) => Partial<B.Segment>): B.Document => ({
    ...document, segments: segments.map((of) => (ids.includes(of.id) ? { ...of, ...alter(of) } : of)),
  });
  switch (edit.kind) {
    case 'insert':
      return { ...document, segments: segments.toSpliced(edit.at, 0, ...edit.segments.map(fresh)) };
    case 'duplicate':
      return { ...document, segments: segments.flatMap((of) => [of, ...edit.copies.filter((copy) => copy.of === of.id).map(({ id }) => ({ ...of, id, ancestors: [...of.ancestors, of.id] }))]) };
    case 'paste':
      return { ...document, segments: segments.toSpliced(edit.at, 0, ...edit.segments.map(({ id, segment: of }) => ({ ...of, id }))) };
    case 'remove':
      return { ...document, segments: segments.filter((of) => !edit.segments.includes(of.id)) };
    case 'move': {
      const moved = segments.filter((of) => edit.segments.includes(of.id));
      return { ...document, segments: segments.filter((of) => !edit.segments.includes(of.id)).toSpliced(edit.to, 0, ...moved) };
    }
    case 'split':
      return { ...document, segments: segments.flatMap((of) => (of.id === edit.segment ? halves(of, edit.at, edit.new) : [of])) };
    case 'join':
      return { ...document, segments: joined(segments, edit.segment) };
    case 'replace_script':
      return { ...document, title: edit.title ?? document.title, segments: edit.segments.map(fresh) };
    case 'set_narration': return change([edit.segment], () => ({ narration: edit.text, spoken: null }));
    case 'set_spoken': return change([edit.segment], () => ({ spoken: edit.text }));
    case 'set_word': return change([edit.segment], (of) => withWord(of, edit.word, edit.text));
    case 'set_prompt': return change([edit.segment], () => ({ prompt: edit.text }));
    case 'set_cue_starts': return change([edit.segment], () => ({ cue_starts: edit.starts }));
    case 'set_word_times': return change([edit.segment], (of) => withTimes(of, edit.times));
    case 'set_reading': return change([edit.segment], () => ({ voicing: edit.voicing }));
    case 'set_target': return change(edit.segments, () => ({ target: edit.frames }));
    case 'set_length_rule': return change(edit.segments, () => ({ length: edit.length }));
    case 'set_fit': return change(edit.segments, () => ({ fit: edit.fit }));
    case 'set_framing': return change(edit.segments, () => ({ framing: edit.framing }));
    case 'set_included': return change(edit.segments, () => ({ is_included: edit.is_included }));
    case 'set_transition': return change(edit.segments, () => ({ transition: edit.transition }));
    case 'set_take': return change([edit.segment], () => ({ picture: edit.picture }));
    case 'trim': return change([edit.segment], (of) => withTrim(of, edit.trim));
    case 'slip': return change([edit.segment], (of) => withSlip(of, edit.start));
    case 'set_title': return { ...document, title: edit.title };
    case 'set_language': return { ...document, language: edit.language };
    case 'set_format': return { ...document, format: edit.format };
    case 'set_voice': return { ...document, voice: edit.voice };
    case 'set_pronunciations': return { ...document, pronunciations: edit.pronunciations };
    case 'set_caption_preset': return { ...document, captions: { ...document.captions, preset: edit.preset } };
    case 'set_caption_area': return { ...document, captions: { ...document.captions, area: edit.area } };
    case 'set_captions_shown': return { ...document, captions: { ...document.captions, is_shown: edit.is_shown } };
    case 'set_music': return { ...document, music: edit.music };
    case 'set_mix': return { ...document, mix: edit.mix };
    case 'several': return edit.edits.reduce(edited, document);
  }
}

function fresh({ id, narration, prompt, target }: B.NewSegment): B.Segment {
  return { ...segment(id, narration, prompt), target, voicing: null };
}

function halves(of: B.Segment, at: B.Frames, id: B.SegmentId): B.Segment[] {
  const words = of.narration.split(' ');
  const cut = Math.max(1, Math.min(words.length - 1, Math.round(words.length / 2)));
  const half = (text: string, extra: Partial<B.Segment>): B.Segment => ({ ...of, ...segment(of.id, text, of.prompt), picture: of.picture, is_included: of.is_included, ...extra });
  return [half(words.slice(0, cut).join(' '), { target: at }), half(words.slice(cut).join(' '), { id, ancestors: [...of.ancestors, of.id] })];
}

function joined(segments: readonly B.Segment[], id: B.SegmentId): B.Segment[] {
  const at = segments.findIndex((of) => of.id === id);
  const [first, second] = [segments[at], segments[at + 1]];
  if (!first || !second) return [...segments];
  const text = `${first.narration} ${second.narration}`;
  return segments.toSpliced(at, 2, { ...first, narration: text, voicing: segment(first.id, text, '').voicing });
}

function withWord(of: B.Segment, word: number, text: string): Partial<B.Segment> {
  const narration = of.narration.split(' ').with(word, text).join(' ');
  if (!of.voicing) return { narration };
  return { narration, voicing: { ...of.voicing, words: of.voicing.words.map((spoken, index) => (index === word ? { ...spoken, text } : spoken)) } };
}

function withTimes(of: B.Segment, times: readonly B.WordTime[]): Partial<B.Segment> {
  if (!of.voicing) return {};
  return { voicing: { ...of.voicing, words: of.voicing.words.map((word, index) => ({ ...word, ...times[index] })) } };
}

function withTrim(of: B.Segment, trim: B.FrameRange): Partial<B.Segment> {
  if (of.picture?.extent.kind !== 'clip') return {};
  return { picture: { ...of.picture, extent: { ...of.picture.extent, trim } } };
}

function withSlip(of: B.Segment, start: B.Frames): Partial<B.Segment> {
  if (of.picture?.extent.kind !== 'clip') return {};
  const [from, to] = of.picture.extent.trim;
  return withTrim(of, [start, start + to - from]);
}
