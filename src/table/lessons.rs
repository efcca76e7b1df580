//! What a reading of a table shows of its columns, for the next reading: each row is told what the others show.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::cells::{Column, Scorer};
use super::decode::Reading;
use super::fields::Field;
use super::habit::{Seen, add};
use super::row::Kind;
use super::standing::Standing;
use super::words::TextLine;

/// Lines of a column that its customary width counts for.
const WIDTH_PRIOR: f32 = 12.0;

/// How much of what is known is of the reading before the last.
const OLDER: f32 = 0.4;

/// In how many rows each pair of words stands in one cell.
pub(crate) type Pairs = FxHashMap<(u32, u32), f32>;

/// What the rows of a reading show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lessons {
    pub pairs: Pairs,
    /// How cells stand in their rows.
    standing: Standing,
    /// What each row shows itself, and by line which of them it stands in.
    rows: Vec<Own>,
    of_line: Vec<Option<usize>>,
}

/// What one row showed in the reading before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    /// Of each column.
    pub columns: Vec<Seen>,
    /// The pairs of words that stand side by side in a cell, and how often each word stands in the row.
    pub pairs: Pairs,
    pub counts: FxHashMap<u32, f32>,
    /// How its cells stand.
    pub standing: Standing,
}

/// The scores of a table's lines.
#[derive(Clone, Copy)]
pub(crate) struct Scorers<'a> {
    /// By all that is known.
    pub all: Scorer<'a>,
    lessons: &'a Lessons,
}

impl<'a> Scorers<'a> {
    /// Those by `lessons`, of which `all` has been told.
    pub(crate) fn new(all: Scorer<'a>, lessons: &'a Lessons) -> Self {
        Self { all, lessons }
    }

    /// Those of a line: what its row showed itself is left out.
    pub(crate) fn at(&self, line: usize) -> Scorer<'a> {
        Scorer { own: self.own(line), ..self.all }
    }

    /// What other rows say of where a cell stands in `row`, whose first and last line these are.
    pub(crate) fn stands(&self, row: &Range<usize>, cell: (usize, usize)) -> f32 {
        self.lessons.standing.gain(self.own(row.start).map(|own| &own.standing), row, cell)
    }

    fn own(&self, line: usize) -> Option<&'a Own> {
        let row = self.lessons.of_line.get(line).copied().flatten()?;
        Some(&self.lessons.rows[row])
    }
}

impl Lessons {
    /// What `reading` shows, and the one `before` it, by the same rows; lets `columns` know. By the last one alone two rows that disagree would take turns:
    /// each would follow what the other was.
    pub(crate) fn new(
        lines: &[TextLine],
        reading: &Reading,
        before: &Reading,
        columns: &mut [Column],
        expected: &[f32],
    ) -> Self {
        let mut lessons = Self { of_line: vec![None; lines.len()], ..Self::default() };
        let mut widths: Vec<Vec<u32>> = vec![Vec::new(); columns.len()];
        let mut all = vec![Seen::default(); columns.len()];
        for row in reading.rows.iter().filter(|row| row.kind == Kind::Cells) {
            let mut own = show(lines, reading, &row.lines, columns, &mut widths);
            if !before.columns.is_empty() {
                let other = show(lines, before, &row.lines, columns, &mut vec![Vec::new(); columns.len()]);
                own = own.mixed(&other);
            }
            lessons.of_line[row.lines.clone()].fill(Some(lessons.rows.len()));
            for (&pair, times) in &own.pairs {
                *lessons.pairs.entry(pair).or_default() += times;
            }
            for (all, own) in all.iter_mut().zip(&own.columns) {
                all.add(own);
            }
            lessons.standing.join(&own.standing);
            lessons.rows.push(own);
        }
        for ((seen, mut widths), &expected) in all.iter_mut().zip(widths).zip(expected) {
            widths.sort_unstable();
            let wide = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0) as f32;
            let weight = widths.len() as f32;
            seen.width = (expected * WIDTH_PRIOR + wide * weight) / (WIDTH_PRIOR + weight);
        }
        let agencies: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].field.is_agency()).collect();
        let total: f32 = agencies.iter().map(|&at| all[at].words).sum();
        // What a column showed itself still counts for more.
        let weights: Vec<f32> = agencies.iter().map(|&at| (0.5 * all[at].words / total.max(1.0)).max(0.1)).collect();
        pool(&mut all, &agencies, &weights);
        for own in &mut lessons.rows {
            pool(&mut own.columns, &agencies, &weights);
        }
        for (column, seen) in columns.iter_mut().zip(all) {
            column.seen = seen;
        }
        lessons
    }
}

