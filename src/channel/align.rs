//! The letter model: each printed character emits none to three read characters.
//!
//! Trained by expectation-maximisation over all alignments of line pairs within a band (Ristad and Yianilos 1998, with
//! longer emissions).

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::text::syllable::strip_char;

/// The longest emission, in characters.
pub const LONGEST: usize = 3;
/// How far an alignment may stray from the diagonal.
const BAND: usize = 14;
/// Stands for "nothing printed" as the source of an inserted character.
pub const NOTHING: char = '\0';
/// The probability that a character is read where none was printed, at any place.
pub(super) const INSERTION: f64 = 0.004;

/// What a printed character was read as: up to three characters, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Emission(u64);

impl Emission {
    /// Packs `read`, of at most [`LONGEST`] characters.
    pub fn new(read: &[char]) -> Self {
        Self(read.iter().fold(0, |packed, &c| packed << 21 | u64::from(u32::from(c))))
    }

    /// The characters, in order.
    pub fn chars(self) -> impl Iterator<Item = char> {
        (0..LONGEST)
            .rev()
            .filter_map(move |i| char::from_u32((self.0 >> (21 * i)) as u32 & 0x1f_ffff))
            .filter(|&c| c != '\0')
    }

    /// The packed value, for hashing and storing.
    pub fn packed(self) -> u64 {
        self.0
    }

    /// From [`packed`](Self::packed).
    pub fn from_packed(packed: u64) -> Self {
        Self(packed)
    }
}

/// P(read | printed character).
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// Probabilities that were learned; [`NOTHING`] emits inserted characters.
    pub learned: FxHashMap<(char, Emission), f32>,
}

impl Letters {
    /// The probability that `printed` is read as `read`.
    pub fn probability(&self, printed: char, read: &[char]) -> f64 {
        match self.learned.get(&(printed, Emission::new(read))) {
            Some(&p) => f64::from(p),
            None if self.learned.is_empty() => initial(printed, read),
            None => unseen(printed, read),
        }
    }
}

/// Where the training starts: letters are read as themselves or as what they look like.
fn initial(printed: char, read: &[char]) -> f64 {
    match read {
        [] => 0.02,
        [one] if *one == printed => 0.7,
        [one] if strip_char(*one).eq_ignore_ascii_case(&strip_char(printed)) => 0.3,
        [' '] => 1e-4,
        [_] if printed == ' ' => 1e-4,
        [_] => 2e-3,
        _ if printed == ' ' || read.contains(&' ') => 1e-7,
        [_, _] => 1e-4,
        _ => 1e-6,
    }
}

/// A small probability for what was never seen, by the likeness of the characters.
fn unseen(printed: char, read: &[char]) -> f64 {
    let alike = |c: char| {
        let (a, b) = (strip_char(printed), strip_char(c));
        if c == printed {
            0.3
        } else if a == b {
            0.02
        } else if a.eq_ignore_ascii_case(&b) {
            3e-3
        } else {
            2e-5
        }
    };
    match read {
        [] => 1e-4,
        [one] => alike(*one),
        [one, two] => 1e-2 * alike(*one).max(alike(*two)),
        _ => 1e-8,
    }
}

/// One aligned pair: for each printed character, the range of read characters that it emitted, and the cost in nats for
/// each printed character.
pub struct Alignment {
    /// Ranges into the read characters, one for each printed character, in order.
    pub emitted: Vec<std::ops::Range<usize>>,
    /// −ln P of the alignment, divided by the number of printed characters.
    pub cost: f64,
}

/// A view of one pair's lattice: which columns each row may use.
struct Lattice<'a> {
    printed: &'a [char],
    read: &'a [char],
}

impl Lattice<'_> {
    fn columns(&self, row: usize) -> std::ops::RangeInclusive<usize> {
        let centre = row * self.read.len() / self.printed.len().max(1);
        let slack = BAND + self.printed.len().abs_diff(self.read.len());
        centre.saturating_sub(slack)..=(centre + slack).min(self.read.len())
    }
}

/// Learns the letter model from pairs of printed and read lines, in `rounds` rounds.
pub fn learn(pairs: &[(Vec<char>, Vec<char>)], rounds: usize) -> Letters {
    let mut letters = Letters::default();
    for _ in 0..rounds {
        let counts = pairs
            .par_chunks(256)
            .map(|chunk| {
                let mut counts: FxHashMap<(char, Emission), f64> = FxHashMap::default();
                for (printed, read) in chunk {
                    expect(&letters, &Lattice { printed, read }, &mut counts);
                }
                counts
            })
            .collect::<Vec<_>>();
        let mut total: FxHashMap<(char, Emission), f64> = FxHashMap::default();
        for part in counts {
            // Order matters to the last bit of a sum, so parts are added in theirs; within a part each key stands once.
            for (key, count) in part {
                *total.entry(key).or_default() += count;
            }
        }
        letters = maximise(total);
    }
    letters
}

fn maximise(counts: FxHashMap<(char, Emission), f64>) -> Letters {
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|&(key, _)| key);
    let mut learned = FxHashMap::default();
    for group in sorted.chunk_by(|a, b| a.0.0 == b.0.0) {
        let sum: f64 = group.iter().map(|&(_, count)| count).sum();
        for &(key, count) in group.iter().filter(|&&(_, count)| count >= 0.3) {
            learned.insert(key, ((count - 0.1) / (sum + 1.0)) as f32);
        }
    }
    Letters { learned }
}

