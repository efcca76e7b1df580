//! Footnotes: what stands at the foot of a page below its text, opened by the raised mark that a word above it has too.
//!
//! A raised mark is small, so engines read it as a digit, a stroke or a quotation mark; what tells it is that it closes on the letter beside it, in
//! the note and in the text.

use std::sync::LazyLock;

use regex::Regex;

use super::Line;

/// Lines of the notes of one page, at most.
const MOST: usize = 8;

static NOTE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[1-9!'’¹²³]\p{Lu}[\p{Ll}\d]").expect("pattern"));
static MARKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{Ll}[1-9!'’¹²³] ?[.,;:)]?(?: |$)").expect("pattern"));

/// Whether each line belongs to a footnote.
pub(super) fn footnotes(lines: &[Line]) -> Vec<bool> {
    let mut notes = vec![false; lines.len()];
    let mut start = 0;
    for page in lines.chunk_by(|_, next| !next.page) {
        let end = start + page.len();
        let from = page.len().saturating_sub(MOST);
        let opening = (from..page.len()).find(|&at| page[at].gap() && NOTE.is_match(page[at].raw));
        if let Some(at) = opening.filter(|&at| page[..at].iter().any(|line| MARKED.is_match(line.raw))) {
            notes[start + at..end].fill(true);
        }
        start = end;
    }
    notes
}

#[cfg(test)]
mod tests {
    use crate::document::Channel;
    use crate::layout::Pages;
    use crate::restore::Restored;
    use crate::text::Source;

    #[test]
    fn notes_stand_at_the_foot_and_are_marked_above() {
        for (text, kept, notes) in [
            ("a) Đề án chưa hoàn thành1.\n\n1Báo cáo của Cục\nnăm 2025.\n\n\n\nb) Rà soát", 2, 2),
            ("a) De an chua hoan thanh!,\n\n'S6 liéu cua Cuc.\n\n 2\n\nb) Ra soat", 2, 1),
            // Without a mark above it is text.
            ("a) Đề án đã hoàn thành.\n\n'Báo cáo của Cục.\n\n\n\nb) Rà soát", 3, 0),
            // An item has its mark and a space.
            ("a) Đề án đã hoàn thành1.\n\n1. Báo cáo của Cục.\n\n\n\nb) Rà soát", 3, 0),
        ] {
            let source = Source::new(text);
            let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
            let pages = Pages::new(&source, &restored);
            let found = pages.furniture.iter().filter(|furniture| furniture.kind == "footnote").count();
            assert_eq!((pages.lines.len(), found), (kept, notes), "{text}");
        }
    }
}
