//! Rows by how cells stand beside one another.
//!
//! A row begins where no line of any cell goes on. Of all ways to part the lines of a table, the one is taken whose rows are fullest, have one
//! number each where the first column counts them, and whose cells stand at one height: with their first lines, or with their middles.

use super::super::level::middle;
use super::columns::Columns;
use super::{Fragment, Grid, Rect};

/// Part of a letter's height on both sides of a line's middle through which no edge of a row goes.
const CORE: f32 = 0.3;
/// White space between words, in the height of letters.
const SPACE: f32 = 0.3;
/// Most pieces that a row is put together from.
const LONGEST: usize = 24;
/// Most rows that the titles of columns have, but for the first.
const HEAD: usize = 2;
/// Share of the columns that are filled where one line stands beside another in all cells.
const FULL: f32 = 0.6;
/// White space between lines that parts cells, in the distance of the lines of one cell.
const PARTED: f32 = 1.35;
/// What a row costs for empty cells, for each further line that fills most cells, for each line of a cell that stands apart, for each
/// that would have had room in the line above, for the lack of a number and each further one, for each cell that stands at another height, and for each one that begins with a small letter.
const EMPTY: f32 = 1.5;
const INNER: f32 = 1.0;
const GAPPED: f32 = 1.0;
const FITTING: f32 = 0.8;
const UNNUMBERED: f32 = 0.8;
const NUMBERED: f32 = 3.0;
const ASKEW: f32 = 2.0;
const SMALL: f32 = 0.6;

/// A line of a cell.
#[derive(Clone, Copy)]
struct Strip {
    column: usize,
    middle: f32,
    /// Where its words stand, and the first of them.
    bbox: Rect,
    first: Rect,
    /// Whether it begins with a small letter.
    small: bool,
    /// Whether it may number a row.
    number: bool,
}

/// How cells of a row are aligned.
#[derive(Clone, Copy)]
enum Align {
    Top,
    Middle,
}

/// The grid of a table from its fragments, which come from above; `more` where the table may go on from the page before.
pub fn grid(fragments: &[&Fragment], columns: &Columns, lean: f32, height: f32, more: bool) -> Option<Grid> {
    let strips = strips(fragments, columns, height);
    let pieces = pieces(&strips, height);
    let layout = Layout::new(&strips, &pieces, columns.edges.len() - 1, height, more);
    let [top, middle] = [Align::Top, Align::Middle].map(|align| layout.part(align));
    let mut starts = if top.0 <= middle.0 { top.1 } else { middle.1 };
    layout.join_head(&mut starts);
    if starts.len() < 2 {
        return None;
    }
    let edge = |at: usize| {
        let above = pieces[at - 1].iter().map(|&strip| strips[strip].bbox.bottom).fold(f32::NEG_INFINITY, f32::max);
        let below = pieces[at].iter().map(|&strip| strips[strip].bbox.top).fold(f32::INFINITY, f32::min);
        (above + below) / 2.0
    };
    let whole = strips.iter().map(|strip| strip.bbox).reduce(Rect::cover)?;
    let mut rows = vec![whole.top - height / 2.0];
    rows.extend(starts.iter().skip(1).map(|&at| edge(at)));
    rows.push(whole.bottom + height / 2.0);
    let mut grid = Grid::of(lean, columns.edges.clone(), rows);
    for (row, [from, to]) in wide(fragments, columns, &grid, layout.numbered) {
        (from..to).for_each(|column| grid.unite([row, column], [row, column + 1]));
    }
    Some(grid)
}

