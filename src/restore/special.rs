//! Readings that are no words of the vocabulary: codes, dates, numbers, section labels, noise.

use super::codes::{Pieces, is_tail};
use super::lattice::{Lattice, digits_cost, raw};
use super::runs::{Kind, Run};
use crate::channel::emission::Channel;
use crate::lm::token::{class, classify, number_class};

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
        &self.line[self.first().bytes.start..self.runs[to - 1].bytes.end]
    }

    /// Whether this is the first run of its line.
    fn opens_line(&self) -> bool {
        self.from == 0 || self.runs[self.from - 1].line != self.first().line
    }

    /// The run after the last letters or digits before `to`.
    fn core_end(&self, to: usize) -> Option<usize> {
        (self.from..to).rev().find(|&i| matches!(self.runs[i].kind, Kind::Letters | Kind::Digits)).map(|i| i + 1)
    }
}

/// Adds all special readings from a place.
pub fn edges(place: &Place, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    noise(place, lattice);
    if place.first().spaced {
        label(place, lattice);
        digits(place, channel, lattice);
    }
    let run = place.first();
    if run.spaced || place.runs[place.from - 1].kind == Kind::Mark {
        match run.kind {
            Kind::Digits => code(place, pieces, channel, lattice),
            Kind::Letters => tail(place, pieces, channel, lattice),
            Kind::Mark | Kind::Symbol => {}
        }
    }
}

/// Dates, numbers with separators and codes, which may have gained spaces at their separators.
fn code(place: &Place, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    let mut end = place.chunk;
    for spaces in 0..3 {
        if let Some(to) = place.core_end(end).filter(|&to| to > place.from + 1) {
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
        let separator = |run: &Run| run.kind == Kind::Mark && place.line[run.bytes.clone()].starts_with(['-', '/']);
        if !separator(next) && !separator(&place.runs[end - 1]) {
            return;
        }
        end = (end + 1..place.runs.len()).find(|&i| place.runs[i].spaced).unwrap_or(place.runs.len());
    }
}

/// The rest of a code whose number stands on the line before.
fn tail(place: &Place, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
    let Some(to) = place.core_end(place.chunk).filter(|&to| to > place.from + 1) else { return };
    let core = place.text(to);
    if is_tail(core) {
        let (text, cost) = pieces.code(core, channel);
        lattice.push_text(place.from, to, Some(class::CODE), 4.0 + 0.3 * cost, text);
    }
}

/// Letters that were printed as digits: `OL`, `1s`, `l0`.
fn digits(place: &Place, channel: &Channel, lattice: &mut Lattice) {
    let Some(to) = place.core_end(place.chunk) else { return };
    let core = place.text(to);
    if core.len() > 4 || core.bytes().all(|b| b.is_ascii_digit()) {
        return;
    }
    let (mut text, mut cost) = (String::new(), 0.0);
    for c in core.chars() {
        let price = |digit: char| channel.letter_cost(digit, c);
        let Some(best) = ('0'..='9').min_by(|&a, &b| price(a).total_cmp(&price(b))) else { return };
        cost += price(best);
        if price(best) > 8.0 {
            return;
        }
        text.push(best);
    }
    let cost = cost + digits_cost(&text) + 3.0;
    lattice.push_text(place.from, to, Some(number_class(&text)), cost, text);
}

/// The roman number of a section, at a line's start before a title in capitals: `Il.` and `111.` for `II.` and `III.`
fn label(place: &Place, lattice: &mut Lattice) {
    if !place.opens_line() {
        return;
    }
    let Some(stop) = (place.from + 1..place.chunk.min(place.from + 5))
        .find(|&i| place.runs[i].kind == Kind::Mark && place.line[place.runs[i].bytes.clone()].starts_with('.'))
    else {
        return;
    };
    let core = place.text(stop);
    let roman: Option<String> = core
        .chars()
        .map(|c| match c {
            'I' | 'l' | '1' | 'i' | '!' | '|' | 'L' | ']' | '[' | 't' => Some('I'),
            'V' | 'v' => Some('V'),
            'X' | 'x' => Some('X'),
            _ => None,
        })
        .collect();
    let Some(roman) = roman.filter(|roman| NUMERALS.contains(&roman.as_str())) else { return };
    // 1. and 11. before a title in capitals may well be arabic.
    if core.len() <= 2 && core.bytes().all(|b| b == b'1') {
        return;
    }
    let title =
        place.runs[stop + 1..].iter().take(4).filter(|run| run.line == place.first().line && run.kind == Kind::Letters);
    let (mut upper, mut lower) = (0, 0);
    for run in title {
        for c in place.line[run.bytes.clone()].chars() {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
    }
    if upper >= 2 && upper > 2 * lower {
        lattice.push_text(place.from, stop, Some(class::NUMBER), 1.0, roman);
    }
}

const NUMERALS: [&str; 20] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX",
];

/// Specks and strokes that were read as characters.
fn noise(place: &Place, lattice: &mut Lattice) {
    let run = place.first();
    let text = &place.line[run.bytes.clone()];
    let alone = run.spaced && place.chunk == place.from + 1;
    match run.kind {
        Kind::Mark if text.starts_with('_') && text.len() <= 3 => {
            lattice.push_text(place.from, place.from + 1, None, 1.0, String::new());
        }
        Kind::Letters | Kind::Symbol if alone && text.chars().count() <= 2 => {
            let cost = 3.0 + 7.5 * text.chars().count() as f32 - 2.2 * specks(place).min(3.0);
            lattice.push_text(place.from, place.from + 1, None, cost, String::new());
        }
        _ => {}
    }
}

/// How many of the nearest runs of the line look like noise too: specks come in clusters.
fn specks(place: &Place) -> f32 {
    const NEAR: usize = 4;
    let (first, last) = (place.from.saturating_sub(NEAR), (place.from + NEAR + 1).min(place.runs.len()));
    (first..last)
        .filter(|&i| i != place.from && place.runs[i].line == place.first().line && place.runs[i].spaced)
        .filter(|&i| place.runs.get(i + 1).is_none_or(|next| next.spaced))
        .map(|i| {
            let text = &place.line[place.runs[i].bytes.clone()];
            match place.runs[i].kind {
                Kind::Symbol => 1.0,
                Kind::Mark if !matches!(text, "|" | "-" | "–") => 1.0,
                Kind::Letters if text.chars().count() == 1 => 0.6,
                _ => 0.0,
            }
        })
        .sum()
}
