//! Documents that a document cites.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::page::Place;
use crate::text::Span;

/// One cited document with all its mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// Normalised number: `57-NQ/TW`.
    pub number: String,
    /// Abbreviation of the type: `NQ`.
    #[serde(rename = "type")]
    pub code: Option<String>,
    /// Name of the type: `Nghị quyết`.
    pub doc_type: Option<String>,
    /// Date of issue, ISO 8601.
    pub date: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Whose system of numbers.
    pub family: Family,
    /// Other spellings found.
    pub variants: Vec<String>,
    /// Every place where it is cited, in order.
    pub mentions: Vec<Mention>,
}

/// One place where a document is cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// The node that it stands in; null outside the tree.
    pub node: Option<String>,
    /// Place of the number in the source.
    pub span: Span,
    /// Source line of the number's start, from 1.
    pub line: usize,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
    /// How the document relates to the cited one.
    pub relation: Relation,
}

/// How a document relates to one that it cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// "Căn cứ …".
    Basis,
    /// "thực hiện …".
    Implements,
    /// "sửa đổi, bổ sung …".
    Amends,
    /// "thay thế …".
    Replaces,
    /// Anything else.
    Mentions,
}

/// Whose system of document numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// `71/NQ-CP`.
    State,
    /// `57-NQ/TW`.
    Party,
    /// `02/2025/TT-BGDĐT`.
    Normative,
    /// `193/2025/QH15`.
    NationalAssembly,
    /// Not told.
    #[default]
    Unknown,
}
