//! One plan in a pipeline: built on the GES thread, sent to a frame, played, thrown away.
//!
//! ```text
//! timeline ! queue ! captions ! appsink     which lets through what the gate says
//! appsrc ! audioconvert ! audioresample ! volume ! sound device, or a fakesink that keeps time
//! ```

use std::sync::Arc;
use std::time::Duration;

use bobine_model::{FrameRate, Frames};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_editing_services::prelude::*;

use super::gate::{Gate, Passage, Passed};
use super::inbox::{Event, Inbox, Part};
use super::outlet::FrameSlot;
use super::pcm::{self, Track};
use crate::captions::element::CaptionFilter;
use crate::captions::{CaptionTrack, Fonts, preset};
use crate::element::{self, MissingElement};
use crate::error::EngineError;
use crate::ges::feed::{FeedError, Shelf};
use crate::ges::{Ges, GesThread, LowerError, RunningId, TimelineShot, frames, lower, strips_of_plan};
use crate::plan::{Plan, Size};

/// How long anything asked of the GES thread may take.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What a player is built from.
pub struct Score {
    pub plan: Arc<Plan>,
    pub fonts: Fonts,
    pub size: Size,
    pub track: Arc<Track>,
    pub shelf: Arc<Shelf>,
    pub volume: u8,
    pub device: Device,
    /// The player's number, which its events carry.
    pub number: u64,
    /// What is left of the player before.
    pub before: Option<Remains>,
    /// A fault for tests: a panic on the GES thread.
    #[cfg(test)]
    pub fails: bool,
}

/// What a player that nobody looks at any more still holds and the next one needs.
pub struct Remains {
    sound_sink: gst::Element,
    shots: Vec<Arc<TimelineShot>>,
}

impl Remains {
    /// Leave the sound device, of which there may be but one, and the open files to others.
    fn leave(&self) {
        self.sound_sink.set_locked_state(true);
        if self.sound_sink.set_state(gst::State::Null).is_err() {
            tracing::debug!("a sound device was not let go of cleanly");
        }
        self.shots.iter().for_each(|shot| shot.blank());
    }
}

/// Where sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// To the system's default.
    Default,
    /// Nowhere: there is none.
    None,
}

/// A pipeline that shows a plan. Stopped on the GES thread when dropped.
pub struct Player {
    ges: &'static GesThread,
    id: RunningId,
    pipeline: gst::Pipeline,
    volume: gst::Element,
    sound_sink: gst::Element,
    gate: Arc<Gate>,
    shots: Vec<(u32, Arc<TimelineShot>)>,
    rate: FrameRate,
}

