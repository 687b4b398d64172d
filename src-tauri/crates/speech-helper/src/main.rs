//! Speech helper.
fn main() {}
