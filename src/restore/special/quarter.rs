//! Quarters of a year, whose numbers are roman: `Quý 11/2026` was printed `Quý II/2026`.

use super::{Place, is_separator};
use crate::lexicon::quarters::{QUARTERS, of_strokes};
use crate::lm::token::{class, classify};
use crate::restore::lattice::Lattice;
use crate::restore::runs::Kind;
use crate::text::syllable::strip;

/// What a character with a separator costs after it, as numbers with separators do.
const EACH: f32 = 1.5;

/// The quarter that was read as something else, and where it ends.
pub(super) fn quarter(place: &Place) -> Option<(&'static str, usize)> {
    let is_end = |run: &usize| {
        place.runs[*run].kind == Kind::Mark && of_strokes(&place.line[place.runs[*run].bytes()]).is_none()
    };
    let to = (place.from..place.chunk).find(is_end).unwrap_or(place.chunk);
    let read = (to > place.from).then(|| place.text(to))?;
    let quarter = QUARTERS[of_strokes(read)?];
    // `Quý 1` may well be printed so.
    (read != quarter && read != "1").then_some((quarter, to))
}

/// Adds the quarter that was misread after `Quý`, alone and with its year: no other number stands there.
pub(super) fn quarters(place: &Place, lattice: &mut Lattice) {
    let before = place.from.checked_sub(1).map(|before| &place.runs[before]);
    let is_named = before.is_some_and(|run| {
        run.line == place.first().line && strip(&place.line[run.bytes()]).eq_ignore_ascii_case("quy")
    });
    let Some((quarter, to)) = quarter(place).filter(|_| is_named && place.first().spaced) else { return };
    lattice.push_text(place.from, to, Some(class::NUMBER), 0.0, quarter.to_owned());
    let separated = to < place.chunk && is_separator(&place.runs[to], place.line);
    if let Some(end) = place.core_end(place.chunk).filter(|&end| separated && end > to) {
        let year = &place.text(end)[place.text(to).len()..];
        if classify(&format!("1{year}")) == Some(class::NUMBER) {
            let cost = EACH * year.chars().count() as f32;
            lattice.push_text(place.from, end, Some(class::NUMBER), cost, format!("{quarter}{year}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::lattice::Output;
    use crate::restore::runs;

    /// What is read in place of each chunk of a line that is a quarter.
    fn read(line: &str) -> Vec<String> {
        let mut cut = Vec::new();
        runs::cut(line, 0, &mut cut);
        let mut lattice = Lattice::default();
        for from in 0..cut.len() {
            let chunk = (from + 1..cut.len()).find(|&run| cut[run].spaced).unwrap_or(cut.len());
            quarters(&Place { runs: &cut, from, chunk, line }, &mut lattice);
        }
        let text = |edge: &crate::restore::lattice::Edge| match lattice.choices[edge.first as usize].output {
            Output::Text(text) => format!("{}..{} {}", edge.from, edge.to, lattice.texts.texts[text as usize]),
            _ => String::new(),
        };
        lattice.edges.iter().map(text).collect()
    }

    #[test]
    fn strokes_after_quarter_are_its_number() {
        let table: [(&str, &[&str]); 11] = [
            ("Quy 11/2026", &["1..2 II", "1..4 II/2026"]),
            ("quý 1V nam 2026", &["1..3 IV"]),
            ("Quý Il.", &["1..2 II"]),
            ("QUY 111-2026", &["1..2 III", "1..4 III-2026"]),
            ("trong quy H nam", &["2..3 II"]),
            ("quy V/2026", &["1..2 IV", "1..4 IV/2026"]),
            // What may be printed so stays, and what is none.
            ("Quý 1/2026", &[]),
            ("Quý II/2026", &[]),
            ("Quý 12/2026", &[]),
            ("quy dinh 11/2026", &[]),
            ("thang 11/2026", &[]),
        ];
        for (line, expected) in table {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
