//! What a reading of a table shows of its columns, for the next reading: each row is told what the others show.

use rustc_hash::FxHashMap;

use super::cells::{Column, Own, Scorer};
use super::decode::Reading;
use super::habit::{Seen, add};
use super::row::Kind;
use super::words::TextLine;

/// Lines of a column that its customary width counts for.
const WIDTH_PRIOR: f32 = 12.0;

/// In how many rows each pair of words stands in one cell.
pub(crate) type Pairs = FxHashMap<(u32, u32), f32>;

/// What the rows of a reading show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lessons {
    pub pairs: Pairs,
    /// What each row shows itself, and by line which of them it stands in.
    rows: Vec<Own>,
    of_line: Vec<Option<usize>>,
    stands: [f32; 8],
    own_stands: Vec<[f32; 8]>,
}

fn class(row: &std::ops::Range<usize>, (first, last): (usize, usize)) -> usize {
    let apart = (first + last).abs_diff(row.start + row.end - 1).min(3);
    apart * 2 + usize::from(first == row.start)
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
        let row = self.lessons.of_line.get(line).copied().flatten();
        Scorer { own: row.map(|row| &self.lessons.rows[row]), ..self.all }
    }
}

impl Scorers<'_> {
    pub(crate) fn stands(&self, line: usize, row: std::ops::Range<usize>, cell: (usize, usize), k: f32) -> f32 {
        let lessons = self.lessons;
        let own = lessons.of_line.get(line).copied().flatten().map_or([0.0; 8], |row| lessons.own_stands[row]);
        let class = class(&row, cell);
        let total: f32 = lessons.stands.iter().sum::<f32>() - own.iter().sum::<f32>();
        let base = 0.125;
        ((lessons.stands[class] - own[class] + k * base) / (total + k) / base).ln()
    }
}

impl Lessons {
    /// What `reading` shows; lets `columns` know.
    pub(crate) fn new(lines: &[TextLine], reading: &Reading, columns: &mut [Column], expected: &[f32]) -> Self {
        let mut lessons = Self { of_line: vec![None; lines.len()], ..Self::default() };
        let mut widths: Vec<Vec<u32>> = vec![Vec::new(); columns.len()];
        let mut all = vec![Seen::default(); columns.len()];
        for row in reading.rows.iter().filter(|row| row.kind == Kind::Cells) {
            let own = show(lines, reading, row.lines.clone(), &mut widths);
            lessons.of_line[row.lines.clone()].fill(Some(lessons.rows.len()));
            for &pair in &own.pairs {
                *lessons.pairs.entry(pair).or_default() += 1.0;
            }
            for (all, own) in all.iter_mut().zip(&own.columns) {
                all.add(own);
            }
            lessons.rows.push(own);
            let mut stands = [0.0; 8];
            for column in 0..columns.len() {
                let held: Vec<usize> = row.lines.clone().filter(|&at| reading.columns[at].contains(&(column as u8))).collect();
                if let (Some(&first), Some(&last), true) = (held.first(), held.last(), columns[column].field != super::fields::Field::Index) {
                    stands[class(&row.lines, (first, last))] += 1.0;
                }
            }
            for at in 0..8 { lessons.stands[at] += stands[at]; }
            lessons.own_stands.push(stands);
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
        let weights: Vec<f32> =
            agencies.iter().map(|&at| (0.5 * all[at].words / total.max(1.0)).max(0.1)).collect();
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

/// What one row shows; adds the letters of its cells' lines.
fn show(lines: &[TextLine], reading: &Reading, row: std::ops::Range<usize>, widths: &mut [Vec<u32>]) -> Own {
    let mut own = Own { columns: vec![Seen { rows: 1.0, ..Seen::default() }; widths.len()], ..Own::default() };
    let mut last: Vec<Option<u32>> = vec![None; widths.len()];
    for at in row {
        let mut extent: Vec<Option<(u32, u32)>> = vec![None; widths.len()];
        for (word, &column) in lines[at].words.iter().zip(&reading.columns[at]) {
            let column = column as usize;
            let seen = &mut own.columns[column];
            match last[column].replace(word.key) {
                Some(before) => {
                    own.pairs.insert((before, word.key));
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
        for (widths, extent) in widths.iter_mut().zip(extent) {
            widths.extend(extent.map(|(from, to)| to - from));
        }
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
