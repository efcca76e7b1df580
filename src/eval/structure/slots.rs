//! The slots of tasks: who leads, who helps, by when, and what comes out.
//!
//! Measured over the tasks whose slots the gold knows: nodes that have the key `lead`, null or not, and the entries of a
//! list `tasks`. A task of the document is the gold one's when it starts on the same line, within one.

use super::nodes::near;
use super::plan::{Node, Plan, Slots, Task, Text};
use super::{StructureScore, f1};
use crate::eval::similarity::like;

/// Likeness from which a slot is right.
const RIGHT: f64 = 0.85;

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    let want = known(gold);
    if want.is_empty() {
        return;
    }
    let mut pool: Vec<&Task> = found.tasks.iter().collect();
    let nothing = Slots::default();
    let pairs: Vec<(&Slots, &Slots)> = want
        .into_iter()
        .map(|(line, slots)| {
            let at = pool.iter().position(|task| near(task.place.first(), line));
            (slots, at.map_or(&nothing, |at| &pool.remove(at).slots))
        })
        .collect();
    let words = |slot: fn(&Slots) -> &Text| {
        measure(&pairs, slot, |want, got| like(slot(want).as_str(), slot(got).as_str()) >= RIGHT)
    };
    static NOTHING: Text = Text(None);
    score.lead = words(|slots| slots.lead.as_ref().unwrap_or(&NOTHING));
    score.coordinating = words(|slots| &slots.coordinating);
    score.output = words(|slots| &slots.output);
    score.deadline = measure(
        &pairs,
        |slots| &slots.deadline.text,
        |want, got| match &want.deadline.end {
            Some(end) => got.deadline.end.as_ref() == Some(end),
            None => like(want.deadline.text.as_str(), got.deadline.text.as_str()) >= RIGHT,
        },
    );
}

/// F1 of one slot.
fn measure(
    pairs: &[(&Slots, &Slots)],
    slot: fn(&Slots) -> &Text,
    right: impl Fn(&Slots, &Slots) -> bool,
) -> Option<f64> {
    let want = pairs.iter().filter(|(want, _)| !slot(want).is_empty()).count();
    let got = pairs.iter().filter(|(_, got)| !slot(got).is_empty()).count();
    let both = pairs.iter().filter(|(want, got)| !slot(want).is_empty() && !slot(got).is_empty());
    Some(f1(both.filter(|(want, got)| right(want, got)).count(), want, got))
}

/// First line and slots of the tasks that the gold knows.
fn known(gold: &Plan) -> Vec<(i64, &Slots)> {
    let mut known: Vec<(i64, &Slots)> = gold.tasks.iter().map(|task| (task.place.first(), &task.slots)).collect();
    let mut open: Vec<&Node> = gold.sections.iter().rev().collect();
    while let Some(node) = open.pop() {
        if node.slots.lead.is_some() {
            known.push((node.place.first(), &node.slots));
        }
        open.extend(node.children.iter().rev());
    }
    known
}
