//! Readings that are no words of the vocabulary: codes, dates, numbers, section labels, noise.

use std::ops::Range;

use super::codes::{Pieces, is_tail};
use super::lattice::{Choice, Lattice, digits_cost, raw, silent};
use super::noise::{self, Noise};
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
        &self.line[self.first().start as usize..self.runs[to - 1].end as usize]
    }

    /// Whether this is the first run of its line.
    fn opens_line(&self) -> bool {
        self.from == 0 || self.runs[self.from - 1].line != self.first().line
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
    let label = || numeral(place).is_some() || point(place).is_some() || is_letter(place) || may_number(place);
    (place.is_speck(), place.first().spaced && label())
}

/// Whether a chunk looks like the label of a point or of rows: `a)`, `1.`, `B`, `II`, `12`
fn is_label(chunk: &str) -> bool {
    match chunk.strip_suffix([')', '.']) {
        Some(label) => label.chars().all(char::is_alphanumeric),
        None => {
            chunk.bytes().all(|byte| byte.is_ascii_digit())
                || chunk.chars().all(char::is_uppercase) && (chunk.len() == 1 || NUMERALS.contains(&chunk))
        }
    }
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
        if let Some(to) = point(place) {
            lattice.push(place.from, to, raw(class::MIXED, POINT));
        }
    }
    if place.first().kind == Kind::Digits && place.opens_part() {
        code(place, 1..3, pieces, channel, lattice);
    }
}

/// Dates, numbers with separators and codes, which may have gained spaces at their separators: so many as `wanted` says.
fn code(place: &Place, wanted: Range<usize>, pieces: &Pieces, channel: &Channel, lattice: &mut Lattice) {
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
        if !is_separator(next, place.line) && !is_separator(&place.runs[end - 1], place.line) {
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
    let Some((text, cost)) = channel.digits(core) else { return };
    let cost = cost + digits_cost(&text) + 3.0;
    lattice.push_text(place.from, to, Some(number_class(&text)), cost, text);
}

/// The roman number that a chunk with a full stop may be, and the run after it: `Il.` and `111.` for `II.` and `III.`
fn numeral(place: &Place) -> Option<(usize, String)> {
    let stop = (place.from + 1..place.chunk.min(place.from + 5))
        .find(|&i| place.runs[i].kind == Kind::Mark && place.line[place.runs[i].bytes()].starts_with('.'))?;
    let core = place.text(stop);
    // A capital whose small letter looks alike is read as both: `Vv`
    let core = core.strip_suffix('v').filter(|core| *core == "V").unwrap_or(core);
    let roman: Option<String> = core
        .chars()
        .map(|c| match c {
            'I' | 'l' | '1' | 'i' | '!' | '|' | 'L' | ']' | '[' | 't' => Some('I'),
            'V' | 'v' => Some('V'),
            'X' | 'x' => Some('X'),
            _ => None,
        })
        .collect();
    // 1. and 11. before a title in capitals may well be arabic.
    let arabic = core.len() <= 2 && core.bytes().all(|b| b == b'1');
    roman.filter(|roman| NUMERALS.contains(&roman.as_str()) && !arabic).map(|roman| (stop, roman))
}

/// Whether the chunk is a capital alone, as groups of rows and parts of a text are numbered: `A`, `I`
fn is_letter(place: &Place) -> bool {
    matches!(place.text(place.chunk).as_bytes(), [letter] if letter.is_ascii_uppercase())
}

/// What it costs that one is such a number.
const LETTER: f32 = 2.0;

/// Whether a run may number a part of a text or a row: `a`, `12`. Whether `d` is `đ` is for the order of labels to say.
fn may_number(place: &Place) -> bool {
    let text = &place.line[place.first().bytes()];
    match place.first().kind {
        Kind::Digits => text.len() <= 2,
        Kind::Letters => matches!(text.as_bytes(), [letter] if letter.is_ascii_lowercase() && *letter != b'd'),
        Kind::Mark | Kind::Symbol => false,
    }
}

/// The number of a part or row that a run at a line's start is by what follows it: `a)`, `12.`, `12 |`
fn number_of_part(place: &Place) -> Option<Choice> {
    let next = place.runs.get(place.from + 1).filter(|next| next.line == place.first().line && may_number(place))?;
    let closed = match &place.line[next.bytes()] {
        // `e)` may well be `c)`.
        ")" => !next.spaced && &place.line[place.first().bytes()] != "e",
        "." => !next.spaced && place.first().kind == Kind::Digits,
        "|" => true,
        _ => false,
    };
    let choice = match place.first().kind {
        Kind::Digits => raw(class::NUMBER, PART_NUMBER),
        _ => silent(PART_LETTER),
    };
    closed.then_some(choice)
}

/// What it costs that a part is numbered by what was read, digits or a letter.
const PART_NUMBER: f32 = 1.0;
const PART_LETTER: f32 = 5.0;

/// Whether what follows on the line begins as a title does.
fn opens_title(place: &Place) -> bool {
    place.runs.get(place.chunk).is_some_and(|next| {
        next.line == place.first().line && place.line[next.bytes()].starts_with(|c: char| c.is_uppercase() || c == '|')
    })
}

/// Where the letter and number of a point end that a bracket closes: `b2)`
fn point(place: &Place) -> Option<usize> {
    let text = |at: usize| {
        place.runs.get(at).filter(|run| !run.spaced || at == place.from).map(|run| (run.kind, &place.line[run.bytes()]))
    };
    let (letter, number, close) = (text(place.from)?, text(place.from + 1)?, text(place.from + 2)?);
    let sound = letter.0 == Kind::Letters
        && letter.1.chars().nth(1).is_none()
        && number.0 == Kind::Digits
        && number.1.len() <= 2;
    (sound && close.1.starts_with(')')).then_some(place.from + 2)
}

/// What it costs that a point is numbered so.
const POINT: f32 = 2.0;

/// The roman number of a section, at a line's start before a title in capitals; before another where it was read as one.
fn label(place: &Place, lattice: &mut Lattice) {
    let Some((stop, roman)) = numeral(place) else { return };
    let read = place.text(stop);
    let title =
        place.runs[stop + 1..].iter().take(4).filter(|run| run.line == place.first().line && run.kind == Kind::Letters);
    let (mut upper, mut lower) = (0, 0);
    for run in title {
        for c in place.line[run.bytes()].chars() {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
    }
    let in_capitals = upper >= 2 && upper > 2 * lower;
    let as_read = read.starts_with(['I', 'V', 'X']) && read.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'i'));
    if in_capitals || as_read && upper > 0 {
        let cost = if in_capitals { 1.0 } else { PLAIN_TITLE };
        lattice.push_text(place.from, stop, Some(class::NUMBER), cost, roman);
    }
}