impl Own {
    /// What this and an older reading of the row show together.
    fn mixed(&self, older: &Self) -> Self {
        let mut mixed = Self { columns: vec![Seen::default(); self.columns.len()], ..Self::default() };
        for (from, weight) in [(self, 1.0 - OLDER), (older, OLDER)] {
            for (to, from) in mixed.columns.iter_mut().zip(&from.columns) {
                to.add_share(from, weight);
            }
            for (&pair, times) in &from.pairs {
                *mixed.pairs.entry(pair).or_default() += weight * times;
            }
            add(&mut mixed.counts, &from.counts, weight);
            mixed.standing.join_share(&from.standing, weight);
        }
        mixed
    }
}

/// What one row shows; adds the letters of its cells' lines.
fn show(lines: &[TextLine], reading: &Reading, row: &Range<usize>, columns: &[Column], widths: &mut [Vec<u32>]) -> Own {
    let mut own = Own { columns: vec![Seen { rows: 1.0, ..Seen::default() }; widths.len()], ..Own::default() };
    let mut last: Vec<Option<u32>> = vec![None; widths.len()];
    let mut held: Vec<Option<(usize, usize)>> = vec![None; widths.len()];
    for at in row.clone() {
        let mut extent: Vec<Option<(u32, u32)>> = vec![None; widths.len()];
        for (word, &column) in lines[at].words.iter().zip(&reading.columns[at]) {
            let column = column as usize;
            let seen = &mut own.columns[column];
            match last[column].replace(word.key) {
                Some(before) => {
                    own.pairs.insert((before, word.key), 1.0);
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
            *own.counts.entry(word.key).or_default() += 1.0;
            let (from, _) = extent[column].unwrap_or((word.letters.0, 0));
            extent[column] = Some((from, word.letters.1));
        }
        for (column, extent) in extent.into_iter().enumerate() {
            let Some((from, to)) = extent else { continue };
            widths[column].push(to - from);
            held[column] = Some((held[column].map_or(at, |(first, _)| first), at));
        }
    }
    // A row's number stands in the middle of it, whatever the others do.
    for (_, held) in columns.iter().zip(held).filter(|(column, _)| column.field != Field::Index) {
        held.into_iter().for_each(|held| own.standing.add(row, held));
    }
    for (seen, last) in own.columns.iter_mut().zip(last) {
        if let Some(last) = last {
            *seen.ends.entry(last).or_default() += 1.0;
        }
    }
    own
}

/// Lets columns of agencies share what they showed of words.
fn pool(seen: &mut [Seen], agencies: &[usize], weights: &[f32]) {
    let mut all = Seen::default();
    for &column in agencies {
        let own = &seen[column];
        all.words += own.words;
        add(&mut all.opens, &own.opens, 1.0);
        add(&mut all.ends, &own.ends, 1.0);
        add(&mut all.counts, &own.counts, 1.0);
    }
    for (&column, weight) in agencies.iter().zip(weights) {
        let own = &mut seen[column];
        own.words += weight * all.words;
        own.filled *= 2.0;
        own.rows *= 2.0;
        add(&mut own.opens, &all.opens, 0.5);
        add(&mut own.ends, &all.ends, 0.5);
        add(&mut own.counts, &all.counts, *weight);
    }
}
