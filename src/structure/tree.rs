//! From blocks to the tree: nesting by numbering, unlabelled paragraphs joined to what they belong to.
//!
//! Only nesting is settled here; what a node is (heading, item, task) is told by [`super::kind`].

use super::block::{Block, Mark};
use super::numbering::System;
use crate::layout::Pages;
use crate::layout::pages::ended;

/// A node whose kind is not told yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its own lines.
    pub block: Block,
    /// Paragraphs without label that follow before any child.
    pub paragraphs: Vec<Block>,
    /// Nodes below, in order.
    pub children: Vec<Draft>,
}

/// Depth of a block's mark: less is further out.
type Rank = (u8, u8);

/// Nests `blocks`; paragraphs before the first label come back apart.
pub fn nest(pages: &Pages, blocks: Vec<Block>) -> (Vec<Block>, Vec<Draft>) {
    let star_leads = star_leads(&blocks);
    let start = blocks.iter().position(|block| matches!(block.mark, Mark::Label(_))).unwrap_or(blocks.len());
    let mut blocks = blocks;
    let rest = blocks.split_off(start);
    let mut top: Vec<Draft> = Vec::new();
    // The open drafts, outermost first; each is the last child of the one before.
    let mut open: Vec<(Rank, Draft)> = Vec::new();
    for block in rest {
        match rank(&block, star_leads) {
            Some(rank) => {
                close(&mut open, &mut top, |other| other >= rank);
                open.push((rank, Draft { block, paragraphs: Vec::new(), children: Vec::new() }));
            }
            None => paragraph(pages, block, &mut open, &mut top),
        }
    }
    close(&mut open, &mut top, |_| true);
    (blocks, top)
}

/// Closes open drafts from the innermost on, as long as their rank says so.
fn close(open: &mut Vec<(Rank, Draft)>, top: &mut Vec<Draft>, ends: impl Fn(Rank) -> bool) {
    while let Some((_, draft)) = open.pop_if(|(rank, _)| ends(*rank)) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(draft),
            None => top.push(draft),
        }
    }
}

/// Joins a paragraph without label to the node that it belongs to: that of the label before it, except that after a
/// bullet it stands beside the bullet's list.
fn paragraph(pages: &Pages, block: Block, open: &mut Vec<(Rank, Draft)>, top: &mut Vec<Draft>) {
    let introduced = open.last().is_some_and(|(_, last)| {
        let end = last.paragraphs.last().unwrap_or(&last.block).last;
        pages.lines.get(end).is_some_and(|line| line.text.trim_end().ends_with(':') || !ended(line.text))
    });
    if !introduced {
        close(open, top, |rank| rank >= BULLETS);
    }
    let Some((_, last)) = open.last_mut() else { return };
    if last.children.is_empty() {
        last.paragraphs.push(block);
    } else {
        last.children.push(Draft { block, paragraphs: Vec::new(), children: Vec::new() });
    }
}

/// Rank of the outermost bullet.
const BULLETS: Rank = (20, 0);

/// Depth of a block; none for a paragraph.
fn rank(block: &Block, star_leads: bool) -> Option<Rank> {
    Some(match block.mark {
        Mark::None => return None,
        Mark::Label(label) => match label.system {
            System::Part => (0, 0),
            System::Chapter => (1, 0),
            System::Upper => (2, 0),
            System::Roman => (3, 0),
            System::Division => (4, 0),
            System::Article => (5, 0),
            System::Arabic => (6, 0),
            System::Decimal(parts) => (7, parts),
            System::Lower => (8, 0),
            System::Bracketed => (9, 0),
        },
        Mark::Bullet('*' | '•') if star_leads => BULLETS,
        Mark::Bullet('-') => (20, 1),
        Mark::Bullet('+') => (20, 2),
        Mark::Bullet(_) => (20, 3),
    })
}

/// Whether stars head lists of dashes in this document, rather than stand below dashes.
fn star_leads(blocks: &[Block]) -> bool {
    let is = |block: &Block, signs: &[char]| matches!(block.mark, Mark::Bullet(sign) if signs.contains(&sign));
    let (mut above, mut below) = (0, 0);
    for pair in blocks.windows(2) {
        above += usize::from(is(&pair[0], &['*', '•']) && !is(&pair[1], &['*', '•']));
        below += usize::from(is(&pair[0], &['-', '+']) && is(&pair[1], &['*', '•']));
    }
    above > below || (above > 0 && above == below)
}
