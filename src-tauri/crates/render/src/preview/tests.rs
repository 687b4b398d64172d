//! Faults that only a test can bring about, and what is heard.

use crate::ges::GesThread;

/// A fault on purpose.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// On the preview's own thread.
    Director,
}

impl Fault {
    /// Bring it about.
    pub fn happen(self, _ges: &GesThread) {
        match self {
            Self::Director => panic!("on purpose"),
        }
    }
}
