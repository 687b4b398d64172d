//! eSpeak NG, called through its C interface. The only unsafe code of Bobine outside the renderer.
//!
//! The library is loaded when it is needed and not linked, so that its absence is an answer and not a crash before
//! `main`. It keeps global state and may be used by one thread only; [`Espeak`] is neither `Send` nor `Sync`, and
//! this program opens it once.

use std::error::Error as _;
use std::ffi::{CStr, CString, c_char, c_int, c_short, c_uint, c_void};
use std::path::{Path, PathBuf};
use std::ptr;

use libloading::Library;

use crate::protocol::{Error, Place, Voice};
use crate::words::WordEvent;

/// The longest sound that is collected, in samples: an hour. A runaway synthesis ends here.
const LONGEST_SOUND: usize = 3600 * 22_050;

/// `AUDIO_OUTPUT_SYNCHRONOUS`: samples and events go to the callback before `espeak_Synth` returns.
const SYNCHRONOUS: c_int = 2;
/// `espeakINITIALIZE_DONT_EXIT`: tell us that the data is missing instead of ending the process.
const DONT_EXIT: c_int = 0x8000;
/// `espeakCHARS_UTF8`.
const UTF8: c_uint = 1;
/// `POS_CHARACTER`.
const BY_CHARACTER: c_int = 1;
/// `espeakEVENT_LIST_TERMINATED`.
const LIST_ENDS: c_int = 0;
/// `espeakEVENT_WORD`.
const WORD: c_int = 1;
/// `EE_OK`.
const OK: c_int = 0;
/// `EE_NOT_FOUND`.
const NOT_FOUND: c_int = 2;
/// `espeakRATE`, `espeakPITCH`, `espeakRANGE`.
const RATE: c_int = 1;
const PITCH: c_int = 3;
const RANGE: c_int = 4;

/// `espeak_EVENT`.
#[repr(C)]
struct Event {
    kind: c_int,
    unique_identifier: c_uint,
    text_position: c_int,
    length: c_int,
    audio_position: c_int,
    sample: c_int,
    user_data: *mut c_void,
    id: EventId,
}

/// The union within `espeak_EVENT`. Never read; it gives the event its size.
#[repr(C)]
union EventId {
    number: c_int,
    name: *const c_char,
    string: [c_char; 8],
}

/// `espeak_VOICE`.
#[repr(C)]
struct RawVoice {
    name: *const c_char,
    languages: *const c_char,
    identifier: *const c_char,
    gender: u8,
    age: u8,
    variant: u8,
    reserved: u8,
    score: c_int,
    spare: *mut c_void,
}

type Callback = extern "C" fn(*mut c_short, c_int, *mut Event) -> c_int;
type Initialize = unsafe extern "C" fn(c_int, c_int, *const c_char, c_int) -> c_int;
type SetSynthCallback = unsafe extern "C" fn(Callback);
type SetVoiceByName = unsafe extern "C" fn(*const c_char) -> c_int;
type SetParameter = unsafe extern "C" fn(c_int, c_int, c_int) -> c_int;
type ListVoices = unsafe extern "C" fn(*mut RawVoice) -> *const *const RawVoice;
type Synth =
    unsafe extern "C" fn(*const c_void, usize, c_uint, c_int, c_uint, c_uint, *mut c_uint, *mut c_void) -> c_int;

/// eSpeak NG, loaded and ready. Its library stays loaded until the program ends.
pub struct Espeak {
    set_voice_by_name: SetVoiceByName,
    set_parameter: SetParameter,
    list_voices: ListVoices,
    synth: Synth,
    sample_rate: u32,
    /// Global C state belongs to one thread.
    _one_thread: std::marker::PhantomData<*const ()>,
}

/// How to speak.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Nominal words a minute.
    pub rate_wpm: u16,
    /// Base pitch, 0 to 100.
    pub pitch: u8,
    /// How far the pitch moves, 0 to 100.
    pub range: u8,
}

/// What was spoken.
#[derive(Debug)]
pub struct Utterance {
    /// Mono.
    pub samples: Vec<i16>,
    /// Samples a second.
    pub sample_rate: u32,
    /// Where words were spoken, in the order of the sound.
    pub words: Vec<WordEvent>,
}

