//! Which possible labels are labels, and which: decided over the whole document at once.
//!
//! A small dynamic program walks over the candidates. Its state is the stack of open labels (`II`, `3`, `3.2`); for each
//! candidate it may go on with any label that the characters allow, or pass it over as running text. Damage of the
//! characters, breaks of the order and labels inside sentences each have a cost. The states are kept to a few dozen, so
//! time is linear. Authors' own slips (repeated or missing numbers) stay: a sound label costs less than a repaired one.

use super::costs::{look, order, passing, siblings};
use super::label::{Candidate, Shape};
use super::numbering::{Number, System, damage, read, render};

/// States kept from one candidate to the next.
const BEAM: usize = 32;

/// Candidates after which the best state is settled on, to bound memory.
const WINDOW: usize = 2000;

/// Damage above which characters can't be a label: for each character, and once more.
const MOST_DAMAGE: f32 = 0.7;

/// A label that was decided on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// Its system.
    pub system: System,
    /// Its value.
    pub number: Number,
    /// 0 to 1.
    pub confidence: f32,
}

/// An open label.
pub(super) type Frame = (System, Number);

/// A state: the open labels, its cost, and how it was reached.
struct State {
    stack: Vec<Frame>,
    cost: f32,
    /// The label that the last candidate was given.
    label: Option<Label>,
    /// Index into the log of choices.
    last: Option<usize>,
}

/// One choice: the one before, the candidate and its label.
struct Choice {
    before: Option<usize>,
    candidate: usize,
    label: Label,
}

/// For each candidate, in order, the label that it is, or none.
pub fn decode(candidates: &[Candidate]) -> Vec<Option<Label>> {
    let mut labels = vec![None; candidates.len()];
    let mut stack = Vec::new();
    for (window, part) in candidates.chunks(WINDOW).enumerate() {
        stack = decode_window(part, stack, &mut labels[window * WINDOW..]);
    }
    labels
}

/// Decodes one window that starts with `stack` open; returns what is open at its end.
fn decode_window(candidates: &[Candidate], stack: Vec<Frame>, labels: &mut [Option<Label>]) -> Vec<Frame> {
    let mut log: Vec<Choice> = Vec::new();
    let mut states = vec![State { stack, cost: 0.0, label: None, last: None }];
    for (index, candidate) in candidates.iter().enumerate() {
        let mut next: Vec<State> = Vec::with_capacity(states.len() * 4);
        let mut reach = |state: State| match next.iter_mut().find(|other| other.stack == state.stack) {
            Some(same) if same.cost <= state.cost => {}
            Some(same) => *same = state,
            None => next.push(state),
        };
        let passed = passing(candidate);
        for state in states {
            for (frame, cost, damage) in continuations(&state.stack, candidate) {
                let mut stack: Vec<Frame> = state.stack.iter().copied().filter(|open| open.0 < frame.0).collect();
                stack.push(frame);
                let label = Label { system: frame.0, number: frame.1, confidence: (-0.25 * damage).exp() };
                reach(State { stack, cost: state.cost + cost, label: Some(label), last: state.last });
            }
            reach(State { cost: state.cost + passed, label: None, ..state });
        }
        next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        next.truncate(BEAM);
        for state in &mut next {
            if let Some(label) = state.label.take() {
                log.push(Choice { before: state.last, candidate: index, label });
                state.last = Some(log.len() - 1);
            }
        }
        states = next;
    }
    let Some(best) = states.into_iter().next() else { return Vec::new() };
    let mut at = best.last;
    while let Some(choice) = at.and_then(|at| log.get(at)) {
        labels[choice.candidate] = Some(choice.label);
        at = choice.before;
    }
    best.stack
}

/// The systems that a candidate's shape allows.
pub(super) fn systems(candidate: &Candidate) -> Vec<System> {
    match candidate.shape {
        Shape::Named(system) => vec![system],
        Shape::Bracketed => vec![System::Lower, System::Bracketed],
        Shape::Dotted => {
            let parts = candidate.readings.iter().map(|reading| reading.split('.').count()).max().unwrap_or(1);
            match parts {
                1 => vec![System::Roman, System::Arabic, System::Upper, System::Lower],
                n => vec![System::Decimal(n.min(4) as u8)],
            }
        }
    }
}

/// The labels that a candidate can be after `stack`, with the cost of each and how damaged it is.
fn continuations(stack: &[Frame], candidate: &Candidate) -> Vec<(Frame, f32, f32)> {
    let mut found: Vec<(Frame, f32, f32)> = Vec::new();
    for system in systems(candidate).into_iter().chain(undotted(stack, candidate)) {
        let clean =
            candidate.readings.iter().any(|seen| read(system, seen).is_some_and(|n| render(system, n) == *seen));
        for number in numbers(stack, system, candidate) {
            let printed = render(system, number);
            let damage = candidate.readings.iter().map(|seen| damage(&printed, seen)).fold(f32::MAX, f32::min);
            // A clean label is the author's: it is not repaired beyond look-alikes.
            let damage =
                if clean && damage >= 1.0 && !strokes(stack, system, candidate) { damage + 2.0 } else { damage };
            let most = MOST_DAMAGE * (printed.len() + 1) as f32;
            if damage <= most && !found.iter().any(|(frame, ..)| *frame == (system, number)) {
                let cost =
                    damage + order(stack, system, number) + siblings(stack, system) + look(stack, system, candidate);
                found.push(((system, number), cost, damage));
            }
        }
    }
    found
}

