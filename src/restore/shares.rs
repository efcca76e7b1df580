//! Shares in the rows of tables: where other cells of a row are shares of a hundred, `7005` was printed `70%`.
//!
//! In small print the sign of hundredths is read as any two characters, and nothing around a number in a cell says what it is. But the cells of a row of
//! targets are alike: their values have one unit, and mostly grow or fall from year to year.

use std::ops::Range;

use super::draft::{Draft, Instead};
use super::order::{Order, Piece};
use crate::channel::emission::Channel;
use crate::channel::letters::Letters;
use crate::lexicon::shares;
use crate::text::{Source, is_bar};

/// Cells that have to be shares as they were read, and for how many others one speaks at most.
const SURE: usize = 2;
const OTHERS: usize = 2;
/// Characters of a word that may be a share.
const LONGEST: usize = 8;
/// What a share may cost by how it was read, in nats, and how likely its number must be among all.
const DEAREST: f32 = 8.0;
const LIKELY: f32 = 0.7;
/// What it costs to leave the order of the row's values, and what it saves to be as the next one is.
const ASTRAY: f32 = 4.0;
const SAME: f32 = 2.0;
// The costs below are set by hand: pairs of training hardly have shares that are read wrong.

/// What it costs that `≥` stands before a number, where other cells of the row have a sign and where they don't; what it is read as, and what
/// that costs: engines that don't know it take it for what looks like it.
const AT_LEAST: [f32; 2] = [0.7, 2.0];
const READ_AS: [(char, f32); 9] =
    [('>', 0.0), ('≥', 0.0), ('=', 1.0), ('~', 1.5), ('»', 1.5), ('2', 2.5), ('3', 2.5), ('5', 2.5), ('z', 2.5)];
/// What the sign of hundredths costs by how many characters it was read as, with marks among them or without; and where they
/// begin with what isn't round, as it is.
const HUNDREDTHS: [[f32; 2]; 3] = [[2.0, 2.0], [1.5, 1.5], [3.0, f32::INFINITY]];
const ANGULAR: f32 = 7.0;
/// Numbers up to here are printed with `%` though they are no shares of a whole: of the corpora four in a hundred are above 100, and
/// few of these beyond. What it costs that it is one of them.
const MULTIPLE: f32 = 300.0;
const GROWTH: f32 = 9.0;
/// Shares that come so far behind the best are left out.
const REACH: f32 = 4.0;

/// What stands before a share that is a bound.
const SIGNS: [char; 6] = ['>', '<', '=', '≥', '≤', '~'];

/// What a word may have been, best first, each with what it costs beside the best.
type Meant = Vec<(String, f32)>;

/// A word of a cell: its runs, and what was read.
struct Word<'s> {
    runs: Range<usize>,
    read: &'s str,
}

/// Reads damaged cells of values as shares where other cells of their rows are shares.
pub fn settle(draft: &mut Draft, source: &Source, order: &Order, channel: &Channel) {
    let rows = || order.blocks().iter().filter(|block| block.values.len() > SURE);
    if rows().next().is_none() {
        return;
    }
    // Cells are paragraphs, so the runs of a line need not follow one another.
    let mut places: Vec<(u32, u32, usize)> =
        draft.runs.iter().enumerate().map(|(at, run)| (run.line, run.start, at)).collect();
    places.sort_unstable();
    let mut found = Vec::new();
    for row in rows() {
        let words = |cell: &Vec<Piece>| cell.iter().flat_map(|piece| words(piece, &places, draft, source)).collect();
        let values = row.values.iter().filter_map(|&at| row.paragraphs.get(at));
        let cells: Vec<Vec<Word>> = values.map(words).collect();
        let read: Vec<Vec<&str>> = cells.iter().map(|cell| cell.iter().map(|word| word.read).collect()).collect();
        for (cell, meant) in cells.iter().zip(row_of(&read, channel)) {
            found.extend(meant.map(|(at, readings)| Instead { runs: cell[at].runs.clone(), readings }));
        }
    }
    draft.replace(found);
}

