//! The tree, node by node.

use super::plan::{Node, Plan};
use super::{StructureScore, f1, share, tree};
use crate::eval::similarity::like;

/// A node without its tree.
#[derive(Debug)]
pub struct Flat<'a> {
    /// Label without its closing dot.
    pub label: &'a str,
    /// The parent's label.
    pub parent: &'a str,
    /// First line.
    pub line: i64,
    /// What the node is.
    pub kind: &'a str,
    /// Index of the parent in the list.
    pub above: Option<usize>,
    node: &'a Node,
}

/// The nodes of a tree, parents before children.
pub fn flatten(sections: &[Node]) -> Vec<Flat<'_>> {
    let mut flat = Vec::new();
    let mut open: Vec<(&Node, &str, Option<usize>)> = sections.iter().rev().map(|node| (node, "", None)).collect();
    while let Some((node, parent, above)) = open.pop() {
        let label = node.label.as_str().trim().trim_end_matches('.');
        let index = flat.len();
        flat.push(Flat { label, parent, line: node.place.first(), kind: node.kind.as_str(), above, node });
        open.extend(node.children.iter().rev().map(|child| (child, label, Some(index))));
    }
    flat
}

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    if gold.sections.is_empty() {
        return;
    }
    let (want, got) = (flatten(&gold.sections), flatten(&found.sections));
    let pairs = pair(&want, &got);
    let matched = || pairs.iter().map(|&(w, g)| (&want[w], &got[g]));
    score.nodes = Some(f1(pairs.len(), want.len(), got.len()));
    score.kinds = Some(share(matched().filter(|(w, g)| w.kind == g.kind).count() as f64, pairs.len()));
    score.node_text = Some(share(matched().map(|(w, g)| like(&w.node.body(), &g.node.body())).sum(), pairs.len()));
    score.tasks = Some(tasks(&want, &got));
    score.tree = tree::similarity(&want, &got);
}

/// Pairs each gold node with the first free node of the same label, parent and line.
fn pair(want: &[Flat], got: &[Flat]) -> Vec<(usize, usize)> {
    let mut used = vec![false; got.len()];
    let mut pairs = Vec::new();
    for (w, gold) in want.iter().enumerate() {
        let same = |g: &Flat| gold.label == g.label && gold.parent == g.parent && near(gold.line, g.line);
        if let Some(g) = (0..got.len()).find(|&g| !used[g] && same(&got[g])) {
            used[g] = true;
            pairs.push((w, g));
        }
    }
    pairs
}

fn tasks(want: &[Flat], got: &[Flat]) -> f64 {
    let lines = |nodes: &[Flat]| -> Vec<i64> { nodes.iter().filter(|n| n.kind == "task").map(|n| n.line).collect() };
    let (want, mut pool) = (lines(want), lines(got));
    let found = pool.len();
    for &line in &want {
        if let Some(at) = pool.iter().position(|&x| near(x, line)) {
            pool.remove(at);
        }
    }
    f1(found - pool.len(), want.len(), found)
}

/// Whether two first lines count as the same.
pub fn near(a: i64, b: i64) -> bool {
    a.abs_diff(b) <= 1
}
