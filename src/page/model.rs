//! Words, lines and pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ruling;

/// A rectangle on a page, in points from the page's top left.
///
/// Serialised as the array `[left, top, right, bottom]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
#[schemars(with = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge, not left of `left`.
    pub right: f32,
    /// Lower edge, not above `top`.
    pub bottom: f32,
}

impl Rect {
    /// The rectangle between two corners. What is no number counts as 0.
    pub fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        let [left, top, right, bottom] =
            [left, top, right, bottom].map(|edge| if edge.is_finite() { edge } else { 0.0 });
        Self { left, top, right: right.max(left), bottom: bottom.max(top) }
    }

    /// Width.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Height.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// The smallest rectangle that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What of it lies on a page of this size; all of it where none does, since the size is wrong or not known.
    pub fn within(self, width: f32, height: f32) -> Self {
        let touches = self.left < width && self.right > 0.0 && self.top < height && self.bottom > 0.0;
        if !touches {
            return self;
        }
        let Self { left, top, right, bottom } = self;
        Self { left: left.max(0.0), top: top.max(0.0), right: right.min(width), bottom: bottom.min(height) }
    }

    /// Width that both have in common, 0 where they stand side by side.
    pub fn shared_width(self, other: Self) -> f32 {
        (self.right.min(other.right) - self.left.max(other.left)).max(0.0)
    }

    /// Height that both have in common, 0 where one stands below the other.
    pub fn shared_height(self, other: Self) -> f32 {
        (self.bottom.min(other.bottom) - self.top.max(other.top)).max(0.0)
    }
}

impl From<[f32; 4]> for Rect {
    fn from([left, top, right, bottom]: [f32; 4]) -> Self {
        Self::new(left, top, right, bottom)
    }
}

impl From<Rect> for [f32; 4] {
    fn from(rect: Rect) -> Self {
        // A hundredth of a point is finer than any engine measures.
        [rect.left, rect.top, rect.right, rect.bottom].map(|edge| (edge * 100.0).round() / 100.0)
    }
}

/// A word as an engine read it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    /// Its text, which holds no white space.
    pub text: String,
    /// Where it stands.
    pub bbox: Rect,
    /// How sure the engine is, 0 to 1, where it says so.
    pub confidence: Option<f32>,
    /// What another engine read in the same place.
    pub other: Option<super::Other>,
    /// How thick its strokes are, in points, where its page was seen.
    pub stroke: Option<f32>,
}

/// Words in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The words, in the order of reading.
    pub words: Vec<Word>,
    /// Whether white space sets the line apart from the one before.
    pub apart: bool,
}

impl Line {
    /// The smallest rectangle that covers all words.
    pub fn bbox(&self) -> Rect {
        self.words.iter().map(|word| word.bbox).reduce(Rect::cover).unwrap_or_default()
    }
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Width; 0 where it is not known.
    pub width: f32,
    /// Height; 0 where it is not known.
    pub height: f32,
    /// The lines, in the order of reading.
    pub lines: Vec<Line>,
    /// The lines that are printed on it, where they are known.
    pub rulings: Vec<Ruling>,
}
