//! Keys and tokens, as a type that cannot be printed, stored or sent but in the one place it is meant for.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A key of a provider. It has no `Display` and no `Serialize`, its `Debug` shows nothing, and its memory is wiped.
#[derive(Clone)]
pub struct Secret(SecretString);

/// Text that cannot be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// Nothing but white space.
    #[error("the key is empty")]
    Empty,
    /// White space inside, or something no key is made of: it was copied with more than the key.
    #[error("the key holds a space or a sign no key has; copy it again, and nothing but it")]
    NotAKey,
}

impl Secret {
    /// A key as it was typed or set. White space around it is dropped.
    pub fn new(text: &str) -> Result<Self, BadSecret> {
        let text = text.trim();
        if text.is_empty() {
            Err(BadSecret::Empty)
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(SecretString::from(text)))
        } else {
            Err(BadSecret::NotAKey)
        }
    }

    /// A header's value: the scheme, a space and the key; the key alone where there is no scheme. Marked so that no
    /// library prints it either.
    pub fn header(&self, scheme: &str) -> HeaderValue {
        let key = self.0.expose_secret();
        let text = if scheme.is_empty() { key.to_owned() } else { format!("{scheme} {key}") };
        let mut value = HeaderValue::from_str(&text).expect("a key is made of printable ASCII");
        value.set_sensitive(true);
        value
    }

    /// What a person recognises the key by: `…ab12`. Short keys show nothing.
    pub fn hint(&self) -> String {
        let key = self.0.expose_secret();
        match key.len().checked_sub(4).filter(|hidden| *hidden >= 8).and_then(|hidden| key.get(hidden..)) {
            Some(end) => format!("…{end}"),
            None => "…".to_owned(),
        }
    }

    /// Tells one key from another and nothing about either: some vendors show an operation only to the key that
    /// started it.
    pub fn fingerprint(&self) -> String {
        let hash =
            blake3::derive_key("bobine 2026-11 fingerprint of a provider's key", self.0.expose_secret().as_bytes());
        hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_printed() {
        let key = Secret::new(" luma-api-0123456789abcd\n").expect("a key");
        let header = key.header("Bearer");
        let printed = format!("{key:?} {header:?} {}", key.fingerprint());
        assert!(!printed.contains("0123456789"), "{printed}");
        assert_eq!(header.as_bytes(), b"Bearer luma-api-0123456789abcd");
        assert_eq!(key.hint(), "…abcd");
        assert_eq!(Secret::new("short").map(|key| key.hint()).ok().as_deref(), Some("…"));
    }

    #[test]
    fn what_was_copied_with_more_than_the_key_is_refused() {
        assert_eq!(Secret::new("  ").map(|_| ()), Err(BadSecret::Empty));
        for text in ["two words", "clé-de-test", "line\nbreak"] {
            assert_eq!(Secret::new(text).map(|_| ()), Err(BadSecret::NotAKey), "{text}");
        }
    }

    #[test]
    fn two_keys_have_two_fingerprints() {
        let print = |text| Secret::new(text).expect("a key").fingerprint();
        assert_eq!(print("luma-api-1"), print("luma-api-1"));
        assert_ne!(print("luma-api-1"), print("luma-api-2"));
    }
}
