//! How well two syllables stand side by side, marks folded.
//!
//! Cells are told apart by this: inside a cell neighbours cohere (`phát triển`), over a column's edge they do not
//! (`trong | Các`). The table is derived from counts over legal text; marks are folded, so that a wrong mark does no
//! harm. It knows pairs only: what a whole cell looks like is the business of [`super::cells`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::words::fold;

static TABLE: LazyLock<Cohesion> =
    LazyLock::new(|| Cohesion::parse(include_str!("../../dictionaries/syllable_pairs.tsv")));

/// Stands for the edge of a sentence.
pub(crate) const EDGE: &str = "$";
/// Stands for any word with a digit.
pub(crate) const NUMBER: &str = "0";

/// Pairs seen less often than this are left out.
const LEAST: f32 = 25.0;

/// Pointwise mutual information of neighbouring syllables.
pub(crate) struct Cohesion {
    ids: FxHashMap<String, u32>,
    /// Natural logarithm of each syllable's count.
    counts: Vec<f32>,
    total: f32,
    pairs: FxHashMap<(u32, u32), f32>,
}

impl Cohesion {
    /// The table that the crate carries.
    pub(crate) fn shared() -> &'static Self {
        &TABLE
    }

    fn parse(text: &str) -> Self {
        let mut table = Self { ids: FxHashMap::default(), counts: Vec::new(), total: 0.0, pairs: FxHashMap::default() };
        let rows = || text.lines().filter(|line| !line.starts_with('#'));
        for row in rows() {
            let mut parts = row.split('\t');
            let (Some(name), Some(count)) = (parts.next(), parts.next().and_then(|c| c.parse::<f32>().ok())) else {
                continue;
            };
            table.ids.insert(name.to_owned(), table.counts.len() as u32);
            table.counts.push(count / 10.0);
            table.total += (count / 10.0).exp();
        }
        table.total = table.total.max(1.0).ln();
        for row in rows() {
            let mut parts = row.split('\t');
            let Some(&first) = parts.next().and_then(|name| table.ids.get(name)) else { continue };
            for entry in parts.nth(1).unwrap_or_default().split(' ') {
                let Some((name, score)) = entry.split_once(':') else { continue };
                if let (Some(&second), Ok(score)) = (table.ids.get(name), score.parse::<f32>()) {
                    table.pairs.insert((first, second), score / 2.0);
                }
            }
        }
        table
    }

    /// The number of a folded syllable, if the table knows it.
    pub(crate) fn id(&self, folded: &str) -> Option<u32> {
        self.ids.get(folded).copied()
    }

    /// How much more often `second` follows `first` than chance would have it, in nats; 0 for unknown syllables.
    pub(crate) fn score(&self, first: Option<u32>, second: Option<u32>) -> f32 {
        let (Some(first), Some(second)) = (first, second) else { return 0.0 };
        if let Some(&score) = self.pairs.get(&(first, second)) {
            return score;
        }
        let expected = self.counts[first as usize] + self.counts[second as usize] - self.total;
        ((LEAST / 3.0).ln() - expected).clamp(-5.0, -0.5)
    }
}

/// Derives the table's text from lines of running text.
pub fn train<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let (mut names, mut ids) = (Vec::<String>::new(), FxHashMap::<String, u32>::default());
    let mut id = |name: &str| match ids.get(name) {
        Some(&id) => id,
        None => {
            names.push(name.to_owned());
            ids.insert(name.to_owned(), names.len() as u32 - 1);
            names.len() as u32 - 1
        }
    };
    let mut folded = FxHashMap::<String, Option<u32>>::default();
    let (mut single, mut pairs) = (FxHashMap::<u32, u32>::default(), FxHashMap::<(u32, u32), u32>::default());
    let edge = id(EDGE);
    for line in lines {
        let mut last = Some(edge);
        for word in line.split_whitespace().chain([EDGE]) {
            let this = if word == EDGE {
                Some(edge)
            } else if let Some(&known) = folded.get(word) {
                known
            } else {
                let name = syllable(word);
                let known = name.map(|name| id(&name));
                folded.insert(word.to_owned(), known);
                known
            };
            if let (Some(first), Some(second)) = (last, this) {
                *pairs.entry((first, second)).or_default() += 1;
            }
            if let Some(this) = this {
                *single.entry(this).or_default() += 1;
            }
            last = this;
            if word.ends_with(['.', ';', ':']) && this != Some(edge) {
                if let Some(this) = this {
                    *pairs.entry((this, edge)).or_default() += 1;
                }
                *single.entry(edge).or_default() += 1;
                last = Some(edge);
            }
        }
    }
    let total = single.values().map(|&n| f64::from(n)).sum::<f64>().max(1.0);
    let mut rows = BTreeMap::<&str, Vec<(&str, i32)>>::new();
    for (&(first, second), &count) in &pairs {
        let (a, b) = (single.get(&first).copied().unwrap_or(1), single.get(&second).copied().unwrap_or(1));
        if f64::from(count) < f64::from(LEAST) {
            continue;
        }
        let score = (f64::from(count) * total / f64::from(a) / f64::from(b)).ln();
        rows.entry(&names[first as usize]).or_default().push((&names[second as usize], (score * 2.0).round() as i32));
        rows.entry(&names[second as usize]).or_default();
    }
    let mut out = String::new();
    for (name, mut seconds) in rows {
        seconds.sort_unstable();
        let count = ids.get(name).and_then(|id| single.get(id)).copied().unwrap_or(1);
        let list = seconds.iter().map(|(second, score)| format!("{second}:{score}")).collect::<Vec<_>>().join(" ");
        out.push_str(&format!("{name}\t{:.0}\t{list}\n", f64::from(count).ln() * 10.0));
    }
    out
}

/// The folded syllable of a word; [`NUMBER`] for a word with a digit; nothing for what is no syllable.
pub(crate) fn syllable(word: &str) -> Option<String> {
    if word.contains(|c: char| c.is_ascii_digit()) {
        return Some(NUMBER.to_owned());
    }
    let folded = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
    (!folded.is_empty() && folded.len() <= 7 && folded.bytes().all(|b| b.is_ascii_lowercase())).then_some(folded)
}