/// The words of part of a line, without bars.
fn words<'s>(
    Piece { line, bytes }: &Piece,
    places: &[(u32, u32, usize)],
    draft: &Draft,
    source: &'s Source,
) -> Vec<Word<'s>> {
    let Some(text) = source.line(*line).get(bytes.clone()) else { return Vec::new() };
    let parts = text.split(|c: char| c.is_whitespace() || is_bar(c)).filter(|part| !part.is_empty());
    let word = |read: &'s str| {
        let from = bytes.start + (read.as_ptr() as usize - text.as_ptr() as usize);
        let first = places.partition_point(|&(on, start, _)| (on as usize, start as usize) < (*line, from));
        let ends = |at: usize| draft.runs[at].end as usize;
        let to = from + read.len();
        let own = places[first..].iter().take_while(|&&(on, _, at)| on as usize == *line && ends(at) <= to);
        let runs: Vec<usize> = own.map(|&(.., at)| at).collect();
        let (&start, &last) = (runs.first()?, runs.last()?);
        (last + 1 - start == runs.len() && ends(last) == to).then_some(Word { runs: start..last + 1, read })
    };
    parts.filter_map(word).collect()
}

/// Which word of each cell of a row may have been which shares; none where it stays as it is.
fn row_of(cells: &[Vec<&str>], channel: &Channel) -> Vec<Option<(usize, Meant)>> {
    let sure: Vec<Option<f32>> = cells.iter().map(|cell| cell.iter().find_map(|read| share(read))).collect();
    let known: Vec<f32> = sure.iter().copied().flatten().collect();
    let says = |cell: &&Vec<&str>| cell.iter().any(|read| read.chars().any(char::is_alphanumeric));
    if known.len() < SURE || known.len() * (1 + OTHERS) < cells.iter().filter(says).count() {
        return vec![None; cells.len()];
    }
    let (grows, falls) = (known.is_sorted(), known.iter().rev().is_sorted());
    let beside = |at: usize, number: f32| {
        let before = sure[..at].iter().rev().find_map(|&share| share);
        let after = sure[at + 1..].iter().find_map(|&share| share);
        if before == Some(number) || after == Some(number) {
            return -SAME;
        }
        let (before, after) = (before.unwrap_or(number), after.unwrap_or(number));
        // Where all are equal, they are what was reached.
        let astray =
            if grows { number < before || number > after } else { falls && (number > before || number < after) };
        if astray { ASTRAY } else { 0.0 }
    };
    let signed = cells.iter().flatten().any(|read| share(read).is_some() && read.starts_with(SIGNS));
    let of = |(at, cell): (usize, &Vec<&str>)| {
        let damaged = cell.iter().enumerate().filter(|(_, read)| sure[at].is_none() && is_damaged(read));
        let likely = damaged
            .filter_map(|(word, read)| Some((word, likely(read, signed, channel, |number| beside(at, number))?)));
        let (word, (_, shares)) = likely.min_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
        Some((word, shares))
    };
    cells.iter().enumerate().map(of).collect()
}

/// The number of a share as it is printed: `>12,5%`.
fn share(read: &str) -> Option<f32> {
    let number = read.strip_suffix('%')?.trim_start_matches(SIGNS);
    number_of(number).filter(|&number| number <= 100.0)
}

fn number_of(read: &str) -> Option<f32> {
    let digits = read.bytes().filter(u8::is_ascii_digit).count();
    let plain = read.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    (plain && digits > 0).then(|| read.replace(',', ".").parse().ok()).flatten()
}

/// Whether a word holds digits, and is no number that its row may have, and no date.
fn is_damaged(read: &str) -> bool {
    let length = read.chars().count();
    (2..=LONGEST).contains(&length)
        && read.chars().any(|c| c.is_ascii_digit())
        && number_of(read).is_none_or(|number| number > 100.0)
        && read.chars().filter(|c| c.is_alphabetic()).count() < 3
        && !read.split('/').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_digit()))
}

