//! Palettes: five stops from dark to light, an accent, and the moods they suit.

use super::colour::{Ramp, Rgb};
use super::maths::Dice;

/// What a prompt feels like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Sun, fire, gold, love.
    Warm,
    /// Sea, ice, rain, calm.
    Cool,
    /// Forest, garden, health.
    Green,
    /// Night, space, dream.
    Night,
    /// Neon, music, play.
    Vivid,
    /// Paper, earth, history.
    Earth,
}

/// The colours of one clip.
#[derive(Debug, Clone)]
pub(super) struct Palette {
    /// Dark to light.
    pub ramp: Ramp,
    /// What lights up.
    pub accent: Rgb,
    /// A second light that gets on with the first.
    pub second: Rgb,
}

struct Recipe {
    stops: [u32; 5],
    accent: u32,
    second: u32,
    moods: &'static [Mood],
}

const RECIPES: &[Recipe] = &[
    // Ember, dawn, gold, rose.
    Recipe {
        stops: [0x14_091f, 0x4a_1942, 0xb0_334f, 0xf2_784b, 0xff_d9a0],
        accent: 0xff_b347,
        second: 0xff_5d73,
        moods: &[Mood::Warm, Mood::Vivid],
    },
    Recipe {
        stops: [0x1b_1d3a, 0x4b_3f72, 0xa2_678a, 0xf2_a07b, 0xff_e6c4],
        accent: 0xff_cf8b,
        second: 0xf7_8fa7,
        moods: &[Mood::Warm, Mood::Earth],
    },
    Recipe {
        stops: [0x12_0d0a, 0x3d_2413, 0x8c_5a22, 0xdb_a24a, 0xff_f0cf],
        accent: 0xff_d166,
        second: 0xf4_8c4a,
        moods: &[Mood::Warm, Mood::Earth],
    },
    Recipe {
        stops: [0x1c_0b1c, 0x55_1f44, 0xb0_4a72, 0xf0_94a0, 0xff_e3de],
        accent: 0xff_c39e,
        second: 0xc7_8bff,
        moods: &[Mood::Warm, Mood::Vivid],
    },
    // Ocean, glacier, lagoon.
    Recipe {
        stops: [0x03_121f, 0x0b_3350, 0x16_6d8c, 0x5d_b9bd, 0xe6_f6ee],
        accent: 0xff_d9a8,
        second: 0x6f_e3e1,
        moods: &[Mood::Cool],
    },
    Recipe {
        stops: [0x0a_1626, 0x1f_3f66, 0x4f_82b0, 0xa5_cbe2, 0xf3_f8fb],
        accent: 0x9f_e6ff,
        second: 0xff_d7b5,
        moods: &[Mood::Cool, Mood::Night],
    },
    Recipe {
        stops: [0x0a_1430, 0x1d_3c78, 0x2f_86a6, 0x7f_d1b9, 0xfd_f2c9],
        accent: 0xff_e3a3,
        second: 0x7c_f2d4,
        moods: &[Mood::Cool, Mood::Green],
    },
    // Midnight, neon, nebula.
    Recipe {
        stops: [0x06_0814, 0x12_1a3f, 0x2c_4290, 0x72_8ddb, 0xdc_e6ff],
        accent: 0x9d_8bff,
        second: 0x6f_e0ff,
        moods: &[Mood::Night, Mood::Cool],
    },
    Recipe {
        stops: [0x0b_0618, 0x2b_0f54, 0x6d_28b8, 0xe0_5fd6, 0xff_d6f5],
        accent: 0x4c_e0ff,
        second: 0xff_7ac6,
        moods: &[Mood::Vivid, Mood::Night],
    },
    Recipe {
        stops: [0x08_0b1e, 0x23_1a5a, 0x5b_3fa8, 0xb8_86e8, 0xfb_e6ff],
        accent: 0xff_b98a,
        second: 0x86_d7ff,
        moods: &[Mood::Night, Mood::Vivid],
    },
    // Forest, jade.
    Recipe {
        stops: [0x06_120f, 0x12_372e, 0x2f_6b4f, 0x8f_b57c, 0xee_f3cf],
        accent: 0xf6_d067,
        second: 0xa9_e28f,
        moods: &[Mood::Green, Mood::Earth],
    },
    Recipe {
        stops: [0x04_1417, 0x0b_3d40, 0x1a_7f78, 0x6f_d0ae, 0xe9_fbe6],
        accent: 0xff_e08a,
        second: 0x7a_f0c8,
        moods: &[Mood::Green, Mood::Cool],
    },
    // Terracotta, slate and amber.
    Recipe {
        stops: [0x1a_0d0c, 0x57_251b, 0xb4_553a, 0xe9_a57a, 0xfb_ecd9],
        accent: 0xff_c97a,
        second: 0x74_c7bd,
        moods: &[Mood::Earth, Mood::Warm],
    },
    Recipe {
        stops: [0x0b_0f15, 0x22_2c3c, 0x50_6278, 0x9f_b0bf, 0xf0_f4f6],
        accent: 0xff_b86b,
        second: 0x7f_c8ff,
        moods: &[Mood::Earth, Mood::Cool],
    },
];

impl Palette {
    /// One that suits the mood; any where there is none.
    pub fn pick(mood: Option<Mood>, dice: &mut Dice) -> Self {
        let fitting: Vec<&Recipe> =
            RECIPES.iter().filter(|recipe| mood.is_none_or(|mood| recipe.moods.contains(&mood))).collect();
        let recipe = fitting[dice.below(fitting.len())];
        Self {
            ramp: Ramp::new(&recipe.stops.map(Rgb::hex)),
            accent: Rgb::hex(recipe.accent),
            second: Rgb::hex(recipe.second),
        }
    }
}
