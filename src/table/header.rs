//! Headers of tables: found among the lines, and their interleaved words sorted into the columns' titles.
//!
//! A header of several lines is printed like the rows: `Kết quả Thời gian` above `cần đạt thực hiện`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use strsim::normalized_levenshtein;

use super::fields::{Field, Fields, split};
use super::promise::Promise;
use super::sorting::read;
use super::titles::{Candidate, Dictionary, Printed, year};
use super::words::{TextLine, fold};
use super::years;

/// Columns that a table has at least.
pub(super) const COLUMNS: usize = 3;
/// No header has more lines or words than this.
pub(super) const MOST_LINES: usize = 6;
const MOST_WORDS: usize = 70;
/// What a header scores for each word at least.
const CONVINCING: f32 = 0.65;
/// The share of a title's words that makes its column whole, and columns of which a table has one.
pub(super) const WHOLE: f32 = 0.6;
pub(super) const SUBJECTS: [Field; 3] = [Field::Index, Field::Name, Field::Work];
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
    /// Its words.
    pub words: usize,
}

impl Header {
    /// How many of its words no column's title holds.
    pub(crate) fn unread(&self) -> f32 {
        let read = |column: &Heading| column.share * split(&column.title).len() as f32;
        self.words as f32 - self.columns.iter().map(read).sum::<f32>()
    }
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

impl Heading {
    /// Of a column that no header names.
    pub(crate) fn untitled(field: Field) -> Self {
        Self { field, title: String::new(), year: None, share: 0.0, held: 0 }
    }
}

/// Finds the headers among `lines`, top to bottom.
pub(crate) fn find(lines: &[TextLine]) -> Vec<Header> {
    let (mut printed, mut titles) = Dictionary::new(Fields::shared());
    let words: Vec<Vec<Rc<Printed>>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let words = header_words(line);
            let known = words.iter().filter(|word| printed.knows(word) || year(word).is_some()).count();
            // A title in capitals stands over a header that is not.
            let title = matches!(words.first().map(|word| &**word), Some("phu" | "kem"))
                || shouted(line) && !lines.get(at + 1).is_some_and(shouted);
            let like = !title && known > 0 && known * 2 >= words.len() && words.len() <= MOST_WORDS;
            if like { words.into_iter().map(|word| printed.word(word, &titles)).collect() } else { Vec::new() }
        })
        .collect();
    let like: Vec<bool> = words.iter().map(|line| !line.is_empty()).collect();
    let mut found = read_all(&words, &like, printed.len(), &titles);
    // The first reading finds which titles the document uses, the second trusts them.
    let whole: BTreeSet<&str> = found.iter().flat_map(|(_, whole)| whole.iter().map(String::as_str)).collect();
    for title in &mut titles {
        title.trusted = whole.contains(title.title);
    }
    if !whole.is_empty() {
        found = read_all(&words, &like, printed.len(), &titles);
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

fn read_all(
    words: &[Vec<Rc<Printed>>],
    like: &[bool],
    names: usize,
    candidates: &[Candidate<'_>],
) -> Vec<(Header, Vec<String>)> {
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
        match best(words, promising(words, at..end, names, candidates), candidates, &mut blocks) {
            Some(mut header) if convincing(&header.0) => {
                years::complete(&mut header.0.columns, &words[header.0.lines.clone()]);
                at = header.0.lines.end;
                found.push(header);
            }
            _ => at = end,
        }
    }
    found
}

/// A block of lines that may be a header.
struct Block {
    lines: Range<usize>,
    /// The most that it may score.
    most: f32,
    /// Whether that may be convincing.
    convincing: bool,
}

/// The blocks of a run of lines that may be a header, those first whose columns promise most.
fn promising(words: &[Vec<Rc<Printed>>], run: Range<usize>, names: usize, candidates: &[Candidate<'_>]) -> Vec<Block> {
    let (mut likely, mut others) = (Vec::new(), Vec::new());
    for from in run.clone() {
        let mut promise = Promise::new(names, candidates);
        for to in from + 1..=run.end.min(from + MOST_LINES) {
            promise.add(&words[to - 1]);
            if promise.words() > MOST_WORDS {
                break;
            }
            let Some(most) = promise.by_columns() else { continue };
            let (lines, enough) = (from..to, CONVINCING * promise.words() as f32);
            if most < enough {
                others.push(Block { lines, most, convincing: false });
                continue;
            }
            let most = most.min(promise.by_words(&words[lines.clone()]));
            likely.push(Block { lines, most, convincing: most >= enough && promise.may_convince() });
        }
    }
    likely.append(&mut others);
    likely
}

/// The header in the one of some blocks that scores most, the first of them: nothing where no block is sure to be one.
fn best(
    words: &[Vec<Rc<Printed>>],
    promising: Vec<Block>,
    candidates: &[Candidate<'_>],
    blocks: &mut usize,
) -> Option<(Header, Vec<String>)> {
    let mut best: Option<(usize, (Header, Vec<String>))> = None;
    // What can't be convincing only matters where it scores more than what is.
    for may_be in [true, false] {
        if !may_be && !best.as_ref().is_some_and(|(_, (header, _))| convincing(header)) {
            break;
        }
        for (rank, block) in promising.iter().enumerate().filter(|(_, block)| block.convincing == may_be) {
            let is_better = |score: f32| {
                best.as_ref()
                    .is_none_or(|(first, (known, _))| score > known.score || score == known.score && rank < *first)
            };
            if !is_better(block.most) {
                continue;
            }
            *blocks += 1;
            let (header, whole) = read(&words[block.lines.clone()], candidates);
            if header.columns.len() >= COLUMNS && is_better(header.score) {
                best = Some((rank, (Header { lines: block.lines.clone(), ..header }, whole)));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Whether a reading uses up enough of its words, and names what tables name.
fn convincing(header: &Header) -> bool {
    let has = |fields: &[Field]| header.columns.iter().filter(|column| fields.contains(&column.field)).count();
    let years = has(&[Field::Year]);
    let whole = header.columns.iter().filter(|column| column.field != Field::Year && column.share >= WHOLE).count();
    let subject = has(&SUBJECTS) > 0 || years > 2;
    subject && whole + if years > 2 { years } else { 0 } >= COLUMNS && header.score >= CONVINCING * header.words as f32
}

/// Whether a line of several words is all in capitals.
fn shouted(line: &TextLine) -> bool {
    line.words.len() >= 4
        && line.words.iter().any(|word| word.shouted)
        && line.words.iter().all(|word| word.shouted || word.number || word.dash())
}

/// The words of a line as titles have them: `việc/nhiệm` is two.
fn header_words(line: &TextLine) -> Vec<Cow<'_, str>> {
    fn split(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    }
    let mut words = Vec::with_capacity(line.words.len());
    for word in &line.words {
        // Without other letters it is as folded as can be.
        if word.folded.is_ascii() {
            words.extend(split(&word.folded).map(Cow::Borrowed));
        } else {
            words.extend(split(&fold(&word.folded)).map(|word| Cow::Owned(word.to_owned())));
        }
    }
    words
}
