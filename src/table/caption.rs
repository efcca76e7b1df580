//! What stands above a table: the appendix it is, its title and what it is attached to.

use super::words::{TextLine, fold};
use crate::restore::Restored;

/// Title and caption from the lines above a header.
pub(super) fn title(restored: &Restored, lines: &[TextLine]) -> (Option<String>, Option<String>) {
    let (mut title, mut caption): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut open = false;
    for line in lines {
        let text = restored.lines[line.line].text.trim();
        let closes = text.ends_with(')');
        if is_appendix(text) {
            title.clear();
            title.push(text);
        } else if is_caption(text) || (open && (closes || text.starts_with('/') || !shouted(text))) {
            open = !closes;
            caption.push(text);
        } else {
            title.push(text);
        }
    }
    let mut joined = String::new();
    for part in title {
        if !joined.is_empty() {
            let bare = joined.split_whitespace().count() <= 3 && !joined.ends_with([':', '.', '-']);
            joined.push_str(if bare { ": " } else { " " });
        }
        joined.push_str(part);
    }
    let some = |text: String| (!text.is_empty()).then_some(text);
    (some(joined), some(caption.join(" ")))
}

/// Whether a line opens an appendix: "Phụ lục", "PHỤ LỤC 01: …", "BIỂU 02".
pub(super) fn is_appendix(text: &str) -> bool {
    let folded = fold(text.trim());
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match (words.next(), words.next()) {
        (Some("phu"), Some("luc")) => text.split_whitespace().count() <= 30,
        (Some("bieu" | "bang"), Some(next)) => next.bytes().all(|b| b.is_ascii_digit() || b == b'i') || next == "so",
        _ => false,
    }
}

/// Whether a line says what the table is attached to.
pub(super) fn is_caption(text: &str) -> bool {
    let folded = fold(text.trim().get(..24.min(text.trim().len())).unwrap_or(text.trim()));
    folded.starts_with("(kem") || folded.starts_with("(ban hanh") || folded.starts_with("(kém")
}

/// Whether a line has capitals alone.
fn shouted(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}
