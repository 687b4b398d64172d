//! Whatever is missing, damaged or in a hurry: the preview goes on, and says what is wrong.

use std::fs;

use bobine_model::Frames;
use bobine_render::EngineError;
use bobine_render::ges::GesThread;
use bobine_render::preview::{PreviewProblem, SoundState, Speed};

use crate::studio::Studio;
use crate::viewer::{Viewer, grey, plan_of};

/// Three greys, 20 frames each.
fn three_greys() -> Studio {
    let mut studio = Studio::new();
    for (number, base) in [(1, 60), (2, 120), (3, 180)] {
        let take = studio.greys(number, 30, base, 0);
        studio.segment(number, 20, Some((take, 30)));
    }
    studio
}

fn file_of(studio: &Studio, number: u32) -> std::path::PathBuf {
    studio.folder.path().join(format!("clip {number} é.mp4"))
}

#[test]
fn a_missing_file_becomes_a_card_and_the_rest_is_seen() {
    let studio = three_greys();
    let plan = plan_of(&studio);
    fs::remove_file(file_of(&studio, 2)).expect("removed");
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan, Frames::new(30));
    let card = viewer.frame(30);
    assert!(grey(&card) < 60, "a dark card, not {}", grey(&card));
    let (state, _) = viewer.until(|state| !state.problems.is_empty());
    assert!(matches!(&state.problems[..], [PreviewProblem::Picture { number: 2, .. }]), "{:?}", state.problems);
    assert!(state.problems[0].to_string().starts_with("segment 2: "), "{}", state.problems[0]);
    viewer.preview().seek(Frames::new(50));
    assert!((grey(&viewer.frame(50)) - 180).abs() <= 2);
    viewer.preview().seek(Frames::new(5));
    assert!((grey(&viewer.frame(5)) - 60).abs() <= 2);
    viewer.preview().play(Speed::Normal);
    let (state, frames) = viewer.until(|state| state.has_ended);
    assert_eq!((state.frame.count(), state.problems.len()), (59, 1));
    assert!(frames.len() > 40, "{} frames were seen", frames.len());
    viewer.close();
}

#[test]
fn a_damaged_file_shows_what_is_whole_and_a_card_for_the_rest() {
    let studio = three_greys();
    let plan = plan_of(&studio);
    let path = file_of(&studio, 2);
    let bytes = fs::read(&path).expect("read");
    fs::write(&path, &bytes[..bytes.len() / 3]).expect("cut short");
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan, Frames::new(39));
    viewer.frame(39);
    let (state, _) = viewer.until(|state| !state.problems.is_empty());
    assert!(matches!(&state.problems[..], [PreviewProblem::Picture { number: 2, .. }]), "{:?}", state.problems);
    viewer.preview().seek(Frames::new(45));
    assert!((grey(&viewer.frame(45)) - 180).abs() <= 2);
    viewer.close();
}

#[test]
fn a_main_loop_that_is_another_threads_is_not_waited_for() {
    let windows_own = gstreamer::glib::MainContext::default();
    let _held = windows_own.acquire().expect("nothing of ours runs on the default main loop");
    let studio = three_greys();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::new(30));
    assert!((grey(&viewer.frame(30)) - 120).abs() <= 2);
    viewer.close();
}

#[test]
fn a_missing_voice_is_left_out_and_named() {
    let mut studio = three_greys();
    let reading = studio.reading(1, 0.5, 300.0);
    let voicing = studio.voicing(reading, 500);
    studio.document.segments[0].voicing = Some(voicing);
    let plan = plan_of(&studio);
    fs::remove_file(&studio.media.readings[&reading].path).expect("removed");
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan, Frames::ZERO);
    let (state, _) = viewer.until(|state| !state.problems.is_empty());
    assert!(matches!(&state.problems[..], [PreviewProblem::Sound(said)] if said.contains("reading 1.wav")));
    assert_ne!(state.sound, SoundState::Mixing);
    viewer.close();
}

#[test]
fn a_sound_that_has_not_changed_is_not_mixed_again() {
    let mut studio = three_greys();
    let reading = studio.reading(1, 0.5, 300.0);
    let voicing = studio.voicing(reading, 500);
    studio.document.segments[0].voicing = Some(voicing);
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::ZERO);
    viewer.until(|state| !matches!(state.sound, SoundState::None | SoundState::Mixing));
    // Mixing again would find it gone.
    let of_picture = {
        studio.document.segments[1].framing = bobine_model::Framing::ContainBlur;
        plan_of(&studio)
    };
    studio.document.mix.voice = -30;
    let of_sound = plan_of(&studio);
    fs::remove_file(&studio.media.readings[&reading].path).expect("removed");
    viewer.preview().show(of_picture, Frames::new(25));
    viewer.frame(25);
    let (state, _) = viewer.until(|state| state.frame == Frames::new(25));
    assert!(state.problems.is_empty() && state.sound != SoundState::Mixing, "{state:?}");
    viewer.preview().show(of_sound, Frames::new(26));
    let (state, _) = viewer.until(|state| !state.problems.is_empty());
    assert!(matches!(&state.problems[..], [PreviewProblem::Sound(_)]), "{state:?}");
    viewer.close();
}

