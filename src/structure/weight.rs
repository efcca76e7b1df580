//! Whether labelled blocks are headings, by how thick their letters are: where some labels of a kind stand before bold titles, what stands behind the
//! others is text.

use super::block::{Block, Mark};
use super::numbering::System;
use super::tree::Draft;
use crate::layout::Pages;

/// The kinds of labels that bold titles stand behind.
#[derive(Default)]
pub struct Weights(Vec<System>);

impl Weights {
    /// Looks at all blocks of a tree.
    pub fn look(&mut self, pages: &Pages, drafts: &[Draft]) {
        for Draft { block, children, .. } in drafts {
            if let (Mark::Label(label), Some(true)) = (block.mark, bold(pages, block))
                && !self.0.contains(&label.system)
            {
                self.0.push(label.system);
            }
            self.look(pages, children);
        }
    }

    /// Whether a block is a title, as far as its letters tell it.
    pub fn is_title(&self, pages: &Pages, block: &Block) -> Option<bool> {
        let Mark::Label(label) = block.mark else { return None };
        bold(pages, block).filter(|_| self.0.contains(&label.system))
    }
}

/// Whether all lines of a block are bold.
fn bold(pages: &Pages, block: &Block) -> Option<bool> {
    let mut lines = (block.first..=block.last).filter_map(|at| pages.stand(at)?.bold).peekable();
    lines.peek().is_some().then(|| lines.all(|bold| bold))
}
