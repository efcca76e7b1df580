//! Smallest edit scripts between two sequences.
//!
//! Which of several smallest scripts is taken matters (harm is counted over its matches), so it is settled: read from the
//! end, a match or replacement goes before a deletion, a deletion before an insertion.
//!
//! Time and memory are bounded. Only a band about the diagonal is filled, widened until it must hold the answer, which
//! gives the same script as the whole matrix. A pair whose band would pass [`CELLS`] is cut into pieces aligned one by
//! one; the script is then whole but may not be the smallest, and says so.

/// Most cells of a matrix that is filled at once.
const CELLS: usize = 1 << 22;

/// Length of the pieces that a pair beyond [`CELLS`] is cut into.
const PIECE: usize = 256;

/// One step of a script: a place in each sequence, both for a match or replacement, one for a deletion or insertion.
pub type Step = (Option<usize>, Option<usize>);

/// A way to turn one sequence into another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The steps in order.
    pub steps: Vec<Step>,
    /// Number of steps that are not matches.
    pub cost: usize,
    /// Whether no script costs less.
    pub exact: bool,
}

/// The script from `a` to `b`.
pub fn align<T: PartialEq>(a: &[T], b: &[T]) -> Script {
    let mut reach = a.len().abs_diff(b.len()).max(8);
    loop {
        let width = (2 * reach + 1).min(b.len() + 1);
        if (a.len() + 1).saturating_mul(width) > CELLS {
            return by_pieces(a, b);
        }
        let band = Band::fill(a, b, reach);
        if band.cost() <= reach {
            return band.script(a, b);
        }
        reach *= 2;
    }
}

/// Aligns equal shares of both sequences one after another.
fn by_pieces<T: PartialEq>(a: &[T], b: &[T]) -> Script {
    let pieces = a.len().max(b.len()).div_ceil(PIECE);
    let mut whole = Script::default();
    for piece in 0..pieces {
        let share = |len: usize| (len * piece / pieces)..(len * (piece + 1) / pieces);
        let (from, to) = (share(a.len()), share(b.len()));
        let part = align(&a[from.clone()], &b[to.clone()]);
        whole.cost += part.cost;
        whole.steps.extend(part.steps.into_iter().map(|(i, j)| (i.map(|i| i + from.start), j.map(|j| j + to.start))));
    }
    whole.exact = whole.cost == a.len().abs_diff(b.len());
    whole
}

/// Stands for a cell outside the band.
const FAR: u32 = u32::MAX / 2;

/// The cells of the edit matrix within `reach` of the diagonal. Cells whose value is at most `reach` are right; the
/// others, and those outside, are at least as great as they should be.
struct Band {
    rows: usize,
    columns: usize,
    reach: usize,
    width: usize,
    /// Row by row, each with one cell more than the band is wide, so that the row below may look past its end.
    cells: Vec<u32>,
}

impl Band {
    fn fill<T: PartialEq>(a: &[T], b: &[T], reach: usize) -> Self {
        let width = (2 * reach + 1).min(b.len() + 1);
        let stride = width + 1;
        let cells = vec![FAR; (a.len() + 1) * stride];
        let mut band = Self { rows: a.len(), columns: b.len(), reach, width, cells };
        for (j, cell) in band.cells[..=reach.min(b.len())].iter_mut().enumerate() {
            *cell = j as u32;
        }
        for (i, x) in (1..).zip(a) {
            let first = band.first(i);
            let moved = first - band.first(i - 1);
            let (above, row) = band.cells.split_at_mut(i * stride);
            let above = &above[(i - 1) * stride..];
            let mut left = FAR;
            for (k, j) in (first..=(i + reach).min(b.len())).enumerate() {
                let deleted = above[k + moved] + 1;
                let replaced = match (k + moved).checked_sub(1) {
                    Some(at) if j > 0 => above[at] + u32::from(*x != b[j - 1]),
                    _ => FAR,
                };
                left = replaced.min(deleted).min(left + 1);
                row[k] = left;
            }
        }
        band
    }

