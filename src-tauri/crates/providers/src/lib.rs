//! One module per vendor. The only place that knows a vendor's words; named only where the studio is put together.

pub mod embedded;
