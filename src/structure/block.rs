//! Blocks: a label or bullet with its lines, or a paragraph without one.

use super::apart::{self, Style};
use super::closing;
use super::label::{self, Candidate};
use super::numbering::{System, render};
use super::sequence::{self, Label};
use crate::layout::fuzzy::is_capitals;
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
    /// What a label that is a word and a number is named, as printed: `PHẦN THỨ HAI`, `Mục 2`.
    pub name: Option<String>,
    /// Indices into the lines of [`Pages`], first and last.
    pub first: usize,
    /// The last line.
    pub last: usize,
    /// Byte in the trimmed restored text of the first line where the body starts.
    pub body: usize,
}

impl Block {
    /// Lines that no label opens.
    fn unlabelled(mark: Mark, first: usize, last: usize) -> Self {
        Self { mark, raw: String::new(), name: None, first, last, body: 0 }
    }

    /// The label as the document shows it, without its closing mark.
    pub fn label(&self) -> Option<String> {
        match self.mark {
            Mark::None | Mark::Title(_) => None,
            Mark::Bullet(sign) => Some(sign.to_string()),
            Mark::Label(Label { system, number, .. }) => {
                Some(self.name.clone().unwrap_or_else(|| render(system, number)))
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
    let unmarked = closing::unmarked(pages, first, end);
    let mut blocks: Vec<Block> = Vec::new();
    for at in first..end {
        let line = &pages.lines[at];
        if let Some((candidate, label)) = known.next_if(|(candidate, _)| candidate.at == at) {
            let raw = line.raw.get(..candidate.raw_len).unwrap_or("").to_owned();
            let name = name(label, line.text.get(..candidate.body).unwrap_or(""));
            blocks.push(Block { mark: Mark::Label(label), raw, name, first: at, last: at, body: candidate.body });
        } else if let Some((sign, body)) = label::bullet(pages, at) {
            let raw = line.raw.chars().next().filter(|c| !c.is_alphanumeric()).map_or_else(String::new, String::from);
            blocks.push(Block { mark: Mark::Bullet(sign), raw, name: None, first: at, last: at, body });
        } else if blocks.last().is_some_and(|block| block.last >= at) {
            // A line of a heading.
        } else if let Some(sign) = apart::item(pages, blocks.last(), at, end) {
            blocks.push(Block::unlabelled(Mark::Bullet(sign), at, at));
        } else if let Some((style, last)) = apart::heading(pages, at).filter(|(_, last)| *last < end) {
            blocks.push(Block::unlabelled(Mark::Title(style), at, last));
        } else {
            match blocks.last_mut() {
                // A label alone on its line has its title on the next.
                Some(open)
                    if unmarked != Some(at) && !pages.starts_paragraph(at)
                        || (open.mark != Mark::None && open.is_bare(pages)) =>
                {
                    open.last = at
                }
                _ => blocks.push(Block::unlabelled(Mark::None, at, at)),
            }
        }
    }
    blocks
}

/// What a label of a word and a number is named: with the number that was decided on, the word and an ordinal as printed.
fn name(label: Label, printed: &str) -> Option<String> {
    let word = match label.system {
        System::Part => "Phần",
        System::Chapter => "Chương",
        System::Division => "Mục",
        System::Article => "Điều",
        _ => return None,
    };
    let printed = printed.trim_end_matches(|c: char| !c.is_alphanumeric());
    let capitals = is_capitals(printed.split(' ').next().unwrap_or_default());
    let word = if capitals { word.to_uppercase() } else { word.to_owned() };
    let number = match printed.split_once(' ').filter(|(_, number)| number.contains(' ')) {
        Some((_, ordinal)) => ordinal.to_owned(),
        None => render(label.system, label.number),
    };
    Some(format!("{word} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::numbering::Number;

    #[test]
    fn labels_of_words_are_named_as_printed() {
        for (system, number, printed, name_of) in [
            (System::Part, 2, "PHẦN THỨ HAI", Some("PHẦN THỨ HAI")),
            (System::Part, 1, "Phần thứ nhất. ", Some("Phần thứ nhất")),
            (System::Part, 3, "PHẦN 111. ", Some("PHẦN III")),
            (System::Division, 2, "Muc 2: ", Some("Mục 2")),
            (System::Chapter, 1, "CHƯƠNG I", Some("CHƯƠNG I")),
            (System::Article, 4, "Điều 4. ", Some("Điều 4")),
            (System::Arabic, 4, "4. ", None),
        ] {
            let label = Label { system, number: Number::one(number), confidence: 1.0 };
            assert_eq!(name(label, printed).as_deref(), name_of, "{printed}");
        }
    }
}
