//! What a reading of a table shows of its columns, for the next reading.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::cells::{Around, Column, Scorer, Words};
use super::decode::{GLANCE, Reading, SKETCH};
use super::fields::Field;
use super::habit::Seen;
use super::row::Kind;
use super::words::TextLine;

/// Readings of one table: the first knows the genre only, the others know the table.
const PASSES: usize = 5;
/// How many of them it takes to tell two starts apart.
const RACE: usize = 3;
/// Lines of a column that its customary width counts for.
const WIDTH_PRIOR: f32 = 12.0;
/// How much better a reading from fitted widths must be, in nats a line: a model says of its own reading more than is so.
const CLEARLY: f32 = 0.4;
/// Lines that widths are fitted to before the first reading, by which factors, and how often each may apply to a column.
const FITTED: usize = 40;
const WIDER: [f32; 2] = [1.35, 1.0 / 1.35];
const MOST_WIDENED: usize = 2;

/// How well `lines` read into `columns` at a first glance.
pub(crate) fn glance(lines: &[TextLine], columns: &mut [Column], around: Around) -> f32 {
    let words = prepare(lines, columns);
    let pairs = FxHashMap::default();
    super::decode::glance(lines, &Scorer { columns, words: &words, around, pairs: &pairs }, SKETCH)
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
pub(crate) fn read(lines: &[TextLine], columns: &[Column], around: Around) -> Reading {
    let mut customary = columns.to_vec();
    let words = prepare(lines, &mut customary);
    let mut fitted = customary.clone();
    let mut starts = vec![Start::new(customary)];
    if fit_widths(lines, &mut fitted, &words, around) {
        starts.push(Start::new(fitted));
    }
    for start in &mut starts {
        for _ in 0..RACE {
            start.pass(lines, &words, around, super::decode::sketch);
        }
    }
    let margin = CLEARLY * lines.len() as f32;
    let best = starts
        .into_iter()
        .reduce(|best, next| if next.reading.score > best.reading.score + margin { next } else { best });
    best.map_or_else(Reading::default, |mut best| {
        for _ in RACE + 1..PASSES {
            best.pass(lines, &words, around, super::decode::sketch);
        }
        best.pass(lines, &words, around, super::decode::read);
        best.reading
    })
}

/// What is being learned from one start.
struct Start {
    columns: Vec<Column>,
    /// The widths that it started from.
    expected: Vec<f32>,
    pairs: FxHashMap<(u32, u32), f32>,
    reading: Reading,
}

impl Start {
    fn new(columns: Vec<Column>) -> Self {
        let expected = columns.iter().map(|column| column.seen.width).collect();
        Self { columns, expected, pairs: FxHashMap::default(), reading: Reading::default() }
    }

    /// Learns from the reading before, if there was one, and reads again.
    fn pass(
        &mut self,
        lines: &[TextLine],
        words: &Words,
        around: Around,
        decode: fn(&[TextLine], &Scorer<'_>) -> Reading,
    ) {
        if !self.reading.rows.is_empty() {
            self.pairs = observe(lines, &self.reading, &mut self.columns, &self.expected);
        }
        let scorer = Scorer { columns: &self.columns, words, around, pairs: &self.pairs };
        self.reading = decode(lines, &scorer);
    }
}

/// Makes columns wider or narrower than is customary, one after another, where the first lines read better so; whether any is.
fn fit_widths(lines: &[TextLine], columns: &mut [Column], words: &Words, around: Around) -> bool {
    let sample = &lines[..lines.len().min(FITTED)];
    let pairs = FxHashMap::default();
    let score =
        |columns: &[Column]| super::decode::glance(sample, &Scorer { columns, words, around, pairs: &pairs }, GLANCE);
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

/// Lets `columns` know what `reading` shows of them; gives in how many rows each pair of words stands in one cell.
pub(crate) fn observe(
    lines: &[TextLine],
    reading: &Reading,
    columns: &mut [Column],
    expected: &[f32],
) -> FxHashMap<(u32, u32), f32> {
    let (seen, pairs) = learn(lines, reading, expected);
    let seen = pool(columns, seen);
    for (column, seen) in columns.iter_mut().zip(seen) {
        column.seen = seen;
    }
    pairs
}

/// What `reading` shows of each column, and in how many rows each pair of words stands in one cell.
fn learn(lines: &[TextLine], reading: &Reading, expected: &[f32]) -> (Vec<Seen>, FxHashMap<(u32, u32), f32>) {
    let mut all_pairs: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    let width = expected.len();
    let mut all = vec![Seen::default(); width];
    let mut widths: Vec<Vec<u32>> = vec![Vec::new(); width];
    for row in reading.rows.iter().filter(|row| row.kind == Kind::Cells) {
        let mut last: Vec<Option<u32>> = vec![None; width];
        let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
        for at in row.lines.clone() {
            let mut extent: Vec<Option<(u32, u32)>> = vec![None; width];
            for (word, &column) in lines[at].words.iter().zip(&reading.columns[at]) {
                let column = column as usize;
                let seen = &mut all[column];
                match last[column].replace(word.key) {
                    Some(before) => {
                        pairs.insert((before, word.key));
                        let over = extent[column].is_none();
                        let to = if over { &mut seen.over } else { &mut seen.within };
                        *to.entry((before, word.key)).or_default() += 1.0;
                        if over {
                            *seen.breaks.entry(before).or_default() += 1.0;
                        }
                    }
                    None => {
                        seen.filled += 1.0;
                        *seen.opens.entry(word.key).or_default() += 1.0;
                    }
                }
                seen.words += 1.0;
                *seen.counts.entry(word.key).or_default() += 1.0;
                let (from, _) = extent[column].unwrap_or((word.letters.0, 0));
                extent[column] = Some((from, word.letters.1));
            }
            for (column, extent) in extent.into_iter().enumerate() {
                widths[column].extend(extent.map(|(from, to)| to - from));
            }
        }
        for pair in pairs {
            *all_pairs.entry(pair).or_default() += 1.0;
        }
        for (seen, last) in all.iter_mut().zip(last) {
            seen.rows += 1.0;
            if let Some(last) = last {
                *seen.ends.entry(last).or_default() += 1.0;
            }
        }
    }
    for ((seen, mut widths), &expected) in all.iter_mut().zip(widths).zip(expected) {
        widths.sort_unstable();
        let wide = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0) as f32;
        let weight = widths.len() as f32;
        seen.width = (expected * WIDTH_PRIOR + wide * weight) / (WIDTH_PRIOR + weight);
    }
    (all, all_pairs)
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

/// Lets columns of agencies share what they showed of words.
fn pool(columns: &[Column], mut seen: Vec<Seen>) -> Vec<Seen> {
    let of = |index: &usize| columns[*index].field.is_agency();
    let agencies: Vec<usize> = (0..columns.len()).filter(of).collect();
    let mut all = Seen::default();
    for &column in &agencies {
        let own = &seen[column];
        all.words += own.words;
        for (to, from) in [(&mut all.opens, &own.opens), (&mut all.ends, &own.ends), (&mut all.counts, &own.counts)] {
            for (&key, count) in from {
                *to.entry(key).or_default() += count;
            }
        }
    }
    // What a column showed itself still counts for more.
    for &column in &agencies {
        let own = &mut seen[column];
        let weight = (0.5 * own.words / all.words.max(1.0)).max(0.1);
        own.words += weight * all.words;
        own.filled *= 2.0;
        own.rows *= 2.0;
        for (to, from, weight) in
            [(&mut own.opens, &all.opens, 0.5), (&mut own.ends, &all.ends, 0.5), (&mut own.counts, &all.counts, weight)]
        {
            for (&key, count) in from {
                *to.entry(key).or_default() += weight * count;
            }
        }
    }
    seen
}

/// Letters that a line of the page holds.
fn page_width(lines: &[TextLine]) -> f32 {
    let mut widths: Vec<u32> =
        lines.iter().filter_map(|line| Some(line.words.last()?.letters.1 - line.words.first()?.letters.0)).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 95 / 100).copied().unwrap_or(0).max(40) as f32
}
