//! A paragraph's text cut into runs: letters, digits, marks. Words of the lattice begin and end at runs.

use std::ops::Range;

/// What a run is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    Letters,
    /// ASCII digits.
    Digits,
    /// Punctuation as print has it: `,` `.` `(`; equal marks in a row are one run.
    Mark,
    /// Any other character: in most readings a misread letter.
    Symbol,
}

/// One run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Line of the document, from 0.
    pub line: u32,
    /// Where it starts in the line, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is made of.
    pub kind: Kind,
    /// Whether white space or a line's start comes before it.
    pub spaced: bool,
    /// Whether it is the first of its line.
    pub first: bool,
}

impl Run {
    /// Bytes in the line.
    pub fn bytes(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn kind(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Digits,
        '.' | ',' | ';' | ':' | '(' | ')' | '-' | '–' | '—' | '/' | '"' | '“' | '”' | '%' | '!' | '?' | '[' | ']'
        | '+' | '…' | '|' | '_' | '=' | '<' | '>' | '•' | '*' => Kind::Mark,
        c if c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c) => Kind::Letters,
        _ => Kind::Symbol,
    }
}

/// Appends the runs of one line.
pub fn cut(text: &str, line: u32, out: &mut Vec<Run>) {
    let (mut spaced, mut first) = (true, true);
    let mut last: Option<char> = None;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            spaced = true;
            last = None;
            continue;
        }
        let kind = kind(c);
        let end = at + c.len_utf8();
        let joins = last.is_some_and(|before| match kind {
            Kind::Letters | Kind::Digits => self::kind(before) == kind,
            Kind::Mark | Kind::Symbol => before == c,
        });
        match out.last_mut() {
            Some(run) if joins && !spaced => run.end = end as u32,
            _ => out.push(Run { line, start: at as u32, end: end as u32, kind, spaced, first }),
        }
        (spaced, first) = (false, false);
        last = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut() {
        let text = "ph01 hop, S& 57-NQ/TW ...";
        let mut runs = Vec::new();
        cut(text, 3, &mut runs);
        let shown: Vec<String> =
            runs.iter().map(|run| format!("{}{}", if run.spaced { " " } else { "" }, &text[run.bytes()])).collect();
        assert_eq!(shown, [" ph", "01", " hop", ",", " S", "&", " 57", "-", "NQ", "/", "TW", " ..."]);
        assert!(runs.iter().all(|run| run.line == 3));
        assert_eq!(runs.iter().filter(|run| run.first).count(), 1);
    }
}
