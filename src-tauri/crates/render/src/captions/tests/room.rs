//! Every caption stays in its area, whatever the text, and no character is lost.

use bobine_model::PixelRect;

use super::super::{LaidOut, presets};
use super::*;

/// What a caption is given by people and machines, word by word.
fn texts() -> Vec<(&'static str, Vec<String>)> {
    let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let german = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3);
    vec![
        ("one word", split("Go!")),
        ("a sentence", split("Three habits that doubled my focus this year")),
        ("many words", split(&"the quick brown fox jumps over ".repeat(6))),
        ("a word of 200 letters", vec![german.chars().take(200).collect()]),
        ("a long word among others", split("Das Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz gilt")),
        ("accents", split("L’ÉTÉ, où ça mène ? Déjà vu : naïve façade Ångström")),
        ("combining marks", vec!["Z̴̡̛a̵l̷g̸o̵".to_owned(), "e\u{301}a\u{308}\u{323}\u{302}".to_owned()]),
        ("arabic", split("مرحبا بكم في قناتي الجديدة اليوم")),
        ("hebrew and latin", split("שלום world עולם 2026")),
        ("chinese", split("今天 我们 来 学习 三个 小技巧， 非常 简单。")),
        ("japanese", split("今日 は とても いい 天気 です ね")),
        ("korean", split("안녕하세요 여러분 반갑습니다")),
        ("hindi", split("नमस्ते दोस्तों आज हम सीखेंगे")),
        ("thai", split("สวัสดี ครับ ทุกคน")),
        ("emoji", split("Ship 🚀 👩‍👩‍👧‍👦 🇫🇷🇯🇵 ❤️ 7️⃣ 👍🏽")),
        ("empty", vec![String::new()]),
        ("blank", vec!["  ".to_owned(), "\n".to_owned()]),
        ("nothing", vec![]),
    ]
}

fn laid_out(preset: &Preset, words: &[String], area: PixelRect) -> LaidOut {
    let painter = CaptionPainter::new(&fonts(), preset, area, None, FULL).expect("fonts are there");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    super::super::layout::set(painter.context(), preset, painter.area(), &cue(&words), None)
}

#[test]
fn everything_stays_in_the_area_and_every_character_is_found() {
    for preset in presets() {
        for (name, words) in texts() {
            let laid_out = laid_out(preset, &words, AREA);
            let what = format!("{} / {name}", preset.name);
            assert_eq!(laid_out.missing_glyphs(), 0, "{what}: no font has some character");
            let Some([left, top, right, bottom]) = laid_out.extent() else {
                assert!(words.iter().all(|word| word.trim().is_empty()), "{what}: nothing is drawn");
                continue;
            };
            assert!(
                left >= f64::from(AREA.left) - 0.01 && right <= f64::from(AREA.right) + 0.01,
                "{what}: x {left} {right}"
            );
            assert!(
                top >= f64::from(AREA.top) - 0.01 && bottom <= f64::from(AREA.bottom) + 0.01,
                "{what}: y {top} {bottom}"
            );
        }
    }
}

#[test]
fn drawn_ink_is_where_the_layout_says_at_every_moment() {
    // Shadow and glow alone may reach a little outside of the area.
    const SLACK: u32 = 13;
    let long: Vec<String> =
        "Extraordinarily long wonderful captions everywhere tonight".split(' ').map(str::to_owned).collect();
    for preset in presets() {
        let words: Vec<&str> = long.iter().map(String::as_str).collect();
        let cue = cue(&words);
        for frame in [0, 1, 2, 3, 14, 22, 33, 45, 59] {
            let bitmap = drawn(preset, &cue, frame, FULL);
            let name = &preset.name;
            assert!(!bitmap.is_empty(), "{name} draws at frame {frame}");
            assert!(bitmap.x + SLACK >= AREA.left && bitmap.x + bitmap.width <= AREA.right + SLACK, "{name} {frame}");
            assert!(bitmap.y + SLACK >= AREA.top && bitmap.y + bitmap.height <= AREA.bottom + SLACK, "{name} {frame}");
            for y in bitmap.y..bitmap.y + bitmap.height {
                for x in (bitmap.x..bitmap.x + bitmap.width).filter(|x| *x < AREA.left - 1 || *x > AREA.right) {
                    assert!(pixel(&bitmap, x, y)[3] < 200, "{name} {frame}: letters or boxes at {x} {y}");
                }
            }
        }
    }
}

