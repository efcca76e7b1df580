//! The model of a converted document. Its serialisation is the published JSON, `vanban/document/1.0`.
//!
//! Three layers never overwrite one another: `raw` (the OCR text as read), `text` (restored) and typed values (`iso`,
//! `value`, `number`). A field that is absent in the document is `null`. Trouble is a [`Diagnostic`], never a refusal.

mod citation;
mod clarity;
mod header;
mod node;
mod table;
mod task;

pub use citation::{Citation, Family, Mention, Relation};
pub use clarity::{Clarity, Slot, SlotClarity};
pub use header::{Conclusion, DateField, DocType, Field, Header, NumberField, Recipient, Signer};
pub use node::{Node, NodeKind, Role};
pub use table::{Column, Row, Table, TableRole};
pub use task::{
    Agency, AgencyKind, Deadline, DeadlineType, Leader, Operator, Origin, Output, Target, Task, Value, Work,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::page::Place;
use crate::text::Span;

/// Name and version of the format.
pub const SCHEMA: &str = "vanban/document/1.0";

/// The JSON Schema of [`Document`], with a final line feed.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Document);
    format!("{:#}\n", schema.as_value())
}

/// An inclusive range of source lines, counted from 1: `[first, last]`.
pub type Lines = [usize; 2];

/// One converted document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Always `vanban/document/1.0`.
    pub schema: String,
    /// Unit of every span: always `unicode_code_point`.
    pub offset_unit: String,
    /// What made this.
    pub tool: Tool,
    /// What it was made from.
    pub source: SourceInfo,
    /// Issuer, number, place, date, type and subject.
    pub header: Header,
    /// Legal basis and introduction, paragraph by paragraph.
    pub preamble: Vec<Paragraph>,
    /// The tree of sections.
    pub sections: Vec<Node>,
    /// Closing paragraphs after the last section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<Paragraph>,
    /// Every assigned action, from sections and from appendix tables.
    pub tasks: Vec<Task>,
    /// Which of these are clear.
    #[serde(default)]
    pub clarity: Clarity,
    /// Every indicator with a value for a year.
    pub targets: Vec<Target>,
    /// Appendix tables.
    pub tables: Vec<Table>,
    /// One entry for each distinct document cited.
    pub citations: Vec<Citation>,
    /// Signer and recipients.
    pub conclusion: Conclusion,
    /// Page numbers, repeated headers, noise: lines that carry no content.
    pub furniture: Vec<Furniture>,
    /// How sure the whole is.
    pub quality: Quality,
    /// What was found wrong, in the document or in reading it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The program that made a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `vanban`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Digest of the model: `sha256:…`.
    pub model: String,
}

/// The text that a document was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// File name, without its folder.
    pub file: String,
    /// Digest of the bytes as read, hexadecimal.
    pub sha256: String,
    /// Number of lines.
    pub lines: usize,
    /// Number of code points.
    pub chars: usize,
    /// What the text went through.
    pub channel: Channel,
}

/// What a text went through before it was read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// OCR by an engine that knows no Vietnamese.
    Eng,
    /// OCR by an engine that knows Vietnamese.
    Vie,
    /// Text whose marks were all removed.
    Stripped,
    /// Correct text.
    Clean,
}

impl Channel {
    /// Whether letters came without their marks, so that those in the restored text are guesses.
    pub fn loses_marks(self) -> bool {
        matches!(self, Self::Eng | Self::Stripped)
    }
}

/// A paragraph outside the tree of sections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paragraph {
    /// Restored text, lines joined.
    pub text: String,
    /// Source lines.
    pub lines: Lines,
    /// Place in the source.
    pub span: Span,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
}

/// Lines that carry no content of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Furniture {
    /// Source lines.
    pub lines: Lines,
    /// `page_number`, `running_head`, `repeated_header` or `noise`.
    pub kind: String,
}

/// How sure a document's text is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// Number of words.
    pub syllables: usize,
    /// Number of words that restoring changed.
    pub changed: usize,
    /// Mean confidence of the words, 0 to 1.
    pub confidence: f32,
    /// Number of words whose confidence is below 0.9.
    pub needs_review: usize,
}

/// Something wrong in the document or in reading it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// Stable name, such as `duplicate-label`.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// Source lines.
    pub lines: Lines,
    /// One sentence in English.
    pub message: String,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Likely wrong.
    Warning,
    /// Lost or unreadable.
    Error,
}
