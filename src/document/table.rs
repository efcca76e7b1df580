//! Appendix tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, Lines};

/// One table, over as many pages as it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Unique: `table_1`.
    pub id: String,
    /// Title: `PHỤ LỤC 01: …`.
    pub title: Option<String>,
    /// What stands in brackets below: `(Kèm theo Kế hoạch số …)`.
    pub caption: Option<String>,
    /// What the rows are.
    pub role: TableRole,
    /// Source lines.
    pub lines: Lines,
    /// Columns, left to right.
    pub columns: Vec<Column>,
    /// Logical rows, whatever number of lines or pages each covers.
    pub rows: Vec<Row>,
    /// Lines that fit no cell.
    pub unplaced: Vec<Lines>,
}

/// What a table's rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableRole {
    /// Indicators with values.
    Targets,
    /// Assigned actions.
    Tasks,
    /// Anything else.
    Other,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// As printed.
    pub title: String,
    /// What it means: `index`, `name`, `work`, `year`, `lead`, `coordinating`, `leader`, `monitor`, `output`,
    /// `deadline`, `note`, `basis`, `amount` or `other`.
    pub field: String,
    /// The year of a year column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
}

/// A logical row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The group row above: `I Phát triển hạ tầng`.
    pub group: Option<String>,
    /// The subgroup row above.
    pub subgroup: Option<String>,
    /// One entry for each column, null where empty.
    pub cells: Vec<Option<Field>>,
    /// Source lines.
    pub lines: Lines,
    /// 0 to 1.
    pub confidence: f32,
}
