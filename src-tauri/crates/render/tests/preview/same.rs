//! The preview of a plan and the exported file show the same.

use std::path::Path;
use std::process::Command;

use bobine_model::{Frames, Millis, SpokenWord};

use crate::studio::{HEIGHT, Halves, Studio, WIDTH, crossfade, transition};
use crate::viewer::{Viewer, plan_of};

/// Luma of every frame of a file at the preview's size.
fn frames_of(path: &Path) -> Vec<Vec<f64>> {
    let scaled = format!("scale={WIDTH}:{HEIGHT}:flags=bicubic,format=rgba");
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-fps_mode", "passthrough", "-vf", &scaled, "-f", "rawvideo", "-"])
        .output()
        .expect("ffmpeg");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let size = usize::try_from(WIDTH * HEIGHT * 4).expect("small");
    output.stdout.chunks(size).map(luma).collect()
}

fn luma(rgba: &[u8]) -> Vec<f64> {
    let of = |pixel: &[u8]| 0.2126 * f64::from(pixel[0]) + 0.7152 * f64::from(pixel[1]) + 0.0722 * f64::from(pixel[2]);
    rgba.chunks_exact(4).map(of).collect()
}

/// Structural similarity, the mean over windows of eight by eight pixels.
fn ssim(one: &[f64], other: &[f64]) -> f64 {
    let (width, height) = (usize::try_from(WIDTH).expect("small"), usize::try_from(HEIGHT).expect("small"));
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..height - 7).step_by(4) {
        for left in (0..width - 7).step_by(4) {
            let places = (0..64).map(|index| (top + index / 8) * width + left + index % 8);
            let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (x, y) in places.map(|place| (one[place], other[place])) {
                a += x / 64.0;
                b += y / 64.0;
                aa += x * x / 64.0;
                bb += y * y / 64.0;
                ab += x * y / 64.0;
            }
            let (c1, c2) = (6.5025, 58.5225);
            sum += ((2.0 * a * b + c1) * (2.0 * (ab - a * b) + c2))
                / ((a * a + b * b + c1) * (aa - a * a + bb - b * b + c2));
            count += 1.0;
        }
    }
    sum / count
}

/// The rectangle of what is bright: captions, over these pictures.
fn bright(luma: &[f64]) -> Option<[usize; 4]> {
    let width = usize::try_from(WIDTH).expect("small");
    let places: Vec<usize> =
        luma.iter().enumerate().filter(|(_, luma)| **luma > 130.0).map(|(place, _)| place).collect();
    let x = places.iter().map(|place| place % width);
    let y = places.iter().map(|place| place / width);
    Some([x.clone().min()?, x.max()?, y.clone().min()?, y.max()?])
}

#[test]
fn twenty_frames_look_as_they_do_in_the_file() {
    let mut studio = Studio::new();
    studio.document.format =
        bobine_model::Format::new(WIDTH * 2, HEIGHT * 2, bobine_model::FrameRate::THIRTY).expect("a size");
    let takes = [
        studio.clip(1, 40, (WIDTH * 2, HEIGHT * 2), &Halves([120, 40, 20], [20, 60, 110], WIDTH * 2)),
        studio.clip(2, 40, (640, 360), &Halves([30, 90, 40], [100, 90, 20], 640)),
        studio.clip(3, 40, (WIDTH, HEIGHT), &Halves([10, 20, 90], [90, 20, 80], WIDTH)),
    ];
    for (number, take) in (1..).zip(takes) {
        let reading = studio.reading(number, 1.0, 300.0);
        let mut voicing = studio.voicing(reading, 1000);
        let said = |text: &str, start, end| SpokenWord {
            text: text.to_owned(),
            start: Millis::new(start),
            end: Millis::new(end),
        };
        voicing.words = vec![said("Slow", 0, 300), said("mornings", 300, 700), said("win", 700, 950)];
        "Slow mornings win".clone_into(&mut voicing.said);
        let segment = studio.segment(number, 36, Some((take, 40)));
        "Slow mornings win".clone_into(&mut segment.narration);
        segment.voicing = Some(voicing);
    }
    studio.document.segments[1].transition = crossfade(8);
    studio.document.segments[2].transition = transition(bobine_model::TransitionKind::Slide, 8);
    studio.document.captions.is_shown = true;
    let exported = studio.export();
    let file = frames_of(&studio.target());
    assert_eq!(file.len(), usize::try_from(exported.verified.frames.count()).expect("small"));
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::ZERO);
    let mut with_captions = 0;
    // Four of the crossfade, four of the slide, the rest anywhere.
    let numbers = [0, 3, 7, 12, 18, 24, 28, 30, 33, 35, 37, 44, 50, 55, 57, 59, 62, 63, 70, 91];
    for number in numbers {
        viewer.preview().seek(Frames::new(number));
        let shown = luma(&viewer.frame(number).rgba);
        let written = &file[usize::try_from(number).expect("small")];
        let likeness = ssim(&shown, written);
        assert!(likeness > 0.95, "frame {number}: {likeness:.4}");
        let (here, there) = (bright(&shown), bright(written));
        assert_eq!(here.is_some(), there.is_some(), "frame {number}: captions in one only");
        if let (Some(here), Some(there)) = (here, there) {
            with_captions += 1;
            let off = here.iter().zip(&there).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(off <= Some(2), "frame {number}: captions at {here:?} and {there:?}");
        }
    }
    assert!(with_captions >= 10, "{with_captions} frames had captions");
    viewer.close();
}
