//! The titles of columns taken from the interleaved words of a header.
//!
//! Known titles are taken from left to right, each consuming words from the top line down, so that the whole is used up as
//! well as can be. A title may be damaged; one that stands whole in another header of the same document is trusted with less.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use strsim::normalized_levenshtein;

use super::fields::{Field, Fields};
use super::header::{Header, Heading};

/// States kept for each number of words used up.
const BEAM: usize = 32;

/// A title that may be looked for: of the dictionary, or a year.
pub(super) struct Candidate<'a> {
    field: Field,
    title: &'a str,
    /// Its words, as numbers in [`Vocabulary`].
    words: Vec<usize>,
    /// Whether another header of the document holds it whole.
    trusted: bool,
}

/// One printed word of a header.
pub(super) struct Printed {
    year: Option<i32>,
    named_year: bool,
    /// How well it agrees with each word that titles use, 0 to 1.
    alike: Vec<f32>,
}

/// The words that titles use, and those that were met.
pub(super) struct Dictionary<'a> {
    names: &'a [&'a str],
    /// Letters of each name, one bit each.
    letters: Vec<u32>,
    met: FxHashMap<String, Rc<Printed>>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(names: &'a [&'a str]) -> Self {
        Self { names, letters: names.iter().map(|name| letters(name)).collect(), met: FxHashMap::default() }
    }

    pub(super) fn word(&mut self, word: String) -> Rc<Printed> {
        if let Some(known) = self.met.get(&word) {
            return known.clone();
        }
        let own = letters(&word);
        let alike = self.names.iter().zip(&self.letters).map(|(name, letters)| {
            // Each edit changes two letters at most, and three edits in ten letters are borne.
            let far = (own ^ letters).count_ones() as usize * 5 > 3 * name.len().max(word.len());
            if far { 0.0 } else { alike(name, &word) }
        });
        let printed = Rc::new(Printed { year: year(&word), named_year: word == "nam", alike: alike.collect() });
        self.met.insert(word, printed.clone());
        printed
    }
}

/// The letters of a folded word, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |letters, b| letters | 1 << (b - b'a'))
}

pub(super) fn candidates<'a>(names: &[&str], trusted: &BTreeSet<String>) -> Vec<Candidate<'a>> {
    Fields::shared()
        .titles
        .iter()
        .filter(|title| title.field != Field::Year)
        .map(|title| Candidate {
            field: title.field,
            title: &title.text,
            words: title.words.iter().filter_map(|word| names.binary_search(&word.as_str()).ok()).collect(),
            trusted: trusted.contains(&title.text),
        })
        .collect()
}

/// The year that a word is.
pub(super) fn year(word: &str) -> Option<i32> {
    let value = (word.len() == 4).then(|| word.parse::<i32>().ok()).flatten()?;
    (2015..=2060).contains(&value).then_some(value)
}

#[derive(Clone)]
struct State {
    score: f32,
    columns: Vec<Heading>,
    whole: Vec<String>,
    last_year: i32,
}