/// The cells over several columns, each by its row and the first and last of its columns: of what runs over the white space between columns, and
/// of what stands alone in a row, behind its number, but not where cells of the next column stand. Titles of columns are none.
fn wide(fragments: &[&Fragment], columns: &Columns, grid: &Grid, numbered: bool) -> Vec<(usize, [usize; 2])> {
    let mut rows: Vec<Vec<&Fragment>> = vec![Vec::new(); grid.height()];
    fragments.iter().for_each(|one| rows[grid.row(one.middle())].push(one));
    let mut found = Vec::new();
    for (row, own) in rows.iter().enumerate().skip(1) {
        for one in own.iter().filter(|one| columns.crosses(one.bbox)) {
            found.push((row, [one.bbox.left, one.bbox.right].map(|x| columns.at(x))));
        }
        let mut text = own.iter().filter(|one| !numbered || columns.of(one.bbox) > 0);
        if let (true, Some(one), None) = (numbered, text.next(), text.next())
            && columns.at(one.bbox.left) > 1
        {
            found.push((row, [1, grid.width() - 1]));
        }
    }
    found
}

/// The lines of all cells, from above.
fn strips(fragments: &[&Fragment], columns: &Columns, height: f32) -> Vec<Strip> {
    let mut strips: Vec<Strip> = Vec::new();
    for &(bbox, text) in fragments.iter().flat_map(|fragment| &fragment.words) {
        let (column, at) = (columns.of(bbox), middle(bbox));
        let mut near = strips.iter_mut().rev().take(4 * columns.edges.len());
        match near.find(|known| known.column == column && (known.middle - at).abs() < height / 2.0) {
            Some(known) => {
                known.bbox = known.bbox.cover(bbox);
                known.number = false;
                if bbox.left < known.first.left {
                    (known.first, known.small) = (bbox, is_small(text));
                }
            }
            None => strips.push(Strip {
                column,
                middle: at,
                bbox,
                first: bbox,
                small: is_small(text),
                number: column == 0 && text.chars().filter(|c| c.is_alphanumeric()).count() <= 4,
            }),
        }
    }
    strips.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    strips
}

fn is_small(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// The lines of all cells put together where no edge of a row can go between them.
fn pieces(strips: &[Strip], height: f32) -> Vec<Vec<usize>> {
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for (at, strip) in strips.iter().enumerate() {
        if strip.middle - last < 2.0 * CORE * height {
            pieces.last_mut().into_iter().for_each(|piece| piece.push(at));
        } else {
            pieces.push(vec![at]);
        }
        last = strip.middle;
    }
    pieces
}

/// A table's lines while they are parted into rows.
struct Layout<'a> {
    strips: &'a [Strip],
    pieces: &'a [Vec<usize>],
    width: usize,
    /// Whether the first column numbers the rows.
    numbered: bool,
    /// From one line of a cell to the next.
    pitch: f32,
    /// How wide the lines of each column are at most.
    widths: Vec<f32>,
    /// White space between two words.
    space: f32,
    /// Whether the first row may be the rest of one that the end of the page before broke.
    more: bool,
}

impl<'a> Layout<'a> {
    fn new(strips: &'a [Strip], pieces: &'a [Vec<usize>], width: usize, height: f32, more: bool) -> Self {
        let first = || strips.iter().filter(|strip| strip.column == 0);
        let numbered = first().filter(|strip| strip.number).count() * 5 >= first().count() * 3;
        let mut last: Vec<Option<f32>> = vec![None; width];
        let mut steps: Vec<f32> =
            strips.iter().filter_map(|strip| Some(strip.middle - last[strip.column].replace(strip.middle)?)).collect();
        steps.sort_by(f32::total_cmp);
        let pitch = steps.get(steps.len() / 5).copied().unwrap_or(height).clamp(height, 1.8 * height);
        let mut widths = vec![0.0f32; width];
        strips.iter().for_each(|strip| widths[strip.column] = widths[strip.column].max(strip.bbox.width()));
        Self { strips, pieces, width, numbered, pitch, widths, space: SPACE * height, more }
    }