#[test]
fn without_a_sound_device_time_goes_on() {
    let studio = three_greys();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::ZERO);
    let (state, _) = viewer.until(|state| !matches!(state.sound, SoundState::None | SoundState::Mixing));
    assert!(matches!(state.sound, SoundState::NoDevice | SoundState::Ready));
    let began = std::time::Instant::now();
    viewer.preview().play(Speed::Normal);
    viewer.until(|state| state.has_ended);
    // Sixty frames are two seconds; the clock is what holds them back.
    assert!(began.elapsed().as_millis() > 1_700, "{:?}", began.elapsed());
    viewer.close();
}

#[test]
fn a_storm_of_seeks_comes_to_its_last() {
    let studio = three_greys();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::ZERO);
    viewer.frame(0);
    for number in (0..300_u32).map(|turn| turn * 7 % 59).chain([44]) {
        viewer.preview().seek(Frames::new(number));
    }
    let (_, frames) = viewer.until(|state| state.frame == Frames::new(44));
    let last = frames.last().map(|frame| frame.frame.count());
    assert_eq!(last, Some(44));
    assert!(frames.len() < 100, "{} of 301 seeks were carried out", frames.len());
    viewer.close();
}

#[test]
fn any_speed_goes_its_way_to_its_end() {
    let studio = three_greys();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::new(40));
    viewer.frame(40);
    for (speed, end, rising) in [(Speed::Back, 0, false), (Speed::Two, 59, true), (Speed::BackFour, 0, false)] {
        viewer.preview().play(speed);
        let (state, frames) = viewer.until(|state| state.has_ended);
        assert_eq!((state.frame.count(), state.is_playing, state.speed), (end, false, speed));
        let numbers: Vec<u32> = frames.iter().map(|frame| frame.frame.count()).collect();
        let sorted = if rising { numbers.is_sorted() } else { numbers.iter().rev().is_sorted() };
        assert!(sorted && numbers.len() > 3, "{speed:?}: {numbers:?}");
    }
    viewer.close();
}

#[test]
fn a_panic_on_the_engines_thread_costs_nothing_but_its_own_work() {
    let studio = three_greys();
    let viewer = Viewer::new(&studio);
    viewer.preview().show(plan_of(&studio), Frames::new(3));
    viewer.frame(3);
    let panicked = GesThread::shared().expect("GStreamer").run(|_| panic!("on purpose"));
    assert!(matches!(panicked, Err::<(), _>(EngineError::Panicked(_))));
    viewer.preview().seek(Frames::new(33));
    viewer.frame(33);
    viewer.preview().show(plan_of(&studio), Frames::new(50));
    viewer.frame(50);
    viewer.close();
}

#[test]
fn many_seeks_and_shows_leave_no_pipeline_and_no_thread_behind() {
    let studio = three_greys();
    let kept = || GesThread::shared().expect("GStreamer").run(bobine_render::ges::Ges::kept).expect("the thread");
    let viewer = Viewer::new(&studio);
    let plan = plan_of(&studio);
    let mut most = 0;
    for turn in 0..70_u32 {
        let number = turn * 17 % 60;
        if turn % 7 < 5 {
            viewer.preview().seek(Frames::new(number));
            if turn == 0 {
                viewer.preview().show(plan.clone(), Frames::new(number));
            }
        } else {
            viewer.preview().show(plan.clone(), Frames::new(number));
        }
        viewer.frame(number);
        most = most.max(own_threads());
    }
    assert!(most <= 40, "{most} threads of this preview at most");
    viewer.close();
    // Other tests of this program may have a pipeline each just now.
    assert!(kept() <= 16, "{} pipelines are kept", kept());
}

/// Threads of the pipeline kind in this process, whoever started them.
fn own_threads() -> usize {
    let names = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let name = |entry: fs::DirEntry| fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
    names.map(name).filter(|name| name.starts_with("bobine-")).count()
}

#[test]
fn any_order_of_calls_ends_well() {
    let studio = three_greys();
    let plan = plan_of(&studio);
    // Closed before it has done anything, while building, while playing, while going backwards.
    Viewer::new(&studio).close();
    let viewer = Viewer::new(&studio);
    viewer.preview().play(Speed::Normal);
    viewer.preview().step(3);
    viewer.preview().seek(Frames::new(9));
    viewer.preview().show(plan.clone(), Frames::new(12));
    viewer.close();
    for speed in [Speed::Normal, Speed::Back] {
        let viewer = Viewer::new(&studio);
        viewer.preview().show(plan.clone(), Frames::new(30));
        viewer.preview().play(speed);
        viewer.until(|state| state.is_playing);
        viewer.preview().set_volume(20);
        viewer.preview().show(plan.clone(), Frames::new(31));
        viewer.until(|state| state.has_ended);
        viewer.preview().close();
        viewer.preview().play(speed);
        viewer.close();
    }
}
