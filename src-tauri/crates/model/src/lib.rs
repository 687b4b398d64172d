//! Values and rules of Bobine: time, money, the document, its edits and history, captions, job states.
//!
//! Nothing here reads a file, a clock or a random number, and nothing here is async. Whoever needs a new id or
//! the time passes it in. Everything that other crates say to each other about a video is said in these words.

pub mod caption;
pub mod check;
pub mod document;
pub mod edit;
pub mod fit;
pub mod history;
pub mod ids;
pub mod job;
pub mod layout;
pub mod limits;
pub mod money;
pub mod persist;
pub mod shown;
pub mod spoken;
pub mod stale;
pub mod text;
pub mod time;
pub mod video;

pub use caption::{Cue, CueWord, cues};
pub use check::Broken;
pub use document::{
    CaptionChoice, Document, Fit, FocusPoint, Format, Framing, Language, LengthRule, Mix, MusicChoice, PixelRect,
    Pronunciation, ReadingUse, Rgb, Segment, SpokenWord, StillMove, TakeExtent, TakeUse, Transition, TransitionKind,
    VoiceChoice,
};
pub use edit::{Edit, EditError, EditLabel, LabelKey, apply};
pub use fit::{Coverage, Piece, cover};
pub use ids::{
    ExportId, JobId, MediaId, ModelId, PillarId, ProjectId, ProviderId, ReadingId, RequestKey, RevisionId, SegmentId,
    TakeId, VoiceId,
};
pub use layout::{Layout, Placed};
pub use money::{BadAmount, Micros};
pub use shown::{ShownWord, shown_words};
pub use spoken::text_to_read;
pub use stale::{Stale, stale};
pub use time::{FrameRange, FrameRate, Frames, Millis};
pub use video::make_same_video;
