//! Tasks and targets: who does what by when, and what is to be reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Lines;
use crate::page::Place;
use crate::text::Span;

/// Where a slot's value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In a table's cell.
    Cell,
    /// In the task's own sentence.
    Sentence,
    /// In a heading or group above.
    Inherited,
}

/// An assigned action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Unique: `t_III_1.2`.
    pub id: String,
    /// The node that it comes from; null for a table's row.
    pub node: Option<String>,
    /// The table that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Index of the table's row, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Labels from the section down.
    pub path: Vec<String>,
    /// The group that a table's row stands under.
    pub group: Option<String>,
    /// What is to be done.
    pub work: Work,
    /// Who is in charge.
    pub lead: Vec<Agency>,
    /// Who helps.
    pub coordinating: Vec<Agency>,
    /// The leader in charge.
    pub leader: Vec<Leader>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// What is to come out.
    pub output: Vec<Output>,
    /// Who decides.
    pub authority: Option<String>,
    /// Numbers of the documents that the task follows from.
    pub basis: Vec<String>,
    /// Names of the slots that were not found.
    pub missing: Vec<String>,
    /// Source lines.
    pub lines: Lines,
    /// Place in the source.
    pub span: Span,
    /// Place on paper.
    #[serde(flatten)]
    pub place: Place,
    /// 0 to 1.
    pub confidence: f32,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Work {
    /// Restored text.
    pub text: String,
}

/// What is to come out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Restored text.
    pub text: String,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
}

/// An agency in a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    /// Name as restored.
    pub text: String,
    /// What it is.
    pub kind: AgencyKind,
    /// What limits its part: `đôn đốc, theo dõi, tổng hợp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
    /// Where it was found.
    pub from: Origin,
}

/// What an assignee is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// One agency.
    Agency,
    /// A group: "các phòng, ban".
    Group,
    /// A person or office: "Chủ tịch UBND phường".
    Person,
}

/// A leader in charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leader {
    /// Name of the person, where given.
    pub name: Option<String>,
    /// Position of the person.
    pub position: Option<String>,
    /// Where it was found.
    pub from: Origin,
}

/// By when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deadline {
    /// As read: the source text.
    pub raw: String,
    /// As restored.
    pub text: String,
    /// What kind of time.
    #[serde(rename = "type")]
    pub kind: DeadlineType,
    /// First day, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Last day, ISO 8601.
    pub end: Option<String>,
    /// `day`, `month`, `quarter` or `year`.
    pub precision: Option<String>,
    /// ISO 8601 duration: `P6M`.
    pub frequency: Option<String>,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
}

/// What kind of time a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineType {
    /// Before a date: "trước tháng 9/2025".
    By,
    /// Within a period: "trong năm 2026".
    Within,
    /// On a date: "Tháng 9/2025".
    On,
    /// Again and again: "Hằng năm".
    Recurring,
    /// Always: "Thường xuyên".
    Ongoing,
    /// By another's schedule: "Theo lộ trình của Bộ".
    PerSchedule,
    /// None given.
    None,
}

/// An indicator with its values by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Unique: `target_1`.
    pub id: String,
    /// The table that it comes from; null for prose.
    pub table: Option<String>,
    /// Index of the table's row, from 0.
    pub row: Option<usize>,
    /// The group above it.
    pub group: Option<String>,
    /// What is measured.
    pub name: String,
    /// `%` or a word.
    pub unit: Option<String>,
    /// Values by year.
    pub series: Vec<Value>,
    /// The leader in charge.
    pub leader: Vec<Leader>,
    /// Who watches.
    pub monitor: Vec<Agency>,
    /// Who is in charge.
    pub lead: Vec<Agency>,
    /// What is to come out.
    pub output: Vec<Output>,
    /// Source lines.
    pub lines: Lines,
}

/// One value of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// The year.
    pub year: i32,
    /// The cell or phrase.
    pub raw: String,
    /// How the value is meant.
    pub op: Operator,
    /// The number, in the target's unit; the lower bound of a range.
    pub value: Option<f64>,
    /// The upper bound of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// 0 to 1.
    pub confidence: f32,
}

/// How a value is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Operator {
    /// Exactly.
    #[serde(rename = "=")]
    Equal,
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than.
    #[serde(rename = "<")]
    LessThan,
    /// From `value` to `upper`.
    #[serde(rename = "range")]
    Range,
    /// A dash: no value.
    #[serde(rename = "none")]
    None,
    /// Words that are not a number.
    #[serde(rename = "text")]
    Text,
}
