//! How alike two texts are, as Python's `difflib.SequenceMatcher` sees it with `autojunk=False`: twice the characters in
//! matching blocks over all characters, where the longest common block is taken first and then both sides of it.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Most steps of one comparison. Texts that need more are taken as they were matched so far: less alike than they are.
const STEPS: usize = 1 << 26;

/// A text without case, punctuation and white space.
pub fn fold(text: &str) -> String {
    let text: String = text.nfc().collect();
    super::words::words(&text.to_lowercase()).concat().replace('_', "")
}

/// Likeness of two texts once folded, 0 to 1.
pub fn like(a: &str, b: &str) -> f64 {
    ratio(&fold(a), &fold(b))
}

/// Likeness of two texts as they stand, 0 to 1; two empty texts are alike.
pub fn ratio(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    2.0 * Matcher::new(&a, &b).matched() as f64 / (a.len() + b.len()) as f64
}

struct Matcher<'a> {
    a: &'a [char],
    /// Places of each character of the second text, in order.
    places: HashMap<char, Vec<usize>>,
    b_len: usize,
    /// Lengths of the matches that end before each place of the second text, for the last character of the first text
    /// and for the current one. All zero between two searches.
    last: Vec<usize>,
    row: Vec<usize>,
    steps: usize,
}

impl<'a> Matcher<'a> {
    fn new(a: &'a [char], b: &[char]) -> Self {
        let mut places: HashMap<char, Vec<usize>> = HashMap::new();
        for (j, &c) in b.iter().enumerate() {
            places.entry(c).or_default().push(j);
        }
        Self { a, places, b_len: b.len(), last: vec![0; b.len() + 1], row: vec![0; b.len() + 1], steps: 0 }
    }

    /// Number of characters in matching blocks.
    fn matched(&mut self) -> usize {
        let mut matched = 0;
        let mut open = vec![(0..self.a.len(), 0..self.b_len)];
        while let Some((a, b)) = open.pop() {
            let (i, j, size) = self.longest(a.clone(), b.clone());
            if size > 0 {
                matched += size;
                open.push((a.start..i, b.start..j));
                open.push((i + size..a.end, j + size..b.end));
            }
        }
        matched
    }

    /// Where the longest common block of two ranges starts, and its size; of several the first.
    fn longest(&mut self, a: Range<usize>, b: Range<usize>) -> (usize, usize, usize) {
        let (mut best_i, mut best_j, mut best) = (a.start, b.start, 0);
        let mut before: &[usize] = &[];
        for i in a {
            let places = self.places.get(&self.a[i]).map_or(&[][..], Vec::as_slice);
            let places = &places[places.partition_point(|&j| j < b.start)..places.partition_point(|&j| j < b.end)];
            self.steps += 1 + places.len();
            if self.steps > STEPS {
                break;
            }
            for &j in places {
                let size = self.last[j] + 1;
                self.row[j + 1] = size;
                if size > best {
                    (best_i, best_j, best) = (i + 1 - size, j + 1 - size, size);
                }
            }
            before.iter().for_each(|&j| self.last[j + 1] = 0);
            std::mem::swap(&mut self.last, &mut self.row);
            before = places;
        }
        before.iter().for_each(|&j| self.last[j + 1] = 0);
        (best_i, best_j, best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_is_that_of_difflib() {
        // Printed by Python's difflib.SequenceMatcher(None, a, b, autojunk=False).ratio().
        for (a, b, expected) in [
            ("", "", 1.0),
            ("a", "", 0.0),
            ("abcd", "bcde", 0.75),
            ("abxcd", "abcd", 0.8888888888888888),
            ("qabxcd", "abycdf", 0.6666666666666666),
            ("nghịquyếtsố57nqtw", "nghiquyếtsố57nqtưngày", 0.7894736842105263),
            ("private Thread currentThread;", "private volatile Thread currentThread;", 0.8656716417910447),
            ("thôn xã thôn thôn", "xã thôn thôn xã", 0.75),
            ("bình dân học vụ số", "học vụ số bình dân", 0.5),
            ("ccabcbccacab", "caacbccbbcaac", 0.64),
            ("cbcacaaca", "abbccbcbbccbab", 0.34782608695652173),
            ("aababcbc", "bcbcbccbcabcab", 0.36363636363636365),
            ("ccacbcccaccaccbbaabcbaba", "aabbbaaccabccbcbca", 0.5714285714285714),
            ("baaacc", "abbcba", 0.3333333333333333),
            ("bbbabb", "cbccccaccbbcccabbbc", 0.24),
            ("cbabcbabcccaac", "bbbcbccbcbacacabbcbbccbab", 0.20512820512820512),
            ("bbcbbbaacc", "bcacbabac", 0.631578947368421),
        ] {
            assert!((ratio(a, b) - expected).abs() < 1e-9, "{a} {b}: {} is not {expected}", ratio(a, b));
        }
    }

    #[test]
    fn case_marks_of_punctuation_and_spaces_fold() {
        assert_eq!(fold("Số: 57- NQ/TW_a\u{301}"), "số57nqtwá");
        assert_eq!((like("A, b", "a b."), like("", "./."), like("", "a")), (1.0, 1.0, 0.0));
    }

    #[test]
    fn hostile_texts_end() {
        let (a, b) = ("a".repeat(30_000), "ab".repeat(30_000));
        assert!((0.0..=1.0).contains(&ratio(&a, &b)));
    }
}
