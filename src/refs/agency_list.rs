//! Lists of agencies, taken apart.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::{GROUP, find, opens, start};
use super::pattern;
use crate::lexicon::fold;

/// Breaks between the parts of a list; a comma or "và" breaks only before a new name.
static BREAK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*[;|\n]\s*|\s*,\s*|\s+-\s+|\s+(?:và|va|cùng|cung)\s+"));

/// The parts of a list of agencies, as ranges of `text`. "Sở Văn hóa, Thể thao và Du lịch" is one, and so is "các sở,
/// ban, ngành".
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let known = find(text);
    let bulleted = text.trim_start().starts_with('-');
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0usize);
    let mut scanned = 0;
    for found in BREAK.find_iter(text) {
        for c in text[scanned..found.start()].chars() {
            depth = match c {
                '(' => depth + 1,
                ')' => depth.saturating_sub(1),
                _ => depth,
            };
        }
        scanned = found.start();
        let near = known.partition_point(|name| name.range.end <= found.start());
        let within = known.get(near).is_some_and(|name| name.range.start < found.start());
        let breaks = match found.as_str().trim() {
            ";" | "|" => true,
            "" => true,
            "-" => bulleted && name(&text[found.end()..]),
            _ => !within && name(&text[found.end()..]),
        };
        if depth == 0 && breaks {
            parts.push(from..found.start());
            from = found.end();
        }
    }
    parts.push(from..text.len());
    parts.retain(|part| text[part.clone()].contains(char::is_alphanumeric));
    parts
}

/// Whether `rest` of a list opens a name of its own: a capital at its head or right after it, or a group's word.
fn name(rest: &str) -> bool {
    if !opens(rest) {
        return false;
    }
    let mut words = rest.split_whitespace();
    let capital = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    let group = GROUP.is_match(&fold(start(rest, 24)));
    let (first, second) = (words.next(), words.next());
    group || capital(first) || (first.is_some_and(|word| !word.ends_with(',')) && capital(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_break_before_names_only() {
        for (text, want) in [
            ("Các phòng chức năng, các đơn vị trực thuộc Sở", &["Các phòng chức năng", "các đơn vị trực thuộc Sở"][..]),
            ("Sở Văn hóa, Thể thao và Du lịch", &["Sở Văn hóa, Thể thao và Du lịch"]),
            ("các sở, ban, ngành, địa phương", &["các sở, ban, ngành, địa phương"]),
            ("UBND các xã, phường", &["UBND các xã, phường"]),
            ("Văn phòng; Bộ phận tiếp nhận và giải quyết TTHC", &["Văn phòng", "Bộ phận tiếp nhận và giải quyết TTHC"]),
            (
                "Phòng Quản lý Văn hóa và Gia đình; Các phòng chức năng",
                &["Phòng Quản lý Văn hóa và Gia đình", "Các phòng chức năng"],
            ),
            ("Phòng Kinh tế, Hạ tầng và Đô thị phường", &["Phòng Kinh tế, Hạ tầng và Đô thị phường"]),
            ("Sở Nội vụ và Sở Tài chính, Công an thành phố", &["Sở Nội vụ", "Sở Tài chính", "Công an thành phố"]),
            ("- Phòng Kinh tế\n- Phòng Văn hóa - Xã hội", &["- Phòng Kinh tế", "- Phòng Văn hóa - Xã hội"]),
            ("Văn phòng Sở (đôn đốc; theo dõi, Phòng A)", &["Văn phòng Sở (đôn đốc; theo dõi, Phòng A)"]),
            ("Phong Kinh té, Ha ting va D6 thi", &["Phong Kinh té, Ha ting va D6 thi"]),
        ] {
            let parts: Vec<_> = split(text).into_iter().map(|part| &text[part]).collect();
            assert_eq!(parts, want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "((Phòng|các|và|UBND|thành phố|Kinh|[,;()|\\n-]) ?)*|\\PC{0,80}") {
            for part in split(&text) {
                proptest::prop_assert!(text.get(part).is_some());
            }
        }
    }
}
