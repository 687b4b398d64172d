//! History: revisions with labels, and which of them merge.
