//! Abbreviations in full. Only those that a voice gets wrong and that mean one thing.

use super::{Place, Tongue};

/// Whether an abbreviation can end a sentence, so that its dot may be a full stop too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dot {
    /// `Dr.`: something follows.
    Never,
    /// `etc.`: a full stop where a capital letter or nothing follows.
    MayEnd,
}

/// The abbreviation in full; nothing where it is none.
pub(super) fn in_full(core: &str, place: Place<'_>) -> Option<String> {
    let (full, dot) = match place.tongue {
        Tongue::English => english(core, place)?,
        Tongue::French => french(core, place)?,
        Tongue::Other => return None,
    };
    let ends = dot == Dot::MayEnd && core.ends_with('.') && place.after.is_none_or(starts_sentence);
    Some(if ends { format!("{full}.") } else { full.to_owned() })
}

fn english(core: &str, place: Place<'_>) -> Option<(&'static str, Dot)> {
    Some(match core {
        "&" => ("and", Dot::Never),
        "Dr." | "Dr" => ("Doctor", Dot::Never),
        "Mr." | "Mr" => ("Mister", Dot::Never),
        "Mrs." | "Mrs" => ("Missus", Dot::Never),
        "Ms." => ("Ms", Dot::Never),
        "Prof." => ("Professor", Dot::Never),
        "St." if place.after.is_some_and(starts_sentence) => ("Saint", Dot::Never),
        "St." => ("Street", Dot::MayEnd),
        "Ave." => ("Avenue", Dot::MayEnd),
        "Jr." => ("Junior", Dot::MayEnd),
        "Sr." => ("Senior", Dot::MayEnd),
        "Inc." => ("Incorporated", Dot::MayEnd),
        "Ltd." => ("Limited", Dot::MayEnd),
        "vs." | "vs" => ("versus", Dot::Never),
        "e.g." | "eg." => ("for example", Dot::Never),
        "i.e." | "ie." => ("that is", Dot::Never),
        "etc." | "etc" => ("et cetera", Dot::MayEnd),
        "approx." => ("approximately", Dot::Never),
        "No." if place.after.is_some_and(starts_with_digit) => ("number", Dot::Never),
        "a.m." => ("A M", Dot::MayEnd),
        "p.m." => ("P M", Dot::MayEnd),
        "U.S." => ("U S", Dot::MayEnd),
        "U.K." => ("U K", Dot::MayEnd),
        "24/7" => ("twenty-four seven", Dot::Never),
        "w/o" => ("without", Dot::Never),
        "w/" => ("with", Dot::Never),
        _ => return None,
    })
}

fn french(core: &str, place: Place<'_>) -> Option<(&'static str, Dot)> {
    Some(match core {
        "&" => ("et", Dot::Never),
        "M." if place.after.is_some_and(starts_sentence) => ("monsieur", Dot::Never),
        "MM." => ("messieurs", Dot::Never),
        "Mme" | "Mme." => ("madame", Dot::Never),
        "Mmes" => ("mesdames", Dot::Never),
        "Mlle" | "Mlle." => ("mademoiselle", Dot::Never),
        "Dr" | "Dr." => ("docteur", Dot::Never),
        "Pr" | "Pr." => ("professeur", Dot::Never),
        "p." if place.after.is_some_and(|after| after.starts_with("ex.")) => ("par", Dot::Never),
        "ex." if place.before == Some("p.") => ("exemple", Dot::Never),
        "c.-à-d." | "càd" | "c-à-d" => ("c'est-à-dire", Dot::Never),
        "etc." | "etc" => ("et cetera", Dot::MayEnd),
        "env." => ("environ", Dot::Never),
        "cf." => ("voir", Dot::Never),
        "n°" | "N°" | "nº" | "no." if place.after.is_some_and(starts_with_digit) => ("numéro", Dot::Never),
        "vs" | "vs." => ("contre", Dot::Never),
        "svp" | "SVP" => ("s'il vous plaît", Dot::MayEnd),
        "€" => ("euros", Dot::Never),
        "%" => ("pour cent", Dot::Never),
        "24/7" => ("vingt-quatre heures sur vingt-quatre", Dot::Never),
        _ => return None,
    })
}

fn starts_sentence(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
