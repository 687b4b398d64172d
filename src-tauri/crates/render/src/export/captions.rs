//! The captions of a chunk, as the element that draws them over its frames.

use std::sync::Arc;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::ExportError;
use crate::captions::element::CaptionFilter;
use crate::captions::{CaptionTrack, Fonts, preset};
use crate::plan::{Chunk, Plan};

/// Whether a plan's captions can be drawn.
///
/// # Errors
/// When their preset is unknown.
pub fn check(plan: &Plan) -> Result<(), ExportError> {
    match plan.captions() {
        Some(captions) if preset(&captions.preset).is_none() => Err(ExportError::NoSuchPreset(captions.preset.clone())),
        _ => Ok(()),
    }
}

/// The element for a chunk's captions; none where it has none.
pub fn element(chunk: &Chunk, fonts: &Fonts) -> Option<gst::Element> {
    let captions = chunk.captions()?;
    let look = preset(&captions.preset)?.clone();
    let track = CaptionTrack::new(fonts.clone(), look, captions.area, chunk.format().rate(), &captions.cues)
        .in_language(captions.language.clone())
        .starting_at(captions.first);
    Some(CaptionFilter::new(Arc::new(track)).upcast())
}

/// What drawn captions depend on besides what the chunk says: what its preset is made of.
pub fn describe(chunk: &Chunk) -> String {
    let look = chunk.captions().and_then(|captions| preset(&captions.preset));
    look.map(|look| format!("{look:?}\n")).unwrap_or_default()
}
