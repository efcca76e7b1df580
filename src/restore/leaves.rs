//! A forest made ready: the leaves of all trees side by side.
//!
//! A word reaches one leaf of each tree, whose number is made of the answers to the tree's questions, a bit each. What a trait's value adds
//! to the numbers of all trees is worked out before, for each value that any tree asks for (after QuickScorer, Lucchese et al. 2015). So
//! no question is asked: a word's leaves are one row for each trait put together.

use super::forest::{ANSWERS, Tree};
use super::traits::{COUNT, Traits};

/// Bits that the number of a leaf has room for, and numbers that one row of a block has.
const ROOM: usize = 4;
const EACH: usize = u64::BITS as usize / ROOM;
const BLOCK: usize = 10;

/// The numbers of the leaves of some trees side by side.
type Row = [u64; BLOCK];

/// See above.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaves {
    traits: Vec<Asked>,
    /// The rows of all traits, each of so many blocks as all trees need: first that of a value below all that are asked for.
    rows: Vec<Row>,
    /// The answers of each tree.
    answers: Vec<[f32; ANSWERS]>,
}

/// A trait that trees ask for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    of: usize,
    /// Where its rows start.
    first: usize,
    /// The values above which trees say yes, rising.
    above: Vec<f32>,
}

impl Leaves {
    /// Those of some trees, of whose questions each is for one of the [`COUNT`] traits.
    pub fn new(trees: &[Tree]) -> Self {
        let blocks = trees.len().div_ceil(EACH * BLOCK);
        let (mut traits, mut rows) = (Vec::new(), Vec::new());
        for of in 0..COUNT {
            let questions = trees.iter().enumerate().flat_map(|(tree, Tree { questions, .. })| {
                questions.iter().enumerate().map(move |(level, question)| (tree, level, question))
            });
            let mut questions: Vec<(f32, usize, usize)> = questions
                .filter(|(_, _, question)| usize::from(question.0) == of && !question.1.is_nan())
                .map(|(tree, level, question)| (question.1, tree, level))
                .collect();
            if questions.is_empty() {
                continue;
            }
            questions.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (first, mut above) = (rows.len(), Vec::new());
            let mut row = vec![Row::default(); blocks];
            rows.extend_from_slice(&row);
            for same in questions.chunk_by(|a, b| a.0 == b.0) {
                for &(_, tree, level) in same {
                    let (at, bit) = (tree / EACH, tree % EACH * ROOM + level);
                    row[at / BLOCK][at % BLOCK] |= 1 << bit;
                }
                rows.extend_from_slice(&row);
                above.push(same[0].0);
            }
            traits.push(Asked { of, first, above });
        }
        Self { traits, rows, answers: trees.iter().map(|tree| tree.answers).collect() }
    }

    /// The sum of the answers that the trees have for a word, in their order.
    pub fn sum(&self, traits: &Traits) -> f32 {
        let blocks = self.answers.len().div_ceil(EACH * BLOCK);
        let (mut rows, mut count) = ([0; COUNT], 0);
        for asked in &self.traits {
            rows[count] = asked.first + blocks * asked.above.partition_point(|&above| above < traits[asked.of]);
            count += 1;
        }
        let mut sum = 0.0;
        for (block, trees) in self.answers.chunks(EACH * BLOCK).enumerate() {
            let mut leaves: Row = [0; BLOCK];
            for row in &rows[..count] {
                let row = &self.rows[row + block];
                // By hand, since this is done for each word: an iterator over both is no vector.
                for at in 0..BLOCK {
                    leaves[at] |= row[at];
                }
            }
            for (mut leaves, trees) in leaves.into_iter().zip(trees.chunks(EACH)) {
                for answers in trees {
                    sum += answers[leaves as usize % ANSWERS];
                    leaves >>= ROOM;
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::forest::DEPTH;

    #[test]
    fn sums_are_those_of_the_trees_one_by_one() {
        let mut random = fastrand::Rng::with_seed(7);
        let value = |random: &mut fastrand::Rng| random.i32(-4..4) as f32 / 2.0;
        for trees in [0, 1, 15, 16, 64, 65, 300] {
            let tree = |random: &mut fastrand::Rng| Tree {
                questions: [(); DEPTH].map(|()| (random.u8(..COUNT as u8 / 2), value(random))),
                answers: [(); ANSWERS].map(|()| random.f32()),
            };
            let trees: Vec<Tree> = (0..trees).map(|_| tree(&mut random)).collect();
            let leaves = Leaves::new(&trees);
            for _ in 0..50 {
                let mut traits: Traits = [(); COUNT].map(|()| value(&mut random));
                traits[0] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0][random.usize(..4)];
                let yes = |(of, above): (u8, f32)| usize::from(traits[usize::from(of)] > above);
                let leaf = |tree: &Tree| (0..DEPTH).map(|level| yes(tree.questions[level]) << level).sum::<usize>();
                let expected = trees.iter().fold(0.0, |sum, tree| sum + tree.answers[leaf(tree)]);
                assert_eq!(leaves.sum(&traits), expected);
            }
        }
    }
}
