//! Gold that names no lines, as that of a plan which is there in several forms: its nodes and tasks stand where the document has the text that is
//! most like theirs.

use super::plan::{Node, Place, Plan};
use crate::eval::similarity::like;

/// Likeness from which two texts are one.
const ALIKE: f64 = 0.75;
/// A line that no document has.
const NOWHERE: i64 = i64::MIN / 2;

/// Gives the nodes and tasks of `gold` the lines of those of `found`, unless it names some itself.
pub fn lines(gold: &mut Plan, found: &Plan) {
    if gold.sections.iter().any(names_lines) {
        return;
    }
    let mut free: Vec<(String, i64)> = Vec::new();
    found.sections.iter().for_each(|node| gather(node, &mut free));
    let nodes = &mut gold.sections;
    nodes.iter_mut().for_each(|node| locate(node, &mut free));
    let mut free: Vec<(String, i64)> =
        found.tasks.iter().map(|task| (task.work.as_str().to_owned(), task.place.first())).collect();
    for task in gold.tasks.iter_mut().filter(|task| task.place.first() == 0) {
        task.place = Place::at(take(task.work.as_str(), &mut free));
    }
}

fn names_lines(node: &Node) -> bool {
    node.place.first() != 0 || node.children.iter().any(names_lines)
}

fn gather(node: &Node, found: &mut Vec<(String, i64)>) {
    found.push((node.body(), node.place.first()));
    node.children.iter().for_each(|child| gather(child, found));
}

fn locate(node: &mut Node, free: &mut Vec<(String, i64)>) {
    node.place = Place::at(take(&node.body(), free));
    node.children.iter_mut().for_each(|child| locate(child, free));
}

/// The line of the first of the texts most like `text`, which is then taken.
fn take(text: &str, free: &mut Vec<(String, i64)>) -> i64 {
    let mut best: Option<(f64, usize)> = None;
    for (at, (other, _)) in free.iter().enumerate() {
        let alike = like(text, other);
        if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, at));
        }
    }
    best.map_or(NOWHERE, |(_, at)| free.remove(at).1)
}
