//! The values of targets.

use super::plan::{Plan, Target};
use super::{StructureScore, f1};
use crate::eval::similarity::like;

/// Likeness from which a target's name is right.
const RIGHT: f64 = 0.85;

pub fn score(gold: &Plan, found: &Plan, score: &mut StructureScore) {
    if gold.targets.is_empty() {
        return;
    }
    let mut pool: Vec<&Target> = found.targets.iter().collect();
    let mut hit = 0;
    for want in &gold.targets {
        let likeness = |target: &Target| like(want.name.as_str(), target.name.as_str());
        let ranked = pool.iter().enumerate().map(|(at, target)| (likeness(target), at));
        let best = ranked.fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best });
        if best.0 >= RIGHT {
            let got = pool.remove(best.1);
            hit += want.series.iter().filter(|point| got.series.contains(point)).count();
        }
    }
    let points = |targets: &[Target]| targets.iter().map(|target| target.series.len()).sum();
    score.targets = Some(f1(hit, points(&gold.targets), points(&found.targets)));
}
