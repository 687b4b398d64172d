//! Colours and ramps of colours. Values are display-referred, 0 to 1, as light is added and mixed on a screen.

use super::maths::index;

/// A colour; each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rgb {
    pub r: f32,
    pub g: f32,
    pub b: f32,
}

impl Rgb {
    pub const BLACK: Self = Self { r: 0.0, g: 0.0, b: 0.0 };
    pub const WHITE: Self = Self { r: 1.0, g: 1.0, b: 1.0 };

    /// From `0xrrggbb`.
    pub fn hex(code: u32) -> Self {
        let [_, r, g, b] = code.to_be_bytes();
        Self { r: f32::from(r) / 255.0, g: f32::from(g) / 255.0, b: f32::from(b) / 255.0 }
    }

    /// Part by part.
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self { r: f(self.r, other.r), g: f(self.g, other.g), b: f(self.b, other.b) }
    }

    /// Lighter or darker.
    pub fn times(self, k: f32) -> Self {
        Self { r: self.r * k, g: self.g * k, b: self.b * k }
    }

    /// `self` at 0, `other` at 1.
    #[inline]
    pub fn mix(self, other: Self, t: f32) -> Self {
        Self {
            r: self.r + (other.r - self.r) * t,
            g: self.g + (other.g - self.g) * t,
            b: self.b + (other.b - self.b) * t,
        }
    }

    /// Light upon light, never brighter than white.
    #[inline]
    pub fn screen(self, light: Self) -> Self {
        self.zip(light, |under, over| under + over - under * over)
    }
}

/// A scale of colours from dark to light, mixed in Oklab so that the middles stay clean.
#[derive(Debug, Clone)]
pub(super) struct Ramp {
    steps: Vec<Rgb>,
}

impl Ramp {
    /// Finer than 8 bits can show.
    const STEPS: u16 = 1024;

    /// Evenly spaced stops; at least one.
    pub fn new(stops: &[Rgb]) -> Self {
        let stops: Vec<[f32; 3]> = stops.iter().copied().map(oklab).collect();
        let last = stops.len() - 1;
        let steps = (0..Self::STEPS)
            .map(|step| {
                let at = f32::from(step) / f32::from(Self::STEPS - 1) * last as f32;
                let low = index(at).min(last.saturating_sub(1));
                let (a, b) = (stops[low], stops[(low + 1).min(last)]);
                let t = at - low as f32;
                from_oklab([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t])
            })
            .collect();
        Self { steps }
    }

    /// The colour at `t`, 0 dark to 1 light; the ends hold beyond.
    #[inline]
    pub fn at(&self, t: f32) -> Rgb {
        let last = self.steps.len() - 1;
        self.steps[index(t * last as f32 + 0.5).min(last)]
    }
}

fn oklab(c: Rgb) -> [f32; 3] {
    let linear = |v: f32| if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
    let (r, g, b) = (linear(c.r), linear(c.g), linear(c.b));
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn from_oklab([l, a, b]: [f32; 3]) -> Rgb {
    let cube = |v: f32| v * v * v;
    let long = cube(l + 0.396_337_78 * a + 0.215_803_76 * b);
    let medium = cube(l - 0.105_561_346 * a - 0.063_854_17 * b);
    let short = cube(l - 0.089_484_18 * a - 1.291_485_5 * b);
    let shown = |v: f32| {
        let v = v.clamp(0.0, 1.0);
        if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
    };
    Rgb {
        r: shown(4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short),
        g: shown(-1.268_438 * long + 2.609_757_4 * medium - 0.341_319_38 * short),
        b: shown(-0.004_196_086_3 * long - 0.703_418_6 * medium + 1.707_614_7 * short),
    }
}
