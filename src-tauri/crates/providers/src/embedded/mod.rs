//! The built-in provider that needs no key and no network: scripts from pillar templates, a voice by eSpeak NG, and
//! clips that Bobine draws itself. Honest about what it is: it is called "Embedded sketch".

pub mod clips;
pub mod script;
mod sketch;
pub mod voice;

pub use sketch::SketchModel;
