//! Captions: from words with times to cues (see [`crate::document::ReadingUse`]).
