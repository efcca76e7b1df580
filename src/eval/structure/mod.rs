//! A converted document against a structure gold file.
//!
//! Each figure lies between 0 and 1 and is absent where the gold file says nothing of it. What the figures mean stands at
//! their fields in [`StructureScore`]. Where the gold names no lines, those of the most similar texts are taken for its.

mod citations;
mod header;
mod locate;
mod nodes;
mod plan;
mod slots;
mod tables;
mod targets;
mod tree;

use serde::{Deserialize, Serialize};

use plan::Plan;

/// The figures of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StructureScore {
    /// Share of the gold header fields that are equal once case, punctuation and spaces are folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<f64>,
    /// Share of the gold header fields that are equal as written, but for the amount of white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_exact: Option<f64>,
    /// Share of the gold header fields whose folded text is at least 0.9 alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_fuzzy: Option<f64>,
    /// Share of the gold header fields that the document has, whatever it says there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_found: Option<f64>,
    /// F1 over nodes; one is right when its label, its parent's label and its first line (within one) are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<f64>,
    /// Share of the matched nodes whose kind is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<f64>,
    /// Mean likeness of title and text over the matched nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_text: Option<f64>,
    /// F1 over task nodes, matched by first line (within one).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<f64>,
    /// One less the tree edit distance as a share of the larger tree's nodes. A node put in, left out, or with another
    /// label or first line costs 1, one of another kind a half. Absent for trees of more than 2,000 nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<f64>,
    /// F1 over the distinct document numbers cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citations: Option<f64>,
    /// Share of the cited documents found whose date is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite_dates: Option<f64>,
    /// F1 over the agencies in charge, of the tasks whose slots the gold knows; right at a likeness of 0.85.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<f64>,
    /// The same over the agencies that help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinating: Option<f64>,
    /// The same over deadlines; one whose last day the gold knows is right when that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<f64>,
    /// The same over outputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<f64>,
    /// F1 over the targets' values: name (0.85 alike), year, operator and number all right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<f64>,
    /// F1 over table rows, matched by likeness of their cells (at least half alike).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<f64>,
    /// F1 over the non-empty cells of the matched rows, a cell being right at a likeness of 0.85.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<f64>,
    /// Share of the gold columns found in place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<f64>,
    /// Mean table edit similarity: one less the cheapest way to turn the gold rows, in order, into those found, as a
    /// share of the larger table's rows and cells. A cell costs one less its likeness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teds: Option<f64>,
}

impl StructureScore {
    /// Names and values of all figures, in order.
    pub fn figures(&self) -> [(&'static str, Option<f64>); 20] {
        [
            ("header", self.header),
            ("header_exact", self.header_exact),
            ("header_fuzzy", self.header_fuzzy),
            ("header_found", self.header_found),
            ("nodes", self.nodes),
            ("kinds", self.kinds),
            ("node_text", self.node_text),
            ("tasks", self.tasks),
            ("tree", self.tree),
            ("citations", self.citations),
            ("cite_dates", self.cite_dates),
            ("lead", self.lead),
            ("coordinating", self.coordinating),
            ("deadline", self.deadline),
            ("output", self.output),
            ("targets", self.targets),
            ("rows", self.rows),
            ("cells", self.cells),
            ("columns", self.columns),
            ("teds", self.teds),
        ]
    }
}

/// Scores a document's JSON against a gold file's.
pub fn score(gold: &str, document: &str) -> Result<StructureScore, serde_json::Error> {
    let (mut gold, document) = (read(gold)?, read(document)?);
    locate::lines(&mut gold, &document);
    let mut score = StructureScore::default();
    header::score(&gold, &document, &mut score);
    nodes::score(&gold, &document, &mut score);
    citations::score(&gold, &document, &mut score);
    slots::score(&gold, &document, &mut score);
    targets::score(&gold, &document, &mut score);
    tables::score(&gold, &document, &mut score);
    Ok(score)
}

/// By way of a value, so that a repeated key is no error.
fn read(json: &str) -> Result<Plan, serde_json::Error> {
    Plan::deserialize(serde_json::from_str::<serde_json::Value>(json)?)
}

/// Harmonic mean of precision and recall; nothing wanted and nothing found is right.
fn f1(hit: usize, gold: usize, found: usize) -> f64 {
    if gold + found == 0 { 1.0 } else { 2.0 * hit as f64 / (gold + found) as f64 }
}

/// A share of nothing is 0.
fn share(part: f64, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part / whole as f64 }
}
