//! How sure a figure is: intervals from drawing the lines again.

use fastrand::Rng;
use serde::Serialize;

use super::text::{Counts, LineScore};

/// How often the lines are drawn.
const DRAWS: usize = 1000;

/// Most units that are drawn from; of longer texts, neighbouring lines are drawn together.
const UNITS: usize = 5000;

/// The middle 95 % of a figure over the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The intervals of `figures` over `lines`, drawn with replacement as many times as there are lines. The same lines give
/// the same intervals.
pub fn intervals<const N: usize>(lines: &[LineScore], figures: [fn(&Counts) -> f64; N]) -> [Interval; N] {
    let units: Vec<Counts> = lines
        .chunks(lines.len().div_ceil(UNITS).max(1))
        .map(|chunk| {
            chunk.iter().fold(Counts::default(), |mut sum, line| {
                sum += line.counts;
                sum
            })
        })
        .collect();
    let mut random = Rng::with_seed(1);
    let draws: Vec<Counts> = (0..DRAWS)
        .map(|_| {
            let mut sum = Counts::default();
            for _ in 0..units.len() {
                sum += units[random.usize(..units.len())];
            }
            sum
        })
        .collect();
    figures.map(|figure| {
        let mut values: Vec<f64> = draws.iter().map(figure).collect();
        values.sort_by(f64::total_cmp);
        Interval { low: values[DRAWS / 40], high: values[DRAWS - 1 - DRAWS / 40] }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: usize, word_errors: usize) -> LineScore {
        LineScore { counts: Counts { words, word_errors, ..Counts::default() }, ..LineScore::default() }
    }

    #[test]
    fn an_interval_holds_the_figure_and_narrows_with_more_lines() {
        let width = |count: usize| {
            let lines: Vec<LineScore> = (0..count).map(|i| line(10, i % 4)).collect();
            let [found] = intervals(&lines, [Counts::wer]);
            assert!(found.low <= 0.15 && 0.15 <= found.high, "{found:?}");
            assert_eq!(intervals(&lines, [Counts::wer]), [found], "the same lines give the same interval");
            found.high - found.low
        };
        assert!(width(400) < width(40));
        assert!(width(20_000) < width(400));
    }

    #[test]
    fn nothing_to_draw_from_is_harmless() {
        assert_eq!(intervals(&[], [Counts::wer]), [Interval { low: 0.0, high: 0.0 }]);
    }
}
