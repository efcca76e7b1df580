//! Codes, dates and numbers with separators, where a space may have cut them.

use std::ops::Range;

use super::{Place, is_separator};
use crate::channel::emission::Channel;
use crate::lm::token::{class, classify};
use crate::restore::codes::{Pieces, is_tail};
use crate::restore::lattice::{Lattice, raw};
use crate::restore::runs::{Kind, Run};

/// Dates, numbers with separators and codes, which may have gained spaces at their separators: so many as `wanted` says.
pub(super) fn code(place: &Place, wanted: Range<usize>, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    let mut end = place.chunk;
    for spaces in 0..wanted.end {
        if let Some(to) = place.core_end(end).filter(|&to| to > place.from + 1 && spaces >= wanted.start) {
            let core: String = place.text(to).split_whitespace().collect();
            match classify(&core) {
                Some(class::CODE) => {
                    let (text, cost) = pieces.code(&core, channel);
                    let price = 4.0 + 0.3 * cost + 2.0 * spaces as f32;
                    lattice.push_text(place.from, to, Some(class::CODE), price, text);
                }
                Some(class) if spaces == 0 => {
                    lattice.push(place.from, to, raw(class, 1.5 * core.chars().count() as f32))
                }
                _ => {}
            }
        }
        // Goes on over a space only where a separator stands beside it.
        let Some(next) = place.runs.get(end) else { return };
        if next.line != place.first().line {
            return;
        }
        let beside = is_separator(next, place.line) || is_separator(&place.runs[end - 1], place.line);
        if !beside && !is_cut(place, end, pieces, channel) {
            return;
        }
        end = (end + 1..place.runs.len()).find(|&i| place.runs[i].spaced).unwrap_or(place.runs.len());
    }
}

/// Digits that a space may cut off the number of a code, and characters off its end.
const CUT: usize = 2;

/// Whether a chunk may be the beginning of a code that a space cut: `1` of `109/2025/QH15`, or all but the `15`.
pub fn may_be_cut(runs: &[Run], text: &str) -> bool {
    match runs {
        [run] => run.kind == Kind::Digits && run.bytes().len() <= CUT,
        [first, .., mark, last] => {
            first.kind == Kind::Digits
                && is_separator(mark, text)
                && last.kind == Kind::Letters
                && last.bytes().len() > 1
        }
        _ => false,
    }
}

/// Whether a code that starts at `place` goes on over the space before the run at `end`, where none of its separators stands: the number
/// was cut, or its last part, which then must be a known one with a number.
fn is_cut(place: &Place, end: usize, pieces: &Pieces, channel: &Channel) -> bool {
    let run = |at: usize| place.runs.get(at).filter(|run| run.line == place.first().line);
    let read = |at: usize| run(at).map_or("", |run| &place.line[run.bytes()]);
    let next = run(end + 1);
    if end == place.from + 1 {
        let slash = next.is_some_and(|run| !run.spaced) && read(end + 1) == "/";
        return slash && place.runs[end].kind == Kind::Digits && read(place.from).len() <= CUT;
    }
    let alone = next.is_none_or(|run| run.spaced || run.kind == Kind::Mark);
    let is_part = may_be_cut(&place.runs[place.from..end], place.line) && alone && read(end).chars().count() <= CUT;
    is_part && pieces.is_numbered(&format!("{}{}", read(end - 1), read(end)), channel)
}

/// The rest of a code whose number stands on the line before.
pub(super) fn tail(place: &Place, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    let Some(to) = place.core_end(place.chunk).filter(|&to| to > place.from + 1) else { return };
    let core = place.text(to);
    if is_tail(core) {
        let (text, cost) = pieces.code(core, channel);
        lattice.push_text(place.from, to, Some(class::CODE), 4.0 + 0.3 * cost, text);
    }
}
