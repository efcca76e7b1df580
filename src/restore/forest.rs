//! What the traits of a word add to the odds that it is right: small trees, each learned on what those before it left wrong (gradient
//! boosting, Friedman 2001; the same question at all nodes of a level, as in CatBoost, Prokhorenkova et al. 2018).

use super::leaves::Leaves;
use super::traits::{COUNT, Traits};

/// Trees, and how much of its own step each takes.
const TREES: usize = 300;
const RATE: f64 = 0.1;
/// What holds the leaves back, in examples that are in the balance.
const HOLD: f64 = 5.0;
/// Values of a trait that are told apart.
const BINS: usize = 128;

/// A question that all say no to.
const NONE: (u8, f32) = (0, f32::MAX);
/// Questions of a tree.
pub const DEPTH: usize = 3;
/// The answers that they part.
pub const ANSWERS: usize = 1 << DEPTH;

/// A few questions, and an answer for each way to say yes and no to them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tree {
    /// The traits that are asked for, and above which value each says yes.
    pub questions: [(u8, f32); DEPTH],
    /// What is added to the log-odds; each yes, from the first question on, is a bit of the index.
    pub answers: [f32; ANSWERS],
}

/// A word to learn from.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What is known of it.
    pub traits: Traits,
    /// Log-odds to begin with.
    pub odds: f32,
    /// Whether it is right.
    pub right: bool,
}

/// Trees that add up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// In the order of their learning.
    trees: Vec<Tree>,
    leaves: Leaves,
}

impl Forest {
    /// Most trees that a forest should have: what it takes of memory grows with their square.
    pub const MOST: usize = 1_000;

    /// A forest of these trees.
    pub fn new(trees: Vec<Tree>) -> Self {
        Self { leaves: Leaves::new(&trees), trees }
    }

    /// In the order of their learning.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// What `traits` add to the log-odds.
    pub fn odds(&self, traits: &Traits) -> f32 {
        self.leaves.sum(traits)
    }

    /// Learns which of `examples` are right.
    pub fn fit(examples: &[Example]) -> Self {
        let cuts: [Vec<f32>; COUNT] = std::array::from_fn(|of| cuts(examples, of));
        let bin = |example: &Example| -> [u8; COUNT] {
            std::array::from_fn(|of| cuts[of].partition_point(|&cut| cut < example.traits[of]) as u8)
        };
        let mut rows: Vec<Row> = examples
            .iter()
            .map(|example| Row { bins: bin(example), odds: f64::from(example.odds), slope: 0.0, curve: 0.0, leaf: 0 })
            .collect();
        let mut trees = Vec::new();
        while trees.len() < TREES {
            for (row, example) in rows.iter_mut().zip(examples) {
                let p = 1.0 / (1.0 + (-row.odds).exp());
                (row.slope, row.curve, row.leaf) = (f64::from(u8::from(example.right)) - p, p * (1.0 - p), 0);
            }
            let mut tree = Tree { questions: [NONE; DEPTH], answers: [0.0; ANSWERS] };
            for (level, question) in tree.questions.iter_mut().enumerate() {
                // Where no further question tells anything, one that all say no to stands.
                let Some((of, bin)) = telling(&rows, 1 << level) else { break };
                *question = (of as u8, cuts[of][bin]);
                for row in &mut rows {
                    row.leaf += usize::from(usize::from(row.bins[of]) > bin) << level;
                }
            }
            if tree.questions[0] == NONE {
                break;
            }
            let mut sums = [(0.0, 0.0); ANSWERS];
            for row in &rows {
                let (slope, curve) = &mut sums[row.leaf];
                *slope += row.slope;
                *curve += row.curve;
            }
            tree.answers = sums.map(|(slope, curve)| (RATE * slope / (curve + HOLD)) as f32);
            for row in &mut rows {
                row.odds += f64::from(tree.answers[row.leaf]);
            }
            trees.push(tree);
        }
        Self::new(trees)
    }
}

/// An example with the bin of each trait, and how its loss falls with its odds.
struct Row {
    bins: [u8; COUNT],
    odds: f64,
    slope: f64,
    curve: f64,
    /// What the questions so far say.
    leaf: usize,
}

