//! Numbers of sections, points and rows at the start of a line.

use super::Place;
use crate::lm::token::class;
use crate::restore::lattice::{Choice, Lattice, raw, silent};
use crate::restore::runs::Kind;

/// Whether a chunk looks like the label of a point or of rows: `a)`, `1.`, `1-`, `B`, `II`, `12`
pub(super) fn is_label(chunk: &str) -> bool {
    match chunk.strip_suffix([')', '.', '-']) {
        Some(label) => label.chars().all(|c| c.is_alphanumeric() || RINGED.contains(c)),
        None => {
            chunk.bytes().all(|byte| byte.is_ascii_digit())
                || chunk.chars().all(char::is_uppercase) && (chunk.len() == 1 || NUMERALS.contains(&chunk))
        }
    }
}

/// What the letter of a point is read as where its bracket seems to close a ring: `©)` for `c)`.
const RINGED: &str = "©¢";

/// Whether a run is such a letter, before its bracket.
pub(super) fn is_ringed(place: &Place) -> bool {
    let text = place.text(place.chunk);
    text.strip_suffix(')').is_some_and(|sign| sign.chars().count() == 1 && RINGED.contains(sign))
}

/// What it costs that it is one.
pub(super) const RINGED_LETTER: f32 = 1.0;

/// The roman number that a chunk with a full stop may be, or with the dash that Party documents have, and the run after it: `Il.` and `111-` for
/// `II.` and `III-`
pub(super) fn numeral(place: &Place) -> Option<(usize, String)> {
    let stop = (place.from + 1..place.chunk.min(place.from + 5)).find(|&i| {
        let mark = &place.line[place.runs[i].bytes()];
        place.runs[i].kind == Kind::Mark && (mark.starts_with('.') || mark == "-" && i + 1 == place.chunk)
    })?;
    let core = place.text(stop);
    // A capital whose small letter looks alike is read as both: `Vv`
    let core = core.strip_suffix('v').filter(|core| *core == "V").unwrap_or(core);
    let roman: Option<String> = core
        .chars()
        .map(|c| match c {
            'I' | 'l' | '1' | 'i' | '!' | '|' | 'L' | ']' | '[' | 't' => Some("I"),
            'V' | 'v' => Some("V"),
            'X' | 'x' => Some("X"),
            // Two strokes that touch beside a third: `IH`
            'H' if core.len() > 1 => Some("II"),
            _ => None,
        })
        .collect();
    // 1. and 11. before a title in capitals may well be arabic.
    let arabic = core.len() <= 2 && core.bytes().all(|b| b == b'1');
    roman.filter(|roman| NUMERALS.contains(&roman.as_str()) && !arabic).map(|roman| (stop, roman))
}

/// Whether the chunk is a capital alone, as groups of rows and parts of a text are numbered: `A`, `I`
pub(super) fn is_letter(place: &Place) -> bool {
    matches!(place.text(place.chunk).as_bytes(), [letter] if letter.is_ascii_uppercase())
}

/// What it costs that one is such a number.
pub(super) const LETTER: f32 = 2.0;

/// Whether a run may number a part of a text or a row: `a`, `12`. Whether `d` is `đ` is for the order of labels to say.
pub(super) fn may_number(place: &Place) -> bool {
    let text = &place.line[place.first().bytes()];
    match place.first().kind {
        Kind::Digits => text.len() <= 2,
        Kind::Letters => matches!(text.as_bytes(), [letter] if letter.is_ascii_lowercase() && *letter != b'd'),
        Kind::Mark | Kind::Symbol => false,
    }
}

/// The number of a part or row that a run at a line's start is by what follows it: `a)`, `12.`, `12-`, `12 |`
pub(super) fn number_of_part(place: &Place) -> Option<Choice> {
    let next = place.runs.get(place.from + 1).filter(|next| next.line == place.first().line && may_number(place))?;
    let closed = match &place.line[next.bytes()] {
        // `e)` may well be `c)`.
        ")" => !next.spaced && &place.line[place.first().bytes()] != "e",
        "." => !next.spaced && place.first().kind == Kind::Digits,
        "-" => !next.spaced && place.first().kind == Kind::Digits && place.chunk == place.from + 2,
        "|" => true,
        _ => place.first().kind == Kind::Digits && place.chunk == place.from + 1 && opens_title(place),
    };
    let choice = match place.first().kind {
        // A word that ends a clause, or stands before a capital, is hardly the first of its line.
        Kind::Digits if opens_title(place) => raw(class::NUMBER, TITLE_NUMBER),
        Kind::Digits => raw(class::NUMBER, PART_NUMBER),
        _ => silent(PART_LETTER),
    };
    closed.then_some(choice)
}

/// What it costs that a part is numbered by what was read, digits or a letter.
const PART_NUMBER: f32 = 1.0;
const TITLE_NUMBER: f32 = 0.0;
const PART_LETTER: f32 = 5.0;

/// Whether what follows on the line begins as a title does.
pub(super) fn opens_title(place: &Place) -> bool {
    place.runs.get(place.chunk).is_some_and(|next| {
        next.line == place.first().line && place.line[next.bytes()].starts_with(|c: char| c.is_uppercase() || c == '|')
    })
}

/// Where the letter and number of a point end that a bracket closes: `b2)`
pub(super) fn point(place: &Place) -> Option<usize> {
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
pub(super) const POINT: f32 = 2.0;

/// The roman number of a section, at a line's start before a title in capitals; before another where it was read as one.
pub(super) fn label(place: &Place, lattice: &mut Lattice) {
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
