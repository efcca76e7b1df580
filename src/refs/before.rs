//! The words before a number: what announces it, and the type of document that they name.

use crate::lexicon::{doc_types, fold};

/// Whether the words before announce a number: `số`, or the name of a type.
pub(super) fn announced(before: &str) -> bool {
    let tail = last_words(before, 5);
    let word = fold(tail.rsplit(' ').next().unwrap_or_default());
    is_so(&word) || doc_types::trailing(tail).is_some()
}

/// The code of the type that is named before a number.
pub(super) fn expected(before: &str) -> Option<&'static str> {
    doc_types::trailing(without_so(last_words(before, 5))).map(|(found, _)| found.code)
}

/// Whether a folded word is `số` or what OCR makes of it.
pub(super) fn is_so(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let length = word.chars().count();
    word.starts_with(['s', '$']) && length <= 3 && (length == 1 || !word[1..].starts_with(['a', 'u', 'i', 'y']))
        || word == "86"
}

/// `before` without a `số` at its end.
pub(super) fn without_so(before: &str) -> &str {
    let before = before.trim_end();
    let (head, last) = before.rsplit_once(char::is_whitespace).unwrap_or(("", before));
    if is_so(&fold(last)) { head } else { before }
}

/// The last `n` words of `text`, looking back 80 bytes at most.
pub(super) fn last_words(text: &str, n: usize) -> &str {
    let text = text.trim_end();
    let mut from = text.len().saturating_sub(80);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let start = tail.rmatch_indices(char::is_whitespace).nth(n - 1).map_or(0, |(at, space)| at + space.len());
    &tail[start..]
}
