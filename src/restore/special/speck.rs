//! Strokes and marks that stand alone, and how much dirt is around.

use super::Place;
use crate::channel::emission::Channel;
use crate::lm::token::class;
use crate::restore::lattice::{Lattice, digits_cost};
use crate::restore::runs::Kind;

/// Strokes of a line that were read as characters.
pub(super) fn strokes(place: &Place, lattice: &mut Lattice) {
    let run = place.first();
    let text = &place.line[run.bytes()];
    if run.kind == Kind::Mark && text.starts_with('_') && text.len() <= 3 {
        lattice.push_text(place.from, place.from + 1, None, 1.0, String::new());
    }
}

/// A mark that stands alone: a border of a table, or a digit.
pub(super) fn stroke(place: &Place, channel: &Channel, lattice: &mut Lattice) {
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
pub(super) const CLUSTER: f32 = 2.3;

/// How many of the nearest runs of the line look like noise too: specks come in clusters.
pub(super) fn specks(place: &Place) -> f32 {
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
