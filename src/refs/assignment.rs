//! Who does what: the roles that the sentences of a task, or a table's cell, give to agencies and leaders.
//!
//! A role's agencies are the words between what opens the role ("Giao", "phối hợp với", the sentence's start) and the
//! verb that follows. Verbs are told from the same words inside names ("Phòng Quản lý …") by their small letter.

use std::ops::Range;

use super::agency::kind;
use super::agency_list::split;
use super::charge::{helping, in_charge};
use super::labelled::{self, Named};
use super::leaders::{comrades, leaders};
use super::outcome::{authority, output};
use super::{Found, aside, deadline, due, number};
use crate::document::{Agency, Deadline, Leader, Origin, Output};
use crate::lexicon::Folded;

/// The slots that a task's sentences fill.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// Who is in charge.
    pub lead: Vec<Agency>,
    /// Who helps.
    pub coordinating: Vec<Agency>,
    /// Leaders in charge.
    pub leader: Vec<Leader>,
    /// By when; `raw` is the restored text, for the caller to replace by the source's.
    pub deadline: Option<Found<Deadline>>,
    /// What is to come out.
    pub output: Vec<Output>,
    /// Who decides.
    pub authority: Option<String>,
    /// Numbers of the documents that are named, each once.
    pub basis: Vec<String>,
}

/// The slots that the sentences of a task fill; what they do not say stays empty.
pub fn parse(text: &str) -> Assignment {
    let folded = Folded::new(text);
    let mut basis: Vec<String> = Vec::new();
    for found in number::find(text) {
        if !basis.contains(&found.value.text) {
            basis.push(found.value.text);
        }
    }
    let names = |range: Range<usize>| cell(&text[range], Origin::Sentence);
    let (lead, helps) = aside::find(text, &folded);
    let lead = lead.or_else(|| in_charge(text, &folded)).map(names).unwrap_or_default();
    let coordinating = helps.or_else(|| helping(text, &folded)).map(names).unwrap_or_default();
    let mut found = Assignment {
        lead,
        coordinating,
        leader: comrades(text, &folded),
        deadline: due::find(text).into_iter().next(),
        output: output(text, &folded),
        authority: authority(text, &folded),
        basis,
    };
    found.name(text);
    found
}

impl Assignment {
    /// The slots that `text` names before a colon, and no others.
    pub fn named(text: &str) -> Self {
        let mut found = Self::default();
        found.name(text);
        found
    }

    /// Takes over the slots that `text` names before a colon.
    fn name(&mut self, text: &str) {
        for (slot, range) in labelled::find(text) {
            let value = &text[range.clone()];
            match slot {
                Named::Lead => self.lead = cell(value, Origin::Sentence),
                Named::Coordinating => self.coordinating = cell(value, Origin::Sentence),
                Named::Leader => self.leader = leaders(value, Origin::Sentence),
                Named::Deadline => {
                    if let Some(value) = deadline::parse(value) {
                        self.deadline = Some(Found { range, value });
                    }
                }
                Named::Output => {
                    self.output = vec![Output { text: value.to_owned(), from: Some(Origin::Sentence) }];
                }
                Named::Authority => self.authority = Some(value.to_owned()),
            }
        }
    }

    /// Takes over the slots that another text fills.
    pub fn take(&mut self, other: Assignment) {
        let Assignment { lead, coordinating, leader, deadline, output, authority, basis } = other;
        fn put<T>(own: &mut Vec<T>, other: Vec<T>) {
            if !other.is_empty() {
                *own = other;
            }
        }
        put(&mut self.lead, lead);
        put(&mut self.coordinating, coordinating);
        put(&mut self.leader, leader);
        put(&mut self.output, output);
        self.deadline = deadline.or(self.deadline.take());
        self.authority = authority.or(self.authority.take());
        self.basis.extend(basis.into_iter().filter(|number| !self.basis.contains(number)).collect::<Vec<_>>());
    }
}