impl Espeak {
    /// Load the library and its data.
    pub fn open(place: &Place) -> Result<Self, Error> {
        let library = load(place.library.as_deref())?;
        let initialize: Initialize = symbol(library, c"espeak_Initialize")?;
        let set_synth_callback: SetSynthCallback = symbol(library, c"espeak_SetSynthCallback")?;
        let set_voice_by_name = symbol(library, c"espeak_SetVoiceByName")?;
        let set_parameter = symbol(library, c"espeak_SetParameter")?;
        let list_voices = symbol(library, c"espeak_ListVoices")?;
        let synth = symbol(library, c"espeak_Synth")?;

        let data = place.data.as_deref().map(data_folder).transpose()?;
        let data_pointer = data.as_ref().map_or(ptr::null(), |path| path.as_ptr());
        // SAFETY: the signature is that of speak_lib.h; the path is null or a C string that outlives the call, which
        // copies it. No other thread of this process uses the library.
        let rate = unsafe { initialize(SYNCHRONOUS, 0, data_pointer, DONT_EXIT) };
        let sample_rate = u32::try_from(rate)
            .ok()
            .filter(|&rate| rate > 0)
            .ok_or_else(|| Error::DataMissing("; it is called espeak-ng-data".to_owned()))?;
        // SAFETY: the callback has the signature of `t_espeak_callback` and stays for as long as the program.
        unsafe { set_synth_callback(collect) };
        Ok(Self {
            set_voice_by_name,
            set_parameter,
            list_voices,
            synth,
            sample_rate,
            _one_thread: std::marker::PhantomData,
        })
    }

    /// Speak a text.
    pub fn speak(&self, text: &str, voice: &str, manner: Manner) -> Result<Utterance, Error> {
        self.choose(voice)?;
        self.set(RATE, c_int::from(manner.rate_wpm.clamp(80, 450)))?;
        self.set(PITCH, c_int::from(manner.pitch.min(100)))?;
        self.set(RANGE, c_int::from(manner.range.min(100)))?;
        // A zero byte would end the text for C, and is no character that could be said.
        let text = CString::new(text.replace('\0', " ")).map_err(|cause| Error::BadRequest(cause.to_string()))?;
        let mut collected = Collected::default();
        let user_data: *mut Collected = &raw mut collected;
        // SAFETY: the text is a C string, its size includes the final zero. `collected` outlives the call, and in
        // synchronous mode the callback is not called after it.
        let outcome = unsafe {
            (self.synth)(
                text.as_ptr().cast(),
                text.as_bytes_with_nul().len(),
                0,
                BY_CHARACTER,
                0,
                UTF8,
                ptr::null_mut(),
                user_data.cast(),
            )
        };
        if outcome != OK {
            return Err(Error::SpeakingFailed(format!("synthesis ended with code {outcome}")));
        }
        if collected.is_too_long {
            return Err(Error::SpeakingFailed("the sound grew longer than an hour".to_owned()));
        }
        Ok(Utterance { samples: collected.samples, sample_rate: self.sample_rate, words: collected.words })
    }

    /// All voices, without the variants.
    pub fn voices(&self) -> Vec<Voice> {
        let mut voices: Vec<Voice> = self.list(ptr::null_mut());
        // The case of file names differs between versions (`en-US`), and eSpeak does not look at it in voices.
        for voice in &mut voices {
            voice.voice.make_ascii_lowercase();
        }
        voices.sort_by(|a, b| a.voice.cmp(&b.voice));
        voices
    }

    /// What may follow a voice after `+`.
    pub fn variants(&self) -> Vec<String> {
        let mut wanted = RawVoice {
            name: ptr::null(),
            languages: c"variant".as_ptr(),
            identifier: ptr::null(),
            gender: 0,
            age: 0,
            variant: 0,
            reserved: 0,
            score: 0,
            spare: ptr::null_mut(),
        };
        let mut variants: Vec<String> = self.list(&raw mut wanted).into_iter().map(|voice| voice.voice).collect();
        variants.sort();
        variants
    }

