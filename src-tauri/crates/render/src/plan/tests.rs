//! Plans as text, and what their chunks' keys depend on.

use std::path::PathBuf;

use bobine_model::{
    CaptionChoice, Document, Fit, FocusPoint, Format, FrameRange, Frames, Framing, Language, LengthRule, Millis, Mix,
    MusicChoice, PixelRect, ProviderId, ReadingId, ReadingUse, Rgb, Segment, SegmentId, SpokenWord, StillMove,
    TakeExtent, TakeId, TakeUse, Transition, TransitionKind, VoiceChoice, VoiceId,
};

use super::*;

fn frames(count: u32) -> Frames {
    Frames::new(count)
}

fn id(number: u8) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(number))
}

fn file(number: u8) -> MediaFile {
    MediaFile { path: PathBuf::from(format!("/media/{number}")), hash: ContentHash::from_bytes([number; 32]) }
}

fn voice() -> VoiceChoice {
    VoiceChoice {
        provider: ProviderId::embedded(),
        voice: VoiceId::new("test").expect("a name"),
        speed: 100,
        pitch: 100,
    }
}

fn segment(number: u8, length: u32) -> Segment {
    Segment {
        id: SegmentId::from_uuid(id(number)),
        ancestors: Vec::new(),
        narration: String::new(),
        spoken: None,
        prompt: format!("Prompt {number}"),
        target: frames(length),
        length: LengthRule::Fixed(frames(length)),
        is_included: true,
        picture: None,
        voicing: None,
        fit: Fit::default(),
        framing: Framing::default(),
        transition: Transition::CUT,
        cue_starts: None,
    }
}

/// A plan of two slates that are seen for so long together.
pub fn slates(length: u32) -> Plan {
    let (mut document, media) = example();
    document.segments = vec![segment(1, length / 2), segment(2, length - length / 2)];
    document.music = None;
    plan(&document, &media).expect("a plan of slates")
}

fn clip(take: u8, length: u32) -> Option<TakeUse> {
    let trim = FrameRange::new(Frames::ZERO, frames(length)).expect("rising");
    let extent = TakeExtent::Clip { length: frames(length), trim };
    Some(TakeUse { take: TakeId::from_uuid(id(take)), extent })
}

/// A wide clip that is too short, cut to a crossfade into a still that moves, then a slate; spoken, with music.
fn example() -> (Document, ResolvedMedia) {
    let mut spoken = segment(1, 60);
    spoken.narration = "Hello world".to_owned();
    spoken.picture = clip(1, 40);
    spoken.framing = Framing::Cover { focus: FocusPoint { x: 250, y: 500 } };
    let word =
        |text: &str, start, end| SpokenWord { text: text.to_owned(), start: Millis::new(start), end: Millis::new(end) };
    spoken.voicing = Some(ReadingUse {
        reading: ReadingId::from_uuid(id(9)),
        said: "Hello world".to_owned(),
        voice: voice(),
        from: Millis::new(100),
        to: Millis::new(1100),
        lead: frames(6),
        words: vec![word("Hello", 150, 500), word("world", 600, 1000)],
    });
    let mut still = segment(2, 45);
    still.picture = Some(TakeUse { take: TakeId::from_uuid(id(2)), extent: TakeExtent::Still });
    still.transition = Transition { kind: TransitionKind::Crossfade, frames: frames(15) };
    let movement =
        StillMove { from: FocusPoint::CENTER, from_size: 1000, to: FocusPoint { x: 600, y: 400 }, to_size: 800 };
    still.framing = Framing::PanZoom { movement };
    let document = Document {
        title: "Test".to_owned(),
        language: Language::english(),
        format: Format::VERTICAL,
        voice: voice(),
        pronunciations: Vec::new(),
        captions: CaptionChoice { is_shown: true, preset: "clean".to_owned(), area: PixelRect::SAFE_EVERYWHERE },
        music: Some(MusicChoice::Loop { name: "test".to_owned() }),
        mix: Mix::default(),
        segments: vec![spoken, still, segment(3, 30)],
    };
    let mut media =
        ResolvedMedia { music: Some(MusicMedia { file: file(8), loop_samples: Some(96_000) }), ..Default::default() };
    let size = Size { width: 1280, height: 720 };
    let kind = TakeKind::Clip { has_sound: false };
    media.takes.insert(TakeId::from_uuid(id(1)), TakeMedia { file: file(1), kind, size });
    let size = Size { width: 2000, height: 3000 };
    media.takes.insert(TakeId::from_uuid(id(2)), TakeMedia { file: file(2), kind: TakeKind::Still, size });
    media.readings.insert(ReadingId::from_uuid(id(9)), file(9));
    (document, media)
}

