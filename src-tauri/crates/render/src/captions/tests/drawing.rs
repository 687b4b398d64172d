//! The pixels of captions: states, movements, sizes.

use super::super::presets;
use super::*;

const SENTENCE: [&str; 4] = ["Three", "habits", "that", "work"];

/// The columns and rows where two drawings differ by more than rounding.
fn difference(one: &CaptionBitmap, other: &CaptionBitmap) -> Option<[u32; 4]> {
    let mut found: Option<[u32; 4]> = None;
    for y in one.y.min(other.y)..(one.y + one.height).max(other.y + other.height) {
        for x in one.x.min(other.x)..(one.x + one.width).max(other.x + other.width) {
            let differs = pixel(one, x, y).iter().zip(pixel(other, x, y)).any(|(one, other)| one.abs_diff(other) > 3);
            if differs {
                let [left, top, right, bottom] = found.unwrap_or([x, y, x, y]);
                found = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
            }
        }
    }
    found
}

#[test]
fn a_change_of_state_changes_the_word_and_nothing_else() {
    for name in ["clean", "karaoke", "pill", "outline", "pop", "gradient", "neon"] {
        let preset = named(name);
        let cue = cue(&SENTENCE);
        // The last frames of the first word, and of the last: what lies between is at rest in both.
        let painter = painter(preset, FULL);
        let caption = painter.caption(&cue).expect("it is drawn");
        let words = &caption.laid_out().words;
        let changed = difference(&drawn(preset, &cue, 29, FULL), &drawn(preset, &cue, 39, FULL));
        let [left, top, right, bottom] = changed.unwrap_or_else(|| panic!("{name} shows which word is said"));
        let reach = 45.0;
        let near = words[2].ink.union(words[3].ink).grown(reach, reach);
        let is_near = f64::from(left) > near.left
            && f64::from(right) < near.right
            && f64::from(top) > near.top
            && f64::from(bottom) < near.bottom;
        assert!(is_near, "{name}: {left} {top} {right} {bottom} is near {near:?}");
    }
}

#[test]
fn minimal_stands_still() {
    let cue = cue(&SENTENCE);
    assert_eq!(drawn(named("minimal"), &cue, 0, FULL), drawn(named("minimal"), &cue, 39, FULL));
}

#[test]
fn drawing_twice_gives_the_same_pixels() {
    for preset in presets() {
        let cue = cue(&["Déjà", "vu", "🚀", "مرحبا"]);
        assert_eq!(drawn(preset, &cue, 12, FULL), drawn(preset, &cue, 12, FULL), "{}", preset.name);
    }
}

#[test]
fn a_small_preview_looks_like_the_large_export() {
    for preset in presets() {
        let cue = cue(&["Même", "image", "🚀", "partout"]);
        let large = drawn(preset, &cue, 25, FULL);
        let small = drawn(preset, &cue, 25, (360, 640));
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in 0..640 {
            for x in 0..360 {
                let small = pixel(&small, x, y);
                let mut mean = [0_u32; 4];
                for (dx, dy) in (0..9).map(|at| (at % 3, at / 3)) {
                    let large = pixel(&large, x * 3 + dx, y * 3 + dy);
                    mean.iter_mut().zip(large).for_each(|(sum, value)| *sum += u32::from(value));
                }
                if small[3] > 0 || mean[3] > 0 {
                    let differences =
                        small.iter().zip(mean).map(|(small, mean)| u64::from(u32::from(*small).abs_diff(mean / 9)));
                    sum += differences.sum::<u64>();
                    count += 4;
                }
            }
        }
        assert!(count > 0, "{} has ink", preset.name);
        assert!(sum <= count * 4, "{}: {sum} over {count}", preset.name);
    }
}

#[test]
fn said_saying_and_to_come_have_their_colours() {
    let preset = named("karaoke");
    let cue = cue(&["III", "III", "III"]);
    let painter = painter(preset, FULL);
    let caption = painter.caption(&cue).expect("it is drawn");
    let bitmap = drawn(preset, &cue, 15, FULL);
    let purest = |index: usize, color: [u8; 3]| {
        let ink = caption.laid_out().words[index].ink;
        let (left, right) = (super::super::pixels::whole(ink.left), super::super::pixels::whole(ink.right));
        let (top, bottom) = (super::super::pixels::whole(ink.top), super::super::pixels::whole(ink.bottom));
        let pixels = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        pixels.filter(|(x, y)| pixel(&bitmap, x.unsigned_abs(), y.unsigned_abs())[..3] == color).count()
    };
    let (green, white) = ([0x8B, 0xF0, 0x3B], [255, 255, 255]);
    assert!(purest(0, green) > 100 && purest(0, white) == 0, "said is green");
    assert!(purest(1, green) > 50 && purest(1, white) > 50, "being said is half filled");
    assert!(purest(2, green) == 0 && purest(2, white) > 100, "to come is white");
}

#[test]
fn emoji_keep_their_colours_and_arabic_and_chinese_have_ink() {
    let inked = |text: &str| {
        let bitmap = drawn(named("minimal"), &cue(&[text]), 0, FULL);
        let colored = |pixel: &[u8]| pixel[0].abs_diff(pixel[2]) > 60;
        let count = |is: fn(&[u8]) -> bool| bitmap.data.chunks_exact(4).filter(|pixel| is(pixel)).count();
        (
            count(|pixel| pixel[..3] == [255, 255, 255]),
            bitmap.data.chunks_exact(4).filter(|pixel| colored(pixel)).count(),
        )
    };
    let (_, rocket) = inked("🇫🇷");
    assert!(rocket > 300, "a flag has {rocket} coloured pixels");
    for text in ["مرحبا", "你好", "नमस्ते"] {
        let (white, colored) = inked(text);
        assert!(white > 200 && colored == 0, "{text}: {white} white, {colored} coloured");
    }
}

#[test]
fn a_family_emoji_is_one_glyph() {
    let wide = |text: &str| drawn(named("minimal"), &cue(&[text]), 0, FULL).width;
    assert!(wide("👩‍👩‍👧‍👦") < wide("👩👩👧👦") / 2);
}

#[test]
fn a_springing_word_grows_about_its_centre() {
    let preset = named("pop");
    let cue = cue(&["aaa", "nnn", "ooo"]);
    let (rest, sprung) = (drawn(preset, &cue, 9, FULL), drawn(preset, &cue, 12, FULL));
    let [left, _, right, _] = difference(&rest, &sprung).expect("the second word springs");
    let painter = painter(preset, FULL);
    let words = painter.caption(&cue).expect("it is drawn");
    let ink = words.laid_out().words[1].ink;
    assert!(f64::from(right) > ink.right + 10.0, "it grows to the right");
    assert!(f64::from(left) < ink.left - 10.0, "it grows to the left");
}

#[test]
fn frames_of_other_shapes_keep_the_captions_inside() {
    for size in [(1920, 1080), (1080, 1080), (2, 2), (64, 64)] {
        let bitmap = drawn(named("outline"), &cue(&SENTENCE), 5, size);
        assert!(bitmap.x + bitmap.width <= size.0 && bitmap.y + bitmap.height <= size.1, "{size:?}");
    }
}
