//! GES lowering.
