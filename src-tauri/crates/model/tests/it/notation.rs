//! Documents as short text, read and written.
//!
//! ```text
//! a:90                    segment a, fixed to 90 frames     a        follows its voice, target 150
//! -a                      left out of the video             a~12     12 frames of crossfade into it
//! a[t 10..70/200]         take t, trimmed, of 200 frames    a[t]     a still
//! a[…]hold  a[…]loop      another fit
//! a'Tea is good'          narration                         a'SQL'"sequel"   spoken otherwise
//! a'Tea is good'{r}       read by r: 300 ms a word          {r+6}    6 frames of silence first
//! a'…'{r 300..600 is}     that stretch of it, those words
//! ```
//!
//! Segments are put together with ` + `.

use bobine_model::document::{Format, Language};
use bobine_model::{
    Document, Fit, FrameRange, Frames, LengthRule, Millis, ProviderId, ReadingId, ReadingUse, Segment, SegmentId,
    SpokenWord, TakeExtent, TakeId, TakeUse, Transition, TransitionKind, VoiceChoice, VoiceId,
};
use uuid::Uuid;

/// Every word of a reading made here lasts so long.
pub const WORD_MS: u32 = 300;

/// The id of a name: its letters as a number.
fn uuid(name: &str) -> Uuid {
    Uuid::from_u128(name.bytes().fold(0, |number, byte| number << 8 | u128::from(byte)))
}

fn name(uuid: Uuid) -> String {
    uuid.as_u128().to_be_bytes().into_iter().filter(|byte| *byte != 0).map(char::from).collect()
}

pub fn id(name: &str) -> SegmentId {
    SegmentId::from_uuid(uuid(name))
}

pub fn ids(names: &str) -> Vec<SegmentId> {
    names.split_whitespace().map(id).collect()
}

pub fn take(name: &str) -> TakeId {
    TakeId::from_uuid(uuid(name))
}

pub fn reading(name: &str) -> ReadingId {
    ReadingId::from_uuid(uuid(name))
}

pub fn frames(count: u32) -> Frames {
    Frames::new(count)
}

pub fn range(start: u32, end: u32) -> FrameRange {
    FrameRange::new(frames(start), frames(end)).expect("the test gives a range that is not empty")
}

pub fn voice(name: &str) -> VoiceChoice {
    let voice = VoiceId::new(name).expect("the test gives a name");
    VoiceChoice { provider: ProviderId::embedded(), voice, speed: 100, pitch: 100 }
}

pub fn clip(name: &str, trim: FrameRange, length: u32) -> TakeUse {
    TakeUse { take: take(name), extent: TakeExtent::Clip { length: frames(length), trim } }
}

/// A reading of a text: its words follow each other, each [`WORD_MS`] long.
pub fn read(name: &str, said: &str) -> ReadingUse {
    let words: Vec<SpokenWord> = (0..)
        .zip(said.split_whitespace())
        .map(|(index, word)| SpokenWord {
            text: word.to_owned(),
            start: Millis::new(index * WORD_MS),
            end: Millis::new((index + 1) * WORD_MS),
        })
        .collect();
    let to = words.last().map_or(Millis::new(WORD_MS), |word| word.end);
    ReadingUse {
        reading: reading(name),
        said: said.to_owned(),
        voice: voice("robin"),
        from: Millis::ZERO,
        to,
        lead: Frames::ZERO,
        words,
    }
}

/// A document with these segments.
pub fn video(segments: &str) -> Document {
    let mut document =
        Document::new("Tea", Language::english(), Format::VERTICAL, voice("robin")).expect("the title is a title");
    document.segments = segments.split(" + ").filter(|text| !text.is_empty()).map(segment).collect();
    document.check().expect("the test describes a sound document");
    document
}

