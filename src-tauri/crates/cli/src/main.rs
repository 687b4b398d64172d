//! The `bobine` command.
fn main() {}
