//! The clarity report: which tasks say who, what, when, who answers and what comes out.
//!
//! Plans are followed up by the rule that they quote themselves: "rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ kết
//! quả", to which newer practice adds "rõ thẩm quyền".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How clearly a document assigns its tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clarity {
    /// Number of tasks.
    pub tasks: usize,
    /// Number of tasks with the five slots of the rule, that is all but `authority`.
    pub clear: usize,
    /// One entry for each slot, in the order of the rule.
    pub slots: Vec<SlotClarity>,
}

/// How many tasks fill a slot, and which do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlotClarity {
    /// Which slot.
    pub slot: Slot,
    /// Number of tasks that fill it.
    pub filled: usize,
    /// Ids of the tasks that lack it.
    pub lacking: Vec<String>,
}

/// What a clear task says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// "Rõ người": somebody is in charge, an agency or a leader.
    Who,
    /// "Rõ việc": the work is told.
    What,
    /// "Rõ thời gian": a deadline or a schedule is set.
    When,
    /// "Rõ trách nhiệm": one answers for it: a leader in charge, or a single agency or office; not a group, not several.
    Responsibility,
    /// "Rõ kết quả": what is to come out is named.
    Result,
    /// "Rõ thẩm quyền": who decides is named.
    Authority,
}

impl Slot {
    /// All slots, in the order of the rule.
    pub const ALL: [Self; 6] = [Self::Who, Self::What, Self::When, Self::Responsibility, Self::Result, Self::Authority];
}