    /// eSpeak passes silently over a variant that it does not know; we do not.
    fn choose(&self, voice: &str) -> Result<(), Error> {
        let missing = || Error::VoiceMissing(voice.to_owned());
        // The name becomes part of a path inside eSpeak.
        if voice.is_empty() || !voice.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+')) {
            return Err(missing());
        }
        if let Some((_, variant)) = voice.split_once('+')
            && !self.variants().iter().any(|known| known == variant)
        {
            return Err(missing());
        }
        if self.is_chosen(voice)? {
            return Ok(());
        }
        // British English is called `en` and its language `en-gb`: what one would ask for is not always the name.
        let (language, variant) = voice.split_at(voice.find('+').unwrap_or(voice.len()));
        let named = self.voices().into_iter().find(|known| known.language.eq_ignore_ascii_case(language));
        match named {
            Some(known) if self.is_chosen(&format!("{}{variant}", known.voice))? => Ok(()),
            _ => Err(missing()),
        }
    }

    /// Choose a voice by its name; whether eSpeak knows it.
    fn is_chosen(&self, voice: &str) -> Result<bool, Error> {
        let name = CString::new(voice).map_err(|_| Error::VoiceMissing(voice.to_owned()))?;
        // SAFETY: the name is a C string that outlives the call, which copies it.
        match unsafe { (self.set_voice_by_name)(name.as_ptr()) } {
            OK => Ok(true),
            NOT_FOUND => Ok(false),
            code => Err(Error::SpeakingFailed(format!("choosing the voice ended with code {code}"))),
        }
    }

    fn set(&self, parameter: c_int, value: c_int) -> Result<(), Error> {
        // SAFETY: plain numbers; the library refuses those it does not know.
        match unsafe { (self.set_parameter)(parameter, value, 0) } {
            OK => Ok(()),
            code => Err(Error::SpeakingFailed(format!("setting parameter {parameter} ended with code {code}"))),
        }
    }

    /// `wanted` is null or points to a voice whose strings outlive the call.
    fn list(&self, wanted: *mut RawVoice) -> Vec<Voice> {
        // SAFETY: see above; the library reads the voice and keeps nothing of it.
        let mut entry = unsafe { (self.list_voices)(wanted) };
        let mut voices = Vec::new();
        if entry.is_null() {
            return voices;
        }
        loop {
            // SAFETY: the list is an array of pointers that ends with a null one, which is where we stop. It stays
            // as it is until the library is asked for a list again.
            let pointer = unsafe { *entry };
            // SAFETY: a pointer of the list is null or leads to a voice that lives as long as the list.
            let Some(raw) = (unsafe { pointer.as_ref() }) else { break };
            let identifier = text(raw.identifier);
            let file = identifier.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            // A name with a space ("Mr serious") cannot be asked for.
            if !file.is_empty() && !file.contains(char::is_whitespace) {
                let gender = match raw.gender {
                    1 => Some("male"),
                    2 => Some("female"),
                    _ => None,
                };
                voices.push(Voice { voice: file, language: first_language(raw), name: text(raw.name), gender });
            }
            // SAFETY: the entry was not the last, so that there is another after it.
            entry = unsafe { entry.add(1) };
        }
        voices
    }
}

/// The language that a voice is meant for: a list of languages, each after a byte that ranks it, the first of all.
fn first_language(voice: &RawVoice) -> String {
    if text(voice.languages).is_empty() {
        return String::new();
    }
    // SAFETY: the list is not empty, so that there is another byte after the first; the string that begins there
    // ends with zero.
    text(unsafe { voice.languages.add(1) })
}

/// A C string of the library's, or nothing where it is null.
fn text(string: *const c_char) -> String {
    if string.is_null() {
        return String::new();
    }
    // SAFETY: strings in the library's voices end with zero and live as long as the list they are in.
    unsafe { CStr::from_ptr(string) }.to_string_lossy().into_owned()
}

