//! Tasks from the tree: each node that assigns an action, with the slots that its sentences fill.
//!
//! Where a sentence names nobody in charge, the nearest title above that is an agency does.

use std::collections::BTreeMap;

use super::ids::Ids;
use crate::document::{Agency, Node, NodeKind, Origin, Task, Work};
use crate::layout::Flow;
use crate::layout::fuzzy::same;
use crate::refs::assignment::{self, Assignment};
use crate::refs::{agency, labelled};
use crate::text::Source;

/// Slots that a clear task fills, in the order in which `missing` names them.
const SLOTS: [&str; 3] = ["lead", "deadline", "output"];

/// Words of a title that names agencies and nothing else.
const NAME_WORDS: usize = 25;

/// The tasks of a tree; `flows` hold the text of its nodes.
pub fn from_tree(source: &Source, sections: &[Node], flows: &[(Option<String>, Flow)]) -> Vec<Task> {
    let flows = flows.iter().filter_map(|(id, flow)| id.as_deref().map(|id| (id, flow))).collect();
    let mut gatherer = Gatherer { source, flows, ids: Ids::default(), tasks: Vec::new() };
    for section in sections {
        gatherer.gather(section, &mut Vec::new(), &[]);
    }
    gatherer.tasks
}

struct Gatherer<'a> {
    source: &'a Source,
    flows: BTreeMap<&'a str, &'a Flow<'a>>,
    ids: Ids,
    tasks: Vec<Task>,
}

impl Gatherer<'_> {
    fn gather(&mut self, node: &Node, path: &mut Vec<String>, above: &[Agency]) {
        path.push(match &node.label {
            Some(label) if label.chars().any(char::is_alphanumeric) => label.clone(),
            _ => node.id.rsplit("__").next().unwrap_or(&node.id).to_owned(),
        });
        if node.kind == NodeKind::Task
            && let Some(flow) = self.flows.get(node.id.as_str())
        {
            let id = self.ids.unique(id(path));
            let mut found = self.with_raw(flow, assignment::parse(flow.text()));
            for slot in node.children.iter().filter(|child| child.kind != NodeKind::Task) {
                if let Some(flow) = self.flows.get(slot.id.as_str()).filter(|flow| labelled::opens(flow.text())) {
                    found.take(self.with_raw(flow, Assignment::named(flow.text())));
                }
            }
            self.tasks.push(task(node, flow, found, id, path.clone(), above));
        }
        let own = node.title.as_deref().map(leads).unwrap_or_default();
        let below = if own.is_empty() { above } else { &own };
        for child in &node.children {
            self.gather(child, path, below);
        }
        path.pop();
    }

    /// Slots of a text with what was read of the deadline.
    fn with_raw(&self, flow: &Flow, mut found: Assignment) -> Assignment {
        if let Some(deadline) = &mut found.deadline {
            deadline.value.raw = self.source.slice(flow.span(deadline.range.clone())).to_owned();
        }
        found
    }
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

/// A task from its node; `leads` are agencies that a title above puts in charge.
fn task(node: &Node, flow: &Flow, found: Assignment, id: String, path: Vec<String>, leads: &[Agency]) -> Task {
    let deadline = found.deadline.map(|found| found.value);
    let lead = if found.lead.is_empty() { leads.to_vec() } else { found.lead };
    let filled = [!lead.is_empty(), deadline.is_some(), !found.output.is_empty()];
    let missing = SLOTS.iter().zip(filled).filter(|(_, filled)| !filled).map(|(slot, _)| (*slot).to_owned()).collect();
    Task {
        id,
        node: Some(node.id.clone()),
        table: None,
        row: None,
        path,
        group: None,
        work: Work { text: flow.text().to_owned() },
        lead,
        coordinating: found.coordinating,
        leader: found.leader,
        deadline,
        output: found.output,
        authority: found.authority,
        basis: found.basis,
        missing,
        lines: node.lines,
        span: node.span,
        place: node.place,
        confidence: node.confidence,
    }
}

/// The agencies that a title puts in charge of what stands below it: "Trách nhiệm của Văn phòng", "Phòng Kinh tế".
fn leads(title: &str) -> Vec<Agency> {
    const BEFORE: [&str; 6] = ["trách nhiệm của", "đối với", "đề nghị", "yêu cầu", "giao cho", "giao"];
    let title = title.trim();
    let after = |lead: &str| {
        let (words, mut rest) = (lead.split(' ').count(), title);
        for _ in 0..words {
            rest = rest.split_once(' ')?.1.trim_start();
        }
        let head = title[..title.len() - rest.len()].trim_end();
        // A short word must be itself: "Giáo viên" is not given anything.
        let said = if lead.contains(' ') { same(head, lead) } else { head.eq_ignore_ascii_case(lead) };
        said.then_some(rest)
    };
    let name = BEFORE.iter().find_map(|lead| after(lead)).unwrap_or(title);
    if !agency::opens(name) || name.split_whitespace().count() > NAME_WORDS {
        return Vec::new();
    }
    assignment::cell(name, Origin::Inherited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_put_agencies_in_charge() {
        for (title, want) in [
            ("Trách nhiệm của Văn phòng Sở", &["Văn phòng Sở"][..]),
            ("Đề nghị UBND các xã, phường", &["UBND các xã, phường"]),
            ("Đối với Phòng Kinh tế", &["Phòng Kinh tế"]),
            ("Giao Công an xã", &["Công an xã"]),
            ("Giáo viên chủ nhiệm", &["Giáo viên chủ nhiệm"]),
            ("Phòng Kinh tế", &["Phòng Kinh tế"]),
            ("Tăng cường tuyên truyền", &[]),
            ("", &[]),
        ] {
            let found = leads(title);
            assert_eq!(found.iter().map(|agency| agency.text.as_str()).collect::<Vec<_>>(), want, "{title}");
        }
    }
}
