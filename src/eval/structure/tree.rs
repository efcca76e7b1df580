//! Edit similarity of two ordered trees, by the algorithm of Zhang and Shasha (1989).

use super::nodes::{Flat, near};

/// Most nodes of a tree that is compared.
const NODES: usize = 2000;

/// One less the tree edit distance as a share of the larger tree, an empty root put over each; 0 at least.
pub fn similarity(want: &[Flat], got: &[Flat]) -> Option<f64> {
    let larger = want.len().max(got.len());
    let alike = |distance: f64| (1.0 - distance / larger.max(1) as f64).max(0.0);
    (larger <= NODES).then(|| alike(distance(&Postorder::new(want), &Postorder::new(got))))
}

/// A tree in postorder with an empty root, places counted from 1.
struct Postorder<'a> {
    /// The node at each place; none for the root.
    nodes: Vec<Option<&'a Flat<'a>>>,
    /// The place of each subtree's leftmost leaf.
    leftmost: Vec<usize>,
    /// Places of the root and of the nodes that have a sibling to their left.
    keyroots: Vec<usize>,
}

impl<'a> Postorder<'a> {
    /// `flat` lists parents before children; a node gets its place once its last child has.
    fn new(flat: &'a [Flat<'a>]) -> Self {
        let mut tree = Self { nodes: vec![None], leftmost: vec![0], keyroots: Vec::new() };
        // Open nodes from the root down, each with the place of its leftmost leaf once that is known.
        let mut open: Vec<(usize, Option<usize>)> = Vec::new();
        for (index, node) in flat.iter().enumerate() {
            while open.last().is_some_and(|&(last, _)| Some(last) != node.above) {
                tree.close(flat, &mut open);
            }
            open.push((index, None));
        }
        while !open.is_empty() {
            tree.close(flat, &mut open);
        }
        let root = tree.nodes.len();
        tree.nodes.push(None);
        tree.leftmost.push(1);
        let mut seen = vec![false; root + 1];
        for place in (1..=root).rev() {
            if !std::mem::replace(&mut seen[tree.leftmost[place]], true) {
                tree.keyroots.push(place);
            }
        }
        tree.keyroots.reverse();
        tree
    }

    /// Gives the last open node its place.
    fn close(&mut self, flat: &'a [Flat<'a>], open: &mut Vec<(usize, Option<usize>)>) {
        let Some((index, leaf)) = open.pop() else { return };
        let leaf = leaf.unwrap_or(self.nodes.len());
        self.nodes.push(flat.get(index));
        self.leftmost.push(leaf);
        if let Some((_, above)) = open.last_mut() {
            above.get_or_insert(leaf);
        }
    }
}

fn distance(a: &Postorder, b: &Postorder) -> f64 {
    let (n, m) = (a.nodes.len(), b.nodes.len());
    let mut trees = vec![0.0_f32; n * m];
    let mut forest = vec![0.0_f32; n * m];
    for &i in &a.keyroots {
        for &j in &b.keyroots {
            // Forests are those of the places from the leftmost leaf on; the place before it stands for the empty one.
            let (left, top) = (a.leftmost[i] - 1, b.leftmost[j] - 1);
            forest[left * m + top] = 0.0;
            for x in left + 1..=i {
                forest[x * m + top] = forest[(x - 1) * m + top] + 1.0;
            }
            for y in top + 1..=j {
                forest[left * m + y] = forest[left * m + y - 1] + 1.0;
            }
            for x in left + 1..=i {
                for y in top + 1..=j {
                    let edited = (forest[(x - 1) * m + y] + 1.0).min(forest[x * m + y - 1] + 1.0);
                    let whole = a.leftmost[x] == left + 1 && b.leftmost[y] == top + 1;
                    let kept = if whole {
                        forest[(x - 1) * m + y - 1] + change(a.nodes[x], b.nodes[y])
                    } else {
                        forest[(a.leftmost[x] - 1) * m + b.leftmost[y] - 1] + trees[x * m + y]
                    };
                    forest[x * m + y] = edited.min(kept);
                    if whole {
                        trees[x * m + y] = forest[x * m + y];
                    }
                }
            }
        }
    }
    f64::from(trees[n * m - 1])
}

/// What it costs to turn one node into another.
fn change(a: Option<&Flat>, b: Option<&Flat>) -> f32 {
    match (a, b) {
        (None, None) => 0.0,
        (Some(a), Some(b)) if a.label == b.label && near(a.line, b.line) => {
            if a.kind == b.kind {
                0.0
            } else {
                0.5
            }
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::nodes::flatten;
    use super::super::plan::Node;
    use super::*;

    /// A tree from nested JSON: `["label", child, …]`.
    fn tree(json: &str) -> Vec<Node> {
        fn node(value: &serde_json::Value) -> serde_json::Value {
            let parts = value.as_array().expect("a list");
            let children: Vec<_> = parts[1..].iter().map(node).collect();
            serde_json::json!({"label": parts[0], "kind": "item", "lines": [7, 7], "children": children})
        }
        let forest: serde_json::Value = serde_json::from_str(json).expect("JSON");
        let nodes = forest.as_array().expect("a list").iter().map(node).collect();
        serde_json::from_value(serde_json::Value::Array(nodes)).expect("nodes")
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        for (a, b, expected) in [
            ("[]", "[]", 0.0),
            (r#"[["a"]]"#, "[]", 1.0),
            (r#"[["a", ["b"], ["c"]]]"#, r#"[["a", ["b"], ["c"]]]"#, 0.0),
            // The example of Zhang and Shasha: c moves above d.
            (r#"[["f", ["d", ["a"], ["c", ["b"]]], ["e"]]]"#, r#"[["f", ["c", ["d", ["a"], ["b"]]], ["e"]]]"#, 2.0),
            // A level put in costs one node, whatever hangs below it.
            (r#"[["a", ["b"], ["c"]]]"#, r#"[["a", ["x", ["b"], ["c"]]]]"#, 1.0),
            (r#"[["a"], ["b"]]"#, r#"[["b"], ["a"]]"#, 2.0),
        ] {
            let (a, b) = (tree(a), tree(b));
            let (a, b) = (flatten(&a), flatten(&b));
            for (a, b) in [(&a, &b), (&b, &a)] {
                assert_eq!(distance(&Postorder::new(a), &Postorder::new(b)), expected, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn trees_beyond_the_bound_are_not_compared() {
        let wide = format!("[{}]", vec![r#"["-"]"#; NODES + 1].join(","));
        let wide = tree(&wide);
        assert_eq!(similarity(&flatten(&wide), &[]), None);
    }
}
