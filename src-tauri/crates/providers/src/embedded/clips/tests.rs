//! What clips promise: the same again for the same seed, no seam, no flicker, a look that suits the prompt.

use std::collections::BTreeSet;

use bobine_model::{Format, FrameRate, Frames};
use bobine_provider::FrameSource;

use super::{Look, Sketch};

const FRAMES: u32 = 150;

fn format(width: u32, height: u32) -> Format {
    Format::new(width, height, FrameRate::THIRTY).expect("the tests ask for even sizes")
}

fn small() -> Format {
    format(180, 320)
}

fn frame(sketch: &Sketch, format: Format, index: u32) -> Vec<u8> {
    let bytes = u64::from(format.width()) * u64::from(format.height()) * 4;
    let mut pixels = vec![0; usize::try_from(bytes).expect("test frames are small")];
    sketch.draw(index, &mut pixels);
    pixels
}

/// The mean difference of two frames, in levels of 255.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let sum: u64 = a.iter().zip(b).map(|(p, q)| u64::from(p.abs_diff(*q))).sum();
    sum as f64 / a.len() as f64
}

/// The mean of all colour levels.
fn brightness(frame: &[u8]) -> f64 {
    let (pixels, _) = frame.as_chunks::<4>();
    let sum: u64 = pixels.iter().map(|[r, g, b, _]| u64::from(*r) + u64::from(*g) + u64::from(*b)).sum();
    sum as f64 / (pixels.len() * 3) as f64
}

#[test]
fn same_prompt_and_seed_are_the_same_pixels() {
    for seed in 0..12 {
        let draw = || {
            let sketch = Sketch::new("A lighthouse by the sea at dawn", seed, small(), Frames::new(FRAMES));
            frame(&sketch, small(), 77)
        };
        assert!(draw() == draw(), "seed {seed} drew two different frames");
    }
}

#[test]
fn another_seed_is_another_picture() {
    for look in Look::ALL {
        let draw = |seed| frame(&Sketch::in_look(look, seed, small(), Frames::new(FRAMES)), small(), 40);
        let far = difference(&draw(1), &draw(2));
        assert!(far > 4.0, "two seeds of {look} differ by {far:.2} levels only");
    }
}

#[test]
fn every_look_loops_and_never_flickers() {
    for look in Look::ALL {
        let sketch = Sketch::in_look(look, 5, small(), Frames::new(FRAMES));
        let frames: Vec<Vec<u8>> = (0..FRAMES).map(|index| frame(&sketch, small(), index)).collect();
        let steps: Vec<f64> = frames.windows(2).map(|pair| difference(&pair[0], &pair[1])).collect();
        let greatest = steps.iter().copied().fold(0.0, f64::max);
        let mean = steps.iter().sum::<f64>() / steps.len() as f64;
        assert!(mean > 0.02, "{look} hardly moves: {mean:.3} levels a frame");
        assert!(greatest < 6.0, "{look} jumps by {greatest:.2} levels from one frame to the next");
        assert!(greatest < 6.0 * mean + 0.2, "{look} moves in fits: {greatest:.2} levels against {mean:.2}");
        let seam = difference(&frames[frames.len() - 1], &frames[0]);
        assert!(seam <= greatest * 1.2 + 0.02, "{look} has a seam of {seam:.2} levels against {greatest:.2}");
        let lights: Vec<f64> = frames.iter().map(|frame| brightness(frame)).collect();
        for (index, pair) in lights.windows(2).enumerate() {
            let step = (pair[1] - pair[0]).abs();
            assert!(step < 0.8, "{look} flashes by {step:.2} levels at frame {index}");
        }
    }
}

#[test]
fn a_longer_clip_keeps_the_pace() {
    for look in Look::ALL {
        let short = Sketch::in_look(look, 3, small(), Frames::new(FRAMES));
        let long = Sketch::in_look(look, 3, small(), Frames::new(2 * FRAMES));
        let far = difference(&frame(&short, small(), 30), &frame(&long, small(), 30));
        assert!(far < 0.05, "{look} moves differently in a clip of twice the length: {far:.2} levels");
    }
}

