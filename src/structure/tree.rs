//! From blocks to the tree: nesting by numbering, unlabelled paragraphs joined to what they belong to.
//!
//! Only nesting is settled here; what a node is (heading, item, task) is told by [`super::kind`].

use super::apart::{Depths, Style};
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

/// Nests `blocks`; those before the first label come back apart.
pub fn nest(pages: &Pages, blocks: Vec<Block>) -> (Vec<Block>, Vec<Draft>) {
    let star_leads = star_leads(&blocks);
    let depths = Depths::new(pages, &blocks);
    // What stands above the first label is of the preamble, however it is set.
    let first = |opens: fn(&Mark) -> bool| blocks.iter().position(|block| opens(&block.mark));
    let label = first(|mark| matches!(mark, Mark::Label(_)));
    let start = label.or_else(|| first(|mark| matches!(mark, Mark::Title(_)))).unwrap_or(blocks.len());
    let mut blocks = blocks;
    let rest = blocks.split_off(start);
    let mut top: Vec<Draft> = Vec::new();
    // The open drafts, outermost first; each is the last child of the one before.
    let mut open: Vec<(Rank, Draft)> = Vec::new();
    // The label that each block stands above.
    let mut below: Vec<Option<Rank>> = Vec::with_capacity(rest.len());
    for block in rest.iter().rev() {
        let next = match block.mark {
            Mark::Title(_) => below.last().copied().flatten(),
            Mark::Label(_) => rank(block, star_leads, 0),
            _ => None,
        };
        below.push(next);
    }
    for (block, below) in rest.into_iter().zip(below.into_iter().rev()) {
        let rank = match block.mark {
            Mark::Title(style) => Some(title(style, below, &open)),
            _ => rank(&block, star_leads, depths.of(pages, &block)),
        };
        match rank {
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

/// Rank of the outermost bullet, and of a heading without label that stands above no label.
const BULLETS: Rank = (41, 0);
const INNERMOST: u8 = 40;
/// Most headings without label within one another.
const TITLES: usize = 4;

/// Depth of a block, bullets of one sign being told by how far they are indented; none for a paragraph and what has no depth of its own.
fn rank(block: &Block, star_leads: bool, depth: u8) -> Option<Rank> {
    Some(match block.mark {
        Mark::None | Mark::Title(_) => return None,
        Mark::Label(label) => match label.system {
            System::Part => (1, 0),
            System::Chapter => (3, 0),
            System::Upper => (5, 0),
            System::Roman => (7, 0),
            System::Division => (9, 0),
            System::Article => (11, 0),
            System::Arabic => (13, 0),
            System::Decimal(parts) => (15, parts),
            System::Lower => (17, 0),
            System::Bracketed => (19, 0),
        },
        Mark::Bullet('*' | '•') if star_leads => (BULLETS.0, depth),
        Mark::Bullet('-') => (BULLETS.0 + 1, depth),
        Mark::Bullet('+') => (BULLETS.0 + 2, depth),
        Mark::Bullet(_) => (BULLETS.0 + 3, depth),
    })
}

/// Depth of a heading without label: outside of the label `below` it, and beside the open one of its style.
fn title(style: Style, below: Option<Rank>, open: &[(Rank, Draft)]) -> Rank {
    let own = (below.map_or(INNERMOST, |(label, _)| label - 1), style);
    let titles = || open.iter().filter(|(_, draft)| matches!(draft.block.mark, Mark::Title(_)));
    let alike = titles().find(|(_, draft)| draft.block.mark == Mark::Title(style));
    // No plan has more of them within one another.
    let known = alike.or_else(|| titles().nth(TITLES - 1));
    known.map_or(own, |(known, _)| own.min(*known))
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
