//! Whether confidence can be trusted: of the words given 0.95, 95 % should be right.

use serde::Serialize;

/// Number of bins of equal width.
const BINS: usize = 20;

/// The confidences for which coverage is given.
const LEVELS: [f64; 8] = [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];

/// A word's confidence and whether it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// 0 to 1.
    pub confidence: f64,
    /// Whether every part of the word is right.
    pub right: bool,
}

/// How confidence and accuracy agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Number of words.
    pub words: usize,
    /// Expected calibration error: the mean distance of confidence and accuracy over the bins, weighed by their words.
    pub ece: f64,
    /// The bins that hold words, least sure first.
    pub bins: Vec<Bin>,
    /// How much is left, and how right it is, when only words at least so sure are taken.
    pub coverage: Vec<Coverage>,
}

/// Words of about the same confidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Least confidence.
    pub from: f64,
    /// Number of words.
    pub words: usize,
    /// Mean confidence.
    pub confidence: f64,
    /// Share that is right.
    pub accuracy: f64,
}

/// The words at least so sure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// Least confidence.
    pub confidence: f64,
    /// Share of all words.
    pub coverage: f64,
    /// Share of these that is right; 1 where there are none.
    pub accuracy: f64,
}

impl Calibration {
    /// The calibration over `words`; none without words.
    pub fn new(words: &[Judged]) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let mut sums = [(0, 0.0, 0); BINS];
        for word in words {
            let (count, confidence, right) = &mut sums[((word.confidence * BINS as f64) as usize).min(BINS - 1)];
            *count += 1;
            *confidence += word.confidence;
            *right += usize::from(word.right);
        }
        let bins: Vec<Bin> = sums
            .iter()
            .enumerate()
            .filter(|(_, (count, ..))| *count > 0)
            .map(|(at, &(count, confidence, right))| Bin {
                from: at as f64 / BINS as f64,
                words: count,
                confidence: confidence / count as f64,
                accuracy: right as f64 / count as f64,
            })
            .collect();
        let ece = bins.iter().map(|bin| bin.words as f64 * (bin.confidence - bin.accuracy).abs()).sum::<f64>();
        let coverage = LEVELS.map(|level| {
            let sure = || words.iter().filter(|word| word.confidence >= level);
            let (count, right) = (sure().count(), sure().filter(|word| word.right).count());
            Coverage {
                confidence: level,
                coverage: count as f64 / words.len() as f64,
                accuracy: if count == 0 { 1.0 } else { right as f64 / count as f64 },
            }
        });
        Some(Self { words: words.len(), ece: ece / words.len() as f64, bins, coverage: coverage.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(parts: &[(f64, usize, usize)]) -> Vec<Judged> {
        let part = |&(confidence, words, right): &(f64, usize, usize)| {
            (0..words).map(move |i| Judged { confidence, right: i < right })
        };
        parts.iter().flat_map(part).collect()
    }

    #[test]
    fn error_is_the_weighed_distance_over_the_bins() {
        for (parts, ece) in [
            (&[(0.92, 100, 92)][..], 0.0),
            (&[(1.0, 50, 50), (0.0, 50, 0)], 0.0),
            (&[(0.9, 10, 5)], 0.4),
            (&[(0.9, 75, 75), (0.5, 25, 0)], 0.75 * 0.1 + 0.25 * 0.5),
            // Within one bin, what is too sure makes up for what is not sure enough.
            (&[(0.96, 50, 50), (0.98, 50, 47)], 0.0),
        ] {
            let found = Calibration::new(&judged(parts)).expect("words").ece;
            assert!((found - ece).abs() < 1e-9, "{parts:?}: {found}");
        }
        assert_eq!(Calibration::new(&[]), None);
    }

    #[test]
    fn coverage_falls_as_more_is_asked() {
        let found = Calibration::new(&judged(&[(0.995, 80, 80), (0.9, 15, 12), (0.3, 5, 1)])).expect("words");
        let at = |level: f64| {
            let found = found.coverage.iter().find(|c| c.confidence == level).expect("level");
            (found.coverage, found.accuracy)
        };
        assert_eq!(at(0.0), (1.0, 0.93));
        assert_eq!(at(0.9), (0.95, 92.0 / 95.0));
        assert_eq!(at(0.99), (0.8, 1.0));
        assert_eq!(at(0.999), (0.0, 1.0));
        assert!(found.coverage.is_sorted_by(|a, b| a.coverage >= b.coverage));
    }
}
