//! From what is known of a word to a confidence that can be taken at its word.
//!
//! What the lattice does not hold its posteriors can't doubt: a letter that OCR lost, a name that the language does not know. But such words
//! stand out otherwise: they fit less well with what comes next, cost more by the channel, or were sure only after the second pass. So
//! a [`Forest`] learns from pairs that trained nothing else which words are right, and how often those of each odds were is learned by
//! isotonic regression (Zadrozny and Elkan 2002).

use rayon::prelude::*;

use super::forest::{Example, Forest};
use super::traits::{POSTERIOR, Traits};

/// Log-odds that the classes of words are cut at: from the first, so many at such a distance.
const FIRST: f32 = -4.0;
const STEP: f32 = 0.25;
const CLASSES: usize = 64;
/// Words of a class before it says much.
const OPINION: f32 = 2.0;
/// How far posteriors are trusted to begin with.
const LEAST: f32 = 0.02;
/// So many parts of the words are each judged by what was learned from the others.
const FOLDS: usize = 3;

/// A rising line of few points: log-odds and confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The points, in rising order.
    pub points: Vec<(f32, f32)>,
}

impl Curve {
    /// The curve that best tells, of words with their log-odds, which are right.
    pub fn fit(words: &[(f32, bool)]) -> Self {
        let mut classes = [(0.0_f32, 0.0_f32, 0.0_f32); CLASSES];
        for &(odds, right) in words {
            let class = ((odds - FIRST) / STEP).clamp(0.0, CLASSES as f32 - 1.0);
            let (count, sum, good) = &mut classes[class as usize];
            *count += 1.0;
            *sum += odds;
            *good += f32::from(u8::from(right));
        }
        // Neighbours that fall are joined until all rise: count, sum of odds, words right.
        let mut rising: Vec<(f32, f32, f32)> = Vec::new();
        let share = |class: &(f32, f32, f32)| (class.2 + OPINION * likely(class.1 / class.0)) / (class.0 + OPINION);
        for class in classes.into_iter().filter(|class| class.0 > 0.0) {
            let mut class = class;
            while let Some(last) = rising.pop_if(|last| share(last) >= share(&class)) {
                class = (class.0 + last.0, class.1 + last.1, class.2 + last.2);
            }
            rising.push(class);
        }
        Self { points: rising.iter().map(|class| (class.1 / class.0, share(class))).collect() }
    }

    /// The confidence for log-odds, 0 to 1: between the points on a line, beyond them as at the last.
    pub fn at(&self, odds: f32) -> f32 {
        let next = self.points.partition_point(|&(x, _)| x <= odds);
        match (next.checked_sub(1).map(|last| self.points[last]), self.points.get(next)) {
            (None, None) => likely(odds),
            (Some(only), None) | (None, Some(&only)) => only.1,
            (Some(from), Some(to)) => from.1 + (to.1 - from.1) * (odds - from.0) / (to.0 - from.0),
        }
    }
}

/// A word to learn from.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The traits of its parts.
    pub parts: Vec<Traits>,
    /// Whether it is right.
    pub right: bool,
}

/// What the posteriors of one channel are worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// What the traits of a word add to the log-odds of its posterior.
    pub forest: Forest,
    /// What log-odds are worth; without points, the confidence is the posterior.
    pub curve: Curve,
}

impl Calibration {
    /// Learns from the words of some channels which are right: one forest for all, a curve for each.
    pub fn fit(channels: &[Vec<Judged>]) -> Vec<Self> {
        let all = || {
            channels
                .iter()
                .flat_map(|words| words.iter().enumerate().map(|(at, word)| (at * FOLDS / words.len(), word)))
        };
        let without = |fold: usize| Forest::fit(&examples(all().filter(|&(of, _)| of != fold).map(|(_, word)| word)));
        // The last is learned from all.
        let forests: Vec<Forest> = (0..=FOLDS).into_par_iter().map(without).collect();
        let curve = |words: &Vec<Judged>| curve(words, |at| &forests[at * FOLDS / words.len()]);
        channels.iter().map(|words| Self { forest: forests[FOLDS].clone(), curve: curve(words) }).collect()
    }

    /// The same forest with the curve that words of one channel give, of which it has learned nothing: other scans are read worse or better.
    pub fn refit(&self, words: &[Judged]) -> Self {
        Self { forest: self.forest.clone(), curve: curve(words, |_| &self.forest) }
    }

    /// Whether anything was learned.
    pub fn is_learned(&self) -> bool {
        !self.curve.points.is_empty()
    }

    /// How likely it is that a word of such traits is right, 0 to 1.
    pub fn confidence(&self, traits: &Traits) -> f32 {
        self.curve.at(total(&self.forest, traits))
    }
}

