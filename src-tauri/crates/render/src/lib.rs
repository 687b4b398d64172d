//! The render plan, and its lowering to GStreamer Editing Services.
