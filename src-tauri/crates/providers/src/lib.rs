//! One module per vendor. The only place that knows a vendor's words; named only where the studio is put together.
//!
//! A vendor's module holds its protocol and nothing else: what it is called, where it is, what its models can do and
//! cost is data ([`catalogue`]), what is set comes from [`environment`], and [`registry`] joins the three.

mod account;
pub mod catalogue;
mod comfyui;
pub mod embedded;
pub mod environment;
mod fal;
mod google;
mod inputs;
mod kling;
mod luma;
mod minimax;
mod picture;
pub mod registry;
mod replicate;
mod runway;

pub use environment::Environment;
pub use registry::{Registry, Standing};
