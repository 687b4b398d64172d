//! Numbers with signs around them: money, times, ranges. Plain numbers eSpeak reads well itself.

use super::{Place, Tongue};

/// The number as it is said; nothing where eSpeak is to read it as it stands.
pub(super) fn in_full(core: &str, place: Place<'_>) -> Option<String> {
    if place.tongue == Tongue::Other || !core.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    money(core, place).or_else(|| time(core, place)).or_else(|| range(core, place)).or_else(|| large(core, place))
}

/// `$3.50`, `5€`, `$10K`.
fn money(core: &str, place: Place<'_>) -> Option<String> {
    let sign = |c: char| matches!(c, '$' | '€' | '£');
    let symbol = core.chars().find(|&c| sign(c))?;
    let amount = core.strip_prefix(symbol).or_else(|| core.strip_suffix(symbol))?;
    // "$5 million" is said in another order, and eSpeak's is understood.
    let is_counted = place.after.is_some_and(|after| {
        ["thousand", "million", "billion", "mille", "milliard"].iter().any(|word| after.starts_with(word))
    });
    if is_counted {
        return None;
    }
    let (one, many) = match (symbol, place.tongue) {
        ('$', _) => ("dollar", "dollars"),
        ('€', _) => ("euro", "euros"),
        (_, Tongue::French) => ("livre", "livres"),
        _ => ("pound", "pounds"),
    };
    if let Some(large) = large(amount, place) {
        let of = if place.tongue == Tongue::French && !large.ends_with("mille") { elided(one) } else { "" };
        return Some(format!("{large} {of}{many}"));
    }
    let (whole, cents) = split_decimal(amount, place)?;
    let unit = if matches!(whole.as_str(), "1" | "0") && (whole == "1" || place.tongue == Tongue::French) {
        one
    } else {
        many
    };
    match cents {
        Some(cents) if cents.len() == 2 && cents != "00" => {
            Some(format!("{whole} {unit} {}", cents.trim_start_matches('0')))
        }
        None => Some(format!("{whole} {unit}")),
        Some("00") => Some(format!("{whole} {unit}")),
        Some(_) => None,
    }
}

fn elided(unit: &str) -> &'static str {
    if unit.starts_with('e') { "d'" } else { "de " }
}

/// A number's whole part without group signs, and its decimals.
fn split_decimal<'a>(amount: &'a str, place: Place<'_>) -> Option<(String, Option<&'a str>)> {
    // French decimals have a comma; a point is taken as one too, where it cannot be anything else.
    let (whole, decimals) = match place.tongue {
        Tongue::French => amount.split_once(',').or_else(|| amount.split_once('.')),
        Tongue::English | Tongue::Other => amount.split_once('.'),
    }
    .map_or((amount, None), |(whole, decimals)| (whole, Some(decimals)));
    let whole: String = whole.chars().filter(|&c| c != ',').collect();
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits(&whole) && decimals.is_none_or(all_digits)).then_some((whole, decimals))
}

/// `10K`, `2M`.
fn large(core: &str, place: Place<'_>) -> Option<String> {
    let number = core.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (_, _) = split_decimal(number, place)?;
    let one = number == "1";
    let unit = match (&core[number.len()..], place.tongue) {
        ("k" | "K", Tongue::French) => "mille",
        ("k" | "K", _) => "thousand",
        ("M", Tongue::French) if one => "million",
        ("M", Tongue::French) => "millions",
        ("M", _) => "million",
        ("B" | "bn", Tongue::English) => "billion",
        ("Md" | "Mds", Tongue::French) if one => "milliard",
        ("Md" | "Mds", Tongue::French) => "milliards",
        _ => return None,
    };
    Some(format!("{number} {unit}"))
}

/// `20h30` and `8h` in French.
fn time(core: &str, place: Place<'_>) -> Option<String> {
    if place.tongue != Tongue::French {
        return None;
    }
    let (hours, minutes) = core.split_once(['h', 'H'])?;
    let is_clock = |text: &str, limit: u8| text.len() <= 2 && text.parse::<u8>().is_ok_and(|value| value < limit);
    if !is_clock(hours, 25) || !(minutes.is_empty() || is_clock(minutes, 60)) {
        return None;
    }
    let hours = hours.trim_start_matches('0');
    let hours = if hours.is_empty() { "0" } else { hours };
    let unit = if matches!(hours, "0" | "1") { "heure" } else { "heures" };
    Some(format!("{hours} {unit} {}", minutes.trim_start_matches('0')).trim_end().to_owned())
}

/// `3-5` as "3 to 5": two rising numbers of at most three digits.
fn range(core: &str, place: Place<'_>) -> Option<String> {
    let (from, to) = core.split_once(['-', '–'])?;
    let number = |text: &str| if text.len() <= 3 { text.parse::<u16>().ok() } else { None };
    let rises = number(from)? < number(to.trim_end_matches('%'))?;
    let word = if place.tongue == Tongue::French { "à" } else { "to" };
    rises.then(|| format!("{from} {word} {to}"))
}
