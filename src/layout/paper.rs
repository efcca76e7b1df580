//! What the places of words tell of a page's layout; nothing for plain text.

use crate::page::{Places, Rect};
use crate::restore::Restored;
use crate::text::Source;

/// White space that parts two columns, in the height of letters.
const GAP: f32 = 2.0;
/// Where right columns begin, in the width of a page's text: behind white space, and of lines that stand there alone.
const RIGHT: f32 = 0.38;
const ALONE: f32 = 0.45;
/// White space that sets a page's number or running head apart, in the height of its letters.
const APART: f32 = 0.6;

/// Where the text of each page stands.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    pages: Vec<Option<Rect>>,
}

impl Paper {
    /// The pages that the words of `places` stand on.
    pub fn new(places: &Places) -> Self {
        let mut pages: Vec<Option<Rect>> = Vec::new();
        for word in places.words() {
            if pages.len() < word.page {
                pages.resize(word.page, None);
            }
            if let Some(page) = word.page.checked_sub(1).and_then(|at| pages.get_mut(at)) {
                *page = Some(page.map_or(word.bbox, |known| known.cover(word.bbox)));
            }
        }
        Self { pages }
    }

    /// Where a line stands.
    pub fn line(&self, source: &Source, restored: &Restored, line: usize) -> Option<(usize, Rect)> {
        let text = &restored.lines.get(line)?.text;
        source.places().locate(restored.locate(source, line, 0..text.len()))
    }

    /// The byte of restored line `line` at which the right one of two columns begins: 0 where the line has no other.
    pub fn right(&self, source: &Source, restored: &Restored, line: usize) -> Option<usize> {
        let (page, _) = self.line(source, restored, line)?;
        let text = page.checked_sub(1).and_then(|at| self.pages.get(at).copied().flatten())?;
        let from = |share: f32| text.left + share * text.width();
        let words = &restored.lines.get(line)?.words;
        let placed = words.iter().filter_map(|word| Some((source.places().locate(word.raw)?.1, word.out.start)));
        let (mut end, mut best): (Option<f32>, Option<(f32, usize)>) = (None, None);
        for (bbox, at) in placed {
            match end {
                None if bbox.left >= from(ALONE) => return Some(0),
                None => {}
                Some(end) => {
                    let gap = bbox.left - end;
                    if gap >= GAP * bbox.height() && bbox.left >= from(RIGHT) && best.is_none_or(|(most, _)| gap > most)
                    {
                        best = Some((gap, at));
                    }
                }
            }
            end = Some(end.unwrap_or(bbox.right).max(bbox.right));
        }
        best.map(|(_, at)| at)
    }
}

/// Of lines with their places, given in the order of reading, for each whether it is the first or last on its page and set apart from the
/// others.
pub fn outer(lines: &[Option<(usize, Rect)>]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut start = 0;
    for own in lines.chunk_by(|a, b| a.map(|line| line.0) == b.map(|line| line.0)) {
        let boxes: Vec<Option<Rect>> = own.iter().map(|line| line.map(|line| line.1)).collect();
        let edge = |least: &dyn Fn(Rect) -> f32| {
            let mut order: Vec<(f32, usize)> =
                boxes.iter().enumerate().filter_map(|(at, bbox)| Some((least((*bbox)?), at))).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            match order[..] {
                [(_, first), (_, second), ..] => Some((first, second)),
                _ => None,
            }
        };
        let gap = |(first, second): (usize, usize)| {
            let (one, other) = (boxes[first]?, boxes[second]?);
            let white = (other.top - one.bottom).max(one.top - other.bottom);
            (white > APART * one.height()).then_some(first)
        };
        for at in [edge(&|bbox| bbox.top), edge(&|bbox| -bbox.bottom)].into_iter().flatten().filter_map(gap) {
            found[start + at] = true;
        }
        start += own.len();
    }
    found
}
