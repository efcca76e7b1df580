//! Blocks without a label that their places on paper tell apart: headings that are bold or stand in the middle, and items whose sign was not read.

use super::block::{Block, Mark};
use super::label;
use crate::layout::Pages;
use crate::layout::fuzzy::is_capitals;
use crate::layout::pages::ended;

/// Most words of a heading without label.
const WORDS: usize = 20;
/// And of one whose letters no one saw.
const FEW: usize = 8;
/// How far the text of two items of a list may stand apart, in the size of letters, and how far it stands behind their signs at least.
const SAME: f32 = 0.3;
const SIGN: f32 = 0.4;
/// How much further a list within a list is indented, at least.
const STEP: f32 = 0.8;
/// Deepest list within lists of the same sign.
const DEEPEST: usize = 3;
/// Lines that an item has at most before the next one.
const ITEM: usize = 8;

/// How a heading without label is set; less is further out.
pub type Style = u8;

/// The style of the heading that begins at line `at`, if one does, and its last line: a few words by themselves that end no sentence, in bold letters,
/// or in capitals in the middle of the page.
pub fn heading(pages: &Pages, at: usize) -> Option<(Style, usize)> {
    let style = style(pages, at).filter(|_| pages.parted(at))?;
    let last = (at..).find(|&last| pages.parted(last + 1) || self::style(pages, last + 1) != Some(style))?;
    let text = || pages.lines[at..=last].iter().map(|line| line.text);
    let words: usize = text().map(|line| line.split_whitespace().count()).sum();
    let letters = text().flat_map(str::chars).filter(|c| c.is_alphabetic()).count();
    let title = letters > 2 && words <= WORDS && !pages.lines[last].text.ends_with(['.', ';', ',']);
    (title && pages.parted(last + 1)).then_some((style, last))
}

/// How a line is set, where it is set as headings are. Where no one saw how thick its letters are, a few words that end nothing are enough.
fn style(pages: &Pages, at: usize) -> Option<Style> {
    let (line, stand) = (pages.lines.get(at)?, pages.stand(at)?);
    let capitals = is_capitals(line.text);
    let bold = || line.capital() && !ended(line.text) && line.text.split_whitespace().count() <= FEW;
    let apart = stand.bold.unwrap_or_else(bold) || stand.centred && capitals;
    apart.then(|| 2 * u8::from(!stand.centred) + u8::from(!capitals))
}

/// The sign of the item that line `at` is, if its text stands where that of the items beside it does: that of `before`, the block before it, or of
/// the next one below, before line `end`.
pub fn item(pages: &Pages, before: Option<&Block>, at: usize, end: usize) -> Option<char> {
    let own = pages.stand(at).filter(|_| pages.parted(at))?;
    let beside = |line: usize, sign: char| {
        let other = pages.stand(line)?;
        let apart = other.body - other.indent >= SIGN && own.indent - other.indent >= SIGN;
        ((own.indent - other.body).abs() < SAME && apart).then_some(sign)
    };
    let above = before.and_then(|block| match block.mark {
        Mark::Bullet(sign) if !block.raw.is_empty() => beside(block.first, sign),
        _ => None,
    });
    above.or_else(|| {
        let next = (at + 1..end.min(at + ITEM)).find(|&next| pages.parted(next))?;
        label::bullet(pages, next).and_then(|(sign, _)| beside(next, sign))
    })
}

/// How far bullets of each sign are indented, from the least.
pub struct Depths(Vec<(char, Vec<f32>)>);

impl Depths {
    /// Those of `blocks`.
    pub fn new(pages: &Pages, blocks: &[Block]) -> Self {
        let mut signs: Vec<(char, Vec<f32>)> = Vec::new();
        for (sign, indent) in
            blocks.iter().filter(|block| !block.raw.is_empty()).filter_map(|block| indented(pages, block))
        {
            match signs.iter_mut().find(|(known, _)| *known == sign) {
                Some((_, indents)) => indents.push(indent),
                None => signs.push((sign, vec![indent])),
            }
        }
        for (_, indents) in &mut signs {
            indents.sort_by(f32::total_cmp);
            indents.dedup_by(|next, last| *next - *last < STEP);
        }
        Self(signs)
    }

    /// How many bullets of its sign stand further left than one does.
    pub fn of(&self, pages: &Pages, block: &Block) -> u8 {
        let Some((sign, indent)) = indented(pages, block) else { return 0 };
        let indents = self.0.iter().find(|(known, _)| *known == sign).map_or(&[][..], |(_, indents)| indents);
        let further_left = match block.raw.is_empty() {
            // What was read of it stands behind its sign.
            true => indents.partition_point(|&known| known < indent).saturating_sub(1),
            false => indents.partition_point(|&known| known < indent - STEP / 2.0),
        };
        further_left.min(DEEPEST) as u8
    }
}

/// The sign of a bullet, and how far what was read of it is indented.
fn indented(pages: &Pages, block: &Block) -> Option<(char, f32)> {
    match block.mark {
        Mark::Bullet(sign) => Some((sign, pages.stand(block.first)?.indent)),
        _ => None,
    }
}
