//! The job both engine benchmarks do: the six clips of bench/clips.sh with a voice each, captions word by word, five
//! crossfades and a music loop.

use std::fs;
use std::path::Path;

use bobine_model::{
    CaptionChoice, Document, Fit, Format, FrameRange, Frames, Framing, Language, LengthRule, Millis, Mix, MusicChoice,
    PixelRect, ProviderId, ReadingId, ReadingUse, Segment, SegmentId, SpokenWord, TakeExtent, TakeId, TakeUse,
    Transition, TransitionKind, VoiceChoice, VoiceId,
};
use bobine_render::plan::{ContentHash, MediaFile, MusicMedia, ResolvedMedia, Size, TakeKind, TakeMedia};

type Failure = Box<dyn std::error::Error>;

/// The clips of bench/clips.sh with their sizes.
const CLIPS: [(&str, u32, u32); 6] = [
    ("a.mp4", 1080, 1920),
    ("b.mp4", 1280, 720),
    ("c.webm", 720, 1280),
    ("d.mp4", 1080, 1920),
    ("e.mp4", 1920, 1080),
    ("f.mp4", 1080, 1920),
];
/// What each of the six segments says: sixteen words, so 96 caption states in all.
pub const WORDS: &str =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

/// The document and its media, from the folder bench/clips.sh filled.
pub fn job(folder: &Path) -> Result<(Document, ResolvedMedia), Failure> {
    let voice = VoiceChoice { provider: ProviderId::embedded(), voice: VoiceId::new("bench")?, speed: 100, pitch: 100 };
    let music = file_at(&folder.join("music.wav"))?;
    let mut media =
        ResolvedMedia { music: Some(MusicMedia { file: music, loop_samples: None }), ..ResolvedMedia::default() };
    let mut segments = Vec::new();
    for (index, (name, width, height)) in CLIPS.into_iter().enumerate() {
        let number = u128::try_from(index)? + 1;
        let id = uuid::Uuid::from_u128(number);
        let (take, reading) = (TakeId::from_uuid(id), ReadingId::from_uuid(id));
        let (size, kind) = (Size { width, height }, TakeKind::Clip { has_sound: false });
        media.takes.insert(take, TakeMedia { file: file_at(&folder.join(name))?, kind, size });
        media.readings.insert(reading, file_at(&folder.join(format!("voice{number}.wav")))?);
        let words = WORDS.split(' ').zip(0_u32..).map(|(text, at)| SpokenWord {
            text: text.to_owned(),
            start: Millis::new(at * 240),
            end: Millis::new(at * 240 + 220),
        });
        let whole = FrameRange::new(Frames::ZERO, Frames::new(180))?;
        segments.push(Segment {
            id: SegmentId::from_uuid(id),
            ancestors: Vec::new(),
            narration: WORDS.to_owned(),
            spoken: None,
            prompt: String::new(),
            target: Frames::new(150),
            length: LengthRule::Fixed(Frames::new(if index == 0 { 165 } else { 162 })),
            is_included: true,
            picture: Some(TakeUse { take, extent: TakeExtent::Clip { length: Frames::new(180), trim: whole } }),
            voicing: Some(ReadingUse {
                reading,
                said: WORDS.to_owned(),
                voice: voice.clone(),
                from: Millis::ZERO,
                to: Millis::new(4000),
                lead: Frames::new(15),
                words: words.collect(),
            }),
            fit: Fit::default(),
            framing: Framing::default(),
            transition: Transition { kind: TransitionKind::Crossfade, frames: Frames::new(15) },
            cue_starts: None,
        });
    }
    let document = Document {
        title: "Bench".to_owned(),
        language: Language::english(),
        format: Format::VERTICAL,
        voice,
        pronunciations: Vec::new(),
        captions: CaptionChoice { is_shown: true, preset: "clean".to_owned(), area: PixelRect::SAFE_EVERYWHERE },
        music: Some(MusicChoice::Loop { name: "bench".to_owned() }),
        mix: Mix::default(),
        segments,
    };
    Ok((document, media))
}

/// A file and what it holds.
pub fn file_at(path: &Path) -> Result<MediaFile, Failure> {
    let hash = ContentHash::of(&fs::read(path)?);
    Ok(MediaFile { path: path.to_owned(), hash })
}
