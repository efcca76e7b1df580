//! Pages that lie askew, and where things stand once a page is levelled.

use super::Rect;

/// Where a point lies once the page is levelled.
pub fn level([x, y]: [f32; 2], lean: f32) -> (f32, f32) {
    (x + lean * y, y - lean * x)
}

/// The height at which the middle of a box stands.
pub fn middle(bbox: Rect) -> f32 {
    (bbox.top + bbox.bottom) / 2.0
}

/// Where a box stands once the page is levelled.
pub fn levelled(bbox: Rect, lean: f32) -> Rect {
    let (x, y) = level([(bbox.left + bbox.right) / 2.0, (bbox.top + bbox.bottom) / 2.0], lean);
    let (half, tall) = (bbox.width() / 2.0, bbox.height() / 2.0);
    Rect::new(x - half, y - tall, x + half, y + tall)
}

/// How far lines of text, each given by the boxes of its first and last word, sink for each point that they go on to the right: the middle one
/// of all, weighed by nothing.
pub fn slope(lines: impl Iterator<Item = (Rect, Rect)>) -> f32 {
    let mut slopes: Vec<f32> = lines
        .filter_map(|(first, last)| {
            let middle = |bbox: Rect| (bbox.top + bbox.bottom) / 2.0;
            let across = last.left - first.left;
            (across > 10.0 * first.height()).then(|| (middle(last) - middle(first)) / across)
        })
        .collect();
    slopes.sort_by(f32::total_cmp);
    slopes.get(slopes.len() / 2).copied().unwrap_or_default()
}
