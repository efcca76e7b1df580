//! What a reading of a table shows of its columns, for the next reading.

use rustc_hash::FxHashMap;

use super::cells::{Around, Column, Scorer, Words};
use super::decode::{GLANCE, Reading, SKETCH};
use super::fields::Field;
use super::lessons::{Lessons, Scorers};
use super::line::Memory;
use super::words::TextLine;

/// Readings of one table from each start, after which one goes on: the first knows the genre only, the others know the table.
const RACE: usize = 3;
/// How much better a reading from fitted widths must be, in nats a line: a model says of its own reading more than is so.
const CLEARLY: f32 = 0.4;
/// Lines that widths are fitted to before the first reading, by which factors, and how often each may apply to a column.
const FITTED: usize = 24;
const WIDER: [f32; 2] = [1.35, 1.0 / 1.35];
const MOST_WIDENED: usize = 2;

/// How well `lines` read into `columns` at a first glance.
pub(crate) fn glance(lines: &[TextLine], columns: &mut [Column], around: Around, memory: &mut Memory) -> f32 {
    let words = prepare(lines, columns);
    memory.renew();
    first(columns, &words, around, |scorers| super::decode::glance(lines, scorers, SKETCH, memory))
}

/// What `read` makes of scores that know nothing of the table yet.
fn first<T>(columns: &[Column], words: &Words, around: Around, read: impl FnOnce(Scorers) -> T) -> T {
    let lessons = Lessons::default();
    read(Scorers::new(Scorer { columns, words, around, pairs: &lessons.pairs, own: None }, &lessons))
}

/// The words of `lines`, after which the columns' widths are set.
pub(crate) fn prepare(lines: &[TextLine], columns: &mut [Column]) -> Words {
    let mut words = Words { page: page_width(lines), ..Words::default() };
    for word in lines.iter().flat_map(|line| &line.words) {
        *words.counts.entry(word.key).or_default() += 1.0;
        words.total += 1.0;
    }
    let shares: f32 = columns.iter().map(|column| column.field.share()).sum();
    for column in columns.iter_mut() {
        column.seen.width = words.page * column.field.share() / shares;
    }
    words
}

/// Reads `lines` into `columns`, learning the columns' words, openings and widths on the way: from customary widths, and from fitted
/// ones. Where learning starts decides where it ends; of the two that counts which reads better by what it has learned itself.
pub(crate) fn read(lines: &[TextLine], columns: &[Column], around: Around, memory: &mut Memory) -> Reading {
    let mut customary = columns.to_vec();
    let words = prepare(lines, &mut customary);
    let mut fitted = customary.clone();
    let mut starts = vec![Start::new(customary)];
    if fit_widths(lines, &mut fitted, &words, around, memory) {
        starts.push(Start::new(fitted));
    }
    for start in &mut starts {
        for _ in 0..RACE {
            start.pass(lines, &words, around, memory, super::decode::sketch);
        }
    }
    let margin = CLEARLY * lines.len() as f32;
    let best = starts
        .into_iter()
        .reduce(|best, next| if next.reading.score > best.reading.score + margin { next } else { best });
    best.map_or_else(Reading::default, |mut best| {
        best.pass(lines, &words, around, memory, super::decode::read);
        best.reading
    })
}

/// What is being learned from one start.
struct Start {
    columns: Vec<Column>,
    /// The widths that it started from.
    expected: Vec<f32>,
    lessons: Lessons,
    /// The last reading, and the one before it.
    reading: Reading,
    before: Reading,
}

impl Start {
    fn new(columns: Vec<Column>) -> Self {
        let expected = columns.iter().map(|column| column.seen.width).collect();
        Self { columns, expected, lessons: Lessons::default(), reading: Reading::default(), before: Reading::default() }
    }

    /// Learns from the last two readings, if there were any, and reads again.
    fn pass(
        &mut self,
        lines: &[TextLine],
        words: &Words,
        around: Around,
        memory: &mut Memory,
        decode: fn(&[TextLine], Scorers<'_>, &mut Memory) -> Reading,
    ) {
        if !self.reading.rows.is_empty() {
            self.lessons = Lessons::new(lines, &self.reading, &self.before, &mut self.columns, &self.expected);
        }
        let all = Scorer { columns: &self.columns, words, around, pairs: &self.lessons.pairs, own: None };
        memory.renew();
        let reading = decode(lines, Scorers::new(all, &self.lessons), memory);
        self.before = std::mem::replace(&mut self.reading, reading);
    }
}

/// Makes columns wider or narrower than is customary, one after another, where the first lines read better so; whether any is.
fn fit_widths(lines: &[TextLine], columns: &mut [Column], words: &Words, around: Around, memory: &mut Memory) -> bool {
    let sample = &lines[..lines.len().min(FITTED)];
    memory.renew();
    let mut score = |columns: &[Column]| {
        first(columns, words, around, |scorers| super::decode::glance(sample, scorers, GLANCE, memory))
    };
    let (mut best, mut changed) = (score(columns), false);
    for column in 0..columns.len() {
        if columns[column].field == Field::Index || columns[column].field.is_value() {
            continue;
        }
        for factor in WIDER {
            for _ in 0..MOST_WIDENED {
                let known = columns[column].seen.width;
                columns[column].seen.width = known * factor;
                let found = score(columns);
                if found <= best {
                    columns[column].seen.width = known;
                    break;
                }
                (best, changed) = (found, true);
            }
        }
    }
    changed
}

/// How often each pair of words stands side by side in running text.
pub(crate) fn body_pairs(lines: &[TextLine]) -> FxHashMap<(u32, u32), f32> {
    let mut pairs: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    let words: Vec<_> = lines.iter().flat_map(|line| &line.words).collect();
    for two in words.windows(2) {
        if !two[0].close.is_ascii_punctuation() || two[0].close == ',' {
            *pairs.entry((two[0].key, two[1].key)).or_default() += 1.0;
        }
    }
    pairs
}

/// Letters that a line of the page holds.
fn page_width(lines: &[TextLine]) -> f32 {
    let mut widths: Vec<u32> =
        lines.iter().filter_map(|line| Some(line.words.last()?.letters.1 - line.words.first()?.letters.0)).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 95 / 100).copied().unwrap_or(0).max(40) as f32
}
