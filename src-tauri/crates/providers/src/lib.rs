//! One module per vendor, the embedded one among them.