#[test]
fn common_sentences_are_set_at_full_size_in_the_lower_part() {
    for preset in presets().iter().filter(|preset| preset.words_at_once.is_none()) {
        let words = ["Three", "habits", "that", "doubled"].map(str::to_owned);
        let laid_out = laid_out(preset, &words, AREA);
        assert!(laid_out.size() > 0.99, "{} is shrunk to {}", preset.name, laid_out.size());
        let [_, top, _, bottom] = laid_out.extent().expect("it has ink");
        assert!(f64::midpoint(top, bottom) > 1920.0 * 0.55, "{} stands low: {top} {bottom}", preset.name);
    }
}

#[test]
fn long_text_is_set_smaller_before_it_gets_more_lines() {
    let preset = named("clean");
    let few: Vec<String> = "one two three four five six".split(' ').map(str::to_owned).collect();
    assert_eq!(laid_out(preset, &few, AREA).line_count(), 2);
    let (_, words) = texts().remove(3);
    let broken = laid_out(preset, &words, AREA);
    assert!(broken.line_count() > 2 && broken.size() >= 0.5, "{} lines at {}", broken.line_count(), broken.size());
}

#[test]
fn a_tiny_area_still_holds_everything() {
    let area = PixelRect { left: 400, top: 900, right: 520, bottom: 960 };
    for preset in presets() {
        for (name, words) in texts() {
            let Some([left, top, right, bottom]) = laid_out(preset, &words, area).extent() else { continue };
            let is_inside = left >= 399.9 && top >= 899.9 && right <= 520.1 && bottom <= 960.1;
            assert!(is_inside, "{} / {name}: {left} {top} {right} {bottom}", preset.name);
        }
    }
}

#[test]
fn arabic_words_stand_from_right_to_left() {
    let words: Vec<String> = "مرحبا بكم في".split(' ').map(str::to_owned).collect();
    let laid_out = laid_out(named("minimal"), &words, AREA);
    let lefts: Vec<f64> = laid_out.words.iter().map(|word| word.ink.left).collect();
    assert!(lefts.is_sorted_by(|before, after| before > after), "{lefts:?}");
    assert!(laid_out.words.iter().all(|word| !word.is_rightward));
}

#[test]
fn a_latin_word_in_arabic_keeps_its_place_in_the_line() {
    let words: Vec<String> = "أحب Rust كثيرا".split(' ').map(str::to_owned).collect();
    let laid_out = laid_out(named("minimal"), &words, AREA);
    let lefts: Vec<f64> = laid_out.words.iter().map(|word| word.ink.left).collect();
    assert!(lefts.is_sorted_by(|before, after| before > after), "{lefts:?}");
    assert_eq!(laid_out.words.iter().map(|word| word.is_rightward).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn chinese_words_stand_without_spaces_and_break_between() {
    let words: Vec<String> = "今天 我们 来 学习 三个 小技巧 非常 简单".split(' ').map(str::to_owned).collect();
    let laid_out = laid_out(named("clean"), &words, AREA);
    assert!(laid_out.line_count() >= 2);
    let (first, second) = (&laid_out.words[0].grounds[0], &laid_out.words[1].grounds[0]);
    assert_eq!(first.line, second.line);
    assert!((second.rect.left - first.rect.right).abs() < 1.0, "{first:?} {second:?}");
}
