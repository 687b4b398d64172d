//! Rectangles of caption space, and the roundings between it and whole pixels.

/// A rectangle: left and top included, right and bottom not. Empty where it has no width or height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    /// Holds nothing; the neutral element of [`Rect::union`].
    pub(super) const EMPTY: Self =
        Self { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };

    pub(super) fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    pub(super) fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    pub(super) fn height(self) -> f64 {
        (self.bottom - self.top).max(0.0)
    }

    pub(super) fn center(self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    pub(super) fn union(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            (false, false) => Self {
                left: self.left.min(other.left),
                top: self.top.min(other.top),
                right: self.right.max(other.right),
                bottom: self.bottom.max(other.bottom),
            },
        }
    }

    pub(super) fn intersection(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub(super) fn grown(self, x: f64, y: f64) -> Self {
        Self { left: self.left - x, top: self.top - y, right: self.right + x, bottom: self.bottom + y }
    }

    pub(super) fn moved(self, x: f64, y: f64) -> Self {
        Self { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y }
    }

    pub(super) fn scaled(self, factor: f64) -> Self {
        Self {
            left: self.left * factor,
            top: self.top * factor,
            right: self.right * factor,
            bottom: self.bottom * factor,
        }
    }

    /// Scaled about its own centre.
    pub(super) fn swollen(self, factor: f64) -> Self {
        self.grown(self.width() * (factor - 1.0) / 2.0, self.height() * (factor - 1.0) / 2.0)
    }

    /// How far to move so as to lie inside `outer`, as far as it fits.
    pub(super) fn way_into(self, outer: Self) -> (f64, f64) {
        let way = |low: f64, high: f64, from: f64, to: f64| (to - high).min(0.0).max(from - low);
        (way(self.left, self.right, outer.left, outer.right), way(self.top, self.bottom, outer.top, outer.bottom))
    }

    /// The point `share` of the way from this rectangle to another.
    pub(super) fn toward(self, other: Self, share: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * share;
        Self {
            left: mix(self.left, other.left),
            top: mix(self.top, other.top),
            right: mix(self.right, other.right),
            bottom: mix(self.bottom, other.bottom),
        }
    }
}

/// A rectangle of whole pixels; may reach outside the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PixelBox {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl PixelBox {
    /// The fewest pixels that hold a rectangle; never negative sizes.
    pub(super) fn around(rect: Rect) -> Self {
        if rect.is_empty() {
            return Self { x: 0, y: 0, width: 0, height: 0 };
        }
        let (x, y) = (whole(rect.left.floor()), whole(rect.top.floor()));
        Self { x, y, width: whole(rect.right.ceil()) - x, height: whole(rect.bottom.ceil()) - y }
    }
}

/// A rounded coordinate as an integer. Coordinates of captions lie within a few frames' size.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what an i32 holds; NaN becomes 0")]
pub(super) fn whole(value: f64) -> i32 {
    value.clamp(-1.0e9, 1.0e9) as i32
}
