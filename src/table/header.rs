//! Headers of tables: found among the lines, and their interleaved words sorted into the columns' titles.
//!
//! A header of several lines is printed like the rows: `Kết quả Thời gian` above `cần đạt thực hiện`. Known titles are
//! taken from left to right, each consuming words from the top line down, so that the whole is used up as well as can
//! be. A title may be damaged; one that stands whole in another header of the same document is trusted with less.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;
use strsim::normalized_levenshtein;

use super::fields::{Field, Fields};
use super::words::{TextLine, fold};

/// No header has more lines or words than this.
const MOST_LINES: usize = 6;
const MOST_WORDS: usize = 70;
/// States kept for each number of words used up.
const BEAM: usize = 32;
/// Blocks of lines read as a header in one region at most: real regions need a tenth of it.
const MOST_BLOCKS: usize = 600;

/// A header that was read.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// Its lines: indices into the text lines.
    pub lines: Range<usize>,
    /// Its columns, left to right.
    pub columns: Vec<Heading>,
    /// How well the columns' titles use up its words.
    pub score: f32,
}

/// One column's title.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// What the column means.
    pub field: Field,
    /// Its title.
    pub title: String,
    /// The year of a year column.
    pub year: Option<i32>,
    /// The share of its title's words that were found.
    pub share: f32,
    /// The lines of the header that hold its words, one bit each: of columns that share none, the order is a guess.
    pub held: u8,
}

/// A title that may be looked for: of the dictionary, or a year.
struct Candidate<'a> {
    field: Field,
    title: &'a str,
    /// Its words, as numbers in [`Vocabulary`].
    words: Vec<usize>,
    /// Whether another header of the document holds it whole.
    trusted: bool,
}

/// Finds the headers among `lines`, top to bottom.
pub(crate) fn find(lines: &[TextLine]) -> Vec<Header> {
    let mut names: Vec<&str> =
        Fields::shared().titles.iter().flat_map(|t| t.words.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let words: Vec<Vec<Printed>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let words = header_words(line);
            let known =
                words.iter().filter(|word| names.binary_search(&word.as_str()).is_ok() || year(word).is_some()).count();
            // A title in capitals stands over a header that is not.
            let title = matches!(words.first().map(String::as_str), Some("phu" | "kem"))
                || shouted(line) && !lines.get(at + 1).is_some_and(shouted);
            let like = !title && known > 0 && known * 2 >= words.len() && words.len() <= MOST_WORDS;
            if like { words.iter().map(|word| Printed::new(word, &names)).collect() } else { Vec::new() }
        })
        .collect();
    let like: Vec<bool> = words.iter().map(|line| !line.is_empty()).collect();
    let mut trusted = BTreeSet::new();
    let mut found = Vec::new();
    // The first reading finds which titles the document uses, the second trusts them.
    for _ in 0..2 {
        found = read_all(&words, &like, &candidates(&names, &trusted));
        trusted = found.iter().flat_map(|(_, whole)| whole.iter().cloned()).collect();
    }
    let mut headers: Vec<Header> = found.into_iter().map(|(header, _)| header).collect();
    absorb(lines, &mut headers);
    headers
}

/// Takes lines below a header into it that another header shows to be part of it.
fn absorb(lines: &[TextLine], headers: &mut [Header]) {
    let text = |at: usize| lines[at].words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
    let known: Vec<(usize, String)> = headers
        .iter()
        .enumerate()
        .flat_map(|(of, header)| header.lines.clone().map(move |at| (of, text(at))))
        .collect();
    for at in 0..headers.len() {
        let next = headers.get(at + 1).map_or(lines.len(), |next| next.lines.start);
        let end = headers[at].lines.end;
        let same = |line: usize| {
            let own = text(line);
            known.iter().any(|(of, other)| *of != at && own.len() > 7 && normalized_levenshtein(other, &own) > 0.75)
        };
        let more = (end..next.min(end + 3)).take_while(|&line| same(line)).count();
        headers[at].lines.end = end + more;
    }
}

/// One printed word of a header.
struct Printed {
    year: Option<i32>,
    named_year: bool,
    /// How well it agrees with each word that titles use, 0 to 1.
    alike: Vec<f32>,
}

impl Printed {
    fn new(word: &str, names: &[&str]) -> Self {
        let alike = names.iter().map(|name| alike(name, word)).collect();
        Self { year: year(word), named_year: word == "nam", alike }
    }
}

