//! Making GStreamer elements, with a sentence for each that may be missing.

use gstreamer as gst;

/// A part of GStreamer that is not on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the GStreamer element {element} is missing; {remedy}")]
pub struct MissingElement {
    /// Its name.
    pub element: String,
    /// How to get it.
    pub remedy: String,
}

/// An element by the name of its factory.
///
/// # Errors
/// When no plugin here has it.
pub fn make(name: &str) -> Result<gst::Element, MissingElement> {
    gst::ElementFactory::make(name).build().map_err(|_| missing(name))
}

/// Raw streams of a kind in any memory. `decodebin` leaves out every stream whose decoder might put out something else,
/// and decoders name kinds of memory that they never use here.
pub fn any_memory(kind: &str) -> gst::Caps {
    gst::Caps::builder(kind).any_features().build()
}

/// The error for a missing element, with the package that brings it.
pub fn missing(name: &str) -> MissingElement {
    let package = match name {
        "x264enc" | "asfdemux" => "gstreamer1.0-plugins-ugly",
        "h264parse" | "h265parse" | "voaacenc" => "gstreamer1.0-plugins-bad",
        name if name.starts_with("av") => "gstreamer1.0-libav",
        "qtdemux" | "mp4mux" | "deinterlace" | "videoflip" | "videocrop" | "matroskademux" | "aacparse" => {
            "gstreamer1.0-plugins-good"
        }
        name if name.starts_with("nle") || name.starts_with("ges") => "libges-1.0-0",
        _ => "gstreamer1.0-plugins-base",
    };
    MissingElement { element: name.to_owned(), remedy: format!("install it with: apt install {package}") }
}
