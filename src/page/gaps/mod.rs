//! The cells of a table that no ruling parts, by the white space between them.
//!
//! Columns are parted by white stripes that go down through the lines of a table. Rows are parted where that explains best how cells stand
//! beside one another: see [`rows`].

mod columns;
mod rows;

use super::fragments::{fragments, letters};
use super::grid::levelled;
use super::{Grid, Rect};
use columns::Columns;

/// White space that shows two cells side by side, in the height of letters.
const BESIDE: f32 = 1.0;
/// Lines of a table that have cells side by side follow one another within so many heights.
const APART: f32 = 12.0;
/// What engines read where rulings stand.
const BARS: &str = "|¦│[]{}!";
/// Most words of a page: no page has a tenth of them.
const MOST: usize = 20_000;

/// A word where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its place on the page.
    pub bbox: Rect,
}

/// Words of a line that stand close together.
type Fragment<'a> = super::fragments::Fragment<&'a str>;

/// The grids that the words of a page make, top to bottom, given line by line. `before` is the last grid of the page before: its columns may go on.
pub fn find(lines: &[Vec<Item<'_>>], before: Option<&Grid>) -> Vec<Grid> {
    if lines.iter().map(Vec::len).sum::<usize>() > MOST {
        return Vec::new();
    }
    let lean = super::ruling::slope(lines.iter().filter_map(|line| Some((line.first()?.bbox, line.last()?.bbox))));
    let words = lines.iter().flatten().filter(|word| !word.text.chars().all(|c| BARS.contains(c)));
    let words: Vec<(Rect, &str)> = words.map(|word| (levelled(word.bbox, lean), word.text)).collect();
    let Some(height) = letters(words.iter().map(|(bbox, _)| *bbox)) else { return Vec::new() };
    let fragments = fragments(words, height);
    let mut grids = Vec::new();
    for ([top, bottom], lines) in regions(&fragments, height) {
        let own: Vec<&Fragment> =
            fragments.iter().filter(|one| (top..=bottom).contains(&one.middle())).collect();
        let Some(columns) = Columns::find(&own, height, lines, before.map(Grid::columns)) else { continue };
        let own: Vec<&Fragment> = extended(&fragments, [top, bottom], &columns, height);
        if std::env::var("GAPS").is_ok() {
            eprintln!("region {top} {bottom} h {height} lean {lean} edges {:?}", columns.edges);
            for f in &own { eprintln!("  {:.0} {:.0}-{:.0} {} {}", f.middle(), f.bbox.left, f.bbox.right, columns.crosses(f.bbox), f.words.iter().map(|w|w.1).collect::<Vec<_>>().join(" ")); }
        }
        grids.extend(rows::grid(&own, &columns, lean, height));
    }
    grids
}

/// Where lines have fragments side by side: from the middle of the first to that of the last, and how many there are.
fn regions(fragments: &[Fragment], height: f32) -> Vec<([f32; 2], usize)> {
    let mut found: Vec<([f32; 2], usize)> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for (at, one) in fragments.iter().enumerate() {
        let near = fragments[at + 1..].iter().take_while(|other| other.middle() - one.middle() < height / 2.0);
        let gap = |other: &Fragment| (other.bbox.left - one.bbox.right).max(one.bbox.left - other.bbox.right);
        let Some(beside) = near.filter(|other| gap(other) > BESIDE * height).last() else { continue };
        let to = beside.middle();
        // Each line counts once.
        let fresh = usize::from(one.middle() - last > height / 2.0);
        if fresh > 0 {
            last = one.middle();
        }
        match found.last_mut().filter(|(known, _)| one.middle() - known[1] < APART * height) {
            Some((known, count)) => {
                known[1] = known[1].max(to);
                *count += fresh;
            }
            None => found.push(([one.middle(), to], fresh)),
        }
    }
    found
}

/// The fragments of a table, with those above and below that stand in one of its columns and close by.
fn extended<'f, 'a>(
    fragments: &'f [Fragment<'a>],
    [top, bottom]: [f32; 2],
    columns: &Columns,
    height: f32,
) -> Vec<&'f Fragment<'a>> {
    let close = 2.0 * height;
    let within = |one: &&Fragment| !columns.crosses(one.bbox);
    let first = fragments.partition_point(|one| one.middle() < top);
    let last = fragments.partition_point(|one| one.middle() <= bottom);
    let mut from = top;
    let above = fragments[..first].iter().rev().take_while(|one| {
        let goes_on = within(one) && from - one.middle() < close;
        from = one.middle();
        goes_on
    });
    let first = first - above.count();
    let mut to = bottom;
    let below = fragments[last..].iter().take_while(|one| {
        let goes_on = within(one) && one.middle() - to < close;
        to = one.middle();
        goes_on
    });
    let last = last + below.count();
    fragments[first..last].iter().collect()
}
