//! Names of organs in the head's left column: which lines open one, and where two bodies issue together.

use crate::layout::fuzzy::fold;

/// First words of names of organs: such a line opens a new organ, any other goes on with the name above.
const ORGANS: [&str; 39] = [
    "uy ban",
    "ubnd",
    "so",
    "bo",
    "ban",
    "dang uy",
    "dang bo",
    "thanh uy",
    "tinh uy",
    "huyen uy",
    "quan uy",
    "hoi dong",
    "hdnd",
    "hoi",
    "phong",
    "truong",
    "trung tam",
    "chi cuc",
    "cuc",
    "tong cuc",
    "van phong",
    "cong an",
    "vien",
    "lien doan",
    "doan",
    "mat tran",
    "benh vien",
    "thanh tra",
    "bao hiem",
    "chi bo",
    "thue",
    "kho bac",
    "hoc vien",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "ngan hang",
    "toa an",
    "hat",
];

/// Whether a folded line opens the name of an organ.
pub(super) fn opens(folded: &str) -> bool {
    ORGANS.iter().any(|organ| folded == *organ || folded.starts_with(&format!("{organ} ")))
}

/// Whether two bodies issue together: "ỦY BAN NHÂN DÂN - ỦY BAN MẶT TRẬN". What follows is theirs.
pub(super) fn joint(name: &str) -> bool {
    name.split_once(['-', '–']).is_some_and(|(_, second)| opens(&fold(second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organs_open_with_their_kind() {
        for (line, want) in [
            ("CHI CỤC THUẾ KHU VỰC XII", true),
            ("THUẾ CƠ SỞ 5", true),
            ("TỔ QUỐC VIỆT NAM", false),
            ("MÔI TRƯỜNG", false),
        ] {
            assert_eq!(opens(&fold(line)), want, "{line}");
        }
        assert!(joint("ỦY BAN NHÂN DÂN - ỦY BAN MẶT TRẬN"));
        assert!(!joint("VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI - CHI NHÁNH A"));
    }
}
