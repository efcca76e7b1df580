//! How well two syllables stand side by side, marks folded, case kept.
//!
//! Cells are told apart by this: inside a cell neighbours cohere (`phát triển`), over a column's edge they do not
//! (`trong | Các`). The table is derived from counts over public text; marks are folded, so that a wrong mark does no
//! harm; capitals tell `phòng Văn hóa` from `phòng, văn bản`. It knows pairs only: what a whole cell looks like is the business of [`super::cells`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::words::{TextLine, fold};
use crate::restore::Restored;

static TABLE: LazyLock<Cohesion> =
    LazyLock::new(|| Cohesion::parse(include_str!("../../dictionaries/syllable_pairs.tsv")));

/// Stands for the edge of a sentence.
pub(crate) const EDGE: &str = "$";
/// Stands for any word with a digit.
pub(crate) const NUMBER: &str = "0";

/// Pairs seen less often than this are left out.
const LEAST: f32 = 25.0;

/// What a pair that is known in another case only is worth less, in nats.
const OTHER_CASE: f32 = 1.5;

/// Pointwise mutual information of neighbouring syllables.
#[derive(Default)]
pub(crate) struct Cohesion {
    ids: FxHashMap<String, u32>,
    /// Natural logarithm of each syllable's count.
    counts: Vec<f32>,
    total: f32,
    pairs: FxHashMap<(u32, u32), f32>,
    /// By a syllable's number: the number of all its forms together, and by that what [`Self::counts`] and
    /// [`Self::pairs`] say of them.
    form_of: Vec<u32>,
    any_counts: Vec<f32>,
    any_pairs: FxHashMap<(u32, u32), f32>,
}

impl Cohesion {
    /// The table that the crate carries.
    pub(crate) fn shared() -> &'static Self {
        &TABLE
    }

    fn parse(text: &str) -> Self {
        let mut table = Self::default();
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
        table.fold_case();
        table
    }

    /// Adds up the forms of each syllable.
    fn fold_case(&mut self) {
        let mut forms = FxHashMap::<String, u32>::default();
        self.form_of = vec![0; self.counts.len()];
        for (name, &id) in &self.ids {
            let next = forms.len() as u32;
            self.form_of[id as usize] = *forms.entry(name.to_lowercase()).or_insert(next);
        }
        self.any_counts = vec![0.0; forms.len()];
        for (&form, &count) in self.form_of.iter().zip(&self.counts) {
            self.any_counts[form as usize] += count.exp();
        }
        for (&(first, second), &score) in &self.pairs {
            let (a, b) = (first as usize, second as usize);
            let count = (score + self.counts[a] + self.counts[b] - self.total).exp();
            *self.any_pairs.entry((self.form_of[a], self.form_of[b])).or_default() += count;
        }
        for count in &mut self.any_counts {
            *count = count.ln();
        }
        for (&(first, second), count) in &mut self.any_pairs {
            *count = count.ln() + self.total - self.any_counts[first as usize] - self.any_counts[second as usize];
        }
    }

    /// The number of a word, if the table knows it, in its own case or another.
    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        let name = if word == EDGE { EDGE.to_owned() } else { syllable(word)? };
        let known = |name: &str| self.ids.get(name).copied();
        known(&name).or_else(|| known(&capitalized(&name))).or_else(|| known(&name.to_lowercase()))
    }

    /// How much more often `second` follows `first` than chance would have it, in nats; 0 for unknown syllables.
    pub(crate) fn score(&self, first: Option<u32>, second: Option<u32>) -> f32 {
        let (Some(first), Some(second)) = (first, second) else { return 0.0 };
        let forms = (self.form_of[first as usize], self.form_of[second as usize]);
        let any = self.any_pairs.get(&forms).copied();
        if let Some(&score) = self.pairs.get(&(first, second)) {
            return (score + any.unwrap_or(score)) / 2.0;
        }
        if let Some(any) = any {
            return any - OTHER_CASE;
        }
        let expected = self.counts[first as usize] + self.counts[second as usize] - self.total;
        ((LEAST / 3.0).ln() - expected).clamp(-5.0, -0.5)
    }
}

/// Gives the words of `lines` their numbers in the table.
pub(crate) fn mark(lines: &mut [TextLine], restored: &Restored) {
    for line in lines {
        let text = restored.lines.get(line.line).map_or("", |line| line.text.as_str());
        for word in &mut line.words {
            word.pair = text.get(word.range.clone()).and_then(|written| Cohesion::shared().id(written));
        }
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

/// The folded syllable of a word, with its case; [`NUMBER`] for a word with a digit; nothing for what is no syllable.
fn syllable(word: &str) -> Option<String> {
    if word.contains(|c: char| c.is_ascii_digit()) {
        return Some(NUMBER.to_owned());
    }
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let folded = fold(word);
    if folded.is_empty() || folded.len() > 7 || !folded.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    Some(match (letters.next().is_some_and(char::is_uppercase), letters.next().is_some_and(char::is_uppercase)) {
        (true, true) => folded.to_uppercase(),
        (true, false) => capitalized(&folded),
        (false, _) => folded,
    })
}

/// A folded syllable with a capital.
fn capitalized(folded: &str) -> String {
    folded[..1].to_uppercase() + &folded[1..].to_lowercase()
}
