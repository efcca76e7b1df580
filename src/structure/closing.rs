//! Where a body's last section ends and the closing words begin.

use super::block::{Block, Mark};
use super::numbering::System;
use crate::layout::Pages;
use crate::layout::fuzzy::{fold, starts};
use crate::layout::pages::ended;

/// Index of the first block that closes the document: "Trên đây là Kế hoạch …", or a last paragraph beside a list.
pub fn closing_start(pages: &Pages, blocks: &[Block]) -> usize {
    let text = |block: &Block| pages.lines[block.first].text;
    let loose = blocks.iter().rev().take_while(|block| block.mark == Mark::None).count();
    let first = blocks.len() - loose;
    if let Some(at) = (first..blocks.len()).find(|&at| starts(&fold(text(&blocks[at])), "tren day")) {
        return at;
    }
    let Some(last) = blocks.last() else { return 0 };
    let ends = pages.lines[last.first..=last.last].iter().any(|line| line.text.contains("./."));
    let beside_list = first.checked_sub(1).and_then(|at| blocks.get(at)).is_some_and(|before| {
        if matches!(before.mark, Mark::Title(_)) {
            return loose > 1;
        }
        let section = matches!(before.mark, Mark::Label(label) if label.system <= System::Article);
        !section && !pages.open(before.last) && is_closed(pages, before)
    });
    if loose > 0 && ends && beside_list && first > 0 { blocks.len() - 1 } else { blocks.len() }
}

/// Whether a block ends as a sentence does, so that what follows is not its continuation.
fn is_closed(pages: &Pages, block: &Block) -> bool {
    let text = pages.lines[block.last].text.trim_end();
    ended(text) && !text.ends_with(':')
}