/// Reads one block of lines; gives also the titles that stand in it whole.
pub(super) fn read(block: &[Vec<Rc<Printed>>], candidates: &[Candidate<'_>]) -> (Header, Vec<String>) {
    let total: usize = block.iter().map(Vec::len).sum();
    let mut buckets: Vec<FxHashMap<Vec<usize>, State>> = vec![FxHashMap::default(); total + 1];
    let empty = State { score: 0.0, columns: Vec::new(), whole: Vec::new(), last_year: 0 };
    buckets[0].insert(vec![0; block.len()], empty);
    for used in 0..total {
        let mut states: Vec<(Vec<usize>, State)> = std::mem::take(&mut buckets[used]).into_iter().collect();
        states.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then_with(|| a.0.cmp(&b.0)));
        states.truncate(BEAM);
        for (cursors, state) in states {
            // A state is made only where it is the best for its cursors.
            let mut step = |to: Vec<usize>, gain: f32, add: &dyn Fn(&mut State)| {
                let (used, score) = (to.iter().sum::<usize>(), state.score + gain);
                let bucket = &mut buckets[used];
                if bucket.get(&to).is_none_or(|known| known.score < score) {
                    let mut next = State { score, ..state.clone() };
                    add(&mut next);
                    bucket.insert(to, next);
                }
            };
            for (at, line) in block.iter().enumerate() {
                if cursors[at] < line.len() {
                    let mut to = cursors.clone();
                    to[at] += 1;
                    step(to, -0.8, &|_| {});
                }
            }
            if let Some((to, value, named)) = take_year(block, &cursors, state.last_year) {
                step(to, if named { 4.0 } else { 3.0 }, &|next| {
                    next.last_year = value;
                    let title = format!("Năm {value}");
                    next.columns.push(Heading { field: Field::Year, title, year: Some(value), share: 1.0, held: 0 });
                });
            }
            for candidate in candidates {
                let several = matches!(candidate.field, Field::Amount | Field::Other);
                let repeated = state
                    .columns
                    .iter()
                    .any(|known| if several { known.title == candidate.title } else { known.field == candidate.field });
                let misplaced = match candidate.field {
                    Field::Index => !state.columns.is_empty(),
                    Field::Name | Field::Work => state.columns.iter().any(|known| known.field != Field::Index),
                    _ => false,
                };
                if repeated || misplaced {
                    continue;
                }
                let behind = state.columns.last().is_some_and(|last| last.field.rank() > candidate.field.rank());
                // Where two titles begin alike, as `Đơn giá` above `Đơn vị`, the upper one may be the other's.
                for (to, matched) in (0..block.len()).filter_map(|top| candidate.take(block, &cursors, top)) {
                    let length = candidate.words.len() as f32;
                    let gain = candidate.gain(matched) - 0.5 * f32::from(u8::from(behind));
                    let advanced = to.iter().zip(&cursors).enumerate().filter(|(_, (to, from))| to > from);
                    let held = advanced.fold(0, |held, (line, _)| held | 1u8 << line);
                    step(to, gain, &|next| {
                        let (field, title) = (candidate.field, candidate.title.to_owned());
                        if matched >= 0.75 * length {
                            next.whole.push(title.clone());
                        }
                        next.columns.push(Heading { field, title, year: None, share: matched / length, held });
                    });
                }
            }
        }
    }
    let last = std::mem::take(&mut buckets[total]).into_values().max_by(|a, b| a.score.total_cmp(&b.score));
    let state = last.unwrap_or(State { score: 0.0, columns: Vec::new(), whole: Vec::new(), last_year: 0 });
    (Header { lines: 0..block.len(), columns: state.columns, score: state.score, words: total }, state.whole)
}

impl Candidate<'_> {
    /// Where the title ends that begins at the cursor of line `top`, and how many of its words agree; `None` where too few do.
    fn take(&self, block: &[Vec<Rc<Printed>>], cursors: &[usize], top: usize) -> Option<(Vec<usize>, f32)> {
        if !begins(&block[top], cursors[top], &self.words) {
            return None;
        }
        let (to, matched) = take(block, cursors, &self.words, top);
        let least = if self.trusted { 0.2 } else { 0.5 };
        (matched >= 0.9 && matched >= least * self.words.len() as f32).then_some((to, matched))
    }

    /// What a title gains of whose words so many agree.
    fn gain(&self, matched: f32) -> f32 {
        let missing = if self.trusted { 0.2 } else { 1.0 };
        2.0 * matched - missing * (self.words.len() as f32 - matched) - 0.5
    }
}

/// Whether a title may begin at a line's cursor: most don't.
fn begins(line: &[Rc<Printed>], cursor: usize, title: &[usize]) -> bool {
    line.get(cursor).is_some_and(|word| title.iter().take(4).any(|&title| word.alike[title] > 0.0))
}

