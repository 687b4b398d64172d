//! Lowering: strips of shots to a `ges::Timeline`.
//!
//! ```text
//! layer 0 (top)                     |----- shot 3 -----|
//! layer 1               |----- shot 2 -----|
//! layer 2   |----- shot 1 -----|                            each shot on a layer above the one before
//! ```

use std::sync::Arc;

use bobine_model::{Format, Frames, TransitionKind};
use gstreamer as gst;
use gstreamer_base as gst_base;
use gstreamer_base::prelude::*;
use gstreamer_controller as gst_controller;
use gstreamer_controller::prelude::*;
use gstreamer_editing_services as ges;
use gstreamer_editing_services::prelude::*;

use super::feed::Shelf;
use super::frames;
use super::shot::{Layout, TimelineShot, Wipe};
use super::shot_source::ShotSource;
use super::thread::Ges;
use super::transition::{self, Look};
use crate::plan::{Chunk, ChunkPicture, Plan, Size, Slate, Strip};

/// A strip in its place on a timeline.
#[derive(Debug, Clone)]
pub struct TimelineStrip {
    /// What is seen.
    pub strip: Strip,
    /// The frame of the timeline it starts at.
    pub start: Frames,
    /// How many frames.
    pub length: Frames,
    /// Frames more in which the last one stands: GES rounds ends down and may lose what comes last, so that a chunk is
    /// asked for a little more than is taken.
    pub tail: Frames,
    /// The transition at its beginning.
    pub into: Option<Change>,
    /// The transition at its end.
    pub out_of: Option<Change>,
    /// The card that stands where a picture cannot be made; absent where that is an error.
    pub stand_in: Option<Slate>,
}

/// A transition as far as a timeline shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// In which manner.
    pub kind: TransitionKind,
    /// Frames of it on this timeline.
    pub frames: Frames,
    /// Frames of it that lie before.
    pub done: Frames,
    /// Frames it takes in all.
    pub of: Frames,
}

/// What a chunk is asked for beyond its end.
const TAIL: Frames = Frames::new(2);

/// A timeline, its one video track, and its shots.
pub struct Lowered {
    /// The timeline, committed.
    pub timeline: ges::Timeline,
    /// Its track.
    pub track: ges::VideoTrack,
    /// What its clips give, in order.
    pub shots: Vec<Arc<TimelineShot>>,
}

/// A plan GES would not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("GES refused {what}: {reason}")]
pub struct LowerError {
    what: &'static str,
    reason: String,
}

/// The strips of a chunk.
pub fn strips_of_chunk(chunk: &Chunk) -> Vec<TimelineStrip> {
    let length = chunk.length();
    let whole = |strip: &Strip| TimelineStrip {
        strip: strip.clone(),
        start: Frames::ZERO,
        length,
        tail: TAIL,
        into: None,
        out_of: None,
        stand_in: None,
    };
    match chunk.picture() {
        ChunkPicture::One(strip) => vec![whole(strip)],
        ChunkPicture::Two { below, above, kind, done, of } => {
            let change = Some(Change { kind: *kind, frames: length, done: *done, of: *of });
            vec![TimelineStrip { out_of: change, ..whole(below) }, TimelineStrip { into: change, ..whole(above) }]
        }
    }
}

/// The strips of a whole plan, as it is previewed: where a picture cannot be made, a card with the segment's number stands.
pub fn strips_of_plan(plan: &Plan) -> Vec<TimelineStrip> {
    let change = |transition: bobine_model::Transition| {
        let frames = transition.frames;
        (!frames.is_zero()).then_some(Change { kind: transition.kind, frames, done: Frames::ZERO, of: frames })
    };
    plan.shots()
        .iter()
        .enumerate()
        .map(|(index, shot)| {
            let next = plan.shots().get(index + 1);
            TimelineStrip {
                strip: shot.strip(),
                start: shot.range.start(),
                length: shot.range.length(),
                tail: if next.is_none() { TAIL } else { Frames::ZERO },
                into: change(shot.transition),
                out_of: next.and_then(|next| change(next.transition)),
                stand_in: Some(Slate { number: shot.number, prompt: String::new() }),
            }
        })
        .collect()
}

