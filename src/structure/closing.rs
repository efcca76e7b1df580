//! Where a body's last section ends and the closing words begin.

use super::block::{Block, Mark};
use super::label;
use super::numbering::System;
use crate::layout::Pages;
use crate::layout::fuzzy::{find, fold, starts};
use crate::layout::pages::ended;

/// Index of the first block that closes the document: "Trên đây là Kế hoạch …", or a last paragraph beside a list.
pub fn closing_start(pages: &Pages, blocks: &[Block]) -> usize {
    let text = |block: &Block| pages.lines[block.first].text;
    let loose = blocks.iter().rev().take_while(|block| block.mark == Mark::None).count();
    let first = blocks.len() - loose;
    if let Some(at) = (first..blocks.len()).find(|&at| closes(text(&blocks[at]))) {
        return at;
    }
    let Some(last) = blocks.last() else { return 0 };
    let ends = pages.lines[last.first..=last.last].iter().any(|line| line.text.contains("./."));
    let beside_list = first.checked_sub(1).and_then(|at| blocks.get(at)).is_some_and(|before| {
        if matches!(before.mark, Mark::Title(_)) {
            return loose > 1;
        }
        let section = matches!(before.mark, Mark::Label(label) if label.system <= System::Article);
        // The text of a heading before it is no less a paragraph than the last one.
        let last = if loose > 1 { &blocks[blocks.len() - 2] } else { before };
        !section && !pages.open(last.last) && is_closed(pages, last)
    });
    if loose > 0 && ends && beside_list && first > 0 { blocks.len() - 1 } else { blocks.len() }
}

/// Whether a paragraph that opens so closes a document: "Trên đây là Kế hoạch …", "Kế hoạch này được phổ biến đến chi bộ".
fn closes(text: &str) -> bool {
    let folded = fold(text);
    starts(&folded, "tren day")
        || starts(&folded, "trong qua trinh thuc hien")
        || starts(&folded, "trong qua trinh trien khai")
        || find(&folded, "nay pho bien den", 4).or(find(&folded, "nay duoc pho bien den", 4)).is_some()
}

/// Lines that a closing paragraph may have.
const MOST: usize = 8;

/// The line of `first..end` that opens the last paragraph where nothing but its words sets it apart: it asks everybody to do what the plan
/// says, after a full stop, and `./.` ends it.
pub fn unmarked(pages: &Pages, first: usize, end: usize) -> Option<usize> {
    const OPENINGS: [&str; 7] = [
        "tren day la",
        "ke hoach nay",
        "trong qua trinh",
        "yeu cau cac",
        "de nghi cac",
        "nhan duoc ke hoach",
        "can cu ke hoach",
    ];
    let last = end.checked_sub(1)?;
    if !pages.lines.get(last)?.text.contains("./.") {
        return None;
    }
    let near = end.saturating_sub(MOST).max(first + 1)..end;
    let own = near.rev().take_while(|&at| !pages.lines[at - 1].text.contains("./."));
    let labelled = |at| label::candidate(pages, at).is_some_and(|candidate| !candidate.runs_on);
    let mut own = own.take_while(|&at| label::bullet(pages, at).is_none() && !labelled(at));
    own.find(|&at| {
        let (before, line) = (pages.lines[at - 1].text, &pages.lines[at]);
        let folded = fold(line.text);
        before.ends_with('.') && line.capital() && OPENINGS.iter().any(|opening| starts(&folded, opening))
    })
}

/// Whether a block ends as a sentence does, so that what follows is not its continuation.
fn is_closed(pages: &Pages, block: &Block) -> bool {
    let text = pages.lines[block.last].text.trim_end();
    ended(text) && !text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::text::Source;

    #[test]
    fn a_closing_paragraph_is_known_by_its_words() {
        for (text, at) in [
            ("5. Đề nghị Hội vận động hội viên.\nYêu cầu các sở, ngành\nthực hiện nghiêm./.", Some(1)),
            ("5. Đề nghị Hội vận động hội viên\nYêu cầu các sở, ngành\nthực hiện nghiêm./.", None),
            ("5. Đề nghị Hội vận động.\nYêu cầu các sở, ngành\nthực hiện nghiêm.", None),
            ("4. Bố trí vốn.\nYêu cầu các sở đăng ký.\n5. Đề nghị Hội vận động./.", None),
            ("5. Đề nghị Hội vận động.\n- Yêu cầu các sở, ngành\nthực hiện nghiêm./.", None),
            ("", None),
        ] {
            let source = Source::new(text);
            let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
            let pages = Pages::new(&source, &restored);
            assert_eq!(unmarked(&pages, 0, pages.lines.len()), at, "{text}");
        }
        for (text, closing) in [
            ("Kế hoạch này phổ biến đến chi bộ.", true),
            ("Chương trình này được phổ biến đến từng chi bộ", true),
            ("Trên đây là Kế hoạch", true),
            ("Trong quá trình thực hiện, nếu có vướng mắc", true),
            ("Kế hoạch này thay thế Kế hoạch số 5", false),
        ] {
            assert_eq!(closes(text), closing, "{text}");
        }
    }
}
