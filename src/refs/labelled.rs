//! Slots that a text names before a colon: "Cơ quan chủ trì: …; thời gian hoàn thành: …".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use crate::lexicon::Folded;

/// A slot that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// "Cơ quan chủ trì".
    Lead,
    /// "Đơn vị phối hợp".
    Coordinating,
    /// "Lãnh đạo phụ trách".
    Leader,
    /// "Thời gian hoàn thành".
    Deadline,
    /// "Sản phẩm", "Kết quả đầu ra".
    Output,
    /// "Cấp phê duyệt".
    Authority,
}

/// A name of a slot where a clause starts, with its colon.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let whom = "(?:(?:co quan|don vi|bo phan|phong ban|nganh)(?:, (?:co quan|don vi))? )?";
    pattern(&format!(
        concat!(
            r"(?:^[^\p{{L}}\d]*|[;.,(] ?(?:- ?)?)(?:",
            r"(?P<lead>{0}(?:duoc giao )?(?:chu tri|dau moi)(?: (?:thuc hien|tham muu|trien khai))?|(?:don vi|co quan|phan cong|trach nhiem) thuc hien|{0}phu trach(?: chinh)?)",
            r"|(?P<helps>{0}(?:cung )?phoi hop(?: thuc hien)?)",
            r"|(?P<leader>(?:lanh dao|dong chi|nguoi) (?:phu trach|chi dao|theo doi))",
            r"|(?P<time>(?:thoi gian|thoi han|tien do|han|hoan thanh)(?: (?:thuc hien|hoan thanh|trien khai|trinh|bao cao|xong))?)",
            r"|(?P<made>(?:san pham|ket qua|dau ra)(?: (?:du kien|dau ra|can dat|dat duoc|thuc hien|hoan thanh))?)",
            r"|(?P<decides>(?:cap|co quan) (?:phe duyet|quyet dinh|ban hanh))",
            r") ?[:;] ?",
        ),
        whom
    ))
});

/// Most slots that one text names: a bound for hostile input.
const MOST: usize = 32;

/// The slots that `text` names, each with the range of its value, in order.
pub fn find(text: &str) -> Vec<(Named, Range<usize>)> {
    let folded = Folded::new(text);
    let slots = [
        ("lead", Named::Lead),
        ("helps", Named::Coordinating),
        ("leader", Named::Leader),
        ("time", Named::Deadline),
        ("made", Named::Output),
        ("decides", Named::Authority),
    ];
    let names: Vec<(Named, Range<usize>)> = NAME
        .captures_iter(folded.text())
        .take(MOST)
        .filter_map(|found| {
            // A colon that was read as a semicolon, where a line opens.
            if found.get(0)?.as_str().trim_end().ends_with(';') && found.get(0)?.start() > 0 {
                return None;
            }
            let slot = slots.iter().find(|(group, _)| found.name(group).is_some())?.1;
            Some((slot, found.get(0)?.range()))
        })
        .collect();
    let mut values = Vec::new();
    for (at, (slot, name)) in names.iter().enumerate() {
        let next = names.get(at + 1).map_or(folded.text().len(), |(_, next)| next.start);
        let value = &folded.text()[name.end..next];
        // The value of the last name ends with its sentence; that of a deadline or a thing made with its clause.
        let stop = match slot {
            Named::Lead | Named::Coordinating | Named::Leader => value.find(". "),
            _ => value.find([';', ')']).into_iter().chain(value.find(". ")).min(),
        };
        let range = folded.origin(name.end..name.end + stop.unwrap_or(value.len()));
        let inside = text[range.clone()].trim_end_matches([' ', ';', '.', ',', ')']);
        let end = range.start + inside.len();
        let start = end - inside.trim_start().len();
        if start < end {
            values.push((*slot, start..end));
        }
    }
    values
}

/// Whether `text` does nothing but name slots: it opens with the name of one.
pub fn opens(text: &str) -> bool {
    let folded = Folded::new(super::agency::start(text, 120));
    NAME.find(folded.text()).is_some_and(|name| name.start() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_colons_give_slots() {
        use Named::*;
        for (text, want) in [
            (
                "Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: Sở Nội vụ, Công an tỉnh; thời gian: quý II/2026.",
                &[(Lead, "Sở Y tế"), (Coordinating, "Sở Nội vụ, Công an tỉnh"), (Deadline, "quý II/2026")][..],
            ),
            ("- Thời gian hoàn thành: trước ngày 30/6/2026.", &[(Deadline, "trước ngày 30/6/2026")]),
            ("Xây dựng bản đồ số (sản phẩm: bản đồ; thời hạn: 2026)", &[(Output, "bản đồ"), (Deadline, "2026")]),
            ("* Thời gian thực hiện; Quý IV/2019.", &[(Deadline, "Quý IV/2019")]),
            ("- Hoàn thành: 25/3/2026.", &[(Deadline, "25/3/2026")]),
            ("Đơn vị thực hiện: Phòng Kinh tế.", &[(Lead, "Phòng Kinh tế")]),
            (
                "Phụ trách: Phòng Công tác xã hội; phối hợp: các khoa.",
                &[(Lead, "Phòng Công tác xã hội"), (Coordinating, "các khoa")],
            ),
            ("Lãnh đạo phụ trách: Bà Lê Thị A", &[(Leader, "Bà Lê Thị A")]),
            ("Phòng Kinh tế: Chủ trì, phối hợp với Công an xã theo dõi", &[]),
            ("Bố trí thời gian thực hiện hợp lý.", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|(slot, range)| (slot, &text[range])).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn a_text_of_slots_opens_with_the_name_of_one() {
        for (text, names) in [
            ("Đơn vị chủ trì: Phòng Kinh tế.", true),
            ("- Sản phẩm: Báo cáo", true),
            ("Xây dựng bản đồ; thời hạn: quý II/2026", false),
            ("Kết quả thực hiện được báo cáo hằng quý.", false),
        ] {
            assert_eq!(opens(text), names, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "((chủ trì|Thời hạn|sản phẩm|[:;.,()-]|Sở) ?)*|\\PC{0,80}") {
            let _ = opens(&text);
            for (_, range) in find(&text) {
                proptest::prop_assert!(text.get(range).is_some());
            }
        }
    }
}