fn text(document: &Document, media: &ResolvedMedia) -> String {
    let plan = plan(document, media).expect("a plan").to_string();
    // The hashes of the tests are one byte over and over.
    (1..=9_u8)
        .fold(plan, |plan, byte| plan.replace(&ContentHash::from_bytes([byte; 32]).to_string(), &format!("#{byte}")))
}

#[test]
fn a_plan_decides_everything() {
    let (document, media) = example();
    insta::assert_snapshot!(text(&document, &media), @r#"
    video 1080x1920 at 30/1
    length 120 frames, 192000 samples
    shot 1 at 0..60
      clip #1 1280x720 fill with 404x720+118+0
        play 0..40 over 50
        hold 39 over 10
    shot 2 at 45..90 after crossfade of 15
      still #2 2000x3000 move from 1687.500x3000.000+156.250+0.000 to 1350.000x2400.000+525.000+0.000
    shot 3 at 90..120
      slate 3 "Prompt 3"
    captions clean en in 120,288 to 888,1248
      cue 8..42: "Hello" 8..18 "world" 21..33
    voice 1 #9 from 100 to 1100 ms at 6 0.0 dB
    music #8 loop 96000 -12.0 dB fades 9600 57600 ducking 3360:0.0 12000:-9.0 52800:-9.0 79200:0.0
    "#);
}

#[test]
fn framings_become_rectangles() {
    let (mut document, media) = example();
    document.segments.truncate(1);
    document.captions.is_shown = false;
    document.music = None;
    let mut placed = Vec::new();
    for framing in [
        Framing::Cover { focus: FocusPoint { x: 1000, y: 0 } },
        Framing::ContainBlur,
        Framing::ContainColor { color: Rgb { r: 255, g: 128, b: 0 } },
    ] {
        document.segments[0].framing = framing;
        let text = text(&document, &media);
        placed.extend(text.lines().filter(|line| line.starts_with("  clip")).map(str::to_owned));
    }
    assert_eq!(
        placed,
        [
            "  clip #1 1280x720 fill with 404x720+876+0",
            "  clip #1 1280x720 inside 1080x608+0+656 over blurred 404x720+438+0",
            "  clip #1 1280x720 inside 1080x608+0+656 over #ff8000",
        ]
    );
}

#[test]
fn what_is_missing_is_named_by_its_segment() {
    let (document, media) = example();
    let without = |change: fn(&mut ResolvedMedia)| {
        let mut media = media.clone();
        change(&mut media);
        plan(&document, &media).expect_err("something is missing").to_string()
    };
    assert!(without(|media| drop(media.takes.remove(&TakeId::from_uuid(id(2))))).contains("segment 2"));
    assert!(without(|media| media.readings.clear()).contains("voice of segment 1"));
    assert!(without(|media| media.music = None).contains("music"));
    let empty = Document { segments: Vec::new(), ..document.clone() };
    assert_eq!(plan(&empty, &media), Err(PlanError::Empty));
}

fn described(document: &Document, media: &ResolvedMedia) -> Vec<String> {
    chunks(&plan(document, media).expect("a plan")).iter().map(ToString::to_string).collect()
}

#[test]
fn chunks_lie_end_to_end() {
    let (mut document, media) = example();
    document.segments[2].length = LengthRule::Fixed(frames(700));
    let plan = plan(&document, &media).expect("a plan");
    let mut end = Frames::ZERO;
    for chunk in chunks(&plan) {
        assert_eq!(chunk.range().start(), end);
        end = chunk.range().end();
    }
    assert_eq!(end, plan.length());
}

#[test]
fn a_longer_beginning_leaves_later_chunks_as_they_are() {
    let (mut document, media) = example();
    document.segments[0].length = LengthRule::Fixed(frames(90));
    let before = described(&document, &media);
    document.segments[0].length = LengthRule::Fixed(frames(120));
    let after = described(&document, &media);
    // A body, an overlap, a body, a body. The first shot stands still where the second comes in, now as before.
    assert_ne!(before[0], after[0]);
    assert_eq!(before[1..], after[1..]);
}

#[test]
fn a_chunk_depends_on_content_not_on_where_it_lies() {
    let (document, media) = example();
    let before = described(&document, &media);
    let take = TakeId::from_uuid(id(1));
    let mut moved = media.clone();
    moved.takes.get_mut(&take).expect("there").file.path = PathBuf::from("/elsewhere");
    assert_eq!(described(&document, &moved), before);
    let mut changed = media.clone();
    changed.takes.get_mut(&take).expect("there").file.hash = ContentHash::from_bytes([7; 32]);
    let after = described(&document, &changed);
    assert_ne!(after[..2], before[..2]);
    assert_eq!(after[2..], before[2..]);
}
