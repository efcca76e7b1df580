//! The order of columns where the header leaves it open.
//!
//! Of titles that share a printed line the order is plain. A title that stands over lines of its own (`Thời gian hoàn` above
//! the others, `thành` below them) may belong anywhere between: the rows tell where, by how well they can be read.

use rustc_hash::FxHashMap;

use super::cells::{Column, Seen};
use super::fields::Field;
use super::header::Heading;
use super::learn;
use super::words::TextLine;

/// Lines that are read to compare two orders.
const SAMPLE: usize = 36;
/// Moves of one column that are made at most, one after another.
const MOVES: usize = 3;
/// How much better, in nats, another order must read.
const GAIN: f32 = 2.0;

/// `headings` in the order in which `lines` read best.
pub(crate) fn settle(
    mut headings: Vec<Heading>,
    lines: &[TextLine],
    body: &FxHashMap<(u32, u32), f32>,
) -> Vec<Heading> {
    let sample = &lines[..lines.len().min(SAMPLE)];
    let open = |headings: &[Heading], at: usize| {
        let fixed = matches!(headings[at].field, Field::Index | Field::Name | Field::Work | Field::Year);
        !fixed && headings.iter().any(|other| apart(&headings[at], other))
    };
    if sample.is_empty() || !(0..headings.len()).any(|at| open(&headings, at)) {
        return headings;
    }
    let score = |headings: &[Heading]| {
        let mut columns: Vec<Column> =
            headings.iter().map(|heading| Column { field: heading.field, seen: Seen::default() }).collect();
        learn::glance(sample, &mut columns, body)
    };
    let mut best = score(&headings);
    for _ in 0..MOVES {
        let mut better: Option<(f32, Vec<Heading>)> = None;
        for from in (0..headings.len()).filter(|&at| open(&headings, at)) {
            for to in 0..headings.len() {
                let passed = if from < to { from + 1..to + 1 } else { to..from };
                let free = headings[passed.clone()].iter().all(|other| apart(&headings[from], other));
                if passed.is_empty() || !free {
                    continue;
                }
                let mut moved = headings.clone();
                let heading = moved.remove(from);
                moved.insert(to, heading);
                let score = score(&moved);
                if score > best + GAIN && better.as_ref().is_none_or(|(known, _)| score > *known) {
                    better = Some((score, moved));
                }
            }
        }
        let Some((score, moved)) = better else { break };
        (best, headings) = (score, moved);
    }
    headings
}

/// Whether the header says nothing of the order of two columns. The number stands first always, and what is counted next.
fn apart(one: &Heading, other: &Heading) -> bool {
    let first = |heading: &Heading| matches!(heading.field, Field::Index | Field::Name | Field::Work);
    one.held & other.held == 0 && one.held > 0 && other.held > 0 && !first(one) && !first(other)
}
