//! The studio window's program.
fn main() {}