/// Build the timeline of some strips, drawn at a size of one's choice, by decoders of a shelf.
///
/// # Errors
/// When GES refuses a part of it.
pub fn lower(
    on: &Ges,
    strips: &[TimelineStrip],
    (format, out): (Format, Size),
    shelf: &Arc<Shelf>,
) -> Result<Lowered, LowerError> {
    let rate = format.rate();
    let fraction = gst::Fraction::new(signed(rate.num()), signed(rate.den()));
    let caps = frames::layout(out, fraction).and_then(|info| info.to_caps());
    let caps = caps.map_err(|error| refused("the format", &error))?;
    let timeline = ges::Timeline::new();
    let track = ges::VideoTrack::new();
    track.set_restriction_caps(&caps);
    // One shot alone needs nobody to mix it.
    track.set_mixing(strips.len() > 1);
    timeline.add_track(&track).map_err(|error| refused("the track", &error))?;
    let layers: Vec<ges::Layer> = strips.iter().map(|_| timeline.append_layer()).collect();
    let asset = on.asset(Layout { size: out, rate }).map_err(|error| refused("the format", &error))?;
    let mut shots = Vec::new();
    for (strip, layer) in strips.iter().zip(layers.iter().rev()) {
        let wipe = strip
            .into
            .filter(|change| change.kind == TransitionKind::Wipe)
            .map(|change| Wipe { done: change.done, of: change.of });
        let shot = TimelineShot::new(strip.strip.clone(), strip.length + strip.tail, (format, out), shelf);
        let shot = Arc::new(shot.uncovered_by(wipe).standing_in(strip.stand_in.clone()));
        let time = |frame: Frames| gst::ClockTime::from_nseconds(rate.nanos(frame));
        let (start, end) = (time(strip.start), time(strip.start + strip.length + strip.tail));
        let clip = layer
            .add_asset(&asset, Some(start), Some(gst::ClockTime::ZERO), Some(end - start), ges::TrackType::VIDEO)
            .map_err(|error| refused("a clip", &error))?;
        let source = source_of(&clip)?;
        hand_over(&source, &shot)?;
        leave_upright(&source);
        animate(&source, strip, format, out)?;
        shots.push(shot);
    }
    if !timeline.commit_sync() {
        tracing::debug!("the timeline had nothing to commit");
    }
    Ok(Lowered { timeline, track, shots })
}

/// Keyframes for each frame of the transitions at a clip's two ends; in between it lies plainly.
fn animate(source: &ges::TrackElement, strip: &TimelineStrip, format: Format, out: Size) -> Result<(), LowerError> {
    if strip.into.is_none() && strip.out_of.is_none() {
        return Ok(());
    }
    let looks = looks(strip, out);
    let time = |frame: usize| {
        let frame = Frames::new(u32::try_from(frame).unwrap_or(u32::MAX));
        gst::ClockTime::from_nseconds(format.rate().nanos(frame))
    };
    let bind = |name: &str, value: &dyn Fn(&Look) -> f64| -> Result<(), LowerError> {
        let control = gst_controller::InterpolationControlSource::new();
        control.set_mode(gst_controller::InterpolationMode::None);
        for (frame, look) in looks.iter().enumerate() {
            if !control.set(time(frame), value(look)) {
                return Err(refused("a keyframe", name));
            }
        }
        if source.set_control_source(&control, name, "direct-absolute") {
            Ok(())
        } else {
            Err(refused("a keyframe", name))
        }
    };
    if looks.iter().any(|look| look.alpha < 1.0) {
        bind("alpha", &|look| look.alpha)?;
    }
    if looks.iter().any(|look| look.moved != 0) {
        bind("posx", &|look| f64::from(look.moved))?;
    }
    Ok(())
}

/// The element of a clip that gives its pictures, and that can be moved and faded.
fn source_of(clip: &ges::Clip) -> Result<ges::TrackElement, LowerError> {
    clip.find_track_elements(None::<&ges::Track>, ges::TrackType::VIDEO, ges::VideoSource::static_type())
        .into_iter()
        .next()
        .ok_or_else(|| refused("a clip", "it has no source"))
}

/// A clip's source is made whenever GES brings its clip up; from then on it gives this shot.
fn hand_over(source: &ges::TrackElement, shot: &Arc<TimelineShot>) -> Result<(), LowerError> {
    let bin = source.nleobject().downcast::<gst::Bin>().map_err(|_| refused("a clip", "its source is no bin"))?;
    let shot = Arc::clone(shot);
    bin.connect_deep_element_added(move |_, _, element| {
        if let Some(source) = element.downcast_ref::<ShotSource>() {
            source.hand(&shot);
        }
    });
    Ok(())
}

/// Our source gives upright pictures. The element by which GES turns others copies every picture it does not turn.
fn leave_upright(source: &ges::TrackElement) {
    let Some(bin) = source.nleobject().downcast::<gst::Bin>().ok() else { return };
    for element in bin.iterate_recurse().into_iter().flatten() {
        let is_flip = element.factory().is_some_and(|factory| factory.name() == "videoflip");
        if is_flip && let Some(transform) = element.downcast_ref::<gst_base::BaseTransform>() {
            transform.set_passthrough(true);
        }
    }
}

/// How a strip lies in each of its frames.
fn looks(strip: &TimelineStrip, out: Size) -> Vec<Look> {
    let last = strip.length.count().saturating_sub(1);
    (0..=last)
        .chain(std::iter::repeat_n(last, usize::try_from(strip.tail.count()).unwrap_or_default()))
        .map(|frame| {
            let begun = strip.into.filter(|change| frame < change.frames.count());
            let left = strip.length.count() - frame;
            let ended = strip.out_of.filter(|change| left <= change.frames.count());
            let mut look = Look { alpha: 1.0, moved: 0 };
            if let Some(change) = begun {
                let at = change.done.count() + frame;
                look = transition::beginning(change.kind, at, change.of.count(), out.width);
            }
            if let Some(change) = ended {
                let at = change.done.count() + change.frames.count() - left;
                look.alpha *= transition::ending(change.kind, at, change.of.count()).alpha;
            }
            look
        })
        .collect()
}

fn refused(what: &'static str, reason: &(impl std::fmt::Display + ?Sized)) -> LowerError {
    LowerError { what, reason: reason.to_string() }
}

fn signed(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
