//! Tasks from the tree: each node that assigns an action, with the slots that its sentences fill.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Node, NodeKind, Task, Work};
use crate::layout::Flow;

/// Slots that a clear task fills, in the order in which `missing` names them.
const SLOTS: [&str; 4] = ["lead", "deadline", "output", "authority"];

/// The tasks of a tree; `flows` hold the text of its nodes.
pub fn from_tree(sections: &[Node], flows: &[(Option<String>, Flow)]) -> Vec<Task> {
    let flows: BTreeMap<&str, &Flow> =
        flows.iter().filter_map(|(id, flow)| id.as_deref().map(|id| (id, flow))).collect();
    let mut tasks = Vec::new();
    let mut ids = BTreeSet::new();
    for section in sections {
        gather(section, &mut Vec::new(), &flows, &mut ids, &mut tasks);
    }
    tasks
}

fn gather(
    node: &Node,
    path: &mut Vec<String>,
    flows: &BTreeMap<&str, &Flow>,
    ids: &mut BTreeSet<String>,
    tasks: &mut Vec<Task>,
) {
    path.push(match &node.label {
        Some(label) if label.chars().any(char::is_alphanumeric) => label.clone(),
        _ => node.id.rsplit("__").next().unwrap_or(&node.id).to_owned(),
    });
    if node.kind == NodeKind::Task
        && let Some(flow) = flows.get(node.id.as_str())
    {
        let base = id(path);
        let mut id = base.clone();
        let mut copy = 1;
        while !ids.insert(id.clone()) {
            copy += 1;
            id = format!("{base}_{copy}");
        }
        tasks.push(task(node, flow, id, path.clone()));
    }
    for child in &node.children {
        gather(child, path, flows, ids, tasks);
    }
    path.pop();
}

/// `t_III_1.2` for the path III, 1, 1.2: a label that the next one repeats is left out.
fn id(path: &[String]) -> String {
    let mut id = "t".to_owned();
    for (at, label) in path.iter().enumerate() {
        let repeated = path.get(at + 1).is_some_and(|next| next.starts_with(&format!("{label}.")));
        if !repeated {
            id.push('_');
            id.push_str(&label.replace(' ', "_"));
        }
    }
    id
}

fn task(node: &Node, flow: &Flow, id: String, path: Vec<String>) -> Task {
    Task {
        id,
        node: Some(node.id.clone()),
        table: None,
        row: None,
        path,
        group: None,
        work: Work { text: flow.text().to_owned() },
        lead: Vec::new(),
        coordinating: Vec::new(),
        leader: Vec::new(),
        deadline: None,
        output: Vec::new(),
        authority: None,
        basis: Vec::new(),
        missing: SLOTS.iter().map(|slot| (*slot).to_owned()).collect(),
        lines: node.lines,
        span: node.span,
        confidence: node.confidence,
    }
}
