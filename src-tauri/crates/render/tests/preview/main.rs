//! Real previews of small videos: the frame asked for and no other, whatever is asked in whatever order.

mod exact;
mod faults;
mod proxies;
mod same;
mod viewer;

#[path = "../export/studio.rs"]
#[expect(dead_code, reason = "the export's tests use the rest of it")]
mod studio;
