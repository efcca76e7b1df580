//! Roman numbers of sections in their order: an engine loses strokes, so that `II.` after `II.` was printed as `III.`

use super::draft::Draft;
use super::lattice::{Lattice, Output};
use super::special::NUMERALS;

/// What a stroke costs that was lost, and one that was not printed, in nats.
const LOST: f32 = 2.5;
const GAINED: f32 = 4.0;
/// What it costs that the numbers begin anew, that some were not seen, and that they go back.
const ANEW: f32 = 1.5;
const SKIPPED: f32 = 2.0;
const BACK: f32 = 4.0;
/// What the order weighs against other readings of a label.
const ORDER: f32 = 4.0;

/// Gives the labels of sections the numbers that their order asks for.
pub fn settle(draft: &mut Draft) {
    let mut labels: Vec<(usize, usize)> = Vec::new();
    for edge in draft.lattice.edges.iter().filter(|edge| draft.opens_line(edge.from as usize)) {
        labels.extend(edge.choices().filter_map(|at| match draft.lattice.choices[at].output {
            Output::Text(text) => {
                let read = &draft.lattice.texts.texts[text as usize];
                NUMERALS.iter().position(|roman| roman == read).map(|number| (at, number))
            }
            _ => None,
        }));
    }
    let read: Vec<usize> = labels.iter().map(|&(_, number)| number).collect();
    for ((at, read), meant) in labels.iter().zip(order(&read)) {
        let Lattice { choices, texts, .. } = &mut draft.lattice;
        let choice = &mut choices[*at];
        choice.cost -= ORDER;
        if *read != meant {
            choice.output = texts.add(NUMERALS[meant].to_owned());
        }
    }
}

/// The likeliest numbers, as indices of [`NUMERALS`], that were read as these.
fn order(read: &[usize]) -> Vec<usize> {
    const COUNT: usize = NUMERALS.len();
    let mut costs = [0.0; COUNT];
    let mut ways: Vec<[usize; COUNT]> = Vec::with_capacity(read.len());
    for (index, &read) in read.iter().enumerate() {
        let mut made = [f32::INFINITY; COUNT];
        let mut way = [0; COUNT];
        for number in 0..COUNT {
            let damage = damage(NUMERALS[number], NUMERALS[read]);
            let come = |from: usize| match () {
                () if index == 0 => {
                    if number == 0 {
                        0.0
                    } else {
                        SKIPPED
                    }
                }
                () if number == from + 1 => 0.0,
                () if number == 0 => ANEW,
                () if number > from => SKIPPED,
                () => BACK,
            };
            for (from, before) in costs.iter().enumerate() {
                let cost = before + come(from) + damage;
                if cost < made[number] {
                    (made[number], way[number]) = (cost, from);
                }
            }
        }
        costs = made;
        ways.push(way);
    }
    let last = (0..COUNT).min_by(|&a, &b| costs[a].total_cmp(&costs[b]));
    let mut meant: Vec<usize> = ways
        .iter()
        .rev()
        .scan(last.unwrap_or(0), |number, way| {
            let here = *number;
            *number = way[here];
            Some(here)
        })
        .collect();
    meant.reverse();
    meant
}

/// What it costs that one number was read as another: they differ in strokes at one end.
fn damage(printed: &str, read: &str) -> f32 {
    let strokes = |long: &str, short: &str| {
        let rest = long.strip_prefix(short).or_else(|| long.strip_suffix(short))?;
        rest.bytes().all(|letter| letter == b'I').then_some(rest.len() as f32)
    };
    match (strokes(printed, read), strokes(read, printed)) {
        (Some(lost), _) => LOST * lost,
        (_, Some(gained)) => GAINED * gained,
        _ => f32::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_gives_back_lost_strokes() {
        for (read, meant) in [
            ("I II II IV V", "I II III IV V"),
            ("I II II", "I II III"),
            ("I I III", "I II III"),
            ("I II III V V", "I II III IV V"),
            // What may well be so stays.
            ("I II I II III", "I II I II III"),
            ("I I", "I I"),
            ("II III IV", "II III IV"),
            ("I III V", "I III V"),
            ("I II X", "I II X"),
            ("", ""),
        ] {
            let numbers: Vec<usize> =
                read.split_whitespace().filter_map(|read| NUMERALS.iter().position(|&roman| roman == read)).collect();
            let found: Vec<&str> = order(&numbers).into_iter().map(|number| NUMERALS[number]).collect();
            assert_eq!(found.join(" "), meant, "{read}");
        }
    }
}
