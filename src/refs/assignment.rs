//! Who does what.

use super::Found;
use crate::document::{Agency, Deadline, Leader, Origin, Output};

/// The slots that a task's sentences fill.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// Who is in charge.
    pub lead: Vec<Agency>,
    /// Who helps.
    pub coordinating: Vec<Agency>,
    /// Leaders in charge.
    pub leader: Vec<Leader>,
    /// By when; `raw` is the restored text, for the caller to replace by the source's.
    pub deadline: Option<Found<Deadline>>,
    /// What is to come out.
    pub output: Vec<Output>,
    /// Who decides.
    pub authority: Option<String>,
    /// Numbers of the documents that are named.
    pub basis: Vec<String>,
}

/// The slots that the sentences of a task fill.
pub fn parse(_text: &str) -> Assignment {
    Assignment::default()
}

/// The agencies of a table's cell, or of any phrase that lists agencies and nothing else.
pub fn cell(_text: &str, _from: Origin) -> Vec<Agency> {
    Vec::new()
}

/// The leaders that a cell or phrase names: `Đồng chí Trần Thị Phương, PCT UBND phường`.
pub fn leaders(_text: &str, _from: Origin) -> Vec<Leader> {
    Vec::new()
}