#[test]
fn any_size_is_filled_with_opaque_pixels() {
    for (width, height) in [(64, 64), (66, 130), (720, 1280), (1920, 1080), (64, 2048)] {
        for look in Look::ALL {
            let format = format(width, height);
            let sketch = Sketch::in_look(look, 9, format, Frames::new(FRAMES));
            let drawn = frame(&sketch, format, 149);
            let (pixels, _) = drawn.as_chunks::<4>();
            assert!(pixels.iter().all(|pixel| pixel[3] == 255), "{look} at {width}x{height} is not opaque");
            let light = brightness(&drawn);
            assert!((4.0..251.0).contains(&light), "{look} at {width}x{height} is {light:.0} bright on average");
        }
    }
}

#[test]
fn a_clip_of_no_or_one_frame_and_frames_beyond_the_end_are_drawn() {
    for frames in [0, 1, 7] {
        let sketch = Sketch::new("x", 1, small(), Frames::new(frames));
        assert!(brightness(&frame(&sketch, small(), u32::MAX)) > 0.0, "a clip of {frames} frames is black");
    }
}

/// The look that most seeds give a prompt.
fn usual(prompt: &str) -> Look {
    let looks: Vec<Look> =
        (0..120).map(|seed| Sketch::new(prompt, seed, format(64, 64), Frames::new(FRAMES)).look()).collect();
    let count = |look: &Look| looks.iter().filter(|other| *other == look).count();
    Look::ALL.into_iter().max_by_key(count).expect("there are looks")
}

#[test]
fn words_choose_the_look() {
    let rows = [
        ("A hiker on a mountain ridge above the valley", Look::Ridges),
        ("Un sentier de montagne dans la brume", Look::Ridges),
        ("Forêt de pins, lumière verte", Look::Ridges),
        ("Waves on an empty beach", Look::Sea),
        ("La mer calme, un bateau à voile", Look::Sea),
        ("Night sky full of stars", Look::Aurora),
        ("La lune et les étoiles, la nuit", Look::Aurora),
        ("Close-up of Python code on a laptop screen", Look::Code),
        ("Un développeur tape du code sur son clavier", Look::Code),
        ("Money growing, sales numbers rising", Look::Graph),
        ("L'argent et la croissance du chiffre d'affaires", Look::Graph),
        ("An old book and a quote written in ink", Look::Ink),
        ("Une page de livre, un stylo, de l'encre", Look::Ink),
        ("Artificial intelligence, a brain of connections", Look::Network),
        ("Un réseau de neurones connectés", Look::Network),
        ("City street, office buildings", Look::City),
        ("Les rues de la ville, des immeubles", Look::City),
        ("Friends talking, hands and smiles", Look::Bokeh),
        ("Des amis autour d'un café, des bougies", Look::Bokeh),
        ("Soft fabric, calm and elegant", Look::Silk),
        ("Design tips, step by step", Look::Paper),
    ];
    for (prompt, look) in rows {
        assert_eq!(usual(prompt), look, "for {prompt:?}");
    }
}

#[test]
fn every_look_can_come_of_a_prompt_without_known_words_or_with_them() {
    let prompts = ["Zzz", "Python", "argent", "étoiles", "mer"];
    let seen: BTreeSet<Look> = prompts
        .iter()
        .flat_map(|prompt| (0..80).map(|seed| Sketch::new(prompt, seed, format(64, 64), Frames::new(FRAMES)).look()))
        .collect();
    assert_eq!(seen.len(), Look::ALL.len(), "only {seen:?} were ever chosen");
}

#[test]
fn the_clips_of_one_video_vary() {
    let prompts = [
        "Close-up of hands typing Python on a laptop, warm desk lamp",
        "A terminal window full of Python code, slow push in",
        "A person at a desk staring at a screen in frustration",
        "A list comprehension shown on screen, clean editor",
        "A chart of time saved going up",
        "A smiling developer by the window at sunset, city behind",
    ];
    for video in 0..20_u64 {
        let looks: BTreeSet<Look> = (video * 100..)
            .zip(prompts)
            .map(|(seed, prompt)| Sketch::new(prompt, seed, format(64, 64), Frames::new(FRAMES)).look())
            .collect();
        assert!(looks.len() >= 3, "video {video} shows only {looks:?}");
    }
}
