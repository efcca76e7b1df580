//! Text to the units that the language model counts.
//!
//! Letters form words. Digits, dates and document codes are classes: their values carry no grammar. Punctuation that ends or
//! opens a clause is one class, since OCR mixes it up; hyphens and quotes are passed over.

/// The class ids that open every vocabulary.
pub mod class {
    /// A word that is not in the vocabulary.
    pub const UNKNOWN: u16 = 0;
    /// The start of a paragraph.
    pub const START: u16 = 1;
    /// A number.
    pub const NUMBER: u16 = 2;
    /// A year of four digits.
    pub const YEAR: u16 = 3;
    /// A date such as 09/01/2025.
    pub const DATE: u16 = 4;
    /// A document number such as 57-NQ/TW.
    pub const CODE: u16 = 5;
    /// Letters and digits in one run: 5G, QH15.
    pub const MIXED: u16 = 6;
    /// Punctuation that ends or opens a clause.
    pub const MARK: u16 = 7;
    /// How many classes there are.
    pub const COUNT: u16 = 8;
}

/// One unit of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Letters, as written.
    Word(&'a str),
    /// One of [`class`].
    Class(u16),
}

/// Calls `emit` with each unit of `line` in order.
pub fn tokens<'a>(line: &'a str, mut emit: impl FnMut(Token<'a>)) {
    for chunk in line.split_whitespace() {
        let core = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        let start = core.as_ptr() as usize - chunk.as_ptr() as usize;
        if chunk[..start].contains(is_clause_mark) {
            emit(Token::Class(class::MARK));
        }
        if core.is_empty() {
            continue;
        }
        if core.bytes().any(|b| b.is_ascii_digit())
            && let Some(class) = classify(core)
        {
            emit(Token::Class(class));
        } else {
            let mut rest = core;
            while !rest.is_empty() {
                let end = rest.find(|c: char| !is_word_char(c)).unwrap_or(rest.len());
                emit(unit(&rest[..end]));
                let next = rest[end..].find(is_word_char).map_or(rest.len(), |at| end + at);
                if rest[end..next].contains(is_clause_mark) {
                    emit(Token::Class(class::MARK));
                }
                rest = &rest[next..];
            }
        }
        if chunk[start + core.len()..].contains(is_clause_mark) {
            emit(Token::Class(class::MARK));
        }
    }
}

/// Whether `c` ends or opens a clause.
pub fn is_clause_mark(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '!' | '?' | '…')
}

/// Whether `c` belongs to a word: letters, digits and combining marks.
pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn unit(run: &str) -> Token<'_> {
    if !run.bytes().any(|b| b.is_ascii_digit()) {
        return Token::Word(run);
    }
    if !run.bytes().all(|b| b.is_ascii_digit()) {
        return Token::Class(class::MIXED);
    }
    Token::Class(number_class(run))
}

/// The class of a run of digits.
pub fn number_class(run: &str) -> u16 {
    if run.len() == 4 && (run.starts_with("19") || run.starts_with("20")) { class::YEAR } else { class::NUMBER }
}

/// The class of a chunk that is a date, a code or a number with separators as a whole.
pub fn classify(core: &str) -> Option<u16> {
    let (mut letters, mut digits, mut slashes, mut others) = (0, 0, 0, 0);
    for c in core.chars() {
        match c {
            '0'..='9' => digits += 1,
            '/' => slashes += 1,
            '-' | '.' | ',' | '%' | '–' => others += 1,
            c if c.is_alphabetic() => letters += 1,
            _ => return None,
        }
    }
    match (letters, slashes) {
        (0, 2) if others == 0 && digits >= 4 => Some(class::DATE),
        (0, 0) if others > 0 => Some(class::NUMBER),
        (0, 1) if others == 0 => Some(class::NUMBER),
        (0, _) => None,
        (1.., 1..) if digits > 0 && code_shape(core) => Some(class::CODE),
        _ => None,
    }
}

/// Digits, then a separator, then pieces mostly of capitals: the shape of a document number.
fn code_shape(core: &str) -> bool {
    let mut pieces = core.split(['/', '-', '–']).filter(|piece| !piece.is_empty());
    pieces.next().is_some_and(|first| first.bytes().all(|b| b.is_ascii_digit() || b == b'.')) && pieces.all(is_piece)
}

/// Whether a part of a code is written as such parts are: digits, or no fewer capitals than small letters.
pub fn is_piece(piece: &str) -> bool {
    let upper = piece.chars().filter(|c| c.is_uppercase()).count();
    let lower = piece.chars().filter(|c| c.is_lowercase()).count();
    upper >= lower && piece.chars().all(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(line: &str) -> Vec<String> {
        let mut out = Vec::new();
        tokens(line, |token| {
            out.push(match token {
                Token::Word(word) => word.to_owned(),
                Token::Class(id) => format!("<{id}>"),
            })
        });
        out
    }

    #[test]
    fn units_of_lines() {
        for (line, units) in [
            ("Nghị quyết số 03/NQ-CP, ngày 09/01/2025", "Nghị quyết số <5> <7> ngày <4>"),
            ("1.2. Kinh tế - xã hội (5G) năm 2025;", "<2> <7> Kinh tế xã hội <7> <6> <7> năm <3> <7>"),
            ("trên 80%, 193/2025/QH15 và 57-NQ/TW./.", "trên <2> <7> <5> và <5> <7>"),
            ("văn hóa/xã hội", "văn hóa xã hội"),
            ("Số 295/Ngày 31-05-2026", "Số <2> Ngày <2>"),
            ("4.2.Tăng cường", "<2> <7> <2> <7> Tăng cường"),
        ] {
            assert_eq!(list(line).join(" "), units);
        }
    }
}
