//! The voices on offer, and how fast each reads.
//!
//! The first of a language is the recommended one. English and French were chosen among all variants of eSpeak NG
//! 1.51 by what a speech recogniser understood of them and by the softest sound; other languages have the same two
//! variants of eSpeak's own voice.

use bobine_model::{Language, VoiceId};
use bobine_provider::{VoiceDescription, VoiceGender};

use VoiceGender::{Female, Male};

/// A voice chosen by hand.
struct Chosen {
    language: &'static str,
    voice: &'static str,
    name: &'static str,
    gender: VoiceGender,
    /// Nominal words a minute: twelve words last some four and a half seconds. eSpeak's French runs its words together and is
    /// understood better when slower.
    rate_wpm: u16,
}

/// The rate of a voice that was not chosen by hand.
const PLAIN_RATE: u16 = 150;

const CHOSEN: &[Chosen] = &[
    Chosen { language: "en", voice: "en-us+steph", name: "Ada (American, robotic)", gender: Female, rate_wpm: 156 },
    Chosen { language: "en", voice: "en-us+m1", name: "Robin (American, robotic)", gender: Male, rate_wpm: 156 },
    Chosen { language: "en", voice: "en+f4", name: "Nora (British, robotic)", gender: Female, rate_wpm: 156 },
    Chosen { language: "en", voice: "en+m1", name: "Alan (British, robotic)", gender: Male, rate_wpm: 156 },
    Chosen { language: "fr", voice: "fr+edward", name: "Hugo (French, robotic)", gender: Male, rate_wpm: 142 },
    Chosen { language: "fr", voice: "fr+steph", name: "Claire (French, robotic)", gender: Female, rate_wpm: 142 },
    Chosen { language: "fr", voice: "fr+caleb", name: "Paul (French, robotic)", gender: Male, rate_wpm: 142 },
    Chosen { language: "fr", voice: "fr+f4", name: "Manon (French, robotic)", gender: Female, rate_wpm: 142 },
];

/// The other languages of eSpeak NG that have a code of two letters: code, its voice, name.
const OTHERS: &[(&str, &str, &str)] = &[
    ("af", "af", "Afrikaans"),
    ("am", "am", "Amharic"),
    ("an", "an", "Aragonese"),
    ("ar", "ar", "Arabic"),
    ("as", "as", "Assamese"),
    ("az", "az", "Azerbaijani"),
    ("ba", "ba", "Bashkir"),
    ("bg", "bg", "Bulgarian"),
    ("bn", "bn", "Bengali"),
    ("bs", "bs", "Bosnian"),
    ("ca", "ca", "Catalan"),
    ("cs", "cs", "Czech"),
    ("cv", "cv", "Chuvash"),
    ("cy", "cy", "Welsh"),
    ("da", "da", "Danish"),
    ("de", "de", "German"),
    ("el", "el", "Greek"),
    ("eo", "eo", "Esperanto"),
    ("es", "es", "Spanish"),
    ("et", "et", "Estonian"),
    ("eu", "eu", "Basque"),
    ("fa", "fa", "Persian"),
    ("fi", "fi", "Finnish"),
    ("ga", "ga", "Irish"),
    ("gd", "gd", "Scottish Gaelic"),
    ("gn", "gn", "Guarani"),
    ("gu", "gu", "Gujarati"),
    ("hi", "hi", "Hindi"),
    ("hr", "hr", "Croatian"),
    ("ht", "ht", "Haitian Creole"),
    ("hu", "hu", "Hungarian"),
    ("hy", "hy", "Armenian"),
    ("ia", "ia", "Interlingua"),
    ("id", "id", "Indonesian"),
    ("io", "io", "Ido"),
    ("is", "is", "Icelandic"),
    ("it", "it", "Italian"),
    ("ja", "ja", "Japanese"),
    ("ka", "ka", "Georgian"),
    ("kk", "kk", "Kazakh"),
    ("kl", "kl", "Greenlandic"),
    ("kn", "kn", "Kannada"),
    ("ko", "ko", "Korean"),
    ("ku", "ku", "Kurdish"),
    ("ky", "ky", "Kyrgyz"),
    ("la", "la", "Latin"),
    ("lb", "lb", "Luxembourgish"),
    ("lt", "lt", "Lithuanian"),
    ("lv", "lv", "Latvian"),
    ("mi", "mi", "Maori"),
    ("mk", "mk", "Macedonian"),
    ("ml", "ml", "Malayalam"),
    ("mr", "mr", "Marathi"),
    ("ms", "ms", "Malay"),
    ("mt", "mt", "Maltese"),
    ("my", "my", "Burmese"),
    ("nb", "nb", "Norwegian"),
    ("ne", "ne", "Nepali"),
    ("nl", "nl", "Dutch"),
    ("no", "nb", "Norwegian"),
    ("om", "om", "Oromo"),
    ("or", "or", "Oriya"),
    ("pa", "pa", "Punjabi"),
    ("pl", "pl", "Polish"),
    ("pt", "pt-br", "Portuguese"),
    ("qu", "qu", "Quechua"),
    ("ro", "ro", "Romanian"),
    ("ru", "ru", "Russian"),
    ("sd", "sd", "Sindhi"),
    ("si", "si", "Sinhala"),
    ("sk", "sk", "Slovak"),
    ("sl", "sl", "Slovenian"),
    ("sq", "sq", "Albanian"),
    ("sr", "sr", "Serbian"),
    ("sv", "sv", "Swedish"),
    ("sw", "sw", "Swahili"),
    ("ta", "ta", "Tamil"),
    ("te", "te", "Telugu"),
    ("th", "th", "Thai"),
    ("tk", "tk", "Turkmen"),
    ("tn", "tn", "Setswana"),
    ("tr", "tr", "Turkish"),
    ("tt", "tt", "Tatar"),
    ("ug", "ug", "Uyghur"),
    ("uk", "uk", "Ukrainian"),
    ("ur", "ur", "Urdu"),
    ("uz", "uz", "Uzbek"),
    ("vi", "vi", "Vietnamese"),
    ("zh", "cmn", "Mandarin"),
];

