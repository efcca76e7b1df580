//! How thick the strokes of words are: what tells bold letters from others, whatever a page's fonts say or an engine knows.

use super::gray::Gray;
use crate::page::{Page, Rect};

/// Fewest dark points of a word whose strokes can be measured.
const LEAST: f32 = 20.0;

/// For each word of `page`, in order, the mean thickness of its strokes from left to right, in points of the page, as `picture` shows them; 0
/// where it shows nothing.
pub fn measure(picture: &Gray, page: &Page) -> Vec<f32> {
    let white = (f32::from(picture.threshold()) + 255.0) / 2.0;
    let scale = picture.width as f32 / page.width.max(1.0);
    let words = page.lines.iter().flat_map(|line| &line.words);
    words
        .map(|word| thickness(picture, white, scaled(word.bbox, scale, picture)).map_or(0.0, |points| points / scale))
        .collect()
}

/// Gives the words of `page` what was measured of them.
pub fn give(page: &mut Page, strokes: &[f32]) {
    let words = page.lines.iter_mut().flat_map(|line| &mut line.words);
    words.zip(strokes).for_each(|(word, &stroke)| word.stroke = (stroke > 0.0).then_some(stroke));
}

/// A box in points of the picture.
fn scaled(bbox: Rect, scale: f32, picture: &Gray) -> [usize; 4] {
    let at = |length: f32, most: usize| ((length * scale).max(0.0) as usize).min(most);
    [
        at(bbox.left, picture.width),
        at(bbox.top, picture.height),
        at(bbox.right + 1.0, picture.width),
        at(bbox.bottom, picture.height),
    ]
}

/// The darkness of a box over that of its edges, of which each stroke has two in each row.
fn thickness(picture: &Gray, white: f32, [left, top, right, bottom]: [usize; 4]) -> Option<f32> {
    let (mut dark, mut edges) = (0.0, 0.0);
    for row in picture.points.chunks(picture.width).take(bottom).skip(top) {
        let mut last = 0.0;
        for &point in &row[left..right] {
            let darkness = ((white - f32::from(point)) / white).max(0.0);
            dark += darkness;
            edges += (darkness - last).abs();
            last = darkness;
        }
        edges += last;
    }
    (dark >= LEAST).then(|| 2.0 * dark / edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Line, Word};

    #[test]
    fn strokes_are_as_thick_as_they_are_drawn() {
        // Uprights of 3, 6 and 0 points, a third of a page's point each.
        let (width, height) = (300, 60);
        let dark = |x: usize| match x / 100 {
            0 => x % 20 < 3,
            1 => x % 20 < 6,
            _ => false,
        };
        let points = (0..width * height).map(|at| if dark(at % width) { 10 } else { 250 }).collect();
        let picture = Gray { width, height, points };
        let word = |left: f32| Word { bbox: Rect::new(left, 0.0, left + 30.0, 20.0), ..Word::default() };
        let line = Line { words: vec![word(0.0), word(34.0), word(67.0), word(500.0)], apart: false };
        let mut page = Page { width: 100.0, height: 20.0, lines: vec![line], ..Page::default() };
        let found = measure(&picture, &page);
        assert_eq!(found.iter().map(|stroke| stroke.round()).collect::<Vec<_>>(), [1.0, 2.0, 0.0, 0.0]);
        give(&mut page, &found);
        assert!(page.lines[0].words[0].stroke.is_some() && page.lines[0].words[2].stroke.is_none());
    }
}