/// Takes the words of a title from line `top` down; gives where it ends and how many words agree.
fn take(block: &[Vec<Rc<Printed>>], cursors: &[usize], title: &[usize], top: usize) -> (Vec<usize>, f32) {
    let (mut to, mut wanted, mut matched) = (cursors.to_vec(), 0, 0.0);
    for (line, cursor) in block.iter().zip(&mut to).skip(top) {
        while wanted < title.len() && *cursor < line.len() {
            let agrees = |skip_title: usize, skip_line: usize| {
                let (title, word) = (title.get(wanted + skip_title), line.get(*cursor + skip_line));
                title.zip(word).map_or(0.0, |(&title, word)| word.alike[title])
            };
            let reached = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (2, 0), (3, 0)]
                .into_iter()
                .map(|(skip_title, skip_line)| (agrees(skip_title, skip_line), skip_title, skip_line))
                .find(|&(agreed, _, skip_line)| agreed > 0.0 && (skip_line == 0 || matched > 0.0));
            let Some((agreed, skip_title, skip_line)) = reached else { break };
            wanted += skip_title + 1;
            *cursor += skip_line + 1;
            matched += agreed - 0.4 * skip_line as f32;
        }
    }
    (to, matched)
}

/// Takes `Năm` and a year, or a year alone.
fn take_year(block: &[Vec<Rc<Printed>>], cursors: &[usize], after: i32) -> Option<(Vec<usize>, i32, bool)> {
    let mut to = cursors.to_vec();
    let mut named = false;
    for (line, cursor) in block.iter().zip(&mut to) {
        if !named && line.get(*cursor).is_some_and(|word| word.named_year) {
            named = true;
            *cursor += 1;
        }
        if let Some(value) = line.get(*cursor).and_then(|word| word.year).filter(|&value| value > after) {
            *cursor += 1;
            return Some((to, value, named));
        }
    }
    None
}

/// How well a printed word agrees with a title's word, 0 to 1.
fn alike(title: &str, word: &str) -> f32 {
    if title == word {
        1.0
    } else if title.len() >= 5 && normalized_levenshtein(title, word) >= 0.7 {
        0.7
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::fields::split;

    /// The titles that stand in the lines of a header, left to right.
    fn titles(lines: &[&str]) -> Vec<String> {
        let mut names: Vec<&str> =
            Fields::shared().titles.iter().flat_map(|title| title.words.iter().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let mut dictionary = Dictionary::new(&names);
        let block: Vec<Vec<Rc<Printed>>> =
            lines.iter().map(|line| split(line).into_iter().map(|word| dictionary.word(word)).collect()).collect();
        read(&block, &candidates(&names, &BTreeSet::new())).0.columns.into_iter().map(|heading| heading.title).collect()
    }

    #[test]
    fn titles_that_are_printed_line_by_line_are_parted() {
        let cases: [(&[&str], &[&str]); 4] = [
            (
                &["Kết quả Thời gian", "TT Nội dung công việc Chủ trì Phối hợp", "cần đạt thực hiện"],
                &["TT", "Nội dung công việc", "Chủ trì", "Phối hợp", "Kết quả cần đạt", "Thời gian thực hiện"],
            ),
            (&["STT Chỉ tiêu Năm Năm Ghi chú", "2025 2030"], &["STT", "Chỉ tiêu", "Năm 2025", "Năm 2030", "Ghi chú"]),
            // `Đơn` above is no part of `Đơn vị tính` below, nor is one unit of money the other's.
            (
                &["Đơn giá Thành", "STT Nội dung chi Đơn vị Số lượng (triệu tiền", "tính đồng) (triệu", "đồng)"],
                &["STT", "Nội dung chi", "Đơn vị tính", "Số lượng", "Đơn giá (triệu đồng)", "Thành tiền (triệu đồng)"],
            ),
            (&["trời hôm nay", "rất đẹp"], &[]),
        ];
        for (lines, expected) in cases {
            assert_eq!(titles(lines), expected, "{lines:?}");
        }
    }
}