fn load(only: Option<&Path>) -> Result<&'static Library, Error> {
    let candidates: Vec<PathBuf> =
        only.map_or_else(|| usual_places().into_iter().map(PathBuf::from).collect(), |path| vec![path.to_owned()]);
    let mut reasons = Vec::new();
    for candidate in candidates {
        // SAFETY: loading runs the library's initialisers; those of eSpeak NG do nothing. A path given by the caller
        // is as trusted as the caller, who could run any program.
        match unsafe { Library::new(&candidate) } {
            // Never unloaded: it starts threads of its own, whose code must not vanish beneath them, and the functions
            // taken from it stay callable for as long as the program runs.
            Ok(library) => return Ok(Box::leak(Box::new(library))),
            // The cause beneath is the loader's own sentence, which names the file.
            Err(cause) => reasons.push(cause.source().map_or_else(|| cause.to_string(), ToString::to_string)),
        }
    }
    Err(Error::LibraryMissing(reasons.join("; ")))
}

fn usual_places() -> Vec<&'static str> {
    if cfg!(target_os = "macos") {
        vec![
            "libespeak-ng.1.dylib",
            "/opt/homebrew/lib/libespeak-ng.1.dylib",
            "/usr/local/lib/libespeak-ng.1.dylib",
            "libespeak-ng.dylib",
        ]
    } else if cfg!(windows) {
        vec!["libespeak-ng.dll", "C:\\Program Files\\eSpeak NG\\libespeak-ng.dll"]
    } else {
        vec!["libespeak-ng.so.1", "libespeak-ng.so"]
    }
}

/// A function of the library.
fn symbol<F: Copy>(library: &Library, name: &CStr) -> Result<F, Error> {
    // SAFETY: every caller names a function of speak_lib.h and asks for it with the signature given there.
    let found = unsafe { library.get::<F>(name.to_bytes_with_nul()) };
    found.map(|symbol| *symbol).map_err(|cause| Error::LibraryMissing(format!("it is no eSpeak NG: {cause}")))
}

fn data_folder(path: &Path) -> Result<CString, Error> {
    // Checked here as well, because a version of the library that does not find the data may look elsewhere.
    let holds_data = path.join("espeak-ng-data").is_dir() || path.join("phontab").is_file();
    let name = path.to_str().filter(|_| holds_data);
    name.and_then(|name| CString::new(name).ok())
        .ok_or_else(|| Error::DataMissing(format!("; there is none in {}", path.display())))
}

/// What the callback gathers.
#[derive(Default)]
struct Collected {
    samples: Vec<i16>,
    words: Vec<WordEvent>,
    is_too_long: bool,
}

/// Called by the library with some samples and the events that fall into them. 0 goes on, 1 stops.
extern "C" fn collect(samples: *mut c_short, count: c_int, events: *mut Event) -> c_int {
    // SAFETY: the library passes a list of at least one event, or null.
    let Some(first) = (unsafe { events.as_ref() }) else { return 0 };
    // SAFETY: `user_data` is what `Espeak::speak` passed, alive and not used by it while the library works. The
    // library calls back on the thread that called it, one call at a time.
    let Some(collected) = (unsafe { first.user_data.cast::<Collected>().as_mut() }) else { return 0 };
    let mut event = events;
    loop {
        // SAFETY: the list ends with an event of kind 0, which is where we stop.
        let current = unsafe { &*event };
        if current.kind == LIST_ENDS {
            break;
        }
        if let Some(word) = word(current) {
            collected.words.push(word);
        }
        // SAFETY: the event was not the last, so that there is another after it.
        event = unsafe { event.add(1) };
    }
    if let Ok(count) = usize::try_from(count)
        && !samples.is_null()
    {
        // SAFETY: the library passes `count` samples, which stay as they are during the call.
        let new = unsafe { std::slice::from_raw_parts(samples, count) };
        collected.samples.extend_from_slice(new);
    }
    collected.is_too_long |= collected.samples.len() > LONGEST_SOUND;
    c_int::from(collected.is_too_long)
}

/// The event as a word. One without length marks the end of a sentence and is none; positions count from 1.
fn word(event: &Event) -> Option<WordEvent> {
    if event.kind != WORD || event.length <= 0 {
        return None;
    }
    let character = usize::try_from(event.text_position).ok()?.checked_sub(1)?;
    Some(WordEvent { character, at_ms: u32::try_from(event.audio_position).ok()? })
}
