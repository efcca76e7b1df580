//! Folding: case and marks off, so that damaged and correct spellings meet.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

/// Lower case without marks: `Đảng ủy` becomes `dang uy`. Dashes of any length become `-`, white space becomes spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, |f| out.push(f)));
    out
}

/// Folded text that knows where each byte comes from.
#[derive(Clone, Debug)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, and for its end, the byte of the original where that character starts.
    origin: Vec<usize>,
}

impl Folded {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        let (mut out, mut origin) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (byte, c) in text.char_indices() {
            fold_char(c, |f| {
                out.push(f);
                origin.extend(std::iter::repeat_n(byte, f.len_utf8()));
            });
        }
        origin.push(text.len());
        Self { text: out, origin }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of the original that folded to `range`.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let last = self.origin.len() - 1;
        self.origin[range.start.min(last)]..self.origin[range.end.min(last)]
    }

    /// The byte of the folded text that byte `at` of the original folds to.
    pub fn place(&self, at: usize) -> usize {
        self.origin.partition_point(|&byte| byte < at)
    }
}

fn fold_char(c: char, mut push: impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' => push(c),
        'đ' | 'Đ' | 'Ð' | 'ð' => push('d'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => push('-'),
        _ if c.is_ascii() => push(if c.is_whitespace() { ' ' } else { c.to_ascii_lowercase() }),
        _ if c.is_whitespace() => push(' '),
        _ => c.to_lowercase().for_each(|lower| {
            decompose_canonical(lower, |part| {
                if !unicode_normalization::char::is_combining_mark(part) {
                    push(part);
                }
            });
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_case_and_marks_off() {
        for (text, want) in [
            ("Đảng ủy PHƯỜNG", "dang uy phuong"),
            ("A –\u{a0}B", "a - b"),
            ("e\u{323}\u{302}", "e"),
            ("İß", "iß"),
            ("57-NQ/TW", "57-nq/tw"),
        ] {
            assert_eq!(fold(text), want);
        }
    }

    proptest::proptest! {
        #[test]
        fn places_are_character_boundaries(text in "\\PC{0,40}") {
            let folded = Folded::new(&text);
            proptest::prop_assert_eq!(folded.text(), fold(&text));
            for (from, _) in folded.text().char_indices() {
                for to in [from, folded.text().len()] {
                    proptest::prop_assert!(text.get(folded.origin(from..to)).is_some());
                }
            }
            proptest::prop_assert_eq!(folded.place(text.len()), folded.text().len());
        }
    }
}
