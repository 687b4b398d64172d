//! What the tests render: clips whose every frame tells its number by its grey, small documents, and a look at the
//! files that come out.

use std::path::{Path, PathBuf};
use std::process::Command;

use bobine_model::{
    CaptionChoice, Document, Fit, Format, FrameRange, FrameRate, Frames, Framing, Language, LengthRule, Millis, Mix,
    PixelRect, ProviderId, ReadingId, ReadingUse, Segment, SegmentId, TakeExtent, TakeId, TakeUse, Transition,
    TransitionKind, VoiceChoice, VoiceId,
};
use bobine_provider::encode::{ClipEncoder, ClipSpec, FrameSource};
use bobine_render::GstClipEncoder;
use bobine_render::captions::Fonts;
use bobine_render::export::{ExportError, ExportSettings, Exported, Renderer, RendererConfig};
use bobine_render::plan::{ContentHash, MediaFile, ResolvedMedia, Size, TakeKind, TakeMedia, plan};

/// The format of all tests: small, upright.
pub const WIDTH: u32 = 180;
/// Its height.
pub const HEIGHT: u32 = 320;

/// A temporary studio: media, a renderer with its own cache, a folder for files.
pub struct Studio {
    pub folder: tempfile::TempDir,
    pub renderer: Renderer,
    pub media: ResolvedMedia,
    pub document: Document,
}

/// Grey that rises with the number of the frame.
struct Greys {
    base: u8,
    step: u8,
}

impl FrameSource for Greys {
    fn draw(&self, index: u32, pixels: &mut [u8]) {
        let grey = u32::from(self.base) + index * u32::from(self.step);
        let grey = u8::try_from(grey).unwrap_or(u8::MAX);
        for pixel in pixels.chunks_exact_mut(4) {
            pixel.copy_from_slice(&[grey, grey, grey, 255]);
        }
    }
}

/// The left half of one colour, the right of another.
pub struct Halves(pub [u8; 3], pub [u8; 3], pub u32);

impl FrameSource for Halves {
    fn draw(&self, _index: u32, pixels: &mut [u8]) {
        let width = usize::try_from(self.2).unwrap_or(1);
        for (place, pixel) in pixels.chunks_exact_mut(4).enumerate() {
            let [r, g, b] = if place % width < width / 2 { self.0 } else { self.1 };
            pixel.copy_from_slice(&[r, g, b, 255]);
        }
    }
}

impl Studio {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let renderer = renderer(folder.path());
        let voice = VoiceChoice {
            provider: ProviderId::embedded(),
            voice: VoiceId::new("test").expect("a name"),
            speed: 100,
            pitch: 100,
        };
        let document = Document {
            title: "Test".to_owned(),
            language: Language::english(),
            format: Format::new(WIDTH, HEIGHT, FrameRate::THIRTY).expect("a size"),
            voice,
            pronunciations: Vec::new(),
            captions: CaptionChoice { is_shown: false, preset: "clean".to_owned(), area: PixelRect::SAFE_EVERYWHERE },
            music: None,
            mix: Mix::default(),
            segments: Vec::new(),
        };
        Self { folder, renderer, media: ResolvedMedia::default(), document }
    }

    /// A clip of `frames` frames whose grey is `base` in the first and rises by `step`.
    pub fn greys(&mut self, number: u32, frames: u32, base: u8, step: u8) -> TakeId {
        self.clip(number, frames, (WIDTH, HEIGHT), &Greys { base, step })
    }

    pub fn clip(&mut self, number: u32, frames: u32, (width, height): (u32, u32), source: &dyn FrameSource) -> TakeId {
        let path = self.folder.path().join(format!("clip {number} é.mp4"));
        let format = Format::new(width, height, FrameRate::THIRTY).expect("a size");
        let spec = ClipSpec { format, frames: Frames::new(frames) };
        let encoder = GstClipEncoder::new().expect("GStreamer");
        encoder.encode(&spec, source, &path, &|_| true).expect("encoded");
        self.take(number, &path, TakeKind::Clip { has_sound: false }, Size { width, height })
    }

    pub fn take(&mut self, number: u32, path: &Path, kind: TakeKind, size: Size) -> TakeId {
        let take = TakeId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        self.media.takes.insert(take, TakeMedia { file: file(path), kind, size });
        take
    }

    /// A reading of a sine wave, with one click-free second of it for each second.
    pub fn reading(&mut self, number: u32, seconds: f64, pitch: f64) -> ReadingId {
        let path = self.folder.path().join(format!("reading {number}.wav"));
        tone(&path, seconds, pitch);
        let reading = ReadingId::from_uuid(uuid::Uuid::from_u128(u128::from(number)));
        self.media.readings.insert(reading, file(&path));
        reading
    }

    pub fn segment(&mut self, number: u32, frames: u32, picture: Option<(TakeId, u32)>) -> &mut Segment {
        let extent = |length| TakeExtent::Clip {
            length: Frames::new(length),
            trim: FrameRange::new(Frames::ZERO, Frames::new(length)).expect("a clip has frames"),
        };
        self.document.segments.push(Segment {
            id: SegmentId::from_uuid(uuid::Uuid::from_u128(u128::from(number))),
            ancestors: Vec::new(),
            narration: String::new(),
            spoken: None,
            prompt: format!("Prompt {number}"),
            target: Frames::new(frames),
            length: LengthRule::Fixed(Frames::new(frames)),
            is_included: true,
            picture: picture.map(|(take, length)| TakeUse { take, extent: extent(length) }),
            voicing: None,
            fit: Fit::default(),
            framing: Framing::default(),
            transition: Transition::CUT,
            cue_starts: None,
        });
        self.document.segments.last_mut().expect("just pushed")
    }

    pub fn voicing(&self, reading: ReadingId, millis: u32) -> ReadingUse {
        ReadingUse {
            reading,
            said: String::new(),
            voice: self.document.voice.clone(),
            from: Millis::ZERO,
            to: Millis::new(millis),
            lead: Frames::ZERO,
            words: Vec::new(),
        }
    }

    pub fn target(&self) -> PathBuf {
        self.folder.path().join("out.mp4")
    }

    pub fn try_export(&self) -> Result<Exported, ExportError> {
        let plan = plan(&self.document, &self.media).expect("a plan");
        self.renderer.export(&plan, &self.target(), ExportSettings::default(), &|_| true)
    }

    pub fn export(&self) -> Exported {
        self.try_export().unwrap_or_else(|error| panic!("{error} ({error:?})"))
    }

    /// Names in the folder that an export must not leave behind.
    pub fn leftovers(&self) -> Vec<String> {
        let unfinished = |folder: &Path| -> Vec<String> {
            std::fs::read_dir(folder)
                .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()))
                .map(|names| names.filter(|name| name.contains("part") || name == "out.mp4").collect())
                .unwrap_or_default()
        };
        [unfinished(self.folder.path()), unfinished(&self.folder.path().join("cache"))].concat()
    }
}