/// The decimal labels that digits may be which lost the stops between them: 2.3 as 23. Only those of which a sibling or
/// the label above is open.
fn undotted(stack: &[Frame], candidate: &Candidate) -> Option<System> {
    let digits = |seen: &String| (2..=4).contains(&seen.len()) && seen.bytes().all(|b| b.is_ascii_digit());
    let open = stack.iter().rev().find(|frame| matches!(frame.0, System::Decimal(_) | System::Arabic))?;
    let lost = candidate.shape == Shape::Dotted && candidate.readings.iter().any(digits);
    lost.then_some(match open.0 {
        System::Decimal(parts) => System::Decimal(parts),
        _ => System::Decimal(2),
    })
}

/// Whether a candidate is an `I` after others of its list: bold strokes were lost, for no list starts anew.
fn strokes(stack: &[Frame], system: System, candidate: &Candidate) -> bool {
    system == System::Roman
        && candidate.readings.iter().any(|seen| read(system, seen) == Some(Number::one(1)))
        && stack.iter().any(|frame| frame.0 == system && frame.1.last() > 1)
}

/// The numbers that a candidate may show in `system`: what it says, the next one, and the first.
fn numbers(stack: &[Frame], system: System, candidate: &Candidate) -> Vec<Number> {
    let mut numbers: Vec<Number> = candidate.readings.iter().filter_map(|seen| read(system, seen)).collect();
    if let Some((_, open)) = stack.iter().find(|frame| frame.0 == system) {
        numbers.push(open.with_last(open.last().saturating_add(1)));
    }
    match system {
        System::Decimal(parts) => {
            let above = stack.iter().rev().find(|frame| match frame.0 {
                System::Arabic => parts == 2,
                System::Decimal(n) => n + 1 == parts,
                _ => false,
            });
            numbers.extend(above.map(|frame| frame.1.first_below()));
        }
        _ => numbers.push(Number::one(1)),
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::label::After;

    /// A candidate from a line: the label and what follows it.
    fn line(number: &str, after: After) -> Candidate {
        let shape = if number.ends_with(')') { Shape::Bracketed } else { Shape::Dotted };
        Candidate {
            at: 0,
            shape,
            readings: vec![number.trim_end_matches(')').to_owned()],
            marked: true,
            body: 0,
            raw_len: 0,
            after,
            runs_on: false,
        }
    }

    fn decoded(lines: &[(&str, After)]) -> Vec<String> {
        let candidates: Vec<Candidate> = lines.iter().map(|&(number, after)| line(number, after)).collect();
        decode(&candidates)
            .into_iter()
            .map(|label| label.map_or("-".to_owned(), |label| render(label.system, label.number)))
            .collect()
    }

    #[test]
    fn damaged_labels_are_read_by_their_neighbours() {
        use After::{Capitals as C, Nothing as N, Sentence as S};
        for (seen, true_labels) in [
            (
                vec![("I", C), ("1", S), ("2", S), ("Il", C), ("1", S), ("111", C)],
                vec!["I", "1", "2", "II", "1", "III"],
            ),
            (vec![("I", C), ("Il", C), ("I11", C), ("I11", C), ("IV", C)], vec!["I", "II", "III", "III", "IV"]),
            // Strokes are lost in bold print; an author's second III stays.
            (vec![("I", C), ("I", C), ("II", C), ("1V", C), ("Vv", C)], vec!["I", "II", "III", "IV", "V"]),
            (vec![("7", S), ("7.1", S), ("?.2", S), ("8", S)], vec!["7", "7.1", "7.2", "8"]),
            (vec![("9", S), ("10", S), ("11", S), ("12", S), ("3", S)], vec!["9", "10", "11", "12", "3"]),
            (vec![("1", S), ("2", S), ("5", N), ("3", S)], vec!["1", "2", "-", "3"]),
            (
                vec![("a)", S), ("b)", S), ("¢)", S), ("d)", S), ("d)", S), ("e)", S)],
                vec!["a", "b", "c", "d", "đ", "e"],
            ),
            (vec![("I", S), ("1", S), ("Il", S), ("1", S)], vec!["I", "1", "II", "1"]),
            (vec![("I", S), ("11", S)], vec!["I", "II"]),
            (vec![("I", S), ("II", S), ("IH", S), ("IV", S)], vec!["I", "II", "III", "IV"]),
            // No list starts anew below the same title.
            (vec![("I", C), ("1", S), ("II", C), ("1", S), ("I", C), ("1", S)], vec!["I", "1", "II", "1", "III", "1"]),
            // What stands below one title is numbered in one way.
            (
                vec![("A", C), ("1", S), ("I", S), ("1", S), ("2", S), ("B", C), ("I", S), ("1", S)],
                vec!["A", "I", "II", "1", "2", "B", "I", "1"],
            ),
        ] {
            assert_eq!(decoded(&seen), true_labels, "{seen:?}");
        }
    }

    #[test]
    fn numbers_inside_sentences_are_passed_over() {
        let mut inside = line("5", After::Small);
        inside.runs_on = true;
        let labels = decode(&[line("1", After::Sentence), inside, line("2", After::Sentence)]);
        assert_eq!(labels.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    }
}
