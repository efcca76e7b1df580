//! How cells stand in their rows: in the middle or at the top, as a table has it.

use std::ops::Range;

/// Ways to stand: so far from the row's middle, and at its top or below.
const WAYS: usize = 8;
/// Cells that must have shown how they stand for it to count half.
const PRIOR: f32 = 40.0;

/// How often cells stand in each way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing([f32; WAYS]);

impl Standing {
    /// Counts a cell whose first and last line these are.
    pub(crate) fn add(&mut self, row: &Range<usize>, cell: (usize, usize)) {
        self.0[way(row, cell)] += 1.0;
    }

    /// Counts the cells of others.
    pub(crate) fn join(&mut self, other: &Self) {
        self.join_share(other, 1.0);
    }

    /// Counts the cells of others for so much.
    pub(crate) fn join_share(&mut self, other: &Self, share: f32) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += share * other;
        }
    }

    /// How much likelier these cells make it that one stands so, in nats; those of `own` are left out.
    pub(crate) fn gain(&self, own: Option<&Self>, row: &Range<usize>, cell: (usize, usize)) -> f32 {
        let others = |at: usize| self.0[at] - own.map_or(0.0, |own| own.0[at]);
        let all: f32 = (0..WAYS).map(others).sum();
        let usual = 1.0 / WAYS as f32;
        ((others(way(row, cell)) + PRIOR * usual) / (all + PRIOR) / usual).ln()
    }
}

fn way(row: &Range<usize>, (first, last): (usize, usize)) -> usize {
    let apart = (first + last).abs_diff(row.start + row.end - 1);
    2 * apart.min(WAYS / 2 - 1) + usize::from(first == row.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_as_others_do() {
        let (row, middle, top) = (3..8, (5, 5), (3, 3));
        let mut known = Standing::default();
        assert_eq!(known.gain(None, &row, middle), 0.0);
        let mut own = Standing::default();
        own.add(&row, top);
        known.join(&own);
        for _ in 0..30 {
            known.add(&row, middle);
        }
        assert!(known.gain(Some(&own), &row, middle) > 0.5);
        assert!(known.gain(Some(&own), &row, top) < known.gain(None, &row, top));
    }
}
