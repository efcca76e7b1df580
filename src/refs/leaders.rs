//! Leaders: names and positions in cells, phrases and sentences.

use std::sync::LazyLock;

use regex::Regex;

use super::agency::start;
use super::extent::{END, is_verb};
use super::pattern;
use crate::document::{Leader, Origin};
use crate::lexicon::{Folded, fold};

/// First words of positions.
static POSITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:p?ct|p?gd|p?bt|tp|pho |chu tich|giam doc|truong (?:phong|ban|cong|thon|khu|tram|bo)|bi thu|uy vien|chanh |chi huy",
        r"|thu truong|lanh dao|hieu truong|thuong truc|thu ky|doi truong)\b?",
    ))
});
static COMRADE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\b(?:d[o0]ng ch[ij]|d/c)[ :.]+|[;\n|])"));

/// The leaders that a cell or phrase names: `Đồng chí Trần Thị Phương, PCT UBND phường`.
pub fn leaders(text: &str, from: Origin) -> Vec<Leader> {
    let folded = Folded::new(text);
    let (mut parts, mut last) = (Vec::new(), 0);
    for opening in COMRADE.find_iter(folded.text()) {
        let range = folded.origin(opening.range());
        parts.push(&text[last..range.start]);
        last = range.end;
    }
    parts.push(&text[last..]);
    parts.into_iter().filter_map(|part| leader(part, from)).collect()
}

/// A name and a position, in that order; either may be missing.
fn leader(part: &str, from: Origin) -> Option<Leader> {
    let trim = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || ",;.:-–()".contains(c)).to_owned();
    let part = trim(part);
    let (mut end, mut at) = (0, 0);
    for piece in part.split_inclusive(char::is_whitespace).take(5) {
        let word = piece.trim_end();
        let capital = word.starts_with(char::is_uppercase) && word.chars().filter(|c| c.is_uppercase()).count() == 1;
        if !capital || POSITION.is_match(&fold(start(&part[at..], 24))) {
            break;
        }
        end = at + word.len();
        at += piece.len();
        if word.ends_with([',', '-', '(']) {
            break;
        }
    }
    let (name, position) = (trim(&part[..end]), trim(&part[end..]));
    let name = Some(name).filter(|name| (2..=5).contains(&name.split(' ').count()));
    let position = if name.is_some() { position } else { part };
    let position = Some(position.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|p| !p.is_empty());
    (name.is_some() || position.is_some()).then_some(Leader { name, position, from })
}

/// Leaders that a sentence names after "đồng chí": only with a person's name, up to the clause's end or its verb.
pub(super) fn comrades(text: &str, folded: &Folded) -> Vec<Leader> {
    let openings = COMRADE.find_iter(folded.text()).filter(|opening| !opening.as_str().starts_with([';', '\n', '|']));
    openings
        .filter_map(|opening| {
            let window = start(&folded.text()[opening.end()..], 120);
            // A verb has a small letter: "Nhàn", "Đạt" are names.
            let ends = |end: &regex::Match| {
                let word = &text[folded.origin(opening.end() + end.start()..opening.end() + end.end())];
                let word = word.trim_start_matches([' ', ',']);
                end.as_str().starts_with(['.', ';', ':']) || word.starts_with(char::is_lowercase) && is_verb(word)
            };
            let end = END.find_iter(window).find(ends).map_or(window.len(), |end| end.start());
            let range = folded.origin(opening.end()..opening.end() + end);
            leader(&text[range], Origin::Sentence).filter(|leader| leader.name.is_some())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_leaders_are_no_verbs() {
        for (text, name, position) in [
            ("do đồng chí Nguyễn Thị Nhàn, Phó Chủ tịch phụ trách", "Nguyễn Thị Nhàn", "Phó Chủ tịch"),
            ("Giao đồng chí Lê Văn Đạt chủ trì, báo cáo", "Lê Văn Đạt", ""),
        ] {
            let found = comrades(text, &Folded::new(text));
            let found: Vec<_> = found.iter().map(|l| (l.name.as_deref(), l.position.as_deref())).collect();
            assert_eq!(found, [(Some(name), Some(position).filter(|p| !p.is_empty()))], "{text}");
        }
    }

    #[test]
    fn leaders_have_names_and_positions() {
        for (text, want) in [
            ("Đồng chí Trần Thị Phương PCT UBND phường", &[(Some("Trần Thị Phương"), Some("PCT UBND phường"))][..]),
            ("đ/c Nguyễn Tùng Lâm, Phó Chủ tịch TT", &[(Some("Nguyễn Tùng Lâm"), Some("Phó Chủ tịch TT"))]),
            ("Đồng chí Trưởng phòng Văn hóa - Xã hội phường", &[(None, Some("Trưởng phòng Văn hóa - Xã hội phường"))]),
            ("Đồng chí Trương Văn An", &[(Some("Trương Văn An"), None)]),
            (
                "Đồng chí Lê Văn A, Chủ tịch; đồng chí Vũ Thị B, Giám đốc",
                &[(Some("Lê Văn A"), Some("Chủ tịch")), (Some("Vũ Thị B"), Some("Giám đốc"))],
            ),
            ("", &[]),
        ] {
            let found = leaders(text, Origin::Cell);
            let found: Vec<_> = found.iter().map(|l| (l.name.as_deref(), l.position.as_deref())).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
