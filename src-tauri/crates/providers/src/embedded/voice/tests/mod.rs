//! The embedded voice with the real `bobine-speech` and the real eSpeak NG.

mod failures;
mod readings;
mod said;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use bobine_model::{Language, ProviderId, VoiceChoice, VoiceId};
use bobine_provider::{Speech, SpeechModel, SpeechRequest};
use tempfile::TempDir;

use super::EspeakVoice;

/// `bobine-speech` of the same build, which is made where it is not there yet.
static HELPER: LazyLock<PathBuf> = LazyLock::new(|| {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test.ancestors().nth(2).expect("tests are in target/<profile>/deps");
    let helper = folder.join(format!("bobine-speech{}", std::env::consts::EXE_SUFFIX));
    if !helper.exists() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--package", "bobine-speech-helper", "--manifest-path"]);
        build.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
        build.arg("--target-dir").arg(folder.parent().unwrap_or(folder));
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "bobine-speech can be built");
    }
    helper
});

fn voice() -> EspeakVoice {
    EspeakVoice::new(Some(HELPER.clone()))
}

fn request(text: &str, language: &str, voice: &str) -> SpeechRequest {
    SpeechRequest {
        text: text.to_owned(),
        language: Language::new(language).expect("a language"),
        voice: VoiceChoice {
            provider: ProviderId::embedded(),
            voice: VoiceId::new(voice).expect("a voice"),
            speed: 100,
            pitch: 100,
        },
    }
}

/// A reading, and the folder its sound is in.
struct Reading {
    speech: Speech,
    sound: PathBuf,
    _folder: TempDir,
}

async fn read(request: &SpeechRequest) -> Reading {
    let folder = TempDir::new().expect("there is room");
    let sound = folder.path().join("reading été.wav");
    let speech = voice().speak(request, &sound).await.expect("it is read");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder is there").flatten().collect();
    assert_eq!(left.len(), 1, "the sound and nothing else: {left:?}");
    Reading { speech, sound, _folder: folder }
}

impl Reading {
    /// The sound, from -1 to 1.
    fn samples(&self) -> Vec<f64> {
        let mut reader = hound::WavReader::open(&self.sound).expect("a WAV");
        let spec = reader.spec();
        assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 48_000, 16));
        reader.samples::<i16>().map(|sample| f64::from(sample.expect("a sample")) / 32_768.0).collect()
    }
}

/// Root mean square of a stretch, 48 samples a millisecond.
fn rms(samples: &[f64], from_ms: u32, to_ms: u32) -> f64 {
    let at = |ms: u32| usize::try_from(ms * 48).expect("it fits").min(samples.len());
    let stretch = &samples[at(from_ms)..at(to_ms)];
    let count = u32::try_from(stretch.len().max(1)).expect("it fits");
    (stretch.iter().map(|sample| sample * sample).sum::<f64>() / f64::from(count)).sqrt()
}
