//! Blocks: a label or bullet with its lines, or a paragraph without one.

use super::apart::{self, Style};
use super::label::{self, Candidate};
use super::numbering::{System, render};
use super::sequence::{self, Label};
use crate::layout::{Flow, Pages};
use crate::restore::Restored;
use crate::text::Source;

/// What opens a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A label.
    Label(Label),
    /// A bullet and its sign.
    Bullet(char),
    /// A heading without label, in its style.
    Title(Style),
    /// Nothing.
    None,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub struct Block {
    /// What opens it.
    pub mark: Mark,
    /// The opening mark as read; empty where there is none.
    pub raw: String,
    /// Indices into the lines of [`Pages`], first and last.
    pub first: usize,
    /// The last line.
    pub last: usize,
    /// Byte in the trimmed restored text of the first line where the body starts.
    pub body: usize,
}

impl Block {
    /// The label as the document shows it, without its closing mark.
    pub fn label(&self) -> Option<String> {
        match self.mark {
            Mark::None | Mark::Title(_) => None,
            Mark::Bullet(sign) => Some(sign.to_string()),
            Mark::Label(Label { system, number, .. }) => {
                let value = render(system, number);
                Some(match system {
                    System::Article => format!("Điều {value}"),
                    System::Chapter => format!("Chương {value}"),
                    System::Part => format!("Phần {value}"),
                    System::Division => format!("Mục {value}"),
                    _ => value,
                })
            }
        }
    }

    /// Whether nothing follows the label yet.
    fn is_bare(&self, pages: &Pages) -> bool {
        self.first == self.last
            && pages.lines[self.first].text.get(self.body..).is_none_or(|body| body.trim().is_empty())
    }

    /// The body, joined.
    pub fn flow<'a>(&self, pages: &Pages, source: &'a Source, restored: &'a Restored) -> Flow<'a> {
        let mut flow = Flow::empty(source, restored);
        for line in pages.lines.get(self.first..=self.last).unwrap_or_default() {
            let whole = restored.lines[line.index].text.as_str();
            let lead = whole.len() - whole.trim_start().len();
            let from =
                if flow.is_empty() && line.index == pages.lines[self.first].index { lead + self.body } else { 0 };
            flow.push(line.index, from.min(whole.len())..whole.len());
        }
        flow
    }
}

/// The blocks of lines `first..end`; their labels are decoded together.
pub fn blocks(pages: &Pages, first: usize, end: usize) -> Vec<Block> {
    let candidates: Vec<Candidate> = (first..end).filter_map(|at| label::candidate(pages, at)).collect();
    let labels = sequence::decode(&candidates);
    let mut known = candidates.iter().zip(labels).filter_map(|(candidate, label)| Some((candidate, label?))).peekable();
    let mut blocks: Vec<Block> = Vec::new();
    for at in first..end {
        let line = &pages.lines[at];
        if let Some((candidate, label)) = known.next_if(|(candidate, _)| candidate.at == at) {
            let raw = line.raw.get(..candidate.raw_len).unwrap_or("").to_owned();
            blocks.push(Block { mark: Mark::Label(label), raw, first: at, last: at, body: candidate.body });
        } else if let Some((sign, body)) = label::bullet(pages, at) {
            let raw = line.raw.chars().next().filter(|c| !c.is_alphanumeric()).map_or_else(String::new, String::from);
            blocks.push(Block { mark: Mark::Bullet(sign), raw, first: at, last: at, body });
        } else if blocks.last().is_some_and(|block| block.last >= at) {
            // A line of a heading.
        } else if let Some(sign) = apart::item(pages, blocks.last(), at, end) {
            blocks.push(Block { mark: Mark::Bullet(sign), raw: String::new(), first: at, last: at, body: 0 });
        } else if let Some((style, last)) = apart::heading(pages, at).filter(|(_, last)| *last < end) {
            blocks.push(Block { mark: Mark::Title(style), raw: String::new(), first: at, last, body: 0 });
        } else {
            match blocks.last_mut() {
                // A label alone on its line has its title on the next.
                Some(open) if !pages.starts_paragraph(at) || (open.mark != Mark::None && open.is_bare(pages)) => {
                    open.last = at
                }
                _ => blocks.push(Block { mark: Mark::None, raw: String::new(), first: at, last: at, body: 0 }),
            }
        }
    }
    blocks
}
