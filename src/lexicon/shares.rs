//! Shares of a hundred, by how often texts say them: `70 %` is said more often than `71 %`.

use std::sync::LazyLock;

use super::table;

const TABLE: &str = include_str!("../../dictionaries/shares.tsv");

/// −ln of how likely a share is this number of hundredths, 0 to 100, one after another.
pub fn costs() -> &'static [f32] {
    static COSTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
        // A number that no text had may be printed all the same.
        let counts: Vec<f32> = table::rows(TABLE).map(|[_, times]| times.parse().unwrap_or(0.0) + 1.0).collect();
        let all: f32 = counts.iter().sum();
        counts.into_iter().map(|times| (all / times).ln()).collect()
    });
    &COSTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_has_its_row() {
        let shares: Vec<usize> = table::rows(TABLE).filter_map(|[share, _]| share.parse().ok()).collect();
        assert_eq!(shares, (0..=100).collect::<Vec<_>>());
        assert!(table::rows(TABLE).all(|[_, times]| times.parse::<u32>().is_ok()));
    }

    #[test]
    fn round_shares_are_likelier() {
        let cost = costs();
        assert!(cost[70] < cost[75] && cost[75] < cost[76]);
        let total: f32 = cost.iter().map(|cost| (-cost).exp()).sum();
        assert!((total - 1.0).abs() < 1e-3);
    }
}
