import { describe, expect, it } from 'vitest';
import { segment, standing } from '../studio/fixtures';
import { pictures, stripOf } from './filmstrip';

describe('the pictures along a clip', () => {
  it.each([[1, 1], [72, 2], [180, 6], [4000, 24]])('over %d pixels are %d', (width, count) => expect(pictures(width)).toBe(count));

  it('show a still again and again instead of stretching it', () => {
    const still = segment({ picture: { take: 't1', extent: { kind: 'still' } } });
    expect(stripOf(still, standing({ length: 150 }), 1, '/media')).toEqual({ src: '/media/take/t1/strip.jpg?n=6&h=96', width: 150, left: 0 });
  });

  it('lie so that what is trimmed is outside', () => {
    const clip = segment({ picture: { take: 't1', extent: { kind: 'clip', length: 150, trim: [30, 120] } } });
    expect(stripOf(clip, standing({ length: 90 }), 2, '/media')).toMatchObject({ width: 300, left: -60 });
    expect(stripOf(clip, standing({ length: 90, speed: 50 }), 2, '/media')).toMatchObject({ width: 600, left: -120 });
    expect(stripOf(segment(), standing(), 2, '/media')).toBeNull();
  });
});
