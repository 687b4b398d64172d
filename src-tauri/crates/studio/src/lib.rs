//! Every use case once; the composition root.
