//! Agencies, groups and offices in text: what opens such a name, of what kind it is.
//!
//! Names are known by the gazetteer or by their first word ("Phòng …", "các …", "Giám đốc …"), so that an agency no
//! list holds is found too.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::{Found, pattern};
use crate::document::AgencyKind;
use crate::lexicon::{Folded, abbreviations, agencies, fold};

/// First words of names of agencies.
const HEADS: &str = concat!(
    "so|phong|ban|ubnd|hdnd|uy ban|hoi dong|van phong|trung tam|chi cuc|cuc|vu|vien|hoi|doan|cong an|tram|mat tran|mttq",
    "|ubmttq|lien doan|cong doan|dang uy|thanh uy|tinh uy|huyen uy|quan uy|cap uy|chinh quyen|chi bo|chi doan|kho bac|bao hiem|ngan hang|thuong truc|thon",
    "|bo (?:noi|tu|tai|cong|quoc|xay|y|khoa|giao|van hoa|ngoai|nong|dan|chi huy|phan|chinh tri|thong tin|ke hoach|lao)",
    "|to|khoa|truong (?:mam non|tieu hoc|trung hoc|thcs|thpt|dai hoc|cao dang|chinh tri)|benh vien",
    "|thu vien|bao|tap chi|dai (?:phat thanh|truyen)|nha xuat ban|doi (?:quan ly|canh sat|thanh tra|thue)|cong ty|tong cong ty|tap doan|hiep hoi|lien hiep|lien minh|thanh tra|toa an|khu pho|chinh phu",
    "|quoc hoi|dai hoc|don bien phong|hat kiem lam|hop tac xa|don vi|co quan|hoc vien|tt|dang bo|buu dien|dien luc|thue co so|nha van hoa|cong thong tin|thong ke (?:tinh|thanh pho|co so|khu vuc)",
);

/// Words that open like an agency and are none.
const OTHERS: &str = concat!(
    "ban (?:hanh|do|giao|dan|bach)|so (?:hoa|luong|lieu|ket|bo|huu|voi|dien|du)|phong (?:trao|chong|ngua|phu|tuc|cach)",
    "|to (?:chuc|quoc|tien|lon|mau|trinh|roi|khai)|khoa (?:hoc|luan|chat|huan)|hoi (?:nghi|thao|nhap|dam|hop|vien|tu)|doan (?:ket|vien)|bao (?:cao|dam|ton|tri|ve|quan|mat|gom|dong|tin|hieu|hanh|luc)|vien (?:chuc|thong|tro)|vu viec|thong ke (?:so|cac)|cuc bo",
);

/// First words of groups: who they are made of must be an agency too.
const GROUPS: &str = concat!(
    "(?:(?:tat ca |toan the )?(?:cac|tung|moi|nhung|mot so)|toan the) (?:so|ban|nganh|phong|khoa|co quan|don vi|dia phuong|to",
    "|doan the|xa|phuong|doanh nghiep|chi doan|chu dau tu|truong|bo|tinh|thanh pho|hoi|cap|dang uy|chi bo|khu pho|thon|thanh vien|uy vien",
    "|trung tam|truong hoc|tram|ap|buon|lang|to chuc|vien|benh vien|bao tang|thu vien|cong ty|tap doan|hiep hoi|chi cuc|cuc|doi|cum|nha truong|dong chi|hop tac xa|ho|can bo)\\b|(?:ubnd|uy ban nhan dan) cac",
);

/// First words of persons and offices.
const PERSONS: &str = concat!(
    "dong chi|d/c|giam doc|pho giam doc|chu tich|pho chu tich|truong (?:phong|ban|cac|thon|khu|cong an|tram|bo phan)",
    "|pho truong|thu truong|bi thu|pho bi thu|lanh dao|nguoi dung dau|can bo|cong chuc|vien chuc|chanh|pho chanh",
    "|thu tuong|bo truong|hieu truong|giao vien|to truong|chi huy truong|cap truong|ct|pct|gd|pgd|pbt",
);

static HEAD: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:{HEADS})\b")));

pub(super) static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:{GROUPS})\b")));

static PERSON: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:{PERSONS})\b")));

/// Names of the gazetteer, folded, with organs' abbreviations; longer than one syllable.
static KNOWN: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let organs = abbreviations::all().iter().filter(|a| a.kind != "field" && a.kind != "position" && a.short.len() > 3);
    let names = agencies::all().iter().map(|agency| agency.name).chain(organs.map(|a| a.short));
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(names.map(fold))
        .expect("a few hundred short names make an automaton")
});

static OTHER: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^(?:{OTHERS})\b")));

/// What places an agency: "phường", "thành phố Hải Phòng", "thuộc Sở", "cấp xã".
static PLACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^ (?:(?:truc )?thuoc (?:so|phuong|xa|thanh pho|tinh)|cap (?:tinh|xa)|(?:thanh pho|tinh|phuong|xa|dac khu|tp|quan|huyen|thi xa|thi tran)",
        r"(?P<name>(?: [\p{Lu}][\p{L}]*){0,4}))",
    ))
});