/// The agencies of a table's cell, or of any phrase that lists agencies and nothing else.
pub fn cell(text: &str, from: Origin) -> Vec<Agency> {
    let tidy = |text: &str| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.trim_matches(|c: char| " ,;.:-–+|".contains(c)).to_owned()
    };
    split(text)
        .into_iter()
        .filter_map(|part| {
            let part = &text[part];
            let (name, qualifier) = match part.split_once('(') {
                Some((name, rest)) => (name, Some(tidy(rest.split(')').next().unwrap_or(rest)))),
                None => (part, None),
            };
            let name = tidy(name);
            let qualifier = qualifier.filter(|qualifier| !qualifier.is_empty());
            (!name.is_empty()).then(|| Agency { kind: kind(&name), text: name, qualifier, from })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(agencies: &[Agency]) -> Vec<&str> {
        agencies.iter().map(|agency| agency.text.as_str()).collect()
    }

    #[test]
    fn sentences_give_roles() {
        for (text, lead, coordinating) in [
            (
                "Giao phòng Văn hóa - Xã hội phường chủ trì, phối hợp, hướng dẫn triển khai thực hiện; kiểm tra",
                &["phòng Văn hóa - Xã hội phường"][..],
                &[][..],
            ),
            (
                "Phòng Văn hóa - Xã hội: Chủ trì, phối hợp với Trưởng các phòng, ban ngành, các cơ quan đơn vị có liên \
                 quan theo dõi, đôn đốc việc triển khai",
                &["Phòng Văn hóa - Xã hội"],
                &["Trưởng các phòng, ban ngành", "các cơ quan đơn vị có liên quan"],
            ),
            (
                "Văn phòng Sở chủ trì, phối hợp với các phòng, đơn vị liên quan theo dõi, đôn đốc",
                &["Văn phòng Sở"],
                &["các phòng, đơn vị liên quan"],
            ),
            (
                "Căn cứ Kế hoạch của Sở, các phòng, đơn vị chủ động xây dựng kế hoạch cụ thể",
                &["các phòng, đơn vị"],
                &[],
            ),
            (
                "Trong quá trình thực hiện, nếu cần sửa đổi; Các phòng, ban ngành chủ động đề xuất",
                &["Các phòng, ban ngành"],
                &[],
            ),
            (
                "Trưởng các phòng chức năng, Thủ trưởng các đơn vị trực thuộc Sở chịu trách nhiệm trước Giám đốc Sở",
                &["Trưởng các phòng chức năng", "Thủ trưởng các đơn vị trực thuộc Sở"],
                &[],
            ),
            ("Nhiệm vụ này do Sở Nội vụ chủ trì.", &["Sở Nội vụ"], &[]),
            ("Phối hợp với các sở, ngành liên quan tạo điều kiện", &[], &["các sở, ngành liên quan"]),
            ("Giao Phong Kinh té cha tri, phdi hop voi So Noi vu", &["Phong Kinh té"], &["So Noi vu"]),
            ("Các tổ chức chính trị - xã hội tỉnh cử thành viên", &["Các tổ chức chính trị - xã hội tỉnh"], &[]),
            ("Ủy ban Kiểm tra Đảng ủy đưa việc thực hiện vào chương trình", &["Ủy ban Kiểm tra Đảng ủy"], &[]),
            (
                "Ban Dân vận chủ trì, phối hợp Văn phòng và các ban chuyên môn tham mưu",
                &["Ban Dân vận"],
                &["Văn phòng", "các ban chuyên môn"],
            ),
            (
                "Thanh tra Sở phối hợp với Phòng Cảnh sát giao thông xử lý xe quá tải",
                &["Thanh tra Sở"],
                &["Phòng Cảnh sát giao thông"],
            ),
            ("Ban Quản lý bảo trì đường bộ kiểm tra biển báo", &["Ban Quản lý bảo trì đường bộ"], &[]),
            ("Giao Vụ Vật liệu xây dựng làm đầu mối theo dõi", &["Vụ Vật liệu xây dựng"], &[]),
            ("Hội Nông dân xã xây dựng đề án vùng trái cây", &["Hội Nông dân xã"], &[]),
            ("Vụ Pháp chế xây dựng dự thảo Thông tư", &["Vụ Pháp chế"], &[]),
            (
                "Cục Giám định nhà nước về chất lượng công trình xây dựng chủ trì, phối hợp với các ban xây dựng Đảng mở lớp",
                &["Cục Giám định nhà nước về chất lượng công trình xây dựng"],
                &["các ban xây dựng Đảng"],
            ),
            ("Báo Xây dựng, Tạp chí Kiến trúc mở chuyên mục", &["Báo Xây dựng", "Tạp chí Kiến trúc"], &[]),
            ("UBND huyện Cát Hải thống kê các ô lồng, di dời", &["UBND huyện Cát Hải"], &[]),
            (
                "Bộ Chỉ huy Quân sự tỉnh, Bộ Chỉ huy Bộ đội Biên phòng tỉnh huy động lực lượng",
                &["Bộ Chỉ huy Quân sự tỉnh", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh"],
                &[],
            ),
            (
                "Tổ Quản lý, hỗ trợ cá nhân, hộ kinh doanh rà soát các hộ",
                &["Tổ Quản lý, hỗ trợ cá nhân, hộ kinh doanh"],
                &[],
            ),
            ("Kiện toàn đội xung kích; phân công từng thành viên phụ trách địa bàn", &[], &[]),
            ("Phân công các thành viên dự, chỉ đạo Ngày hội tại cơ sở", &[], &[]),
            (
                "Lắp đèn tín hiệu. Đơn vị chủ trì: Phòng Kinh tế; phối hợp: Công an xã.",
                &["Phòng Kinh tế"],
                &["Công an xã"],
            ),
            ("Ban hành Kế hoạch triển khai trong năm 2025.", &[], &[]),
            ("Tổ chức tập huấn, hội nghị thúc đẩy tiêu dùng", &[], &[]),
            ("Xây dựng Kế hoạch phát triển hạ tầng số", &[], &[]),
            ("Rà soát, cắt giảm các thủ tục không cần thiết.", &[], &[]),
            ("", &[], &[]),
        ] {
            let found = parse(text);
            assert_eq!(
                (names(&found.lead), names(&found.coordinating)),
                (lead.to_vec(), coordinating.to_vec()),
                "{text}"
            );
        }
    }

    #[test]
    fn other_slots_are_found_too() {
        let found = parse(
            "Xây dựng, ban hành Kế hoạch thực hiện Nghị quyết số 57-NQ/TW và Nghị quyết số 57-NQ/TW, trình UBND thành \
             phố phê duyệt trước ngày 15/12/2025, do đồng chí Trần Thị Phương, PCT UBND phường chỉ đạo",
        );
        assert_eq!(
            found.output.iter().map(|o| o.text.as_str()).collect::<Vec<_>>(),
            ["Kế hoạch thực hiện Nghị quyết số 57-NQ/TW và Nghị quyết số 57-NQ/TW"]
        );
        assert_eq!(found.basis, ["57-NQ/TW"]);
        assert_eq!(found.authority.as_deref(), Some("UBND thành phố"));
        assert_eq!(found.deadline.and_then(|d| d.value.end).as_deref(), Some("2025-12-14"));
        assert_eq!(found.leader[0].name.as_deref(), Some("Trần Thị Phương"));
        assert_eq!(found.leader[0].position.as_deref(), Some("PCT UBND phường"));
    }

    #[test]
    fn cells_give_agencies_with_qualifiers() {
        let found =
            cell("Các phòng chuyên môn có giải quyết TTHC; Văn phòng Sở (đôn đốc, theo dõi,\ntổng hợp)", Origin::Cell);
        assert_eq!(names(&found), ["Các phòng chuyên môn có giải quyết TTHC", "Văn phòng Sở"]);
        assert_eq!(found[1].qualifier.as_deref(), Some("đôn đốc, theo dõi, tổng hợp"));
        assert_eq!(cell(" - ", Origin::Cell), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(
            text in "((Giao|giao|Phòng|các|phối hợp với|chủ trì|đồng chí|trình|[,;:.()]|Kinh) ?)*|\\PC{0,80}"
        ) {
            let found = parse(&text);
            proptest::prop_assert!(found.lead.iter().chain(&found.coordinating).all(|agency| !agency.text.is_empty()));
            let _ = crate::refs::leaders::leaders(&text, Origin::Cell);
        }
    }
}