/// What it costs that a section's title is not in capitals.
const PLAIN_TITLE: f32 = 3.0;

/// Roman numbers of sections.
pub const NUMERALS: [&str; 20] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX",
];

/// Strokes of a line that were read as characters.
fn strokes(place: &Place, lattice: &mut Lattice) {
    let run = place.first();
    let text = &place.line[run.bytes()];
    if run.kind == Kind::Mark && text.starts_with('_') && text.len() <= 3 {
        lattice.push_text(place.from, place.from + 1, None, 1.0, String::new());
    }
}

/// A mark that stands alone: a border of a table, or a digit.
fn stroke(place: &Place, channel: &Channel, lattice: &mut Lattice) {
    let run = place.first();
    let text = &place.line[run.bytes()];
    if run.kind != Kind::Mark || place.chunk != place.from + 1 || text.chars().count() != 1 {
        return;
    }
    if let Some((digit, cost)) = channel.digits(text) {
        let price = cost + digits_cost(&digit) + STROKE;
        lattice.push_text(place.from, place.from + 1, Some(class::NUMBER), price, digit);
    }
}

/// What it costs that a mark alone is a digit.
const STROKE: f32 = 1.0;

/// What a speck costs less for each of the first three beside it.
const CLUSTER: f32 = 2.3;

/// How many of the nearest runs of the line look like noise too: specks come in clusters.
fn specks(place: &Place) -> f32 {
    const NEAR: usize = 4;
    let (first, last) = (place.from.saturating_sub(NEAR), (place.from + NEAR + 1).min(place.runs.len()));
    (first..last)
        .filter(|&i| i != place.from && place.runs[i].line == place.first().line && place.runs[i].spaced)
        .filter(|&i| place.runs.get(i + 1).is_none_or(|next| next.spaced))
        .map(|i| {
            let text = &place.line[place.runs[i].bytes()];
            match place.runs[i].kind {
                Kind::Symbol => 1.0,
                Kind::Mark if !matches!(text, "|" | "-" | "–") => 1.0,
                Kind::Letters if text.chars().count() == 1 => 0.6,
                _ => 0.0,
            }
        })
        .sum()
}