fn segment(text: &str) -> Segment {
    let mut rest = text;
    let is_included = !eat(&mut rest, "-");
    let name_end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(name_end);
    rest = after;
    let fixed = number_after(&mut rest, ":");
    let overlap = number_after(&mut rest, "~");
    let picture = between(&mut rest, "[", "]").map(picture);
    let fit = if eat(&mut rest, "hold") {
        Fit::Hold
    } else if eat(&mut rest, "loop") {
        Fit::Loop
    } else {
        Fit::SlowThenHold
    };
    let narration = between(&mut rest, "'", "'").unwrap_or_default().to_owned();
    let spoken = between(&mut rest, "\"", "\"").map(str::to_owned);
    let voicing = between(&mut rest, "{", "}").map(|text| {
        let (name, lead) = text.split_once('+').unwrap_or((text, "0"));
        let said = spoken.as_deref().unwrap_or(&narration);
        ReadingUse { lead: frames(lead.parse().expect("a number")), ..read(name, said) }
    });
    assert_eq!(rest, "", "all of {text:?} is understood");
    Segment {
        id: id(name),
        ancestors: Vec::new(),
        narration,
        spoken,
        prompt: String::new(),
        target: frames(fixed.unwrap_or(150)),
        length: fixed.map_or(LengthRule::FitVoice, |count| LengthRule::Fixed(frames(count))),
        is_included,
        picture,
        voicing,
        fit,
        framing: bobine_model::Framing::default(),
        transition: overlap.map_or(Transition::CUT, crossfade),
        cue_starts: None,
    }
}

pub fn crossfade(count: u32) -> Transition {
    Transition { kind: TransitionKind::Crossfade, frames: frames(count) }
}

fn picture(text: &str) -> TakeUse {
    let Some((name, extent)) = text.split_once(' ') else {
        return TakeUse { take: take(text), extent: TakeExtent::Still };
    };
    let numbers: Vec<u32> = extent.split(['.', '/']).filter_map(|number| number.parse().ok()).collect();
    clip(name, range(numbers[0], numbers[1]), numbers[2])
}

fn eat(rest: &mut &str, prefix: &str) -> bool {
    rest.strip_prefix(prefix).map(|after| *rest = after).is_some()
}

fn number_after(rest: &mut &str, prefix: &str) -> Option<u32> {
    let digits = rest.strip_prefix(prefix)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    *rest = &digits[end..];
    digits[..end].parse().ok()
}

fn between<'a>(rest: &mut &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (inside, after) = rest.strip_prefix(open)?.split_once(close)?;
    *rest = after;
    Some(inside)
}

/// The segments of a document in the notation.
pub fn seen(document: &Document) -> String {
    document.segments.iter().map(seen_segment).collect::<Vec<_>>().join(" + ")
}

fn seen_segment(segment: &Segment) -> String {
    let mut text = format!("{}{}", if segment.is_included { "" } else { "-" }, name(segment.id.uuid()));
    if let LengthRule::Fixed(count) = segment.length {
        text += &format!(":{count}");
    }
    if segment.transition != Transition::CUT {
        text += &format!("~{}", segment.transition.frames);
    }
    match segment.picture {
        Some(TakeUse { take, extent: TakeExtent::Clip { length, trim } }) => {
            text += &format!("[{} {trim}/{length}]", name(take.uuid()));
        }
        Some(TakeUse { take, extent: TakeExtent::Still }) => text += &format!("[{}]", name(take.uuid())),
        None => {}
    }
    text += match segment.fit {
        Fit::SlowThenHold => "",
        Fit::Loop => "loop",
        Fit::Hold => "hold",
    };
    if !segment.narration.is_empty() {
        text += &format!("'{}'", segment.narration);
    }
    if let Some(spoken) = &segment.spoken {
        text += &format!("\"{spoken}\"");
    }
    if let Some(voicing) = &segment.voicing {
        let name = name(voicing.reading.uuid());
        let lead = if voicing.lead.is_zero() { String::new() } else { format!("+{}", voicing.lead) };
        let whole = read(&name, segment.spoken_text());
        let is_whole = ReadingUse { lead: voicing.lead, ..whole } == *voicing;
        let stretch = format!(" {}..{} {}", voicing.from.count(), voicing.to.count(), voicing.said);
        text += &format!("{{{name}{lead}{}}}", if is_whole { "" } else { stretch.trim_end() });
    }
    text
}