    /// The cheapest way to part the pieces: what it costs, and where rows begin.
    fn part(&self, align: Align) -> (f32, Vec<usize>) {
        let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
        for end in 1..=self.pieces.len() {
            let from = end.saturating_sub(LONGEST);
            let ways = (from..end).map(|start| (best[start].0 + self.cost(start..end, align), start));
            best.push(ways.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default());
        }
        let (mut starts, mut at) = (Vec::new(), self.pieces.len());
        while at > 0 {
            at = best[at].1;
            starts.push(at);
        }
        starts.reverse();
        (best[self.pieces.len()].0, starts)
    }

    /// What it costs to take pieces for a row.
    fn cost(&self, pieces: std::ops::Range<usize>, align: Align) -> f32 {
        let mut cells: Vec<Option<(f32, &Strip)>> = vec![None; self.width];
        let starts = pieces.start;
        let (mut numbers, mut small, mut full, mut gapped, mut fitting) = (0, 0, 0usize, 0, 0);
        for piece in &self.pieces[pieces] {
            for strip in piece.iter().map(|&at| &self.strips[at]) {
                numbers += usize::from(strip.number);
                match &mut cells[strip.column] {
                    Some((_, last)) => {
                        gapped += usize::from(strip.middle - last.middle > PARTED * self.pitch);
                        let width = last.bbox.width() + self.space + strip.first.width();
                        fitting += usize::from(width < self.widths[strip.column]);
                        *last = strip;
                    }
                    open => {
                        small += usize::from(strip.small);
                        *open = Some((strip.middle, strip));
                    }
                }
            }
            full += usize::from(piece.len() as f32 >= FULL * self.width as f32);
        }
        let heights: Vec<f32> = cells
            .iter()
            .flatten()
            .map(|(first, last)| match align {
                Align::Top => *first,
                Align::Middle => (first + last.middle) / 2.0,
            })
            .collect();
        let empty = (self.width - heights.len()) as f32 / self.width as f32;
        let number = match numbers {
            _ if !self.numbered => 0.0,
            0 => UNNUMBERED,
            count => NUMBERED * (count - 1) as f32,
        };
        // What a page's end broke lacks its number and most cells, and begins in the middle of a sentence.
        let lacking = if self.more && self.numbered && starts == 0 && numbers == 0 {
            0.0
        } else {
            EMPTY * empty + number + SMALL * small as f32
        };
        lacking
            + INNER * full.saturating_sub(1) as f32
            + GAPPED * gapped as f32
            + FITTING * fitting as f32
            + ASKEW * self.askew(heights)
    }

    /// How far cells stand from one height, in lines, each cell one at most.
    fn askew(&self, mut heights: Vec<f32>) -> f32 {
        heights.sort_by(f32::total_cmp);
        let Some(common) = heights.get(heights.len() / 2).copied() else { return 0.0 };
        heights
            .iter()
            .map(|one| ((one - common).abs() / self.pitch).min(1.0))
            .map(|far| if far < 0.15 { 0.0 } else { far })
            .sum()
    }

    /// Takes what stands above the first numbered row for one row, as far as it has several cells: titles of columns over several lines.
    fn join_head(&self, starts: &mut Vec<usize>) {
        let own = |starts: &[usize], row: usize| {
            let end = starts.get(row + 1).copied().unwrap_or(self.pieces.len());
            self.pieces[starts[row]..end].iter().flatten().map(|&strip| self.strips[strip])
        };
        let is_numbered = |starts: &[usize], row: usize| own(starts, row).any(|strip| strip.number);
        let count = (0..starts.len()).filter(|&row| is_numbered(starts, row)).count();
        for _ in 0..HEAD {
            if !self.numbered || starts.len() < 3 || 2 * count < starts.len() || is_numbered(starts, 1) {
                break;
            }
            let mut columns: Vec<usize> = own(starts, 1).map(|strip| strip.column).collect();
            columns.sort_unstable();
            columns.dedup();
            if columns.len() < 2 {
                break;
            }
            starts.remove(1);
        }
    }
}