pub fn renderer(folder: &Path) -> Renderer {
    let config = RendererConfig {
        cache_folder: folder.join("cache"),
        cache_limit: 100_000_000,
        fonts: Fonts::unpack(&folder.join("fonts")).expect("fonts"),
    };
    Renderer::new(&config).expect("a renderer")
}

pub fn file(path: &Path) -> MediaFile {
    MediaFile { path: path.to_owned(), hash: ContentHash::of(&std::fs::read(path).expect("a file")) }
}

pub fn crossfade(frames: u32) -> Transition {
    transition(TransitionKind::Crossfade, frames)
}

pub fn transition(kind: TransitionKind, frames: u32) -> Transition {
    Transition { kind, frames: Frames::new(frames) }
}

/// A mono sine at 22050 Hz, as speech engines give.
fn tone(path: &Path, seconds: f64, pitch: f64) {
    let count = seconds * 22_050.0;
    let samples = (0_u32..).take_while(|index| f64::from(*index) < count).map(|index| {
        let phase = f64::from(index) / 22_050.0 * pitch * std::f64::consts::TAU;
        let sample = (phase.sin() * 8000.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "within sixteen bits")]
        let sample = sample as i16;
        sample
    });
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let length = u32::try_from(data.len()).expect("short");
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(22_050_u32.to_le_bytes());
    bytes.extend(44_100_u32.to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(data);
    std::fs::write(path, bytes).expect("written");
}

/// A decoded file: luma of each frame at some places, and what a strict decoder complained about.
pub struct Watched {
    frames: Vec<Vec<u8>>,
}

impl Watched {
    /// Decode a file with ffmpeg, another decoder than the one that made it.
    pub fn of(path: &Path) -> Self {
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-xerror", "-i"])
            .arg(path)
            .args(["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"])
            .output()
            .expect("ffmpeg");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaints.is_empty(), "decodes clean: {complaints}");
        let size = usize::try_from(WIDTH * HEIGHT * 3 / 2).expect("small");
        Self { frames: output.stdout.chunks(size).map(<[u8]>::to_vec).collect() }
    }

    pub fn count(&self) -> usize {
        self.frames.len()
    }

    /// Luma at a place in thousandths of the frame.
    pub fn luma(&self, frame: usize, x: u32, y: u32) -> i32 {
        let place = (y * HEIGHT / 1000) * WIDTH + x * WIDTH / 1000;
        i32::from(self.frames[frame][usize::try_from(place).expect("small")])
    }

    /// Luma in the middle of each frame.
    pub fn middles(&self) -> Vec<i32> {
        (0..self.count()).map(|frame| self.luma(frame, 500, 500)).collect()
    }
}

/// The luma of a full-range grey.
pub fn luma_of(grey: i32) -> i32 {
    16 + (grey * 219 + 127) / 255
}

/// Whether two lumas are the same but for what encoding loses.
pub fn near(one: i32, other: i32) -> bool {
    (one - other).abs() <= 2
}
