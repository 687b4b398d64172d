//! Builders, media samples, fake vendors and a manual clock for tests.
