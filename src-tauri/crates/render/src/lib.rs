//! From a document to a picture and a sound: `plan` decides everything as plain data, `ges` lowers the plan to
//! GStreamer Editing Services, `captions` draws with Pango and Cairo. Knows no database and no provider.

pub mod captions;
pub mod ges;
pub mod plan;
