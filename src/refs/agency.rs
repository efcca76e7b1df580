//! Agencies and groups in text.

use crate::document::AgencyKind;

use super::Found;

/// What kind of assignee a name is: a person or office, a group, or one agency.
pub fn kind(_name: &str) -> AgencyKind {
    AgencyKind::Agency
}

/// The names of agencies and groups in `text`, in order.
pub fn find(_text: &str) -> Vec<Found<AgencyKind>> {
    Vec::new()
}