/// The shares that a word may have been, and what the best costs.
fn likely(read: &str, signed: bool, channel: &Channel, beside: impl Fn(f32) -> f32) -> Option<(f32, Meant)> {
    let mut costs = [[f32::INFINITY; 2]; 101];
    let number = read.strip_suffix('%').and_then(|read| number_of(read.trim_start_matches(SIGNS)));
    let multiple = number.is_some_and(|number| number <= MULTIPLE);
    let at_least =
        READ_AS.iter().find_map(|&(c, cost)| Some((read.strip_prefix(c)?, cost + AT_LEAST[usize::from(!signed)])));
    for (sign, (rest, extra)) in
        [Some((read, 0.0)), at_least].into_iter().enumerate().filter_map(|(at, way)| Some((at, way?)))
    {
        let ends = rest.char_indices().skip(1).map(|(at, _)| rest.split_at(at));
        for (digits, end) in ends {
            let Some(extra) = hundredths(end).filter(|_| !multiple || end == "%").map(|cost| cost + extra) else {
                continue;
            };
            let mut letters = Letters::new(channel, digits);
            for (number, known) in costs.iter_mut().enumerate() {
                if let Some(cost) = letters.cost(&number.to_string(), DEAREST - extra) {
                    known[sign] = known[sign].min(cost + extra);
                }
            }
        }
    }
    let mut found: Vec<(usize, usize, f32)> = Vec::new();
    for (number, (read, prior)) in costs.iter().zip(shares::costs()).enumerate() {
        let prior = prior + beside(number as f32);
        found.extend((0..2).filter(|&sign| read[sign].is_finite()).map(|sign| (number, sign, read[sign] + prior)));
    }
    found.sort_by(|a, b| a.2.total_cmp(&b.2));
    let &(number, _, best) = found.first()?;
    let p = |cost: f32| (best - cost).exp();
    let all: f32 = found.iter().map(|&(.., cost)| p(cost)).sum();
    let own: f32 = found.iter().filter(|found| found.0 == number).map(|&(.., cost)| p(cost)).sum();
    if own < LIKELY * all || multiple && best > GROWTH {
        return None;
    }
    let near = found.into_iter().take_while(|&(.., cost)| cost < best + REACH);
    let written = |(number, sign, cost)| (format!("{}{number}%", if sign == 1 { "≥" } else { "" }), cost - best);
    Some((best, near.map(written).collect()))
}

/// What it costs that the sign of hundredths was read so.
fn hundredths(read: &str) -> Option<f32> {
    if read == "%" {
        return Some(0.0);
    }
    let plain = read.chars().all(char::is_alphanumeric);
    let cost = HUNDREDTHS.get(read.chars().count().checked_sub(1)?)?[usize::from(plain)];
    let angular = read.starts_with(char::is_alphanumeric) && !read.starts_with(['0', 'o', 'O', '6', '9', 'e']);
    Some(if angular { cost + ANGULAR } else { cost }).filter(|cost| cost.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::model::Model;

    /// The cells of a row of values, as they are read.
    fn row(cells: &[&str]) -> Vec<String> {
        let model = Model::embedded().expect("embedded");
        let cells: Vec<Vec<&str>> = cells.iter().map(|cell| cell.split_whitespace().collect()).collect();
        let meant = row_of(&cells, &model.reading(document::Channel::Eng).emissions);
        let write = |(cell, meant): (&Vec<&str>, Option<(usize, Meant)>)| {
            let mut words: Vec<String> = cell.iter().map(|word| (*word).to_owned()).collect();
            if let Some((at, shares)) = meant {
                words[at].clone_from(&shares[0].0);
            }
            words.join(" ")
        };
        cells.iter().zip(meant).map(write).collect()
    }

    #[test]
    fn damaged_shares_are_read_by_their_row() {
        for (read, printed) in [
            (["7005", "100%", "100%", "100%"], ["70%", "100%", "100%", "100%"]),
            (["80%", "10096", "1009", "100%"], ["80%", "100%", "100%", "100%"]),
            (["-", "210%", ">20%", ">30%"], ["-", "≥10%", ">20%", ">30%"]),
            (["700,", ">959%", "100%", "100%"], ["70%", "≥95%", "100%", "100%"]),
            (["35%", "540‘?, \"", "55%", "60%"], ["35%", "≥40% \"", "55%", "60%"]),
            (["8006", "60%", "40%", "2004"], ["80%", "60%", "40%", "20%"]),
        ] {
            assert_eq!(row(&read), printed);
        }
    }

    #[test]
    fn what_is_no_damaged_share_stays() {
        for stays in [
            // One share speaks for no other cell, nor do two for many.
            ["7005", "100%", "-", "-", "-", "-", "-"],
            ["7005", "100%", "90%", "12005", "13005", "14005", "15005"],
            // Numbers that a row of shares may have, none, and words.
            ["70", "100%", "100%", "-", "3,5", "Đạt", "bộ 1A"],
            // More than a whole.
            ["80%", "100%", "120%", "250%", "", "", "-"],
            // Nobody can tell these.
            ["o0,", "100%", "100%", "gog;", "", "12345678", "1/5"],
        ] {
            assert_eq!(row(&stays), stays);
        }
    }
}
