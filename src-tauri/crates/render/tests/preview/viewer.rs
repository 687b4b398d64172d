//! Who watches a preview in a test: waits for what is told, never for time to pass.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use bobine_model::Frames;
use bobine_render::captions::Fonts;
use bobine_render::plan::{Plan, Size, plan};
use bobine_render::preview::{Preview, PreviewConfig, PreviewFrame, PreviewState};

use crate::studio::{HEIGHT, Studio, WIDTH};

/// Far longer than anything takes; a test that waits so long has failed.
const LIMIT: Duration = Duration::from_secs(20);

/// What a preview told.
#[derive(Debug)]
pub enum Told {
    Frame(PreviewFrame),
    State(PreviewState),
}

/// A preview being watched.
pub struct Viewer {
    pub preview: Option<Preview>,
    told: Receiver<Told>,
}

impl Viewer {
    pub fn new(studio: &Studio) -> Self {
        let (frames, told) = channel();
        let states = frames.clone();
        let fonts = Fonts::unpack(&studio.folder.path().join("fonts")).expect("fonts");
        let config = PreviewConfig { fonts, size: Size { width: WIDTH, height: HEIGHT } };
        // A viewer that has seen enough listens no more.
        let preview = Preview::new(
            &config,
            move |frame| drop(frames.send(Told::Frame(frame))),
            move |state| drop(states.send(Told::State(state))),
        );
        Self { preview: Some(preview.expect("a preview")), told }
    }

    pub fn preview(&self) -> &Preview {
        self.preview.as_ref().expect("it is open")
    }

    /// The frame of a number, whatever comes before it.
    pub fn frame(&self, number: u32) -> PreviewFrame {
        let until = Instant::now() + LIMIT;
        let mut seen = Vec::new();
        while Instant::now() < until {
            match self.told.recv_timeout(LIMIT) {
                Ok(Told::Frame(frame)) if frame.frame == Frames::new(number) => return frame,
                Ok(Told::Frame(frame)) => seen.push(format!("{}", frame.frame)),
                Ok(Told::State(state)) => seen.push(format!("{state:?}")),
                Err(error) => panic!("frame {number}: {error} after {seen:?}"),
            }
        }
        panic!("frame {number} does not come, only {seen:?}")
    }

    /// The first state like this, and the frames that came before it.
    pub fn until(&self, is_it: impl Fn(&PreviewState) -> bool) -> (PreviewState, Vec<PreviewFrame>) {
        let until = Instant::now() + LIMIT;
        let (mut frames, mut states) = (Vec::new(), Vec::new());
        while Instant::now() < until {
            match self.told.recv_timeout(LIMIT) {
                Ok(Told::State(state)) if is_it(&state) => return (state, frames),
                Ok(Told::State(state)) => states.push(state),
                Ok(Told::Frame(frame)) => frames.push(frame),
                Err(error) => panic!("{error} after {states:?}"),
            }
        }
        panic!("no such state, only {states:?}")
    }

    /// Close it and wait until nothing of it is left.
    pub fn close(mut self) {
        drop(self.preview.take());
        let until = Instant::now() + LIMIT;
        while Instant::now() < until {
            if let Err(error) = self.told.recv_timeout(LIMIT) {
                assert_eq!(error, RecvTimeoutError::Disconnected, "the preview lets go of its callbacks");
                return;
            }
        }
    }
}

pub fn plan_of(studio: &Studio) -> Arc<Plan> {
    Arc::new(plan(&studio.document, &studio.media).expect("a plan"))
}

/// The red of the pixel in the middle.
pub fn grey(frame: &PreviewFrame) -> i32 {
    let size = frame.size;
    let place = (size.height / 2 * size.width + size.width / 2) * 4;
    i32::from(frame.rgba[usize::try_from(place).expect("small")])
}
