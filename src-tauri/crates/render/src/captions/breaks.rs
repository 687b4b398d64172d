//! Where the lines of a caption break: as few lines as fit, about equally long. Pure.

use std::ops::Range;

/// A part of a caption that no line break may divide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// Its width.
    pub(super) width: f64,
    /// The space before it, unless it begins a line.
    pub(super) space: f64,
    /// Whether it must stay on the line of the unit before it, as a question mark does.
    pub(super) is_glued: bool,
}

/// The lines of `units`, as ranges of their indices; a unit wider than `width` has a line of its own.
///
/// Among all divisions into the fewest lines, the one whose longest line is shortest wins, then the most even one.
pub(super) fn balanced(units: &[Unit], width: f64, most_units: usize) -> Vec<Range<usize>> {
    let count = fewest_lines(units, width, most_units);
    let mut table = Table { units, width, most_units, rows: Vec::with_capacity(count) };
    for line in 0..count {
        table.add_row(line);
    }
    table.ways_back(count)
}

fn fewest_lines(units: &[Unit], width: f64, most_units: usize) -> usize {
    let mut lines = 0;
    let mut start = 0;
    while start < units.len() {
        let fits = |end: &usize| count(&units[start..*end]) <= most_units && line_width(&units[start..*end]) <= width;
        let end = (start + 1..=units.len()).take_while(fits).last().unwrap_or(start + 1);
        // Back to where a line may end; where that is nowhere, on to the end of what is glued together.
        let may_end = |end: &usize| units.get(*end).is_none_or(|next| !next.is_glued);
        let back = (start + 1..=end).rev().find(may_end);
        start = back.or_else(|| (end..=units.len()).find(may_end)).unwrap_or(units.len());
        lines += 1;
    }
    lines
}

/// How wide a line of these units is.
pub(super) fn line_width(units: &[Unit]) -> f64 {
    let spaces: f64 = units.iter().skip(1).map(|unit| unit.space).sum();
    units.iter().map(|unit| unit.width).sum::<f64>() + spaces
}

/// How many units a line counts as: what is glued to another is one with it.
fn count(units: &[Unit]) -> usize {
    units.iter().skip(1).filter(|unit| !unit.is_glued).count() + usize::from(!units.is_empty())
}

/// How bad a division is: the longest line first, then the sum of the squares of all lines.
type Badness = (f64, f64);

/// For each number of lines and each end, the best division and where its last line starts.
struct Table<'a> {
    units: &'a [Unit],
    width: f64,
    most_units: usize,
    rows: Vec<Vec<Option<(Badness, usize)>>>,
}

impl Table<'_> {
    fn add_row(&mut self, line: usize) {
        let row = (0..=self.units.len()).map(|end| self.best(line, end)).collect();
        self.rows.push(row);
    }

    /// The best division of the first `end` units into `line + 1` lines.
    fn best(&self, line: usize, end: usize) -> Option<(Badness, usize)> {
        let mut best: Option<(Badness, usize)> = None;
        for start in (0..end).rev() {
            let width = line_width(&self.units[start..end]);
            let is_one = self.units[start + 1..end].iter().all(|unit| unit.is_glued);
            if (count(&self.units[start..end]) > self.most_units || width > self.width) && !is_one {
                break;
            }
            if self.units[start].is_glued && start > 0 {
                continue;
            }
            let before = match line.checked_sub(1) {
                None if start == 0 => Some((0.0, 0.0)),
                None => None,
                Some(above) => self.rows[above][start].map(|(badness, _)| badness),
            };
            if let Some((longest, squares)) = before {
                let badness = (width.max(longest), squares + width * width);
                if best.is_none_or(|(least, _)| badness < least) {
                    best = Some((badness, start));
                }
            }
        }
        best
    }

    fn ways_back(&self, count: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::with_capacity(count);
        let mut end = self.units.len();
        for row in self.rows.iter().rev() {
            let Some((_, start)) = row[end] else { break };
            lines.push(start..end);
            end = start;
        }
        lines.reverse();
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(widths: &[f64], width: f64, most: usize) -> Vec<usize> {
        let units: Vec<Unit> =
            widths.iter().map(|width| Unit { width: *width, space: 10.0, is_glued: false }).collect();
        check(&units, width, most)
    }

    fn check(units: &[Unit], width: f64, most: usize) -> Vec<usize> {
        let lines = balanced(units, width, most);
        assert_eq!(lines.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..units.len()).collect::<Vec<_>>());
        lines.iter().map(ExactSizeIterator::len).collect()
    }

    #[test]
    fn lines_are_few_and_even() {
        assert_eq!(lines(&[], 100.0, 9), [0; 0]);
        assert_eq!(lines(&[50.0], 100.0, 9), [1]);
        assert_eq!(lines(&[40.0, 40.0], 100.0, 9), [2]);
        assert_eq!(lines(&[30.0, 30.0, 30.0, 30.0], 115.0, 9), [2, 2], "not three and one");
        assert_eq!(lines(&[90.0, 10.0, 10.0, 60.0], 120.0, 9), [1, 3], "the longest line is the shortest possible");
    }

    #[test]
    fn a_line_never_has_more_units_than_asked() {
        assert_eq!(lines(&[10.0; 7], 1000.0, 3), [3, 2, 2]);
    }

    #[test]
    fn a_unit_that_is_too_wide_stands_alone() {
        assert_eq!(lines(&[20.0, 500.0, 20.0], 100.0, 9), [1, 1, 1]);
    }

    #[test]
    fn a_glued_unit_never_begins_a_line() {
        let glued = |glue: &[bool]| -> Vec<Unit> {
            glue.iter().map(|is_glued| Unit { width: 40.0, space: 10.0, is_glued: *is_glued }).collect()
        };
        assert_eq!(check(&glued(&[false, false, true, false]), 100.0, 9), [1, 2, 1]);
        assert_eq!(check(&glued(&[false, true, true, false]), 100.0, 9), [3, 1], "too wide, yet one");
        assert_eq!(check(&glued(&[false, true, true]), 100.0, 1), [3]);
        assert_eq!(check(&glued(&[true, false]), 50.0, 9), [1, 1], "the first has nothing to stay with");
    }
}
