//! How far the names of a role reach: from where they open to the verb or the clause's end that follows.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agency::{self, opens, start};
use super::pattern;
use crate::lexicon::{Folded, fold};

/// How far the names of a role may reach.
const REACH: usize = 280;

/// Words of a name from which the gazetteer's name at its start is taken instead.
const KNOWN_WORDS: usize = 9;

/// A name that opens with an organ of a place: no more than the place's name belongs to it.
static ENDS_IN_PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:UBND|HĐND|[ỦU][yỷ] ban nhân dân|Hội đồng nhân dân) \p{Ll}+(?: \p{Ll}+)? \p{Lu}"));

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

/// The names from byte `from` of the folded text up to a verb or the clause's end; none where no name opens there, or
/// nothing ends it.
pub(super) fn until_verb(text: &str, folded: &Folded, from: usize) -> Option<Range<usize>> {
    names_until_verb(text, folded, from, opens)
}

pub(super) fn names_until_verb(
    text: &str,
    folded: &Folded,
    from: usize,
    opens: fn(&str) -> bool,
) -> Option<Range<usize>> {
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
        let managed = text[..at.start].trim_end_matches(',').ends_with("Quản lý");
        let inside = noun
            || managed
            || window[..end.start()] == *"cac"
            || word.split(' ').any(|half| half.starts_with(char::is_uppercase));
        let mark = end.as_str().starts_with(['.', ';', ':']);
        let compound = || in_compound(&text[..at.start], word, &text[at.end..]);
        if depth > 0 || !mark && (inside || !is_verb(word) || compound()) {
            continue;
        }
        let mut range = folded.origin(from..from).start..at.start;
        let mut count = text[range.clone()].split_whitespace().count();
        // The verb is not known, but the name is.
        if (count > KNOWN_WORDS || ENDS_IN_PLACE.is_match(&text[range.clone()]))
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

/// Whether a verb is part of a longer word or name: "công trình", "giao thông", "vật liệu xây dựng", "các ban xây dựng
/// Đảng", "nhà nước về chất lượng".
fn in_compound(before: &str, word: &str, after: &str) -> bool {
    match word {
        "xây dựng" => {
            let (next, folded) = (start(after, 24), Folded::new(start(after, 24)));
            let verb = END
                .find(folded.text())
                .is_some_and(|end| end.start() == 0 && is_verb(next[folded.origin(end.range())].trim_start()));
            let built = [" vật liệu", " công trình"].iter().any(|noun| before.ends_with(noun));
            let party = after.starts_with(" Đảng") && !after.starts_with(" Đảng bộ");
            return verb || built || party;
        }
        "về" => return before.ends_with(" nhà nước"),
        _ => {}
    }
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
