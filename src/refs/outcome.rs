//! What a task's sentences say is to come out of it, and who decides.

use std::sync::LazyLock;

use regex::Regex;

use super::agency::{opens, start};
use super::extent::is_verb;
use super::pattern;
use crate::document::{Origin, Output};
use crate::lexicon::{Folded, fold};

static DECIDES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:trinh|de|bao cao)(?: cap co tham quyen)? (?<who>[^,.;]{3,80}?),? (?:xem xet|phe duyet|quyet dinh|thong qua)\b",
    )
});
/// What makes a document, and the first words of what is made.
static MAKES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?:tham muu )?(?:xay dung|ban hanh|lap|hoan thien|bien soan|soan thao|trinh ban hanh|cu the hoa [^,.;:]{1,60}? thanh)(?:(?:,| va) (?:xay dung|ban hanh|trien khai",
        r"|to chuc trien khai|to chuc thuc hien))*(?: (?:cac|mot so|mot hoac mot so|[0-9]{1,3}))? (?P<what>ke hoach|de an|chuong trinh|quyet dinh|nghi quyet|bao cao",
        r"|huong dan|quy che|quy dinh|chi thi|du an|phuong an|quy hoach|chien luoc|danh muc|danh sach|(?:bo )?tieu chi|bo chi so",
        r"|(?:bo )?tai lieu|(?:bo )?quy tac|noi quy|ho so|phan mem|co so du lieu|ban do|lo trinh|de cuong|so tay|cam nang|quy trinh)\b|\b(?P<told>bao cao (?:tinh hinh, ket qua|tinh hinh|ket qua)))\b",
    ))
});
/// What opens a clause in which others do the work.
static GUIDES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\W*(?:huong dan|don doc|van dong|ho tro|giup|tao dieu kien|khuyen khich) "));
/// What ends the name of a thing made.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[,;.:(]| (?:ve|gom|tai|voi|trinh|gui|bao cao|truoc (?:ngay|thang|quy|nam|het|[0-9])|trong|xong|hoan thanh|cham nhat|long ghep|nham|theo (?:quy dinh|dinh ky|de cuong|yeu cau|huong dan|mau)",
        r"|dinh ky|va (?:to chuc|trien khai|thuc hien|trinh|gui|bao cao|ban hanh|tham muu))\b",
    ))
});
/// The document that a task makes: "Xây dựng Kế hoạch …", "lập danh sách …", "báo cáo kết quả …".
pub(super) fn output(text: &str, folded: &Folded) -> Vec<Output> {
    let all = folded.text();
    let made = MAKES.captures_iter(all).take(8).find_map(|makes| {
        let what = makes.name("what").or(makes.name("told"))?;
        let verb = text[folded.origin(makes.get(0)?.range())].split(' ').next().unwrap_or_default().to_lowercase();
        // "khi lập quy hoạch": a time, not the work; "hướng dẫn các tổ lập hồ sơ": their papers, not what comes of it.
        let before = &all[..makes.get(0)?.start()];
        let clause = before.rsplit([',', ';', '.', ':']).next().unwrap_or(before);
        let others = what.as_str() == "ho so" && GUIDES.is_match(clause);
        if before.ends_with(" khi ") || others || verb.starts_with('l') && !is_verb(&verb) {
            return None;
        }
        let rest = start(&all[what.end()..], 200);
        let length = MADE.find_iter(rest).find(|end| {
            let word = &text[folded.origin(what.end() + end.start()..what.end() + end.end())];
            let marked = !["ve", "gom", "tai", "voi"].contains(&fold(word).trim()) || is_marked(word.trim());
            // "gắn với", "quy chế báo cáo" are parts of the name.
            let bound =
                end.as_str() == " voi" && [" gan", " doi"].iter().any(|verb| rest[..end.start()].ends_with(verb));
            let named = end.as_str() == " bao cao" && end.start() == 0;
            // "hành trình", "chương trình"
            let compound = end.as_str() == " trinh"
                && ["hanh", "chuong", "cong", "quy", "lo", "tien", "qua"]
                    .iter()
                    .any(|half| rest[..end.start()].ends_with(half));
            marked && !bound && !named && !compound
        });
        let end = what.end() + length.map_or(rest.len(), |end| end.start());
        Some(text[folded.origin(what.start()..end)].trim_end())
    });
    made.map(|made| Output { text: made.to_owned(), from: Some(Origin::Sentence) }).into_iter().collect()
}

/// Who is to decide: "trình UBND thành phố xem xét".
pub(super) fn authority(text: &str, folded: &Folded) -> Option<String> {
    let who = DECIDES.captures(folded.text())?.name("who")?;
    let who = text[folded.origin(who.range())].trim();
    (opens(who) && who.split_whitespace().count() <= 10).then(|| who.to_owned())
}

/// Whether a word that ends the name of a thing made is that word: "tại", not the end of "thiên tai".
fn is_marked(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "về" | "gồm" | "tại" | "với")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_ends_before_what_it_is_for() {
        for (text, want) in [
            ("định kỳ 6 tháng báo cáo kết quả với Ban Thường vụ Đảng ủy", Some("báo cáo kết quả")),
            ("Ban hành Kế hoạch truyền thông về chuyển đổi số", Some("Kế hoạch truyền thông")),
            ("Lập danh sách hộ có nguy cơ thiên tai tại các thôn", Some("danh sách hộ có nguy cơ thiên tai")),
            (
                "xây dựng đề án phát triển vườn cây gắn với du lịch, trình Ban Thường vụ",
                Some("đề án phát triển vườn cây gắn với du lịch"),
            ),
            ("cụ thể hóa Chương trình thành kế hoạch hằng năm, bố trí nguồn lực", Some("kế hoạch hằng năm")),
            ("Lập danh mục cây cần cắt tỉa trước mùa mưa", Some("danh mục cây cần cắt tỉa trước mùa mưa")),
            ("xây dựng đề cương báo cáo, gửi các đơn vị", Some("đề cương báo cáo")),
            ("Bố trí đất khi lập quy hoạch chung các xã", None),
            ("xây dựng bộ quy tắc ứng xử, hoàn thành trước 30/9/2025", Some("bộ quy tắc ứng xử")),
            ("Xây dựng phần mềm giám sát hành trình xe, đưa vào sử dụng", Some("phần mềm giám sát hành trình xe")),
            ("Hướng dẫn các tổ dân phố lập hồ sơ công nhận", None),
            ("Hướng dẫn chuyên môn; lập hồ sơ theo dõi học sinh", Some("hồ sơ theo dõi học sinh")),
            ("hoàn thiện báo cáo tự đánh giá gửi Phòng Khảo thí", Some("báo cáo tự đánh giá")),
            ("Tổ chức hội nghị", None),
        ] {
            let found = output(text, &Folded::new(text));
            assert_eq!(found.first().map(|output| output.text.as_str()), want, "{text}");
        }
    }
}
