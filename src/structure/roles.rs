//! What a section is for, told from its title, and whether a text assigns an action.

use crate::document::Role;
use crate::layout::fuzzy::{find, fold, starts};

/// Customary words of titles, by role; the one that stands first in a title decides, and of two at one place the
/// earlier here.
const TITLES: [(Role, &[&str]); 7] = [
    (
        Role::Organization,
        &["to chuc thuc hien", "to chuc trien khai", "trach nhiem", "to chuc chi dao", "che do bao cao"],
    ),
    (Role::Assignment, &["phan cong"]),
    (Role::Purpose, &["muc dich", "yeu cau"]),
    (Role::Viewpoints, &["quan diem", "phuong cham", "nguyen tac", "phuong huong"]),
    (Role::Goals, &["muc tieu", "chi tieu"]),
    (Role::Tasks, &["nhiem vu", "giai phap", "noi dung", "cong viec", "hoat dong", "bien phap"]),
    (Role::Funding, &["kinh phi", "nguon luc", "nguon von", "du toan"]),
];

/// Words of a title within which its role is told.
const WITHIN: usize = 8;

/// The role of a section with this title.
pub fn role(title: &str) -> Role {
    let folded = fold(title);
    TITLES
        .iter()
        .flat_map(|(role, phrases)| phrases.iter().filter_map(|phrase| Some((find(&folded, phrase, WITHIN)?, *role))))
        .min_by_key(|(at, _)| *at)
        .map_or(Role::Other, |(_, role)| role)
}

/// The role of a title below a section of role `above`: its own where its first words say so, as "Mục tiêu cụ thể" below
/// "NHIỆM VỤ". Money and responsibilities stay what the section is; where, when and for whom
/// something holds is no work, nor is the course of a ceremony.
pub fn role_below(title: &str, above: Role) -> Role {
    const STATES: [&str; 8] =
        ["pham vi", "doi tuong", "thoi gian", "dia diem", "thanh phan", "phuong phap", "phan le", "phan hoi"];
    let folded = fold(title);
    if STATES.iter().any(|phrase| starts(&folded, phrase)) {
        return Role::Other;
    }
    let own = TITLES.iter().find(|(_, phrases)| phrases.iter().any(|phrase| starts(&folded, phrase)));
    match own {
        Some((Role::Funding, _)) if assigns(above) => above,
        Some((role, _)) => *role,
        None => above,
    }
}

/// Whether items under this role assign actions.
pub fn assigns(role: Role) -> bool {
    matches!(role, Role::Tasks | Role::Assignment | Role::Organization)
}

/// Whether the text of an item under such a role asks for something to be done, rather than state what holds: what the
/// plan replaces, where its money comes from, who answers for it.
pub fn is_action(text: &str) -> bool {
    const STATEMENTS: [&str; 4] = ["ke hoach nay", "kinh phi", "nguon kinh phi", "chuong trinh nay"];
    const ANSWERS: &str = "chiu trach nhiem truoc";
    const ACTS: [&str; 6] = ["chu tri", "xay dung", "bao cao", "trien khai", "to chuc thuc hien", "tham muu"];
    sentences(text).any(|sentence| {
        let folded = fold(sentence);
        let states = STATEMENTS.iter().any(|phrase| starts(&folded, phrase));
        let answers =
            find(&folded, ANSWERS, 60).is_some() && !ACTS.iter().any(|act| find(&folded, act, usize::MAX).is_some());
        !states && !answers && folded.contains(' ')
    })
}

/// Whether a lead that ends in a colon already says who does what, so that it is an item rather than a title.
pub fn is_lead(text: &str) -> bool {
    const LEADS: [&str; 5] = ["chu tri", "co trach nhiem", "phoi hop", "chi dao", "thuc hien cac"];
    let folded = fold(text);
    starts(&folded, "giao") || LEADS.iter().any(|lead| find(&folded, lead, usize::MAX).is_some())
}

/// The sentences of a text. A full stop ends one only before a capital.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.match_indices(". ").map(|(at, _)| at + 1).find(|&at| {
            rest[at..].trim_start().chars().next().is_some_and(char::is_uppercase)
                && !rest[..at - 1].ends_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
        });
        let (sentence, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail.trim_start();
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_roles() {
        for (title, expected) in [
            ("MỤC ĐÍCH, YÊU CẦU", Role::Purpose),
            ("MUC TIEU, CHI TIEU", Role::Goals),
            ("NHIỆM VỤ, GIẢI PHÁP CỤ THỂ GIAI ĐOẠN 2025 - 2030", Role::Tasks),
            ("PHÂN CÔNG NHIỆM VỤ CỤ THỂ", Role::Assignment),
            ("TO CHU'C THU'C HIEN", Role::Organization),
            ("KINH PHÍ THỰC HIỆN", Role::Funding),
            ("QUAN PIEM CHI PAO", Role::Viewpoints),
            ("ĐIỀU KHOẢN THI HÀNH", Role::Other),
        ] {
            assert_eq!(role(title), expected, "{title}");
        }
    }

    #[test]
    fn titles_below_have_roles_of_their_own() {
        for (title, above, expected) in [
            ("Mục tiêu cụ thể", Role::Tasks, Role::Goals),
            ("Phạm vi, đối tượng", Role::Tasks, Role::Other),
            ("Thời gian, địa điểm", Role::Tasks, Role::Other),
            ("Phần lễ (không quá 90 phút)", Role::Tasks, Role::Other),
            ("Kinh phí", Role::Organization, Role::Organization),
            ("Cải cách thể chế", Role::Tasks, Role::Tasks),
        ] {
            assert_eq!(role_below(title, above), expected, "{title}");
        }
    }

    #[test]
    fn statements_assign_nothing() {
        for (text, action) in [
            ("Kế hoạch này thay thế Kế hoạch số 3845/KH-SCT ngày 05/7/2025 của Sở Công Thương.", false),
            ("Trưởng các phòng chịu trách nhiệm trước Giám đốc Sở về tiến độ các nhiệm vụ được giao.", false),
            ("Giao Văn phòng Sở chủ trì theo dõi, đôn đốc các phòng.", true),
            ("Kinh phí được bố trí từ ngân sách. Phòng Kinh tế lập dự toán hằng năm.", true),
        ] {
            assert_eq!(is_action(text), action, "{text}");
        }
    }
}
