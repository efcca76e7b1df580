//! From the posterior of a reading to a confidence that can be taken at its word.
//!
//! What the lattice does not hold it can't doubt: a digit that OCR lost leaves no trace. So how often readings of each posterior were
//! right is learned from pairs that trained nothing else, by isotonic regression (Zadrozny and Elkan 2002).

/// Posteriors that the classes of readings are cut at.
const CUTS: [f32; 15] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.9995, 0.9999];
/// Words of a class before it says much.
const OPINION: f32 = 2.0;

/// A rising line of few points: posterior and confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The points, in rising order; without any, the confidence is the posterior.
    pub points: Vec<(f32, f32)>,
}

impl Curve {
    /// The curve that best tells, of words with a posterior each, which are right.
    pub fn fit(words: &[(f32, bool)]) -> Self {
        let mut bins = [(0.0_f32, 0.0_f32, 0.0_f32); CUTS.len() + 1];
        for &(posterior, right) in words {
            let (count, sum, good) = &mut bins[CUTS.partition_point(|&cut| cut <= posterior)];
            *count += 1.0;
            *sum += posterior;
            *good += f32::from(u8::from(right));
        }
        // Neighbours that fall are joined until all rise: count, sum of posteriors, words right.
        let mut rising: Vec<(f32, f32, f32)> = Vec::new();
        let share = |bin: &(f32, f32, f32)| (bin.2 + OPINION * bin.1 / bin.0) / (bin.0 + OPINION);
        for bin in bins.into_iter().filter(|bin| bin.0 > 0.0) {
            let mut bin = bin;
            while let Some(last) = rising.pop_if(|last| share(last) >= share(&bin)) {
                bin = (bin.0 + last.0, bin.1 + last.1, bin.2 + last.2);
            }
            rising.push(bin);
        }
        Self { points: rising.iter().map(|bin| (bin.1 / bin.0, share(bin))).collect() }
    }

    /// The confidence for a posterior, 0 to 1.
    pub fn at(&self, posterior: f32) -> f32 {
        let next = self.points.partition_point(|&(x, _)| x <= posterior);
        let (from, to) = match (next.checked_sub(1).map(|last| self.points[last]), self.points.get(next)) {
            (None, None) => return posterior,
            (Some(last), None) => return last.1,
            (last, Some(&next)) => (last.unwrap_or((0.0, 0.0)), next),
        };
        from.1 + (to.1 - from.1) * (posterior - from.0) / (to.0 - from.0)
    }
}

/// What the posteriors of one channel are worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Of words.
    pub words: Curve,
    /// Of what holds a digit.
    pub numbers: Curve,
}

impl Calibration {
    /// The curve for a written text.
    pub fn of(&self, text: &str) -> &Curve {
        if has_digit(text) { &self.numbers } else { &self.words }
    }

    /// Learns from written texts with their posterior and whether they are right.
    pub fn fit<'t>(judged: impl IntoIterator<Item = (&'t str, f32, bool)>) -> Self {
        let (mut words, mut numbers) = (Vec::new(), Vec::new());
        for (text, posterior, right) in judged {
            if has_digit(text) { &mut numbers } else { &mut words }.push((posterior, right));
        }
        Self { words: Curve::fit(&words), numbers: Curve::fit(&numbers) }
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_rise_and_meet_the_shares() {
        let mut words = Vec::new();
        for (posterior, right, all) in [(0.35, 10, 100), (0.65, 5, 100), (0.92, 90, 100), (0.9999, 4990, 5000)] {
            words.extend((0..all).map(|i| (posterior, i < right)));
        }
        let curve = Curve::fit(&words);
        assert!(curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{curve:?}");
        // The first two fall, so they are one.
        assert_eq!(curve.points.len(), 3);
        assert!((curve.at(0.5) - 0.075).abs() < 0.01);
        assert!((curve.at(0.92) - 0.9).abs() < 0.01);
        assert!((curve.at(1.0) - 0.998).abs() < 0.001);
        assert!(curve.at(0.0) == 0.0 && curve.at(0.1) < curve.at(0.3));
    }

    #[test]
    fn without_points_nothing_changes() {
        for posterior in [0.0, 0.4, 1.0] {
            assert_eq!(Curve::default().at(posterior), posterior);
        }
    }

    #[test]
    fn numbers_are_judged_apart() {
        let judged = (0..100).flat_map(|i| [("57-NQ/TW,", 0.9999, i < 50), ("của", 0.9999, true)]);
        let calibration = Calibration::fit(judged);
        assert!(calibration.of("30").at(1.0) < 0.55 && calibration.of("năm").at(1.0) > 0.99);
    }
}
