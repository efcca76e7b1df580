//! How far what an engine read is to be trusted, by how sure it is of it: the table `dictionaries/engine_trust.tsv`.
//!
//! Where a word was read twice, each reading's cost counts by its share of the trust in both. Where an engine without Vietnamese read it alone, and is
//! unsure of it, the costs of all words that it may be are lowered: its letters count less, the words around more.

use std::sync::LazyLock;

use thiserror::Error;

const TABLE: &str = include_str!("../../dictionaries/engine_trust.tsv");
/// Most steps of confidence: their numbers are one digit.
const STEPS: usize = 9;

/// What is known of engines.
#[derive(Clone, Debug, PartialEq)]
pub struct Trust {
    /// Trust in the reading that gives the text, and in the one beside it.
    pub(super) readings: [Steps; 2],
    /// How much the costs of both together count.
    pub(super) both: f32,
    /// Share of what a word costs as it was read that is left where both read the same letters: names are in no vocabulary.
    pub(super) agreed: f32,
    /// What the costs of a word are multiplied by that only an engine without Vietnamese read.
    pub(super) eng: Steps,
}

/// Factors by confidence: each from one on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps(Vec<(f32, f32)>);

/// Why a table of trust can't be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TrustError {
    /// A line is no row of it.
    #[error("line {0}: not `what`, confidence and factor, sorted")]
    Row(usize),
    /// Something has no factor for confidence 0.
    #[error("no factor of `{0}` from confidence 0 on")]
    Missing(&'static str),
}

impl Default for Trust {
    fn default() -> Self {
        static SHARED: LazyLock<Trust> = LazyLock::new(|| Trust::parse(TABLE).unwrap_or_else(|_| Trust::even()));
        SHARED.clone()
    }
}

impl Trust {
    /// All engines alike, however sure.
    fn even() -> Self {
        Self { readings: [Steps::even(), Steps::even()], both: 1.0, agreed: 1.0, eng: Steps::even() }
    }

    /// A table as in `dictionaries/engine_trust.tsv`.
    pub fn parse(table: &str) -> Result<Self, TrustError> {
        let mut rows: Vec<(&str, f32, f32)> = Vec::new();
        for (at, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let row = row(line).ok_or(TrustError::Row(at + 1))?;
            if rows.last().is_some_and(|last| last.0 == row.0 && last.1 >= row.1) {
                return Err(TrustError::Row(at + 1));
            }
            rows.push(row);
        }
        let steps = |what: &'static str| {
            let own = rows.iter().filter(|row| row.0 == what).map(|row| (row.1, row.2)).take(STEPS);
            let steps = Steps(own.collect());
            if steps.0.first().is_some_and(|first| first.0 == 0.0) { Ok(steps) } else { Err(TrustError::Missing(what)) }
        };
        Ok(Self {
            readings: [steps("first")?, steps("second")?],
            both: steps("both")?.factor(0),
            agreed: steps("agreed")?.factor(0),
            eng: steps("eng")?,
        })
    }
}

impl Steps {
    fn even() -> Self {
        Self(vec![(0.0, 1.0)])
    }

    /// The number of the step that a confidence is on; the last where none is known.
    pub fn kind(&self, sure: Option<f32>) -> usize {
        let reached = self.0.iter().filter(|step| sure.is_none_or(|sure| sure >= step.0)).count();
        reached.saturating_sub(1)
    }

    /// The factor of a step.
    pub fn factor(&self, kind: usize) -> f32 {
        self.0.get(kind).map_or(1.0, |step| step.1)
    }
}

fn row(line: &str) -> Option<(&str, f32, f32)> {
    let mut cells = line.split('\t');
    let (what, least, factor) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let sound = (0.0..=1.0).contains(&least) && factor > 0.0 && factor <= 100.0 && cells.next().is_none();
    sound.then_some((what, least, factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::table;

    #[test]
    fn the_table_has_all_that_is_asked_of_it() {
        assert!(table::check(TABLE, 3) > 0);
        assert_eq!(Trust::parse(TABLE), Ok(Trust::default()));
    }

    #[test]
    fn a_table_that_is_none_is_refused() {
        let missing = |what: &str| TABLE.lines().filter(|line| !line.starts_with(what)).collect::<Vec<_>>().join("\n");
        for what in ["agreed", "both", "first", "second", "eng"] {
            assert_eq!(Trust::parse(&missing(what)), Err(TrustError::Missing(what)));
        }
        for row in ["both", "both\t0", "both\t0\t0", "both\t2\t1", "both\t0\tNaN", "both\t0\t1\t1", "both\tx\t1", ""] {
            assert_eq!(Trust::parse(&format!("{row}\n{TABLE}")), Err(TrustError::Row(1)), "{row}");
        }
        assert_eq!(Trust::parse("both\t0.5\t1\nboth\t0.5\t2\n"), Err(TrustError::Row(2)));
    }

    #[test]
    fn the_step_of_a_confidence_is_the_last_that_it_reaches() {
        let steps = Steps(vec![(0.0, 1.0), (0.7, 2.0), (0.9, 3.0)]);
        for (sure, factor) in [
            (Some(0.0), 1.0),
            (Some(0.69), 1.0),
            (Some(0.7), 2.0),
            (Some(1.0), 3.0),
            (None, 3.0),
            (Some(f32::NAN), 1.0),
        ] {
            assert_eq!(steps.factor(steps.kind(sure)), factor, "{sure:?}");
        }
    }
}