fn candidates<'a>(names: &[&str], trusted: &BTreeSet<String>) -> Vec<Candidate<'a>> {
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

fn read_all(words: &[Vec<Printed>], like: &[bool], candidates: &[Candidate<'_>]) -> Vec<(Header, Vec<String>)> {
    let mut found = Vec::new();
    let (mut at, mut blocks) = (0, 0);
    while at < words.len() && blocks < MOST_BLOCKS {
        if !like[at] {
            at += 1;
            continue;
        }
        let end = (at..words.len().min(at + 2 * MOST_LINES))
            .find(|&i| !like[i])
            .unwrap_or(words.len().min(at + 2 * MOST_LINES));
        let mut best: Option<(Header, Vec<String>)> = None;
        for from in at..end {
            for to in from + 1..=end.min(from + MOST_LINES) {
                let block = &words[from..to];
                if block.iter().map(Vec::len).sum::<usize>() > MOST_WORDS {
                    break;
                }
                blocks += 1;
                let read = read(block, candidates);
                if read.0.columns.len() >= 3 && best.as_ref().is_none_or(|(known, _)| read.0.score > known.score) {
                    best = Some((Header { lines: from..to, ..read.0 }, read.1));
                }
            }
        }
        match best {
            Some(header) if convincing(&header.0, &words[header.0.lines.clone()]) => {
                at = header.0.lines.end;
                found.push(header);
            }
            _ => at = end,
        }
    }
    found
}

/// The columns of a table whose header is repeated: those of the best reading, with what only the others show.
pub(crate) fn merge(headers: &[&Header]) -> Vec<Heading> {
    let Some(best) = headers.iter().max_by(|a, b| a.score.total_cmp(&b.score)) else { return Vec::new() };
    let mut columns = best.columns.clone();
    let same = |a: &Heading, b: &Heading| a.field == b.field && a.year == b.year;
    for header in headers {
        let shared =
            header.columns.iter().filter(|column| best.columns.iter().any(|known| same(known, column))).count();
        if shared * 2 < header.columns.len() {
            continue;
        }
        for (at, column) in header.columns.iter().enumerate() {
            if let Some(known) = columns.iter_mut().find(|known| same(known, column)) {
                if column.share > known.share || (column.share == known.share && column.title.len() > known.title.len())
                {
                    known.clone_from(column);
                }
                continue;
            }
            if column.share < 0.5 {
                continue;
            }
            let before =
                header.columns[..at].iter().rev().find_map(|left| columns.iter().position(|known| same(known, left)));
            columns.insert(before.map_or(0, |before| before + 1), column.clone());
        }
    }
    columns
}

/// Whether a reading uses up enough of its words, and names what tables name.
fn convincing(header: &Header, block: &[Vec<Printed>]) -> bool {
    let has = |fields: &[Field]| header.columns.iter().filter(|column| fields.contains(&column.field)).count();
    let words: usize = block.iter().map(Vec::len).sum();
    let years = has(&[Field::Year]);
    let whole = header.columns.iter().filter(|column| column.field != Field::Year && column.share >= 0.6).count();
    let subject = has(&[Field::Index, Field::Name, Field::Work]) > 0 || years > 2;
    subject && whole + if years > 2 { years } else { 0 } >= 3 && header.score >= 0.65 * words as f32
}

/// Whether a line of several words is all in capitals.
fn shouted(line: &TextLine) -> bool {
    line.words.len() >= 4 && line.words.iter().all(|word| word.shouted || word.number || word.dash())
}

/// The words of a line as titles have them: `việc/nhiệm` is two.
fn header_words(line: &TextLine) -> Vec<String> {
    line.words
        .iter()
        .flat_map(|word| {
            fold(&word.folded).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// The year that a word is.
fn year(word: &str) -> Option<i32> {
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
fn read(block: &[Vec<Printed>], candidates: &[Candidate<'_>]) -> (Header, Vec<String>) {
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
                if !begins(block, &cursors, &candidate.words) {
                    continue;
                }
                let (to, matched) = take(block, &cursors, &candidate.words);
                let advanced = to.iter().zip(&cursors).enumerate().filter(|(_, (to, from))| to > from);
                let held = advanced.fold(0, |held, (line, _)| held | 1u8 << line);
                let length = candidate.words.len() as f32;
                let least = if candidate.trusted { 0.2 } else { 0.5 };
                if matched < 0.9 || matched < least * length {
                    continue;
                }
                let missing = if candidate.trusted { 0.2 } else { 1.0 };
                let behind = state.columns.last().is_some_and(|last| last.field.rank() > candidate.field.rank());
                let gain = 2.0 * matched - missing * (length - matched) - 0.5 - 0.5 * f32::from(u8::from(behind));
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
    let last = std::mem::take(&mut buckets[total]).into_values().max_by(|a, b| a.score.total_cmp(&b.score));
    let state = last.unwrap_or(State { score: 0.0, columns: Vec::new(), whole: Vec::new(), last_year: 0 });
    (Header { lines: 0..block.len(), columns: state.columns, score: state.score }, state.whole)
}

/// Whether [`take`] finds a first word at all: most titles have none at a line's cursor.
fn begins(block: &[Vec<Printed>], cursors: &[usize], title: &[usize]) -> bool {
    let mut next = block.iter().zip(cursors).filter_map(|(line, &cursor)| line.get(cursor));
    next.any(|word| title.iter().take(4).any(|&title| word.alike[title] > 0.0))
}

/// Takes the words of a title from the top line down; gives where it ends and how many words agree.
fn take(block: &[Vec<Printed>], cursors: &[usize], title: &[usize]) -> (Vec<usize>, f32) {
    let (mut to, mut wanted, mut matched) = (cursors.to_vec(), 0, 0.0);
    for (line, cursor) in block.iter().zip(&mut to) {
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
fn take_year(block: &[Vec<Printed>], cursors: &[usize], after: i32) -> Option<(Vec<usize>, i32, bool)> {
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