/// A player that could not be built.
#[derive(Debug, thiserror::Error)]
pub enum PlayerError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    MissingElement(#[from] MissingElement),
    #[error(transparent)]
    Lower(#[from] LowerError),
    #[error("the pipeline cannot be built: {0}")]
    Pipeline(#[from] gst::glib::BoolError),
    #[error("the pipeline cannot be linked: {0}")]
    Link(#[from] gst::PadLinkError),
    #[error("the pipeline does not start")]
    Start,
}

/// Whether what was asked is done, or will be when the player settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settling {
    Done,
    Later,
}

impl Player {
    /// Build the pipeline of a plan and let it go to its first frame. It settles there; `first` is what may be shown then.
    /// Where that is another frame, nothing is drawn before it is sent somewhere.
    ///
    /// # Errors
    /// When GStreamer lacks a part or refuses the plan, or on a panic.
    pub fn build(
        ges: &'static GesThread,
        score: Score,
        inbox: &Arc<Inbox>,
        slot: FrameSlot,
        first: Frames,
    ) -> Result<Self, PlayerError> {
        let gate = Arc::new(Gate::new(Passage::Only(first)));
        let (inbox, own) = (Arc::clone(inbox), Arc::clone(&gate));
        ges.run_within(PATIENCE, move |token| build(ges, token, &score, &inbox, slot, own, first))?
    }

    /// What it lets through.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Go to a frame. The player has to be paused and settled, and settles there.
    ///
    /// # Errors
    /// When the pipeline refuses.
    pub fn seek(&self, frame: Frames) -> Result<(), PlayerError> {
        self.shots.iter().for_each(|(_, shot)| shot.draw());
        let (pipeline, time) = (self.pipeline.clone(), self.rate.nanos(frame));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        self.ges.run_within(PATIENCE, move |_| pipeline.seek_simple(flags, gst::ClockTime::from_nseconds(time)))??;
        Ok(())
    }

    /// Run, or stand still.
    ///
    /// # Errors
    /// When the pipeline refuses.
    pub fn run(&self, state: gst::State) -> Result<Settling, PlayerError> {
        self.shots.iter().for_each(|(_, shot)| shot.draw());
        let pipeline = self.pipeline.clone();
        let changed = self.ges.run_within(PATIENCE, move |_| pipeline.set_state(state))?;
        match changed {
            Ok(gst::StateChangeSuccess::Async) => Ok(Settling::Later),
            Ok(gst::StateChangeSuccess::Success | gst::StateChangeSuccess::NoPreroll) => Ok(Settling::Done),
            Err(_) => Err(PlayerError::Start),
        }
    }

    /// How loud, in hundredths.
    pub fn set_volume(&self, percent: u8) {
        self.volume.set_property("volume", f64::from(percent) / 100.0);
    }

    /// What the next player needs of this one.
    pub fn remains(&self) -> Remains {
        let shots = self.shots.iter().map(|(_, shot)| Arc::clone(shot)).collect();
        Remains { sound_sink: self.sound_sink.clone(), shots }
    }

    /// Segments whose pictures could not be made since this was last asked, and why.
    pub fn take_failures(&self) -> Vec<(u32, FeedError)> {
        self.shots.iter().filter_map(|(number, shot)| Some((*number, shot.take_failure()?))).collect()
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.gate.set(Passage::Nothing);
        let id = self.id;
        self.ges.post(move |ges| {
            ges.stop(id);
            ges.tidy();
        });
    }
}

/// Whether there is a device to play sound on.
pub fn find_device() -> Device {
    let Ok(sink) = element::make("autoaudiosink") else { return Device::None };
    let is_ready = sink.set_state(gst::State::Ready).is_ok();
    let found = sink.downcast_ref::<gst::Bin>().and_then(|bin| bin.children().first().and_then(gst::Element::factory));
    let is_real = found.is_some_and(|factory| factory.name() != "fakesink");
    let _ = sink.set_state(gst::State::Null);
    if is_ready && is_real { Device::Default } else { Device::None }
}

/// A pipeline that is stopped unless somebody keeps it.
struct Unkept(Option<gst::Pipeline>);

impl Drop for Unkept {
    fn drop(&mut self) {
        if let Some(pipeline) = self.0.take() {
            let _ = pipeline.set_state(gst::State::Null);
        }
    }
}

fn build(
    ges: &'static GesThread,
    token: &Ges,
    score: &Score,
    inbox: &Arc<Inbox>,
    slot: FrameSlot,
    gate: Arc<Gate>,
    first: Frames,
) -> Result<Player, PlayerError> {
    #[cfg(test)]
    assert!(!score.fails, "on purpose");
    if let Some(before) = &score.before {
        before.leave();
    }
    let (plan, format) = (&score.plan, score.plan.format());
    let lowered = lower(token, &strips_of_plan(plan), (format, score.size), &score.shelf)?;
    let pipeline = gst::Pipeline::new();
    let mut unkept = Unkept(Some(pipeline.clone()));
    pipeline.add(&lowered.timeline)?;
    let into_picture = add_picture(&pipeline, score, inbox, slot, &gate)?;
    let pad = lowered.timeline.pad_for_track(&lowered.track).ok_or(PlayerError::Start)?;
    pad.link(&into_picture)?;
    let (volume, sound_sink) = add_sound(&pipeline, score)?;
    tell_of_messages(&pipeline, score.number, inbox, &sound_sink)?;
    let numbers = plan.shots().iter().map(|shot| shot.number);
    let shots: Vec<_> = numbers.zip(lowered.shots).collect();
    if !first.is_zero() {
        shots.iter().for_each(|(_, shot)| shot.blank());
    }
    let id = token.keep(pipeline.clone(), lowered.timeline);
    unkept.0 = None;
    // From here on dropping it stops it.
    let player = Player { ges, id, pipeline, volume, sound_sink, gate, shots, rate: format.rate() };
    match player.pipeline.set_state(gst::State::Paused) {
        Ok(_) => Ok(player),
        Err(_) => Err(PlayerError::Start),
    }
}

/// The way from the timeline to the outlet; gives the pad it begins with.
fn add_picture(
    pipeline: &gst::Pipeline,
    score: &Score,
    inbox: &Arc<Inbox>,
    slot: FrameSlot,
    gate: &Arc<Gate>,
) -> Result<gst::Pad, PlayerError> {
    let rate = score.plan.format().rate();
    let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let info = frames::layout(score.size, gst::Fraction::new(signed(rate.num()), signed(rate.den())))?;
    let queue = element::make("queue")?;
    // A queue counts in bytes and seconds too; of raw pictures a few are enough.
    queue.set_property("max-size-buffers", 4_u32);
    queue.set_property("max-size-bytes", 0_u32);
    queue.set_property("max-size-time", 0_u64);
    let raw = element::make("capsfilter")?;
    raw.set_property("caps", info.to_caps()?);
    let sink =
        gst_app::AppSink::builder().caps(&info.to_caps()?).sync(true).enable_last_sample(false).max_buffers(1).build();
    sink.set_property("qos", false);
    sink.set_callbacks(callbacks(rate, score.number, inbox, slot, gate));
    let mut chain = vec![queue.clone(), raw];
    chain.extend(captions(score));
    chain.push(sink.upcast());
    pipeline.add_many(&chain)?;
    gst::Element::link_many(&chain)?;
    queue.static_pad("sink").ok_or(PlayerError::Start)
}

fn captions(score: &Score) -> Option<gst::Element> {
    let captions = score.plan.captions()?;
    let look = preset(&captions.preset)?.clone();
    let rate = score.plan.format().rate();
    let track = CaptionTrack::new(score.fonts.clone(), look, captions.area, rate, &captions.cues)
        .in_language(captions.language.clone());
    Some(CaptionFilter::new(Arc::new(track)).upcast())
}

fn callbacks(
    rate: FrameRate,
    number: u64,
    inbox: &Arc<Inbox>,
    slot: FrameSlot,
    gate: &Arc<Gate>,
) -> gst_app::AppSinkCallbacks {
    let (inbox, gate) = (Arc::clone(inbox), Arc::clone(gate));
    let take = move |sample: gst::Sample| {
        let Some(frame) = frame_of(&sample, rate) else { return };
        match gate.pass(frame, || slot.put(frame, sample)) {
            Passed::Awaited => inbox.tell(Event::Came { player: number, frame }),
            Passed::End => inbox.tell(Event::Ended { player: number }),
            Passed::Shown | Passed::Again | Passed::Stray => {}
        }
    };
    let take = Arc::new(take);
    let standing = Arc::clone(&take);
    gst_app::AppSinkCallbacks::builder()
        .new_preroll(move |sink| {
            standing(sink.pull_preroll().map_err(|_| gst::FlowError::Flushing)?);
            Ok(gst::FlowSuccess::Ok)
        })
        .new_sample(move |sink| {
            take(sink.pull_sample().map_err(|_| gst::FlowError::Flushing)?);
            Ok(gst::FlowSuccess::Ok)
        })
        .build()
}

/// The number of the frame in a sample.
fn frame_of(sample: &gst::Sample, rate: FrameRate) -> Option<Frames> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    Some(frames::number_at(segment.to_stream_time(sample.buffer()?.pts()?)?, rate))
}

/// The way from the track to the device; gives its volume and its end.
fn add_sound(pipeline: &gst::Pipeline, score: &Score) -> Result<(gst::Element, gst::Element), PlayerError> {
    let source = pcm::source(&score.track, score.plan.samples());
    let volume = element::make("volume")?;
    volume.set_property("volume", f64::from(score.volume) / 100.0);
    let sink = match score.device {
        Device::Default => element::make("autoaudiosink")?,
        Device::None => {
            let sink = element::make("fakesink")?;
            sink.set_property("sync", true);
            sink.set_property("qos", false);
            sink
        }
    };
    let (convert, resample) = (element::make("audioconvert")?, element::make("audioresample")?);
    let chain = [source.upcast(), convert, resample, volume.clone(), sink.clone()];
    pipeline.add_many(&chain)?;
    gst::Element::link_many(&chain)?;
    Ok((volume, sink))
}

/// Everything the pipeline says goes to the inbox.
fn tell_of_messages(
    pipeline: &gst::Pipeline,
    player: u64,
    inbox: &Arc<Inbox>,
    sound_sink: &gst::Element,
) -> Result<(), PlayerError> {
    let bus = pipeline.bus().ok_or(PlayerError::Start)?;
    let (inbox, sound_sink) = (Arc::clone(inbox), sound_sink.downgrade());
    bus.set_sync_handler(move |_, message| {
        match message.view() {
            gst::MessageView::AsyncDone(_) => inbox.tell(Event::Settled { player }),
            gst::MessageView::Eos(_) => inbox.tell(Event::Ended { player }),
            gst::MessageView::Error(error) => {
                tracing::debug!(detail = ?error.debug(), "an element of the preview failed");
                let is_of_sound = error.src().zip(sound_sink.upgrade()).is_some_and(|(source, sink)| {
                    source == sink.upcast_ref::<gst::Object>() || source.has_as_ancestor(&sink)
                });
                let by = if is_of_sound { Part::SoundDevice } else { Part::Picture };
                inbox.tell(Event::Failed { player, reason: error.error().to_string(), by });
            }
            _ => {}
        }
        gst::BusSyncReply::Drop
    });
    Ok(())
}