/// The voices of a language, the recommended one first.
pub fn voices(language: &Language) -> Vec<VoiceDescription> {
    let describe = |voice: &str, name: String, gender: VoiceGender| {
        let voice = VoiceId::new(voice).ok()?;
        Some(VoiceDescription { voice, name, language: language.clone(), gender })
    };
    let chosen = CHOSEN.iter().filter(|chosen| chosen.language == language.code());
    let chosen = chosen.filter_map(|chosen| describe(chosen.voice, chosen.name.to_owned(), chosen.gender));
    let others = OTHERS.iter().filter(|(code, ..)| *code == language.code()).flat_map(|(_, voice, name)| {
        [("f4", "woman", Female), ("m3", "man", Male)].map(|(variant, who, gender)| {
            describe(&format!("{voice}+{variant}"), format!("{name}, {who} (robotic)"), gender)
        })
    });
    chosen.chain(others.flatten()).collect()
}

/// The rate of a voice at so many percent of its own. Any voice of eSpeak NG may be asked for, on offer or not.
pub fn rate_wpm(voice: &str, percent: u16) -> u16 {
    let chosen = CHOSEN.iter().find(|chosen| chosen.voice == voice);
    let rate = u32::from(chosen.map_or(PLAIN_RATE, |chosen| chosen.rate_wpm)) * u32::from(percent) / 100;
    u16::try_from(rate).unwrap_or(u16::MAX).clamp(80, 450)
}

/// eSpeak's pitch at so many percent of the voice's own: its scale is an octave down at 0 and an octave up at 100.
pub fn pitch(percent: u16) -> u8 {
    let moved = 50.0 + 50.0 * (f64::from(percent.max(1)) / 100.0).log2();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and clamped to 0 to 100")]
    let whole = moved.round().clamp(0.0, 100.0) as u8;
    whole
}

/// All voices on offer, for the test that eSpeak NG knows them.
#[cfg(test)]
pub fn all_voices() -> Vec<String> {
    let others = OTHERS.iter().flat_map(|(_, voice, _)| [format!("{voice}+f4"), format!("{voice}+m3")]);
    CHOSEN.iter().map(|chosen| chosen.voice.to_owned()).chain(others).collect()
}