/// First syllables of all the openings above, with their marks.
const MARKED: &str = concat!(
    "sở|phòng|ủy|hđnd|hội|văn|cục|vụ|viện|đoàn|công|trạm|mặt|liên|đảng|thành|tỉnh|quận|bảo|ngân|thường|thôn|bộ|tổ|trường",
    "|bệnh|thư|tổng|tập|hiệp|tòa|chính|quốc|đại|đồn|hạt|hợp|đơn|cơ|học|bưu|điện|thuế|nhà|cổng|thống|tất|các|từng|mọi|những",
    "|một|toàn|đồng|đ/c|giám|phó|chủ|trưởng|thủ|bí|lãnh|người|cán|chức|viên|chánh|hiệu|chỉ|cấp|tđ|pgđ|gđ|kho|khu|giáo|khoa",
    "|mỗi|báo|đài|tạp|huyện|đội",
);

/// Whether `text` opens as the name of an agency, a group, a person or an office does.
pub fn opens(text: &str) -> bool {
    let folded = fold(start(text, 48));
    let first = text.split([' ', ',']).next().unwrap_or_default().to_lowercase();
    // Marks that are there must be the right ones: "Sơ tán" is no Sở. One syllable with none may have lost them.
    let spelt = first.replace("uỷ", "ủy").replace("toà", "tòa");
    let marked = first.is_ascii() || MARKED.split('|').any(|word| word == spelt);
    // A name has a capital where the other word has none: "Ban Dân vận", but "Ban hành".
    let mut second = text.split_whitespace().nth(1).unwrap_or_default().chars();
    let named = second.next().is_some_and(char::is_uppercase) && second.any(char::is_lowercase);
    marked
        && (named || !OTHER.is_match(&folded))
        && [&HEAD, &GROUP, &PERSON].iter().any(|opening| opening.is_match(&folded))
}

/// What kind of assignee a name is: a person or office, a group, or one agency.
pub fn kind(name: &str) -> AgencyKind {
    let folded = fold(start(name.trim_start(), 48));
    if PERSON.is_match(&folded) {
        AgencyKind::Person
    } else if GROUP.is_match(&folded) {
        AgencyKind::Group
    } else {
        AgencyKind::Agency
    }
}

/// The names of the gazetteer in `text`, in order, each with the place that follows it ("UBND thành phố Hải Phòng").
pub fn find(text: &str) -> Vec<Found<AgencyKind>> {
    let folded = Folded::new(text);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |range: &Range<usize>| {
        !word(folded.text()[..range.start].chars().next_back()) && !word(folded.text()[range.end..].chars().next())
    };
    let mut found: Vec<Found<AgencyKind>> = Vec::new();
    for known in KNOWN.find_iter(folded.text()).filter(|known| whole(&known.range())) {
        let mut range = folded.origin(known.range());
        // The case of what follows counts, so the place is looked for in the text itself, its marks folded.
        let after = start(&text[range.end..], 64);
        let unmarked = Folded::new(after);
        let cased: String = cased(after);
        if cased.len() == unmarked.text().len()
            && let Some(placed) = PLACED.find(&cased)
        {
            range.end += unmarked.origin(placed.range()).end;
        }
        let value = kind(&text[range.clone()]);
        found.push(Found { range, value });
    }
    found
}

/// `text` without marks but with its capitals.
fn cased(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_uppercase() { fold(&c.to_string()).to_uppercase() } else { fold(&c.to_string()) })
        .collect()
}

pub(super) fn start(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_like_words() {
        for name in [
            "Sở Nội vụ",
            "các phòng, ban",
            "UBND phường",
            "Ban Dân vận",
            "Trưởng các phòng",
            "Tổ dân phố",
            "Bộ Công an",
            "Tổ tư vấn tâm lý",
            "Giáo viên chủ nhiệm",
            "Khoa Dược",
            "Mỗi chi đoàn",
            "Báo và phát thanh, truyền hình tỉnh",
            "Mỗi khoa, phòng",
            "Các bảo tàng",
            "Báo Xây dựng",
            "Tạp chí Cộng sản",
            "Huyện ủy",
            "Cấp ủy, chính quyền các cấp",
            "Đài Truyền thanh huyện",
        ] {
            assert!(opens(name), "{name}");
        }
        for other in [
            "Ban hành Kế hoạch",
            "Tổ chức hội nghị",
            "Báo cáo kết quả",
            "Bảo vệ môi trường",
            "Bộ tiêu chí",
            "các nhiệm vụ",
            "Số hóa",
            "Giáo dục trẻ em",
            "Khoa học và công nghệ",
        ] {
            assert!(!opens(other), "{other}");
        }
    }

    #[test]
    fn known_names_are_found_with_their_places() {
        for (text, want) in [
            ("giao Phòng Văn hóa – Xã hội phường tham mưu", &["Phòng Văn hóa – Xã hội phường"][..]),
            ("UBND thành phố Hải Phòng và Sở Công Thương", &["UBND thành phố Hải Phòng", "Sở Công Thương"]),
            ("Sở Văn hóa, Thể thao và Du lịch ban hành", &["Sở Văn hóa, Thể thao và Du lịch"]),
            ("hồ sơ công việc", &[]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|found| &text[found.range]).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn kinds_follow_the_first_word() {
        use AgencyKind::*;
        for (name, want) in [
            ("Phòng Kinh tế", Agency),
            ("các đơn vị trực thuộc Sở", Group),
            ("UBND các xã, phường", Group),
            ("Chủ tịch UBND phường", Person),
            ("Thủ trưởng các đơn vị", Person),
            ("Trường Tiểu học A", Agency),
        ] {
            assert_eq!(kind(name), want, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "((Phòng|các|và|UBND|thành phố|Kinh|[,;()|\\n-]) ?)*|\\PC{0,80}") {
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