    /// The first column of row `i`: the band is as wide in every row, so it stops moving at the right edge.
    fn first(&self, i: usize) -> usize {
        i.saturating_sub(self.reach).min(self.columns + 1 - self.width)
    }

    fn get(&self, i: usize, j: usize) -> u32 {
        let first = self.first(i);
        let inside = (first..=i + self.reach).contains(&j);
        if inside { self.cells[i * (self.width + 1) + j - first] } else { FAR }
    }

    fn cost(&self) -> usize {
        self.get(self.rows, self.columns) as usize
    }

    fn script<T: PartialEq>(&self, a: &[T], b: &[T]) -> Script {
        let (mut i, mut j) = (self.rows, self.columns);
        let mut steps = Vec::with_capacity(i.max(j));
        while i > 0 || j > 0 {
            let here = self.get(i, j);
            let replaces = i > 0 && j > 0 && here == self.get(i - 1, j - 1) + u32::from(a[i - 1] != b[j - 1]);
            if replaces {
                (i, j) = (i - 1, j - 1);
                steps.push((Some(i), Some(j)));
            } else if i > 0 && here == self.get(i - 1, j) + 1 {
                i -= 1;
                steps.push((Some(i), None));
            } else {
                j -= 1;
                steps.push((None, Some(j)));
            }
        }
        steps.reverse();
        Script { steps, cost: self.cost(), exact: true }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook way: the whole matrix, read back from the end.
    fn whole_matrix(a: &[u8], b: &[u8]) -> Vec<Step> {
        let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let replaced = d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    replaced.min(d[i - 1][j] + 1).min(d[i][j - 1] + 1)
                };
            }
        }
        let (mut i, mut j, mut steps) = (a.len(), b.len(), Vec::new());
        while i > 0 || j > 0 {
            if i > 0 && j > 0 && d[i][j] == d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]) {
                (i, j) = (i - 1, j - 1);
                steps.push((Some(i), Some(j)));
            } else if i > 0 && d[i][j] == d[i - 1][j] + 1 {
                i -= 1;
                steps.push((Some(i), None));
            } else {
                j -= 1;
                steps.push((None, Some(j)));
            }
        }
        steps.reverse();
        steps
    }

    fn cost(a: &[u8], b: &[u8], steps: &[Step]) -> usize {
        steps.iter().filter(|step| !matches!(step, (Some(i), Some(j)) if a[*i] == b[*j])).count()
    }

    proptest! {
        #[test]
        fn the_band_gives_the_script_of_the_whole_matrix(
            a in prop::collection::vec(0u8..4, 0..60),
            b in prop::collection::vec(0u8..4, 0..60),
        ) {
            let script = align(&a, &b);
            prop_assert_eq!(&script.steps, &whole_matrix(&a, &b));
            prop_assert_eq!(script.cost, cost(&a, &b, &script.steps));
            prop_assert!(script.exact);
        }

        #[test]
        fn pieces_cover_both_sequences_in_order(
            a in prop::collection::vec(0u8..4, 0..2000),
            b in prop::collection::vec(0u8..4, 0..2000),
        ) {
            let script = by_pieces(&a, &b);
            prop_assert!(script.steps.iter().filter_map(|step| step.0).eq(0..a.len()));
            prop_assert!(script.steps.iter().filter_map(|step| step.1).eq(0..b.len()));
            prop_assert_eq!(script.cost, cost(&a, &b, &script.steps));
        }
    }

    #[test]
    fn huge_sequences_are_cut_into_pieces() {
        let a: Vec<u32> = (0..300_000).collect();
        let b: Vec<u32> = (0..300_000).map(|x| if x % 1000 == 0 { 7 } else { x }).collect();
        let script = align(&a, &b);
        assert_eq!((script.cost, script.exact), (300, false));
        let same = align(&a, &a);
        assert_eq!((same.cost, same.exact), (0, true));
        let gone = align(&a, &[]);
        assert_eq!((gone.cost, gone.exact), (300_000, true));
    }
}
