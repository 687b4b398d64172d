//! Files and pictures a window shows beside the project: takes, readings, music, caption styles, voices to try.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bobine_model::{Language, ProviderId, ReadingId, TakeId, VoiceChoice, VoiceId};
use bobine_provider::SpeechRequest;
use bobine_render::captions;
use bobine_store::MediaKind;

use crate::error::Error;
use crate::open::Studio;

/// Where a take is pictured: past what fades in at its start.
const POSTER_AT_MS: u32 = 1200;
/// The longest text a voice is tried with.
const AUDITION: usize = 200;

/// Where a take lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeFile {
    /// The file.
    pub path: PathBuf,
    /// Whether it is a still picture.
    pub is_still: bool,
}

impl Studio {
    /// The file of a take.
    pub fn take_file(&self, take: TakeId) -> Result<TakeFile, Error> {
        let media = self.library.read(|snapshot| snapshot.media(snapshot.take(take)?.media))?;
        Ok(TakeFile { path: self.library.full_path(&media.path()), is_still: media.kind == MediaKind::Image })
    }

    /// The sound file of a reading.
    pub fn reading_file(&self, reading: ReadingId) -> Result<PathBuf, Error> {
        let media = self.library.read(|snapshot| snapshot.media(snapshot.reading(reading)?.media))?;
        Ok(self.library.full_path(&media.path()))
    }

    /// One picture of a take as a JPEG, `height` pixels high.
    pub fn poster(&self, take: TakeId, height: u32) -> Result<Vec<u8>, Error> {
        let height = height.clamp(32, 1280);
        self.kept(
            &format!("{take}-poster-{height}.jpg"),
            |path| Ok(bobine_render::poster(path, POSTER_AT_MS, height)?),
            take,
        )
    }

    /// So many pictures of a take side by side, evenly spread over it, as a JPEG.
    pub fn filmstrip(&self, take: TakeId, count: u32, height: u32) -> Result<Vec<u8>, Error> {
        let (count, height) = (count.clamp(1, 60), height.clamp(32, 320));
        let name = format!("{take}-strip-{count}-{height}.jpg");
        self.kept(&name, |path| Ok(bobine_render::filmstrip(path, count, height)?), take)
    }

    /// How loud a reading is, so many times a second: 0 to 255.
    pub fn peaks(&self, reading: ReadingId, per_second: u32) -> Result<Vec<u8>, Error> {
        Ok(bobine_render::peaks(&self.reading_file(reading)?, per_second)?)
    }

    /// A picture of a take: from the cache, or drawn and put there. Takes never change.
    fn kept(
        &self,
        name: &str,
        draw: impl FnOnce(&Path) -> Result<Vec<u8>, Error>,
        take: TakeId,
    ) -> Result<Vec<u8>, Error> {
        let folder = self.library.cache_folder().join("pictures");
        let path = folder.join(name);
        if let Ok(found) = fs::read(&path) {
            return Ok(found);
        }
        let drawn = draw(&self.take_file(take)?.path)?;
        // A cache that cannot be written costs time, not the picture.
        let kept = fs::create_dir_all(&folder).and_then(|()| {
            let mut file = tempfile::NamedTempFile::new_in(&folder)?;
            file.write_all(&drawn)?;
            Ok(file.persist(&path)?)
        });
        if let Err(error) = kept {
            tracing::debug!(%error, "a picture of a take is not kept");
        }
        Ok(drawn)
    }

    /// The sound file of one of Bobine's own loops.
    pub fn music_file(&self, name: &str) -> Result<PathBuf, Error> {
        Ok(self.music_media(name)?.file.path)
    }

    /// A folder for what can be made again: pictures of takes, and the like.
    pub fn cache_folder(&self) -> PathBuf {
        self.library.cache_folder()
    }

    /// A caption style on a few words, as a PNG with a transparent ground; `width` is that of a whole frame.
    pub fn caption_sample(&self, preset: &str, text: &str, language: &str, width: u32) -> Result<Vec<u8>, Error> {
        let style = captions::preset(preset).ok_or_else(|| Error::NotFound {
            what: "caption style",
            name: preset.to_owned(),
            known: "see the styles in the inspector",
        })?;
        let language = Language::new(language).map_err(|fault| Error::Usage(fault.to_string()))?;
        let fonts = self.engine.fonts()?;
        captions::sample(fonts, style, text, &language, width).map_err(|fault| Error::Internal(fault.to_string()))
    }

    /// A voice reading a sentence: a WAV file, kept so that asking again costs nothing.
    pub async fn audition(&self, voice: VoiceChoice, language: &str, text: &str) -> Result<PathBuf, Error> {
        let language = Language::new(language).map_err(|fault| Error::Usage(fault.to_string()))?;
        let text: String = text.trim().chars().take(AUDITION).collect();
        if text.is_empty() {
            return Err(Error::Usage("there is nothing to read".to_owned()));
        }
        let speakers = self.providers.speech();
        let model = speakers.iter().find(|model| *model.provider() == voice.provider);
        let model = model.ok_or_else(|| Error::UnknownProvider {
            provider: voice.provider.clone(),
            known: speakers.iter().map(|model| model.provider().as_str()).collect::<Vec<_>>().join(", "),
        })?;
        let said = format!("{language}\n{}\n{}\n{}\n{}\n{text}", voice.provider, voice.voice, voice.speed, voice.pitch);
        let folder = self.library.cache_folder().join("auditions");
        let path = folder.join(format!("{}.wav", blake3::hash(said.as_bytes()).to_hex()));
        if path.is_file() {
            return Ok(path);
        }
        let write = |source| Error::Write { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(write)?;
        let scratch = tempfile::tempdir_in(&folder).map_err(write)?;
        let made = scratch.path().join("sound.wav");
        model.speak(&SpeechRequest { text, language, voice }, &made).await?;
        fs::rename(&made, &path).map_err(write)?;
        Ok(path)
    }
}

/// A voice by the names a window has for it.
///
/// # Errors
/// When provider or voice are no names of such.
pub fn voice_choice(provider: &str, voice: &str, speed: u16, pitch: u16) -> Result<VoiceChoice, Error> {
    Ok(VoiceChoice {
        provider: ProviderId::new(provider).map_err(|fault| Error::Usage(fault.to_string()))?,
        voice: VoiceId::new(voice).map_err(|fault| Error::Usage(fault.to_string()))?,
        speed: speed.clamp(50, 200),
        pitch: pitch.clamp(50, 150),
    })
}
