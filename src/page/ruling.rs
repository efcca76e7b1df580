//! Lines that are printed on a page, such as those between the cells of a table.

use serde::{Deserialize, Serialize};

use super::level::slope;
use super::{Line, Rect};

/// A straight line, nearly level or nearly upright, in points from the page's top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// The left or upper end: x and y.
    pub from: [f32; 2],
    /// The right or lower end.
    pub to: [f32; 2],
}

/// A box this many times as long as it is thick may be a ruling's.
const SLENDER: f32 = 8.0;

impl Ruling {
    /// Whether it runs from left to right.
    pub fn is_level(self) -> bool {
        let [across, down] = self.extent();
        across.abs() > down.abs()
    }

    /// How far it runs to the right and down.
    pub fn extent(self) -> [f32; 2] {
        [self.to[0] - self.from[0], self.to[1] - self.from[1]]
    }

    /// The rulings that fill `boxes`, which are upright however the page lies; what is not slender is none. Which way they lean tells `lines`,
    /// the text of the page.
    pub(super) fn from_boxes(boxes: &[Rect], lines: &[Line]) -> Vec<Self> {
        let ends = lines.iter().filter_map(|line| Some((line.words.first()?.bbox, line.words.last()?.bbox)));
        let falls = slope(ends) > 0.0;
        let slender = boxes.iter().filter(|bbox| {
            let (thin, long) = (bbox.width().min(bbox.height()), bbox.width().max(bbox.height()));
            long > thin * SLENDER
        });
        slender
            .map(|&Rect { left, top, right, bottom }| {
                let level = right - left > bottom - top;
                // Lines that fall to the right lean their uprights to the left.
                match (level, falls) {
                    (true, true) => Self { from: [left, top], to: [right, bottom] },
                    (true, false) => Self { from: [left, bottom], to: [right, top] },
                    (false, true) => Self { from: [right, top], to: [left, bottom] },
                    (false, false) => Self { from: [left, top], to: [right, bottom] },
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Word;

    #[test]
    fn boxes_lean_as_the_text_does() {
        let line = |sinks: f32| {
            let word =
                |left: f32, top: f32| Word { bbox: Rect::new(left, top, left + 20.0, top + 10.0), ..Word::default() };
            Line { words: vec![word(0.0, 10.0), word(400.0, 10.0 + sinks)], apart: false }
        };
        let boxes =
            [Rect::new(0.0, 50.0, 500.0, 54.0), Rect::new(10.0, 50.0, 13.0, 400.0), Rect::new(0.0, 0.0, 9.0, 9.0)];
        for (sinks, level, upright) in [
            (4.0, [[0.0, 50.0], [500.0, 54.0]], [[13.0, 50.0], [10.0, 400.0]]),
            (-4.0, [[0.0, 54.0], [500.0, 50.0]], [[10.0, 50.0], [13.0, 400.0]]),
        ] {
            let found = Ruling::from_boxes(&boxes, &[line(sinks)]);
            assert_eq!(found.iter().map(|one| [one.from, one.to]).collect::<Vec<_>>(), [level, upright]);
            assert!(found[0].is_level() && !found[1].is_level());
        }
    }
}
