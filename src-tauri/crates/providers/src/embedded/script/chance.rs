//! Seeded choice. Stable: the generator (PCG 64) is specified bit for bit and the way a number becomes an index is
//! ours, so that a seed means the same script on every machine and after every update of the `rand` crates, as long as
//! the templates stay what they are.

use rand::Rng;
use rand_pcg::Pcg64;

/// A stream of choices.
pub(super) struct Chance(Pcg64);

impl Chance {
    /// The stream of a seed for a text: themes of one batch share a seed and shall not share their wording.
    pub(super) fn new(seed: u64, text: &str) -> Self {
        let mixed =
            text.bytes().fold(u128::from(seed) ^ STATE, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
        Self(Pcg64::new(mixed, STREAM))
    }

    /// An index below `count`; 0 where there is nothing to choose from.
    pub(super) fn index(&mut self, count: usize) -> usize {
        let Ok(wide) = u128::try_from(count) else { return 0 };
        let scaled = (u128::from(self.0.next_u64()) * wide) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let index = self.index(choices.len());
        choices.get(index)
    }

    /// All of them in a drawn order.
    pub(super) fn shuffled<T>(&mut self, items: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut items: Vec<T> = items.into_iter().collect();
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
        items
    }
}

/// Spreads small seeds over the state; any constant would do, but it must never change.
const STATE: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834;
/// The multiplier of FNV-1a for 128 bits.
const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
/// The stream; it must never change either.
const STREAM: u128 = 0x0a02_bdbf_7bb3_c0a7_ac28_fa16_a64a_bf96;
