//! Money in whole micro-dollars. No floats: what was paid is added up exactly.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An amount in millionths of a US dollar. $0.30 is 300,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Micros(u64);

impl Micros {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// So many millionths of a dollar.
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// The plain number.
    pub const fn count(self) -> u64 {
        self.0
    }

    /// What is left of `self` after `other` is taken away; nothing where it does not cover it.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(count) => Some(Self(count)),
            None => None,
        }
    }

    /// The amount so many times.
    pub const fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(count as u64))
    }
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Micros {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Micros {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |total, amount| total + amount)
    }
}

impl fmt::Display for Micros {
    /// Dollars with cents; finer where cents would hide something: `$0.30`, `$0.0015`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, rest) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if rest % 10_000 == 0 {
            write!(out, "${dollars}.{:02}", rest / 10_000)
        } else {
            let digits = format!("{rest:06}");
            write!(out, "${dollars}.{}", digits.trim_end_matches('0'))
        }
    }
}

/// Text that is no amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no amount; write dollars: 5.00")]
pub struct BadAmount {
    text: String,
}

impl FromStr for Micros {
    type Err = BadAmount;

    /// Dollars as typed, exact to the micro-dollar: `5`, `$0.30`, `12.50`.
    fn from_str(text: &str) -> Result<Self, BadAmount> {
        let bad = || BadAmount { text: text.to_owned() };
        let plain = text.strip_prefix('$').unwrap_or(text);
        let (whole, cents) = plain.split_once('.').unwrap_or((plain, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || cents.len() > 6 || !is_digits(whole) || !is_digits(cents) {
            return Err(bad());
        }
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        let rest: u64 = format!("{cents:0<6}").parse().map_err(|_| bad())?;
        whole.checked_mul(1_000_000).and_then(|micros| micros.checked_add(rest)).map(Self).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_read_exactly() {
        for (text, micros) in [("5", 5_000_000), ("$0.30", 300_000), ("12.5", 12_500_000), ("0.000001", 1)] {
            assert_eq!(text.parse().ok(), Some(Micros::new(micros)), "{text}");
        }
        for text in ["", "-1", "1,50", "five", "1.0000001", ".5", "99999999999999999999"] {
            assert!(text.parse::<Micros>().is_err(), "{text}");
        }
    }
}
