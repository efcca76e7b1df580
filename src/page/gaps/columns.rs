//! Columns by the white stripes between them.

use super::{BESIDE, Fragment, Rect};

/// Share of a table's lines that may cross a stripe: titles over several columns.
const CROSSING: f32 = 0.2;
/// Narrowest stripe, in the height of letters.
const STRIPE: f32 = 0.5;
/// Lines that have cells on both sides of a stripe, at least.
const PARTED: usize = 2;
/// Lines that have cells side by side in the smallest table, unless it goes on from the page before.
const LINES: usize = 3;
/// Share of the fragments that may cross the columns of the page before where those go on.
const ASTRAY: f32 = 0.1;

/// Most edges of columns.
const MOST: usize = 64;

/// Where the columns of a table begin and end.
pub struct Columns {
    /// The edges, one more than columns.
    pub edges: Vec<f32>,
    /// The stripes between columns.
    stripes: Vec<[f32; 2]>,
}

impl Columns {
    /// The columns that `fragments` stand in, which are a table's and have cells side by side in so many `lines`; or those of the page `before`,
    /// where they go on.
    pub fn find(fragments: &[&Fragment], height: f32, lines: usize, before: Option<&[f32]>) -> Option<Self> {
        let own = if lines < LINES { None } else { Self::own(fragments, height) };
        let before = before.filter(|edges| own.as_ref().is_none_or(|own| own.edges.len() != edges.len()));
        let known = before.and_then(|edges| {
            let stripes: Vec<[f32; 2]> = edges[1..edges.len() - 1].iter().map(|&edge| [edge, edge]).collect();
            let astray = fragments.iter().filter(|one| stripes.iter().any(|stripe| is_over(one.bbox, *stripe))).count();
            (astray as f32 <= ASTRAY * fragments.len() as f32)
                .then(|| Self::between(fragments, stripes, height))
                .flatten()
        });
        known.or(own).filter(|columns| (3..=MOST).contains(&columns.edges.len()))
    }

    fn own(fragments: &[&Fragment], height: f32) -> Option<Self> {
        let bands = bands(fragments, height);
        // Lines with few cells are titles over rows, or go on with long cells.
        let most = bands.iter().map(Vec::len).max()?;
        let full: Vec<&Vec<Rect>> = bands.iter().filter(|band| 2 * band.len() >= most).collect();
        let limit = (CROSSING * full.len() as f32) as usize;
        let boxes = || full.iter().copied().flatten().copied();
        let wide = open(boxes(), limit, STRIPE * height);
        let mut stripes =
            open(boxes().filter(|bbox| !wide.iter().any(|stripe| is_over(*bbox, *stripe))), 0, STRIPE * height);
        stripes.retain(|&stripe| {
            let side = |band: &[Rect], left: bool| {
                band.iter().any(|bbox| if left { bbox.right <= stripe[0] } else { bbox.left >= stripe[1] })
            };
            full.iter().filter(|band| side(band, true) && side(band, false)).count() >= PARTED
        });
        part_titles(&mut stripes, &full, BESIDE * height);
        // What the other lines leave of the stripes.
        for stripe in &mut stripes {
            let [from, to] = *stripe;
            for bbox in bands.iter().flatten().filter(|bbox| bbox.left < to && bbox.right > from) {
                if bbox.left < from && bbox.right < to {
                    stripe[0] = stripe[0].max(bbox.right);
                } else if bbox.left > from && bbox.right > to {
                    stripe[1] = stripe[1].min(bbox.left);
                }
            }
        }
        Self::between(fragments, stripes, height)
    }

    fn between(fragments: &[&Fragment], stripes: Vec<[f32; 2]>, height: f32) -> Option<Self> {
        let whole = fragments.iter().map(|one| one.bbox).reduce(Rect::cover)?;
        let inner = stripes.iter().map(|[from, to]| (from + to) / 2.0);
        let edges = [whole.left - height].into_iter().chain(inner).chain([whole.right + height]).collect();
        Some(Self { edges, stripes })
    }

    /// Whether `bbox` stands in more than one column.
    pub fn crosses(&self, bbox: Rect) -> bool {
        self.stripes.iter().any(|stripe| is_over(bbox, *stripe))
    }

    /// The column in which the middle of `bbox` lies, or the next one.
    pub fn of(&self, bbox: Rect) -> usize {
        self.at((bbox.left + bbox.right) / 2.0)
    }

    /// The column at `x`.
    pub fn at(&self, x: f32) -> usize {
        self.edges[1..self.edges.len() - 1].partition_point(|edge| *edge < x)
    }
}

/// Takes out stripes within one title: that part a piece of it, below which nothing stands, from what stands closer than cells do.
fn part_titles(stripes: &mut Vec<[f32; 2]>, bands: &[&Vec<Rect>], least: f32) {
    let mut at = 1;
    while at < stripes.len() {
        let (from, to) = (stripes[at - 1][1], stripes[at][0]);
        let within = |bbox: &&Rect| bbox.left >= from && bbox.right <= to;
        let mut held = bands.iter().filter(|band| band.iter().any(|bbox| within(&bbox)));
        let close = match (held.next(), held.next()) {
            (Some(band), None) => {
                let own = band.iter().filter(within).copied().reduce(Rect::cover).unwrap_or_default();
                let gap = |side: &dyn Fn(&Rect) -> f32| {
                    band.iter().map(side).filter(|gap| *gap >= 0.0).fold(f32::INFINITY, f32::min)
                };
                [gap(&|bbox| own.left - bbox.right), gap(&|bbox| bbox.left - own.right)].map(|gap| gap < least)
            }
            _ => [false; 2],
        };
        match close {
            [true, _] => drop(stripes.remove(at - 1)),
            [_, true] => drop(stripes.remove(at)),
            _ => at += 1,
        }
    }
}

/// Whether `bbox` begins before a stripe and ends behind it.
fn is_over(bbox: Rect, [from, to]: [f32; 2]) -> bool {
    bbox.left < from.min((from + to) / 2.0 - 0.5) && bbox.right > to.max((from + to) / 2.0 + 0.5)
}

/// What stands on one line, line by line; `fragments` come from above.
fn bands(fragments: &[&Fragment], height: f32) -> Vec<Vec<Rect>> {
    let mut bands: Vec<(f32, Vec<Rect>)> = Vec::new();
    for one in fragments {
        match bands.last_mut().filter(|(top, _)| one.middle() - top < height / 2.0) {
            Some((_, band)) => band.push(one.bbox),
            None => bands.push((one.middle(), vec![one.bbox])),
        }
    }
    bands.into_iter().map(|(_, band)| band).collect()
}

/// The stripes between the boxes that at most `limit` of them cover and that are at least so wide.
fn open(boxes: impl Iterator<Item = Rect>, limit: usize, least: f32) -> Vec<[f32; 2]> {
    let mut ends: Vec<(f32, bool)> = boxes.flat_map(|bbox| [(bbox.left, true), (bbox.right, false)]).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let Some(last) = ends.last().map(|end| end.0) else { return Vec::new() };
    let (mut found, mut covered, mut from): (Vec<[f32; 2]>, usize, Option<f32>) = (Vec::new(), 0, None);
    // What lies outside of all boxes is no stripe.
    let mut entered = false;
    for (x, begins) in ends {
        covered = if begins { covered + 1 } else { covered - 1 };
        entered |= covered > limit;
        match (covered <= limit, from) {
            (true, None) if entered => from = Some(x),
            (false, Some(start)) => {
                from = None;
                if x - start >= least && x < last {
                    found.push([start, x]);
                }
            }
            _ => {}
        }
    }
    found
}
