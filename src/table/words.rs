//! A table's lines cut into words, with what tells cells apart: bars, capitals, closing marks, cohesion.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::customs::{self, Custom};
use super::fields::Field;
use super::fluency::Heard;
use crate::restore::Restored;
use crate::text::is_bar;

/// A line with more words than this is not read as a table's line: nothing printed is that wide.
pub(crate) const WIDEST: usize = 160;

/// One printed line of a table.
#[derive(Debug, Clone)]
pub(crate) struct TextLine {
    /// Index of the source line, from 0.
    pub line: usize,
    /// Its words, without bars and noise.
    pub words: Vec<Word>,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
}

/// One word.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Bytes of the restored line.
    pub range: Range<usize>,
    /// Letters of the line before it, and it with those: bars and noise are none.
    pub letters: (u32, u32),
    /// Without marks, case and outer punctuation.
    pub folded: String,
    /// Number of `folded` in the document, see [`Names`].
    pub key: u32,
    /// Number of the syllable in [`Cohesion`](super::cohesion::Cohesion), of a line that was [marked](super::cohesion::mark).
    pub pair: Option<u32>,
    /// What opens with it, by the dictionary of cells' first words, of a line that was [marked](super::fields::mark).
    pub openings: Vec<(Field, usize)>,
    /// In which columns it is customary, likewise.
    pub custom: &'static Custom,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// Whether all its letters are capitals, and there are several.
    pub shouted: bool,
    /// Whether it holds a digit.
    pub number: bool,
    /// What it is of "Đồng chí", after which a name or an office comes.
    pub honorific: Option<Honorific>,
    /// Its last character.
    pub close: char,
    /// Brackets that it opens, less those that it closes.
    pub brackets: i8,
    /// Whether a bar stands before it.
    pub bar: bool,
    /// Whether a bar stands behind it.
    pub bar_after: bool,
    /// How far to trust what it says, 0 to 1: as far as it was read surely.
    pub sure: f32,
    /// As the language model hears it, where there is one.
    pub heard: Option<Heard>,
}

/// A word of an honorific.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Honorific {
    First,
    Last,
}

/// Numbers for the distinct folded words of a document.
#[derive(Default)]
pub(crate) struct Names(FxHashMap<String, u32>);

impl Names {
    /// The number of `folded`.
    pub(crate) fn key(&mut self, folded: &str) -> u32 {
        if let Some(&known) = self.0.get(folded) {
            return known;
        }
        let next = self.0.len() as u32;
        self.0.insert(folded.to_owned(), next);
        next
    }
}

/// `text` in lower case without marks: `Đổi mới` becomes `doi moi`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
            continue;
        }
        decompose_canonical(c, |part| {
            if !is_combining_mark(part) {
                folded.extend(part.to_lowercase().map(|c| if c == 'đ' { 'd' } else { c }));
            }
        });
    }
    folded
}

impl TextLine {
    /// Cuts restored line `line` into words.
    pub(crate) fn new(restored: &Restored, line: usize, names: &mut Names, after_blank: bool) -> Self {
        let text = restored.lines.get(line).map_or("", |line| line.text.as_str());
        let mut words: Vec<Word> = Vec::new();
        let (mut bar, mut start) = (false, None);
        for (byte, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let wall = is_bar(c);
            if !wall && !c.is_whitespace() {
                start.get_or_insert(byte);
                continue;
            }
            if let Some(from) = start.take() {
                // "≥ 60" is one value.
                if !wall
                    && sign(&text[from..byte])
                    && text[byte..].trim_start().starts_with(|c: char| c.is_ascii_digit())
                {
                    start = Some(from);
                    continue;
                }
                words.extend(Word::new(text, from..byte, names, bar));
                bar = false;
            }
            if wall {
                bar = true;
                if let Some(last) = words.last_mut() {
                    last.bar_after = true;
                }
            }
        }
        let bare: Vec<bool> = words
            .iter()
            .enumerate()
            .map(|(at, word)| {
                let edge = at == 0 || word.bar || word.bar_after;
                let letter = word.folded.len() == 1
                    && !matches!(word.folded.as_str(), "y" | "%")
                    && word.range.len() <= 2
                    && !word.number
                    && !(edge && word.capital);
                let mixed =
                    word.folded.len() == 2 && word.number && word.folded.bytes().any(|b| b.is_ascii_lowercase());
                (letter && text[word.range.clone()].is_ascii()) || (mixed && !edge)
            })
            .collect();
        let mut kept = bare.into_iter();
        words.retain(|_| !kept.next().unwrap_or(false));
        let mut before = 0;
        for word in &mut words {
            word.letters = (before, before + word.letters.1);
            before = word.letters.1 + 1;
        }
        mark_honorifics(&mut words, names);
        if let Some(line) = restored.lines.get(line) {
            for word in &mut words {
                let least = line.touched(&word.range).iter().map(|read| read.confidence).fold(1.0, f32::min);
                // Beside words of other cells few seem sure, which running text has taught otherwise.
                word.sure = least.cbrt();
            }
        }
        Self { line, words, after_blank }
    }
}

