//! The labels of rows: numbers, roman numbers and letters, damaged ones included.

use super::words::Word;

/// The row label that a word may be: a number, a roman number or a letter, damaged ones included.
pub(crate) fn label(word: &Word) -> Option<Label> {
    let name = word.folded.as_str();
    if name.is_empty() || name.len() > 4 {
        return None;
    }
    if let Ok(number) = name.parse::<u32>() {
        return Some(Label::Number(number));
    }
    if name.split('.').count() > 1 && name.split('.').all(|part| part.parse::<u32>().is_ok()) {
        return Some(Label::Decimal);
    }
    if word.capital && name.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'1')) {
        return Some(Label::Roman);
    }
    if word.capital && name.len() == 1 && name.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(Label::Letter);
    }
    let damaged = name.len() == 1 || name.bytes().any(|b| b.is_ascii_digit());
    (name.len() <= 2 && damaged && digits_like(name).is_some()).then_some(Label::Damaged)
}

/// A row's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Number(u32),
    Decimal,
    Roman,
    Letter,
    Damaged,
}

/// A damaged number read as digits: `o1` is `21` or `01`, so that only the length is sure; gives the digits that are.
pub(crate) fn digits_like(name: &str) -> Option<String> {
    let shape: String = name
        .chars()
        .map(|c| match c {
            '0'..='9' => c,
            'l' | 'i' => '1',
            'o' => '0',
            's' => '5',
            'g' => '9',
            'b' => '6',
            'z' => '2',
            _ => '?',
        })
        .collect();
    (!shape.contains('?')).then_some(shape)
}
