//! Who does what: the roles that the sentences of a task, or a table's cell, give to agencies and leaders.
//!
//! A role's agencies are the words between what opens the role ("Giao", "phối hợp với", the sentence's start) and the
//! verb that follows. Verbs are told from the same words inside names ("Phòng Quản lý …") by their small letter.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::{self, kind, opens, start};
use super::labelled::{self, Named};
use super::leaders::{comrades, leaders};
use super::outcome::{authority, output};
use super::{Found, deadline, number, pattern};
use crate::document::{Agency, Deadline, Leader, Origin, Output};
use crate::lexicon::{Folded, fold};

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

/// How far the names of a role may reach.
const REACH: usize = 280;

/// Words of a name from which the gazetteer's name at its start is taken instead.
const KNOWN_WORDS: usize = 9;

/// Verbs after which no name goes on, each of two syllables.
static VERBS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("../../dictionaries/verbs.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Shorter words after which no name goes on, and "chủ trì", "phối hợp" as OCR may leave them.
const ENDS: &str = concat!(
    r"ch[a-z]{1,2} tr[ijy]|ph[a-z]{1,2}i h[a-z]p|trinh|lap|gui|la|trong|nham|de|theo|phai|can|se|lam|tao|ve|khong|duoc|den",
    r"|nieu yet|giao|dua|cu|nhan|mo|giup|dat|chon",
);
/// The same with their marks: where a word has marks, they must be these ("Bảo vệ" is not "về").
const MARKED: [&str; 17] = [
    "trình", "lập", "gửi", "là", "trong", "nhằm", "để", "theo", "phải", "cần", "sẽ", "làm", "tạo", "về", "không",
    "được", "đến",
];

/// Verbs of one syllable that are known by their marks alone: "cử" is not "khu dân cư".
const EXACT: [&str; 7] = ["đưa", "cử", "nhận", "mở", "giúp", "đặt", "chọn"];

/// Where names end: before a verb, and at a clause's end.
pub(super) static END: LazyLock<Regex> = LazyLock::new(|| {
    let verbs: Vec<String> = VERBS.iter().map(|verb| fold(verb)).collect();
    pattern(&format!(r"[ ,](?:{}|{ENDS})\b|[.;:](?: |$)", verbs.join("|")))
});
/// What stands before the agencies in charge.
static GIVES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:giao(?: cho)?|yeu cau|de nghi|do|phan cong)(?: don vi| co quan)? "));
static HELPS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bph[a-z]{1,2}i h[a-z]p(?: chat che| thuc hien)?,?(?: v[a-z]i| cung)?(?: voi)? "));
/// What may stand before the agency at a sentence's start.
static ADVERBIAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:can cu|tren co so|trong qua trinh|dinh ky|hang (?:nam|quy|thang)) "));

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
    let lead = in_charge(text, &folded).map(names).unwrap_or_default();
    let coordinating = helping(text, &folded).map(names).unwrap_or_default();
    let mut found = Assignment {
        lead,
        coordinating,
        leader: comrades(text, &folded),
        deadline: deadline::find(text).into_iter().next(),
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

/// The range of those that help: after "phối hợp với", or after "phối hợp" alone where a name or a group follows.
fn helping(text: &str, folded: &Folded) -> Option<Range<usize>> {
    HELPS.find_iter(folded.text()).take(8).find_map(|helps| {
        let with = [" voi ", " cung "].iter().any(|word| helps.as_str().ends_with(word));
        names_until_verb(text, folded, helps.end(), if with { helps_opens } else { opens })
    })
}

/// The range of those in charge: after "giao", before a colon, or at the start of a sentence.
fn in_charge(text: &str, folded: &Folded) -> Option<Range<usize>> {
    let all = folded.text();
    let lead = all.len() - all.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let given = || {
        let gives = GIVES.find_iter(all).take(8);
        // "phân công từng thành viên" shares work out; it puts nobody in charge.
        let giving = |gives: &regex::Match| {
            let range = folded.origin(gives.range());
            !text[range.clone()].to_lowercase().starts_with("giáo") && !text[range.end..].starts_with("từng ")
        };
        gives.filter(giving).filter_map(|gives| until_verb(text, folded, gives.end())).next()
    };
    let opening = || until_verb(text, folded, lead);
    // "Căn cứ Kế hoạch của Sở, các phòng, đơn vị chủ động …": the agency comes after a comma.
    let after = || {
        if !ADVERBIAL.is_match(&all[lead..]) {
            return None;
        }
        let sentence = all[lead..].find(". ").map_or(all.len(), |end| lead + end);
        let commas = all[lead..sentence].match_indices([',', ';']).take(6);
        commas.filter_map(|(at, _)| until_verb(text, folded, lead + at + 2)).next()
    };
    opening().or_else(given).or_else(after)
}

/// The names from byte `from` of the folded text up to a verb or the clause's end; none where no name opens there, or
/// nothing ends it.
fn until_verb(text: &str, folded: &Folded, from: usize) -> Option<Range<usize>> {
    names_until_verb(text, folded, from, opens)
}

/// After "phối hợp với" anything with a name or in the plural helps.
fn helps_opens(text: &str) -> bool {
    opens(text) || text.starts_with(char::is_uppercase) || text.starts_with("các ")
}

fn names_until_verb(text: &str, folded: &Folded, from: usize, opens: fn(&str) -> bool) -> Option<Range<usize>> {
    let rest = &text[folded.origin(from..from).start..];
    if !opens(rest) {
        return None;
    }
    let window = folded.text().get(from..)?;
    let window = start(window, REACH);
    let mut depth = 0usize;
    let mut scanned = 0;
    for end in END.find_iter(window) {
        for c in window[scanned..end.start()].chars() {
            depth = match c {
                '(' => depth + 1,
                ')' => depth.saturating_sub(1),
                _ => depth,
            };
        }
        scanned = end.start();
        let at = folded.origin(from + end.start()..from + end.end());
        let word = text[at.clone()].trim_start_matches([' ', ',']);
        // "Bộ phận tiếp nhận", "Ban Chỉ đạo": a verb inside a name.
        let noun = ["bo phan", " cac", " nhung", " moi"].iter().any(|before| window[..end.start()].ends_with(before));
        // "Ban Quản lý bảo trì đường bộ": what is managed.
        let managed = text[..at.start].ends_with("Quản lý");
        let inside = noun || managed || window[..end.start()] == *"cac" || word.starts_with(char::is_uppercase);
        let mark = end.as_str().starts_with(['.', ';', ':']);
        let compound = || in_compound(&text[..at.start], word, &text[at.end..]);
        if depth > 0 || !mark && (inside || !is_verb(word) || compound()) {
            continue;
        }
        let mut range = folded.origin(from..from).start..at.start;
        let mut count = text[range.clone()].split_whitespace().count();
        // The verb is not known, but the name is.
        if count > KNOWN_WORDS
            && let Some(known) = agency::find(&text[range.clone()]).first().filter(|known| known.range.start == 0)
            && goes_on(&text[range.start + known.range.end..range.end])
        {
            range.end = range.start + known.range.end;
            count = text[range.clone()].split_whitespace().count();
        }
        return (count > 0 && count <= 40 && named(&text[range.clone()])).then_some(range);
    }
    // A role may close the text: "… phối hợp với Phòng Kinh tế".
    let whole = folded.origin(from..from).start..text.len();
    (window.len() == folded.text().len() - from && from > 0 && named(&text[whole.clone()])).then_some(whole)
}

/// Whether what follows a known name says what it does, rather than name more.
fn goes_on(rest: &str) -> bool {
    const LINKS: [&str; 9] = ["và", "cùng", "các", "thuộc", "trực", "của", "khu", "cấp", "với"];
    let first = rest.split_whitespace().next().unwrap_or_default();
    rest.starts_with(' ') && first.starts_with(char::is_lowercase) && !LINKS.contains(&first)
}

/// Whether a word that folds to one of [`ENDS`] or [`VERBS`] is that word. A word without any mark may have lost them.
pub(super) fn is_verb(word: &str) -> bool {
    let lower = word.to_lowercase();
    if EXACT.iter().any(|verb| fold(verb) == fold(&lower)) {
        return EXACT.contains(&lower.as_str());
    }
    let bare = |word: &str| word.is_ascii();
    let noisy = lower.split(' ').any(bare) || lower.starts_with("ch") || lower.starts_with("ph");
    noisy || MARKED.contains(&lower.as_str()) || VERBS.contains(&lower.as_str())
}

/// Whether a verb of one syllable is part of a longer word: "công trình", "chương trình", "giao thông".
fn in_compound(before: &str, word: &str, after: &str) -> bool {
    if word.to_lowercase() == "giao" {
        return ["thông", "dịch", "lưu", "tiếp"].iter().any(|next| after.trim_start().starts_with(next));
    }
    const COMPOUNDS: [&str; 7] = ["công", "chương", "quy", "tiến", "lộ", "thành", "độc"];
    let last = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    !word.contains(' ') && COMPOUNDS.contains(&last.as_str())
}

/// Whether a name is more than the bare word that opens it ("đơn vị" alone names nobody).
fn named(name: &str) -> bool {
    name.split_whitespace().count() > 1 || name.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// The agencies of a table's cell, or of any phrase that lists agencies and nothing else.
pub fn cell(text: &str, from: Origin) -> Vec<Agency> {
    let tidy = |text: &str| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.trim_matches(|c: char| " ,;.:-–+|".contains(c)).to_owned()
    };
    agency::split(text)
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
            ("Kiện toàn đội xung kích; phân công từng thành viên phụ trách địa bàn", &[], &[]),
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