/// Forward and backward over one pair; adds the expected counts.
fn expect(letters: &Letters, lattice: &Lattice, counts: &mut FxHashMap<(char, Emission), f64>) {
    let (n, m) = (lattice.printed.len(), lattice.read.len());
    if n == 0 || m == 0 {
        return;
    }
    let width = m + 1;
    let mut forward = vec![0.0_f64; (n + 1) * width];
    let mut scale = vec![1.0_f64; n + 1];
    forward[0] = 1.0;
    let insert = |j: usize| insertion(letters, lattice.read[j]);
    for i in 0..=n {
        for j in lattice.columns(i) {
            let here = if j > 0 { forward[i * width + j - 1] * insert(j - 1) } else { 0.0 };
            forward[i * width + j] += here;
        }
        let sum: f64 = lattice.columns(i).map(|j| forward[i * width + j]).sum();
        if sum <= 0.0 {
            return;
        }
        scale[i] = sum;
        for j in lattice.columns(i) {
            forward[i * width + j] /= sum;
        }
        if i == n {
            break;
        }
        let next = lattice.columns(i + 1);
        for j in lattice.columns(i) {
            let mass = forward[i * width + j];
            if mass == 0.0 {
                continue;
            }
            for len in 0..=LONGEST.min(m - j) {
                if next.contains(&(j + len)) {
                    forward[(i + 1) * width + j + len] +=
                        mass * letters.probability(lattice.printed[i], &lattice.read[j..j + len]);
                }
            }
        }
    }
    let end = forward[n * width + m];
    // A pair whose ends hardly meet is badly paired, and its sums are no longer exact.
    if end <= 1e-12 {
        return;
    }
    let mut after = vec![0.0_f64; width];
    after[m] = 1.0 / end;
    for j in lattice.columns(n).rev() {
        if j < m {
            after[j] += after[j + 1] * insert(j);
        }
    }
    for i in (0..n).rev() {
        let mut row = vec![0.0_f64; width];
        let next = lattice.columns(i + 1);
        for j in lattice.columns(i).rev() {
            let mut sum = if j < m { row[j + 1] * insert(j) } else { 0.0 };
            for len in 0..=LONGEST.min(m - j) {
                if next.contains(&(j + len)) {
                    let p = letters.probability(lattice.printed[i], &lattice.read[j..j + len]) * after[j + len]
                        / scale[i + 1];
                    let count = forward[i * width + j] * p;
                    if count > 1e-4 {
                        *counts.entry((lattice.printed[i], Emission::new(&lattice.read[j..j + len]))).or_default() +=
                            count;
                    }
                    sum += p;
                }
            }
            row[j] = sum;
            if j < m {
                let count = forward[i * width + j] * insert(j) * row[j + 1];
                if count > 1e-4 {
                    *counts.entry((NOTHING, Emission::new(&lattice.read[j..=j]))).or_default() += count;
                }
            }
        }
        after = row;
    }
}

fn insertion(letters: &Letters, c: char) -> f64 {
    INSERTION * letters.learned.get(&(NOTHING, Emission::new(&[c]))).map_or(0.005, |&p| f64::from(p).max(1e-4))
}

/// The likeliest alignment of one pair; `None` where there is none within the band.
pub fn align(letters: &Letters, printed: &[char], read: &[char]) -> Option<Alignment> {
    let lattice = Lattice { printed, read };
    let (n, m) = (printed.len(), read.len());
    let width = m + 1;
    let mut cost = vec![f64::INFINITY; (n + 1) * width];
    // How each cell was reached: the number of characters emitted, or `INSERTED`.
    const INSERTED: u8 = 9;
    let mut from = vec![0_u8; (n + 1) * width];
    cost[0] = 0.0;
    for i in 0..=n {
        for j in lattice.columns(i) {
            if j > 0 {
                let c = cost[i * width + j - 1] - insertion(letters, read[j - 1]).ln();
                if c < cost[i * width + j] {
                    cost[i * width + j] = c;
                    from[i * width + j] = INSERTED;
                }
            }
            let here = cost[i * width + j];
            if i == n || here.is_infinite() {
                continue;
            }
            let next = lattice.columns(i + 1);
            for len in 0..=LONGEST.min(m - j) {
                if next.contains(&(j + len)) {
                    let c = here - letters.probability(printed[i], &read[j..j + len]).ln();
                    let at = (i + 1) * width + j + len;
                    if c < cost[at] {
                        cost[at] = c;
                        from[at] = len as u8;
                    }
                }
            }
        }
    }
    if cost[n * width + m].is_infinite() {
        return None;
    }
    let mut emitted = vec![0..0; n];
    let (mut i, mut j) = (n, m);
    while i > 0 || j > 0 {
        match from[i * width + j] {
            INSERTED => j -= 1,
            len => {
                i -= 1;
                emitted[i] = j - usize::from(len)..j;
                j -= usize::from(len);
            }
        }
    }
    Some(Alignment { emitted, cost: cost[n * width + m] / n.max(1) as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn emissions_are_learned_and_aligned() {
        let pairs: Vec<_> =
            [("của", "ciia"), ("chủ", "chii"), ("thủ đô", "thii do"), ("của", "ciia"), ("an", "an"), ("na", "na")]
                .iter()
                .cycle()
                .take(60)
                .map(|(a, b)| (chars(a), chars(b)))
                .collect();
        let letters = learn(&pairs, 4);
        assert!(letters.probability('ủ', &['i', 'i']) > 0.5);
        let alignment = align(&letters, &chars("thủ"), &chars("thii")).expect("within the band");
        assert_eq!(alignment.emitted, [0..1, 1..2, 2..4]);
        assert!(align(&letters, &[], &[]).is_some());
    }

    #[test]
    fn emissions_pack() {
        for text in ["", "a", "ﬁ", "ộ!", "abc"] {
            let packed = Emission::new(&chars(text));
            assert_eq!(packed.chars().collect::<String>(), text);
        }
    }
}