impl Word {
    /// A word, unless nothing in it can be read.
    fn new(text: &str, range: Range<usize>, names: &mut Names, bar: bool) -> Option<Self> {
        let written = &text[range.clone()];
        let folded = match written {
            "%" => written.to_owned(),
            _ => fold(written.trim_matches(|c: char| !c.is_alphanumeric())),
        };
        let dash = matches!(written, "-" | "–" | "—");
        if folded.is_empty() && !dash {
            return None;
        }
        Some(Self {
            key: names.key(if dash { "-" } else { &folded }),
            pair: None,
            openings: Vec::new(),
            custom: customs::UNKNOWN,
            capital: written.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase),
            shouted: {
                let mut letters = written.chars().filter(|c| c.is_alphabetic());
                letters.clone().count() > 1 && letters.all(char::is_uppercase)
            },
            number: written.contains(|c: char| c.is_ascii_digit()),
            honorific: None,
            close: written.chars().next_back().unwrap_or(' '),
            brackets: count(written, '(') - count(written, ')'),
            letters: (0, written.chars().count() as u32),
            folded,
            range,
            bar,
            bar_after: false,
            sure: 1.0,
            heard: None,
        })
    }

    /// Whether this is a dash alone.
    pub(crate) fn dash(&self) -> bool {
        self.folded.is_empty()
    }
}

fn count(written: &str, mark: char) -> i8 {
    written.matches(mark).count().try_into().unwrap_or(i8::MAX)
}

/// Marks "Đồng chí", of which OCR damages the first letter, and "Đ/c".
fn mark_honorifics(words: &mut [Word], names: &mut Names) {
    for at in 0..words.len() {
        if words[at].folded == "d/c" {
            words[at].honorific = Some(Honorific::Last);
        }
        let [first, last] = &mut words[at.saturating_sub(1)..=at] else { continue };
        let dong = first.folded.ends_with("ong") && first.folded.len() <= if first.capital { 5 } else { 4 };
        if dong && last.folded == "chi" && !last.capital {
            (first.honorific, last.honorific) = (Some(Honorific::First), Some(Honorific::Last));
            first.key = names.key("dong");
        }
    }
}

/// Whether a word compares: what follows is part of it.
fn sign(word: &str) -> bool {
    matches!(word, "≥" | "≤" | ">" | "<" | "=" | ">=" | "<=")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::text::Source;

    #[test]
    fn bars_and_noise_are_no_words() {
        let text = "1|chương trình _ s Văn phòng; | – 100% % ≥ 60";
        let source = Source::new(text);
        let restored = Restored::from_lines(&source, Channel::Clean, &[text]);
        let line = TextLine::new(&restored, 0, &mut Names::default(), false);
        let seen: Vec<_> = line.words.iter().map(|w| (&text[w.range.clone()], w.bar, w.capital, w.number)).collect();
        assert_eq!(
            seen,
            [
                ("1", false, false, true),
                ("chương", true, false, false),
                ("trình", false, false, false),
                ("Văn", false, true, false),
                ("phòng;", false, false, false),
                ("–", true, false, false),
                ("100%", false, false, true),
                ("%", false, false, false),
                ("≥ 60", false, false, true),
            ]
        );
    }

    #[test]
    fn folding_drops_marks_and_case() {
        assert_eq!(fold("Đổi MỚI ủy"), "doi moi uy");
    }
}
