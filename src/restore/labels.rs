//! Labels of points in their order: `đ)` comes between `d)` and `e)`, and an engine that reads both as `d)` can't tell.

use super::draft::Draft;
use super::lattice::{Choice, Output};
use super::runs::{Kind, Run};
use crate::model::Model;
use crate::text::Source;

/// What the order of the labels weighs, in nats.
const ORDER: f32 = 6.0;

/// Moves the costs of `d` and `đ` as labels towards what the labels around them say.
pub fn settle(draft: &mut Draft, source: &Source, model: &Model) {
    let labels: Vec<(usize, char)> =
        (0..draft.runs.len()).filter_map(|at| Some((at, label(&draft.runs, at, source)?))).collect();
    let mut before = None;
    for (index, &(at, letter)) in labels.iter().enumerate() {
        let next = labels.get(index + 1).map(|&(_, letter)| letter);
        let wanted = match (before, letter, next) {
            (_, other, _) if !matches!(other, 'd' | 'đ') => other,
            (Some('c'), ..) => 'd',
            (Some('d'), ..) | (_, _, Some('e')) => 'đ',
            (_, _, Some('d' | 'đ')) => 'd',
            (_, read, _) => read,
        };
        before = Some(wanted);
        if matches!(letter, 'd' | 'đ') {
            let written = |choice: &Choice| match choice.output {
                Output::Form(form) => model.forms.written(form).starts_with(wanted),
                _ => false,
            };
            // Edges stand in the order of their places.
            let edges = &draft.lattice.edges;
            let first = edges.partition_point(|edge| (edge.from as usize) < at);
            let here = edges[first..].iter().take_while(|edge| edge.from as usize == at);
            for edge in here.filter(|edge| edge.to as usize == at + 1) {
                for choice in draft.lattice.choices[edge.choices()].iter_mut().filter(|choice| written(choice)) {
                    choice.cost -= ORDER;
                }
            }
        }
    }
}

/// The letter of the label that a run at a line's start is: `d)`.
fn label(runs: &[Run], at: usize, source: &Source) -> Option<char> {
    let (run, mark) = (&runs[at], runs.get(at + 1)?);
    let opens = at == 0 || runs[at - 1].line != run.line;
    let text = source.line(run.line as usize);
    if !opens || run.kind != Kind::Letters || mark.spaced || !text[mark.bytes()].starts_with(')') {
        return None;
    }
    let mut letters = text[run.bytes()].chars();
    letters.next().filter(|_| letters.next().is_none())
}
