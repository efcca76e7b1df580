//! Readings that are no words of the vocabulary: codes, dates, numbers, section labels, noise.

mod code;
mod numbering;
mod quarter;
mod speck;

use super::codes::Pieces;
use super::lattice::{Lattice, digits_cost, raw};
use super::noise::{self, Noise};
use super::runs::{Kind, Run};
use crate::channel::emission::Channel;
use crate::lm::token::{class, number_class};
pub use code::may_be_cut;
use code::{code, tail};
pub use numbering::NUMERALS;
use numbering::{
    LETTER, POINT, RINGED_LETTER, is_label, is_letter, is_ringed, label, may_number, number_of_part, numeral,
    opens_title, point,
};
use quarter::{quarter, quarters};
use speck::{CLUSTER, specks, stroke, strokes};

/// A place of a paragraph.
pub struct Place<'a> {
    /// The paragraph's runs.
    pub runs: &'a [Run],
    /// The run that starts here.
    pub from: usize,
    /// The run after the chunk that holds `from`.
    pub chunk: usize,
    /// The text of the line.
    pub line: &'a str,
}

impl Place<'_> {
    fn first(&self) -> &Run {
        &self.runs[self.from]
    }

    fn text(&self, to: usize) -> &str {
        &self.line[self.first().start as usize..self.runs[to - 1].end as usize]
    }

    /// Whether this is the first run of its line.
    fn opens_line(&self) -> bool {
        self.first().first
    }

    /// Whether a code may start here.
    fn opens_part(&self) -> bool {
        self.first().spaced || self.runs[self.from - 1].kind == Kind::Mark
    }

    /// Whether the place opens a chunk that may be noise.
    fn is_speck(&self) -> bool {
        self.first().spaced
            && self.runs[self.from..self.chunk].iter().any(|run| run.kind != Kind::Mark)
            && self.text(self.chunk).chars().count() <= noise::LONGEST
    }

    /// The run after the last letters or digits before `to`.
    fn core_end(&self, to: usize) -> Option<usize> {
        (self.from..to).rev().find(|&i| matches!(self.runs[i].kind, Kind::Letters | Kind::Digits)).map(|i| i + 1)
    }
}

/// Adds the special readings from a place that its chunk alone makes; `place.runs` are the chunk's.
pub fn edges(place: &Place, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    strokes(place, lattice);
    if place.first().spaced {
        stroke(place, channel, lattice);
        digits(place, channel, lattice);
    }
    if place.opens_part() {
        match place.first().kind {
            Kind::Digits => code(place, 0..1, pieces, channel, lattice),
            Kind::Letters => tail(place, pieces, channel, lattice),
            Kind::Mark | Kind::Symbol => {}
        }
    }
}

/// Whether a chunk may have the readings of [`around`] wherever it stands, and whether at the start of a line; `place` is
/// its first.
pub fn needs_around(place: &Place) -> (bool, bool) {
    let label = || {
        numeral(place).is_some() || point(place).is_some() || is_letter(place) || may_number(place) || is_ringed(place)
    };
    (
        place.is_speck() || metre(place).is_some() || place.first().spaced && quarter(place).is_some(),
        place.first().spaced && label(),
    )
}

/// Whether a run is a separator as codes have it.
pub fn is_separator(run: &Run, line: &str) -> bool {
    run.kind == Kind::Mark && line[run.bytes()].starts_with(['-', '/'])
}

/// Adds the special readings from a place that depend on what stands around its chunk.
pub fn around(place: &Place, noise: &Noise, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    if place.is_speck()
        && !(place.opens_line() && is_label(place.text(place.chunk)))
        && let Some(cost) = noise.cost(place.first().line as usize, place.text(place.chunk), channel)
    {
        lattice.push_text(place.from, place.chunk, None, cost - CLUSTER * specks(place).min(3.0), String::new());
    }
    if place.first().spaced && place.opens_line() {
        label(place, lattice);
        if is_letter(place) && opens_title(place) {
            lattice.push(place.from, place.from + 1, raw(class::NUMBER, LETTER));
        }
        if let Some(choice) = number_of_part(place) {
            lattice.push(place.from, place.from + 1, choice);
        }
        if is_ringed(place) {
            lattice.push_text(place.from, place.from + 1, None, RINGED_LETTER, "c".to_owned());
        }
        if let Some(to) = point(place) {
            lattice.push(place.from, to, raw(class::MIXED, POINT));
        }
    }
    power(place, lattice);
    quarters(place, lattice);
    if place.first().kind == Kind::Digits && place.opens_part() {
        code(place, 1..3, pieces, channel, lattice);
    }
}

/// What a small raised 2 is read as.
const RAISED: &str = "*?’”'\"“°^";
/// What it costs that a mark after a metre is one.
const POWER: f32 = 2.0;

/// The unit that a place opens if what follows may be a raised 2: `m*`.
fn metre<'a>(place: &Place<'a>) -> Option<&'a str> {
    let unit = &place.line[place.first().bytes()];
    let mark = place.runs[..place.chunk].get(place.from + 1)?;
    let raised = || place.line[mark.bytes()].chars().all(|c| RAISED.contains(c));
    (place.first().spaced && matches!(unit, "m" | "km") && raised()).then_some(unit)
}

/// Square metres after a number: `300 m*`.
fn power(place: &Place, lattice: &mut Lattice) {
    let before = place.from.checked_sub(1).map(|before| &place.runs[before]);
    let after_number = before.is_some_and(|run| run.kind == Kind::Digits && run.line == place.first().line);
    if let Some(unit) = metre(place).filter(|_| after_number) {
        lattice.push_text(place.from, place.from + 2, Some(class::MIXED), POWER, format!("{unit}2"));
    }
}

/// Letters that were printed as digits: `OL`, `1s`, `l0`.
fn digits(place: &Place, channel: &Channel, lattice: &mut Lattice) {
    let Some(to) = place.core_end(place.chunk) else { return };
    let core = place.text(to);
    if core.len() > 4 || core.bytes().all(|b| b.is_ascii_digit()) {
        return;
    }
    let Some((text, cost)) = channel.digits(core) else { return };
    let cost = cost + digits_cost(&text) + 3.0;
    lattice.push_text(place.from, to, Some(number_class(&text)), cost, text);
}
