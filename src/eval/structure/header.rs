//! The header's fields and the signer, at four levels of strictness.

use super::plan::Plan;
use super::{StructureScore, share};
use crate::eval::similarity::{fold, ratio};

/// Likeness from which a field counts as fuzzily right.
const FUZZY: f64 = 0.9;

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    let Some(want) = &gold.document else { return };
    let (header, signer) = (&found.header, &found.conclusion.signer);
    let pairs: Vec<(&str, &str)> = [
        (&want.number, &header.number),
        (&want.date, &header.date.0),
        (&want.place, &header.place),
        (&want.doc_type, &header.doc_type),
        (&want.issuer, &header.issuer),
        (&want.parent_issuer, &header.parent_issuer),
        (&want.subject, &header.subject),
        (&want.signer.name, &signer.name),
        (&want.signer.title, &signer.position),
    ]
    .into_iter()
    .filter(|(want, _)| !want.is_empty())
    .map(|(want, got)| (want.as_str(), got.as_str()))
    .collect();
    let rate = |right: fn(&str, &str) -> bool| {
        Some(share(pairs.iter().filter(|(want, got)| right(want, got)).count() as f64, pairs.len()))
    };
    score.header = rate(|want, got| fold(want) == fold(got));
    score.header_exact = rate(|want, got| want.split_whitespace().eq(got.split_whitespace()));
    score.header_fuzzy = rate(|want, got| ratio(&fold(want), &fold(got)) >= FUZZY);
    score.header_found = rate(|_, got| !fold(got).is_empty());
}
