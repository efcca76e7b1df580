//! Pages put together from what engines write of them, one piece after another.

use super::{Line, Page, Rect, Ruling, Word};

/// Points of an inch.
pub const INCH: f32 = 72.0;
/// The shorter side of A4 in points: what a page is taken for where its resolution is not known.
const A4: f32 = 595.28;

/// Points of a picture an inch, where its shorter side of so many points is that of A4.
pub fn guess(shorter: f32) -> f32 {
    if shorter > 0.0 { INCH * shorter / A4 } else { 300.0 }
}

/// Pages while they are read.
#[derive(Default)]
pub struct Builder {
    pages: Vec<Page>,
    /// Points of one unit of the page at hand.
    scale: f32,
    apart: bool,
    /// For each page, where printed lines stand on it.
    separators: Vec<Vec<Rect>>,
}

impl Builder {
    /// Begins a page whose lengths are given in a unit of `scale` points, or in pixels of unknown size.
    pub fn page(&mut self, width: f32, height: f32, scale: Option<f32>) {
        self.scale = scale.filter(|scale| scale.is_finite() && *scale > 0.0).unwrap_or(INCH / guess(width.min(height)));
        let size = self.rect(0.0, 0.0, width, height);
        self.pages.push(Page { width: size.right, height: size.bottom, ..Page::default() });
        self.separators.push(Vec::new());
        self.apart = true;
    }

    /// The next line stands apart.
    pub fn paragraph(&mut self) {
        self.apart = true;
    }

    /// Begins a line.
    pub fn line(&mut self) {
        if self.pages.is_empty() {
            self.page(0.0, 0.0, None);
        }
        let apart = std::mem::take(&mut self.apart);
        if let Some(page) = self.pages.last_mut() {
            page.lines.push(Line { words: Vec::new(), apart });
        }
    }

    /// Adds a word to the line at hand; its box as [`rect`](Self::rect) gives it, its confidence from 0 to 1.
    pub fn word(&mut self, text: &str, bbox: Rect, confidence: Option<f32>) {
        if text.trim().is_empty() {
            return;
        }
        let confidence = confidence.filter(|value| value.is_finite()).map(|value| value.clamp(0.0, 1.0));
        // Engines write the Icelandic letter for the Vietnamese one, which looks the same.
        let text = text.replace('Ð', "Đ").replace('ð', "đ");
        let word = Word { text, bbox, confidence, ..Word::default() };
        if self.pages.last().is_none_or(|page| page.lines.is_empty()) {
            self.line();
        }
        if let Some(line) = self.last_line() {
            line.words.push(word);
        }
    }

    /// Adds the words of a line of which only the whole is known: each gets its share of the box.
    pub fn words(&mut self, text: &str, bbox: Rect, confidence: Option<f32>) {
        let whole = text.trim();
        let step = bbox.width() / whole.chars().count().max(1) as f32;
        let mut at = 0;
        for word in whole.split(char::is_whitespace) {
            let end = at + word.chars().count();
            let (left, right) = (bbox.left + step * at as f32, bbox.left + step * end as f32);
            self.word(word, Rect::new(left, bbox.top, right, bbox.bottom), confidence);
            at = end + 1;
        }
    }

    /// Adds what an engine took for a printed line.
    pub fn separator(&mut self, bbox: Rect) {
        if let Some(page) = self.separators.last_mut() {
            page.push(bbox);
        }
    }

    /// Adds a cell of a table: as if lines were printed along its sides.
    pub fn cell(&mut self, Rect { left, top, right, bottom }: Rect) {
        for [left, top, right, bottom] in [
            [left, top, right, top],
            [left, bottom, right, bottom],
            [left, top, left, bottom],
            [right, top, right, bottom],
        ] {
            self.separator(Rect { left, top, right, bottom });
        }
    }

    /// The line at hand.
    pub fn last_line(&mut self) -> Option<&mut Line> {
        self.pages.last_mut()?.lines.last_mut()
    }

    /// A box given in the units of the page at hand.
    pub fn rect(&self, left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        let scale = if self.scale > 0.0 { self.scale } else { INCH / 300.0 };
        Rect::new(left * scale, top * scale, right * scale, bottom * scale)
    }

    /// The pages, without lines that hold nothing.
    pub fn finish(mut self) -> Vec<Page> {
        for (page, separators) in self.pages.iter_mut().zip(&self.separators) {
            page.rulings = Ruling::from_boxes(separators, &page.lines);
            let mut apart = false;
            page.lines.retain_mut(|line| {
                line.apart |= apart;
                apart = line.apart && line.words.is_empty();
                !line.words.is_empty()
            });
        }
        self.pages
    }
}
