//! Words of a line that stand close together: what white space wider than between words cuts a line into.

use std::collections::BTreeMap;

use super::Rect;
use super::level::middle;

/// White space between words of one fragment is narrower, in the height of letters.
const SPACE: f32 = 0.6;
/// How far the middles of neighbouring words of one line may lie apart, in the height of letters.
const SUNK: f32 = 0.4;

/// Words that stand close beside one another.
pub struct Fragment<T> {
    /// The words from left to right, each with its place.
    pub words: Vec<(Rect, T)>,
    /// What they cover.
    pub bbox: Rect,
}

impl<T> Fragment<T> {
    /// The height at which it stands.
    pub fn middle(&self) -> f32 {
        middle(self.bbox)
    }
}

/// The middle one of the heights of `boxes`; none where there is no height.
pub fn letters(boxes: impl Iterator<Item = Rect>) -> Option<f32> {
    let mut heights: Vec<f32> = boxes.map(Rect::height).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().filter(|height| *height > 0.0)
}

/// The fragments that `words` on a level page make, from above; letters are `height` high.
pub fn fragments<T>(mut words: Vec<(Rect, T)>, height: f32) -> Vec<Fragment<T>> {
    words.sort_by(|(a, _), (b, _)| a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top)));
    let mut found: Vec<Fragment<T>> = Vec::new();
    // The fragments on each shelf of the page, which is as high as letters; only the last ones can go on.
    let mut shelves: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (bbox, word) in words {
        let shelf = (middle(bbox) / height) as i32;
        let near = shelves.range(shelf - 1..=shelf + 1).flat_map(|(_, shelf)| shelf.iter().rev().take(2)).copied();
        let far = |at: usize| {
            let last = found[at].words.last()?.0;
            let (gap, sunk) = (bbox.left - found[at].bbox.right, (middle(last) - middle(bbox)).abs());
            (gap > -height && gap < SPACE * height && sunk < SUNK * height).then_some((sunk, at))
        };
        match near.filter_map(far).min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, at)) => {
                found[at].bbox = found[at].bbox.cover(bbox);
                found[at].words.push((bbox, word));
            }
            None => {
                shelves.entry(shelf).or_default().push(found.len());
                found.push(Fragment { words: vec![(bbox, word)], bbox });
            }
        }
    }
    found.sort_by(|a, b| a.middle().total_cmp(&b.middle()).then(a.bbox.left.total_cmp(&b.bbox.left)));
    found
}
