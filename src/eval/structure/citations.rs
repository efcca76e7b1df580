//! The documents cited.

use std::collections::BTreeMap;

use super::plan::{Citation, Plan};
use super::{StructureScore, f1, share};
use crate::eval::similarity::fold;

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    if gold.citations.is_empty() {
        return;
    }
    let (want, got) = (by_number(&gold.citations), by_number(&found.citations));
    let both: Vec<_> = want.iter().filter_map(|(number, w)| Some((w, got.get(number)?))).collect();
    score.citations = Some(f1(both.len(), want.len(), got.len()));
    let dated: Vec<_> = both.iter().filter(|(w, _)| !w.date.0.is_empty()).collect();
    score.cite_dates = Some(share(dated.iter().filter(|(w, g)| w.date == g.date).count() as f64, dated.len()));
}

/// Citations by folded number; of several with one number the last.
fn by_number(citations: &[Citation]) -> BTreeMap<String, &Citation> {
    let number = |c: &Citation| fold(if c.number_norm.is_empty() { c.number.as_str() } else { c.number_norm.as_str() });
    citations.iter().map(|citation| (number(citation), citation)).collect()
}