/// Values that part the examples by a trait, spread evenly over its distinct values and over the examples: most of these may be alike.
fn cuts(examples: &[Example], of: usize) -> Vec<f32> {
    let mut values: Vec<f32> =
        examples.iter().map(|example| example.traits[of]).filter(|value| value.is_finite()).collect();
    values.sort_by(f32::total_cmp);
    let mut cuts: Vec<f32> = spread(&values).collect();
    values.dedup();
    cuts.extend(spread(&values));
    cuts.sort_by(f32::total_cmp);
    cuts.dedup();
    cuts.retain(|cut| Some(cut) != values.last());
    cuts
}

/// Some of sorted `values`, as many of them between any two.
fn spread(values: &[f32]) -> impl Iterator<Item = f32> {
    let count = values.len().min(BINS / 2);
    (1..count).map(move |i| values[i * values.len() / count - 1])
}

/// The trait and the bin above which it tells most, where the questions before part the examples in so many `leaves`.
fn telling(rows: &[Row], leaves: usize) -> Option<(usize, usize)> {
    let mut sums = vec![[[(0.0, 0.0); BINS]; COUNT]; leaves];
    for row in rows {
        let sums = &mut sums[row.leaf];
        for (of, &bin) in row.bins.iter().enumerate() {
            let (slope, curve) = &mut sums[of][usize::from(bin)];
            *slope += row.slope;
            *curve += row.curve;
        }
    }
    let worth = |(slope, curve): (f64, f64)| slope * slope / (curve + HOLD);
    let add = |a: (f64, f64), b: &(f64, f64)| (a.0 + b.0, a.1 + b.1);
    let (mut best, mut most) = (None, 1e-6);
    for of in 0..COUNT {
        let mut gains = [0.0; BINS];
        for sums in &sums {
            let all = sums[of].iter().fold((0.0, 0.0), add);
            let mut below = (0.0, 0.0);
            for (gain, sum) in gains.iter_mut().zip(&sums[of]) {
                below = add(below, sum);
                *gain += worth(below) + worth((all.0 - below.0, all.1 - below.1)) - worth(all);
            }
        }
        for (bin, &gain) in gains.iter().enumerate().filter(|&(bin, _)| bin + 1 < BINS) {
            if gain > most {
                (best, most) = (Some((of, bin)), gain);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that are right where two traits agree, which neither tells alone.
    fn examples() -> Vec<Example> {
        let example = |i: usize| {
            let mut traits = [0.0; COUNT];
            traits[1] = (i % 7) as f32;
            traits[3] = (i / 7 % 5) as f32;
            Example { traits, odds: 1.0, right: (traits[1] > 2.0) == (traits[3] > 1.0) }
        };
        (0..2_000).map(example).collect()
    }

    #[test]
    fn what_two_traits_tell_together_is_learned() {
        let examples = examples();
        let forest = Forest::fit(&examples);
        for example in &examples {
            assert_eq!(example.odds + forest.odds(&example.traits) > 0.0, example.right, "{example:?}");
        }
    }

    #[test]
    fn what_most_have_alike_is_told_apart_beside_rare_values() {
        let example = |i: usize| {
            let mut traits = [0.0; COUNT];
            traits[2] = if i < 5_000 { 1.0 + i as f32 } else { (i % 10) as f32 / 10.0 };
            Example { traits, odds: 0.0, right: traits[2] > 0.45 }
        };
        let examples: Vec<Example> = (0..10_000).map(example).collect();
        let forest = Forest::fit(&examples);
        for example in &examples {
            assert_eq!(forest.odds(&example.traits) > 0.0, example.right, "{}", example.traits[2]);
        }
    }

    #[test]
    fn where_nothing_tells_nothing_is_asked() {
        assert_eq!(Forest::fit(&[]).trees(), []);
        let same = [Example { traits: [1.0; COUNT], odds: 0.0, right: true }; 50];
        assert_eq!(Forest::fit(&same).odds(&[1.0; COUNT]), 0.0);
    }

    #[test]
    fn odds_follow_the_questions() {
        let tree =
            Tree { questions: [(0, 1.0), (2, 5.0), (1, 0.0)], answers: [0.5, 1.0, 2.0, 4.0, 9.0, 9.0, 9.0, 9.0] };
        let forest = Forest::new(vec![tree; 2]);
        for (first, second, odds) in [(1.0, 5.0, 1.0), (1.1, 0.0, 2.0), (0.0, 6.0, 4.0), (2.0, 6.0, 8.0)] {
            let mut traits = [0.0; COUNT];
            (traits[0], traits[2]) = (first, second);
            assert_eq!(forest.odds(&traits), odds);
        }
    }
}
