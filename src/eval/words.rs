//! What counts as a word, a digit and a mark when text is measured.
//!
//! A word is a maximal run of letters, numbers and underscores in NFC text, as `\w+` of Python's `re` finds it: combining
//! marks that NFC leaves alone end a word.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+"));
static TOKEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s\x1c-\x1f]"));

/// Decimal digits and the characters whose Unicode numeric type is digit: superscripts, circled digits and the like.
static DIGIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[\p{Nd}\u{B2}\u{B3}\u{B9}\u{1369}-\u{1371}\u{19DA}\u{2070}\u{2074}-\u{2079}\u{2080}-\u{2089}",
        r"\u{2460}-\u{2468}\u{2474}-\u{247C}\u{2488}-\u{2490}\u{24EA}\u{24F5}-\u{24FD}\u{24FF}\u{2776}-\u{277E}",
        r"\u{2780}-\u{2788}\u{278A}-\u{2792}\u{10A40}-\u{10A43}\u{10E60}-\u{10E68}\u{11052}-\u{1105A}",
        r"\u{1F100}-\u{1F10A}]"
    ))
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Words as they stand.
pub fn words(line: &str) -> Vec<String> {
    let line: String = line.nfc().collect();
    WORD.find_iter(&line).map(|word| word.as_str().to_owned()).collect()
}

/// A word without what is not held against it: case, and where the tone of `oa`, `oe`, `uy` is written.
pub fn fold(word: &str) -> String {
    fold_tone(&word.to_lowercase())
}

/// Words and punctuation marks, as they stand.
pub fn tokens(line: &str) -> Vec<String> {
    let line: String = line.nfc().collect();
    TOKEN.find_iter(&line).map(|token| token.as_str().to_owned()).collect()
}

/// Characters without white space.
pub fn characters(line: &str) -> Vec<char> {
    line.nfc().filter(|&c| !is_space(c)).collect()
}

/// Whether a word holds a digit.
pub fn has_digit(word: &str) -> bool {
    DIGIT.is_match(word)
}

/// A word without its marks: `đường` becomes `duong`.
pub fn marks_off(word: &str) -> String {
    word.nfd()
        .filter(|&c| canonical_combining_class(c) == 0)
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            _ => c,
        })
        .collect()
}

/// White space as Python's `str.split` knows it: Unicode's and the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Moves the tone mark of `oa`, `oe`, `uy` at a syllable's end to the first vowel: `hoá` becomes `hóa`.
fn fold_tone(word: &str) -> String {
    let Some(tone) = word.nfd().find(|c| TONES.contains(c)) else {
        return word.nfc().collect();
    };
    let mut bare: Vec<char> = word.nfd().filter(|c| !TONES.contains(c)).nfc().collect();
    let open = match bare.as_slice() {
        [before @ .., 'o', 'a' | 'e'] | [before @ .., 'u', 'y'] => before.last() != Some(&'q'),
        _ => false,
    };
    if !open {
        return word.nfc().collect();
    }
    bare.insert(bare.len() - 1, tone);
    bare.into_iter().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_numbers() {
        for (line, expected) in [
            ("Số: 57-NQ/TW, hoá.", &["Số", "57", "NQ", "TW", "hoá"][..]),
            ("a_b  m² Ⅳ", &["a_b", "m²", "Ⅳ"]),
            ("e\u{301}x x\u{301}y", &["éx", "x", "y"]),
            ("", &[]),
        ] {
            assert_eq!(words(line), expected, "{line}");
        }
    }

    #[test]
    fn tone_placement_and_case_fold() {
        for (word, expected) in [
            ("HOÁ", "hóa"),
            ("hóa", "hóa"),
            ("thuỷ", "thủy"),
            ("quý", "quý"),
            ("quỳ", "quỳ"),
            ("hoàn", "hoàn"),
            ("khoẻ", "khỏe"),
            ("việt", "việt"),
        ] {
            assert_eq!(fold(word), expected);
        }
        assert_eq!(marks_off("Đường"), "Duong");
    }

    #[test]
    fn digits_are_decimal_or_of_type_digit() {
        for (word, expected) in [("2025", true), ("m²", true), ("٣", true), ("Ⅳ", false), ("½", false), ("a", false)]
        {
            assert_eq!(has_digit(word), expected, "{word}");
        }
    }
}
