//! How wide text is printed: a cell's line is broken where the next word no longer fits, and capitals are half as wide again as small letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A letter of usual width: what [`breadth`] counts in.
pub(crate) const LETTER: f32 = 100.0;

/// How wide a space is printed.
pub(crate) const SPACE: u32 = 58;

/// How wide `text` is printed in the face that official documents have to be in (Times New Roman; Decree 30/2020, appendix I), in hundredths of a usual letter.
pub(crate) fn breadth(text: &str) -> u32 {
    let alpha = super::knob("FONT", 1.0);
    text.nfd().filter(|&c| !is_combining_mark(c)).map(|c| (alpha * width(c) as f32 + (1.0 - alpha) * 100.0) as u32).sum()
}

/// Of one character: thousandths of the size, by 4.3.
fn width(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | 't' | '/' | '\'' => 65,
        '.' | ',' | ':' | ';' | ' ' => 60,
        'f' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' => 78,
        's' | 'J' => 90,
        'a' | 'c' | 'e' | 'z' => 103,
        'w' => 168,
        'm' | '%' => 185,
        'P' | 'F' | 'S' => 130,
        'E' | 'L' | 'T' => 142,
        'B' | 'C' | 'R' => 155,
        'M' | 'W' => 210,
        c if c.is_uppercase() => 168,
        _ => 116,
    }
}
