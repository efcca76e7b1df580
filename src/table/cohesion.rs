//! How well two syllables stand side by side, marks folded, case kept.
//!
//! Cells are told apart by this: inside a cell neighbours cohere (`phát triển`), over a column's edge they do not
//! (`trong | Các`). The table is derived from counts over public text; marks are folded, so that a wrong mark does no
//! harm; capitals tell `phòng Văn hóa` from `phòng, văn bản`. It knows pairs only: what a whole cell looks like is the business of [`super::cells`].

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use super::words::{TextLine, fold};
use crate::restore::Restored;

static TABLE: LazyLock<Cohesion> =
    LazyLock::new(|| Cohesion::new(include_str!("../../dictionaries/syllable_pairs.tsv")));

/// Stands for the edge of a sentence.
pub(crate) const EDGE: &str = "$";
/// Stands for any word with a digit.
pub(crate) const NUMBER: &str = "0";

/// Pairs seen less often than this are left out.
const LEAST: f32 = 25.0;

/// What a pair that is known in another case only is worth less, in nats.
const OTHER_CASE: f32 = 1.5;

/// Pointwise mutual information of neighbouring syllables. Of the table only what is asked for is read: a document has few of its syllables.
#[derive(Default)]
pub(crate) struct Cohesion {
    ids: FxHashMap<&'static str, u32>,
    /// The number of [`EDGE`].
    edge: Option<u32>,
    rows: Vec<Syllable>,
    forms: Vec<Form>,
    total: f32,
}

/// What follows, by its number, rising, and how well.
type Followers = OnceLock<Box<[(u32, f32)]>>;

/// A row of the table: a syllable in one case.
struct Syllable {
    /// Natural logarithm of its count.
    count: f32,
    /// The number of all its forms together.
    form: u32,
    /// What follows it, as the table has it and as read.
    text: &'static str,
    followers: Followers,
}

/// A syllable in all cases together.
#[derive(Default)]
struct Form {
    count: f32,
    rows: Vec<u32>,
    followers: Followers,
}

impl Cohesion {
    /// The table that the crate carries.
    pub(crate) fn shared() -> &'static Self {
        &TABLE
    }

    fn new(text: &'static str) -> Self {
        let (mut table, mut forms) = (Self::default(), FxHashMap::<String, u32>::default());
        for row in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = row.splitn(3, '\t');
            let (Some(name), Some(count)) = (parts.next(), parts.next().and_then(|c| c.parse::<f32>().ok())) else {
                continue;
            };
            let (id, next) = (table.rows.len() as u32, forms.len() as u32);
            let form = *forms.entry(name.to_lowercase()).or_insert(next);
            if form == next {
                table.forms.push(Form::default());
            }
            let (own, count) = (&mut table.forms[form as usize], count / 10.0);
            own.rows.push(id);
            own.count += count.exp();
            table.total += count.exp();
            table.ids.insert(name, id);
            let text = parts.next().unwrap_or_default();
            table.rows.push(Syllable { count, form, text, followers: OnceLock::new() });
        }
        table.edge = table.ids.get(EDGE).copied();
        table.total = table.total.max(1.0).ln();
        table.forms.iter_mut().for_each(|form| form.count = form.count.ln());
        table
    }

    /// What follows a syllable in its own case.
    fn followers(&self, first: u32) -> &[(u32, f32)] {
        let row = &self.rows[first as usize];
        row.followers.get_or_init(|| {
            let entry = |entry: &str| {
                let (name, score) = entry.split_once(':')?;
                Some((*self.ids.get(name)?, f32::from(score.parse::<i8>().ok()?) / 2.0))
            };
            let mut read: Box<[_]> = row.text.split(' ').filter_map(entry).collect();
            read.sort_unstable_by_key(|&(second, _)| second);
            read
        })
    }

    /// The forms that follow a form.
    fn forms_after(&self, first: u32) -> &[(u32, f32)] {
        let form = &self.forms[first as usize];
        form.followers.get_or_init(|| {
            let counts = form.rows.iter().flat_map(|&row| {
                let own = self.rows[row as usize].count - self.total;
                self.followers(row).iter().map(move |&(second, score)| {
                    let second = &self.rows[second as usize];
                    (second.form, (score + own + second.count).exp())
                })
            });
            let mut counts: Vec<(u32, f32)> = counts.collect();
            counts.sort_by_key(|&(second, _)| second);
            let score = |same: &[(u32, f32)]| {
                let (second, count) = (same[0].0, same.iter().map(|(_, count)| count).sum::<f32>());
                (second, count.ln() + self.total - form.count - self.forms[second as usize].count)
            };
            counts.chunk_by(|a, b| a.0 == b.0).map(score).collect()
        })
    }

    /// The number of the edge of a sentence.
    pub(crate) fn edge(&self) -> Option<u32> {
        self.edge
    }

    /// The number of a word, if the table knows it, in its own case or another.
    pub(crate) fn id(&self, word: &str) -> Option<u32> {
        let name = syllable(word)?;
        let known = |name: &str| self.ids.get(name).copied();
        known(&name).or_else(|| known(&capitalized(&name))).or_else(|| known(&name.to_lowercase()))
    }

    /// How much more often `second` follows `first` than chance would have it, in nats; 0 for unknown syllables.
    pub(crate) fn score(&self, first: Option<u32>, second: Option<u32>) -> f32 {
        let (Some(first), Some(second)) = (first, second) else { return 0.0 };
        let (one, other) = (&self.rows[first as usize], &self.rows[second as usize]);
        let any = get(self.forms_after(one.form), other.form);
        if let Some(score) = get(self.followers(first), second) {
            return (score + any.unwrap_or(score)) / 2.0;
        }
        if let Some(any) = any {
            return any - OTHER_CASE;
        }
        let expected = one.count + other.count - self.total;
        ((LEAST / 3.0).ln() - expected).clamp(-5.0, -0.5)
    }
}

/// How well a syllable follows, if it does.
fn get(followers: &[(u32, f32)], second: u32) -> Option<f32> {
    let at = followers.binary_search_by_key(&second, |&(second, _)| second).ok()?;
    Some(followers[at].1)
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
