import { describe, expect, it } from 'vitest';
import { joinCue, splitCue } from '../timeline/cues';
import { dragged } from './captionArea';
import { readFrame } from './socket';
import { timecode } from './timecode';

function message(frame: number, width: number, height: number, flags: number, bytes = width * height * 4): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + bytes);
  const view = new DataView(buffer);
  [frame, width, height, flags].forEach((value, index) => view.setUint32(index * 4, value, true));
  return buffer;
}

describe('a frame', () => {
  it('is read', () => expect(readFrame(message(70_000, 2, 3, 1))).toMatchObject({ frame: 70_000, width: 2, height: 3, isPlaying: true, pixels: { length: 24 } }));
  it.each([['too short', message(1, 2, 2, 0, 3)], ['empty', message(1, 0, 0, 0)], ['no header', new ArrayBuffer(4)]])('that is %s is none', (_, bytes) => expect(readFrame(bytes)).toBeNull());
});

describe('the caption box', () => {
  const area = { left: 120, top: 1000, right: 888, bottom: 1248 };
  it.each([
    ['move', 30, 40, { left: 156, top: 1040, right: 924, bottom: 1288 }], ['move', 5000, 5000, { left: 312, top: 1672, right: 1080, bottom: 1920 }],
    ['move', -60, 0, { left: 60, top: 1000, right: 828, bottom: 1248 }], ['right', -5000, 0, { ...area, right: 360 }], ['top', 0, -100, { ...area, top: 900 }], ['bottom', 0, 5000, { ...area, bottom: 1920 }],
  ] as const)('%s by %d, %d', (grip, dx, dy, result) => expect(dragged(area, grip, dx, dy)).toEqual(result));
});

describe('small things', () => {
  it.each([[0, '0:00', '.00'], [254, '0:08', '.14'], [1830, '1:01', '.00']])('frame %d reads %s%s', (frame, clock, frames) => expect(timecode(frame, 30)).toEqual({ clock, frames }));
  it('breaks and joins captions', () => {
    expect(splitCue([0, 3], 2)).toEqual([0, 2, 3]);
    expect(joinCue([0, 2, 3], 2)).toEqual([0, 3]);
  });
});
