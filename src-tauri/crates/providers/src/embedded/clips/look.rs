//! The looks there are.

use std::fmt;

/// A way of drawing a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Look {
    /// Slow folds of lit cloth.
    Silk,
    /// Lights out of focus, drifting.
    Bokeh,
    /// Mountains behind mountains, mist between them.
    Ridges,
    /// A low sun over moving water.
    Sea,
    /// Northern lights over a lake, stars behind.
    Aurora,
    /// Panes of lines that write themselves.
    Code,
    /// Columns that grow, a line that climbs.
    Graph,
    /// Washes spreading on paper.
    Ink,
    /// Points and links, messages running along.
    Network,
    /// Cut sheets laid over one another.
    Paper,
    /// Houses at dusk, windows lit.
    City,
}

impl Look {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Silk,
        Self::Bokeh,
        Self::Ridges,
        Self::Sea,
        Self::Aurora,
        Self::Code,
        Self::Graph,
        Self::Ink,
        Self::Network,
        Self::Paper,
        Self::City,
    ];

    /// How it is called in labels: `silk`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Silk => "silk",
            Self::Bokeh => "bokeh",
            Self::Ridges => "ridges",
            Self::Sea => "sea",
            Self::Aurora => "aurora",
            Self::Code => "code",
            Self::Graph => "graph",
            Self::Ink => "ink",
            Self::Network => "network",
            Self::Paper => "paper",
            Self::City => "city",
        }
    }
}

impl fmt::Display for Look {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