/// The curve of words, each judged by one forest.
fn curve<'f>(words: &[Judged], forest: impl Fn(usize) -> &'f Forest) -> Curve {
    let odds = words.iter().enumerate().map(|(at, word)| {
        (word.parts.iter().map(|traits| total(forest(at), traits)).fold(f32::INFINITY, f32::min), word.right)
    });
    Curve::fit(&odds.collect::<Vec<_>>())
}

fn examples<'w>(words: impl Iterator<Item = &'w Judged>) -> Vec<Example> {
    let parts = words.flat_map(|word| word.parts.iter().map(|&traits| (traits, word.right)));
    parts.map(|(traits, right)| Example { traits, odds: odds(traits[POSTERIOR]), right }).collect()
}

/// The log-odds of a word: those of its posterior, and what the forest adds.
fn total(forest: &Forest, traits: &Traits) -> f32 {
    odds(traits[POSTERIOR]) + forest.odds(traits)
}

/// The log-odds of a probability.
fn odds(p: f32) -> f32 {
    let p = p.clamp(LEAST, 1.0 - LEAST);
    (p / (1.0 - p)).ln()
}

/// The probability of log-odds.
fn likely(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::traits::COUNT;

    #[test]
    fn curves_rise_and_meet_the_shares() {
        let mut words = Vec::new();
        for (odds, right, all) in [(-1.0, 10, 100), (0.5, 5, 100), (2.5, 90, 100), (8.0, 4990, 5000)] {
            words.extend((0..all).map(|i| (odds, i < right)));
        }
        let curve = Curve::fit(&words);
        assert!(curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{curve:?}");
        // The first two fall, so they are one.
        assert_eq!(curve.points.len(), 3);
        for (odds, confidence) in [(-0.25, 0.08), (2.5, 0.9), (8.0, 0.998), (20.0, 0.998), (-9.0, 0.08)] {
            assert!((curve.at(odds) - confidence).abs() < 0.01, "{odds}");
        }
        assert!(curve.at(0.5) > curve.at(-0.25) && curve.at(0.5) < curve.at(2.0));
    }

    #[test]
    fn without_words_nothing_is_learned() {
        let calibrations = Calibration::fit(&[Vec::new()]);
        assert_eq!(calibrations.len(), 1);
        assert!(!calibrations[0].is_learned() && !Calibration::default().is_learned());
    }

    /// The traits of a word as sure as `posterior`, with another trait of some value.
    fn traits(posterior: f32, value: f32) -> Traits {
        let mut traits = [0.0; COUNT];
        (traits[POSTERIOR], traits[4]) = (posterior, value);
        traits
    }

    #[test]
    fn a_trait_tells_what_the_posterior_does_not() {
        let word = |i: usize| {
            let doubtful = i.is_multiple_of(5);
            Judged {
                parts: vec![traits(0.9999, f32::from(u8::from(doubtful)))],
                right: !doubtful || i.is_multiple_of(10),
            }
        };
        let words: Vec<Judged> = (0..4_000).map(word).collect();
        // What one channel tells helps another, in which fewer words are right.
        let worse =
            words.iter().enumerate().map(|(i, word)| Judged { right: word.right && i % 4 != 1, ..word.clone() });
        let calibrations = Calibration::fit(&[words.clone(), worse.collect()]);
        let (first, second) = (&calibrations[0], &calibrations[1]);
        assert!((first.confidence(&traits(0.9999, 1.0)) - 0.5).abs() < 0.1);
        assert!(first.confidence(&traits(0.9999, 0.0)) > 0.99);
        assert!((second.confidence(&traits(0.9999, 0.0)) - 0.7).abs() < 0.1);
    }

    #[test]
    fn other_scans_give_another_curve() {
        let words = |right: fn(usize) -> bool| -> Vec<Judged> {
            (0..2_000).map(|i| Judged { parts: vec![traits(0.99, 0.0)], right: right(i) }).collect()
        };
        let learned = Calibration::fit(&[words(|i| !i.is_multiple_of(10))]).remove(0);
        let refit = learned.refit(&words(|i| !i.is_multiple_of(4)));
        assert_eq!(refit.forest, learned.forest);
        for (calibration, expected) in [(learned, 0.9), (refit, 0.75)] {
            assert!((calibration.confidence(&traits(0.99, 0.0)) - expected).abs() < 0.01);
        }
    }

    #[test]
    fn a_word_is_as_sure_as_its_least_sure_part() {
        let word = |i: usize| {
            let [first, second] = [i % 3, i % 2].map(|rest| if rest == 0 { 0.5 } else { 0.99 });
            Judged {
                parts: vec![traits(first, 0.0), traits(second, 0.0)],
                right: first + second > 1.5 || i.is_multiple_of(4),
            }
        };
        let calibration = &Calibration::fit(&[(0..2_400).map(word).collect()])[0];
        assert!(calibration.confidence(&traits(0.99, 0.0)) > calibration.confidence(&traits(0.5, 0.0)) + 0.2);
    }
}
