//! Vietnamese syllables: tone placement, marks, onset and rime.
//!
//! A written syllable is an onset (initial consonants, possibly none) and a rime (vowels with their tone, and a final
//! consonant). Everything here takes and gives NFC.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_normalization::char::{compose, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The tone marks: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Onsets, longest first. `gi` and `qu` take their vowel letter only where another vowel follows.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "q",
];

/// Rimes without tone.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et \
    ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay \
    oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch \
    uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyp uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp \
    ươt ươu ưt ưu y yêm yên yêng yêt yêu ym yn ynh yt uyn ue uau";

/// The text in NFC; borrowed work is avoided where the quick check says that it is already.
pub fn nfc(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        _ => text.nfc().collect(),
    }
}

/// Splits a letter into itself without tone, and its tone.
fn split_tone(c: char) -> (char, Option<char>) {
    let (mut base, mut tone) = (None, None);
    decompose_canonical(c, |part| {
        if TONES.contains(&part) {
            tone = Some(part);
        } else {
            base = Some(base.map_or(part, |before| compose(before, part).unwrap_or(before)));
        }
    });
    (base.unwrap_or(c), tone)
}

/// A letter without tone or any other mark: `ộ` gives `o`, `đ` gives `d`.
pub fn strip_char(c: char) -> char {
    match c {
        'đ' => return 'd',
        'Đ' => return 'D',
        _ if c.is_ascii() => return c,
        _ => {}
    }
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    base.unwrap_or(c)
}

/// The letters of a word without case and marks: a bit for each of `a` to `z`, and one for all else.
pub fn base_letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, c| letters | base_letter(c))
}

/// The bit of one letter.
pub fn base_letter(c: char) -> u32 {
    match strip_char(c).to_ascii_lowercase() {
        c @ 'a'..='z' => 1 << (c as u8 - b'a'),
        _ => 1 << 26,
    }
}

/// The text without any marks: `Điều kiện` gives `Dieu kien`.
pub fn strip(text: &str) -> String {
    text.chars().map(strip_char).collect()
}

/// Moves the tone of a syllable's final `oa`, `oe`, `uy` to its first vowel: `hoá` gives `hóa`, `quý` stays.
pub fn fold_tone(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut bare: Vec<char> = Vec::with_capacity(word.len());
    let mut tone = None;
    for c in word.chars() {
        let (base, mark) = split_tone(c);
        tone = tone.or(mark);
        bare.push(base);
    }
    let Some(tone) = tone else { return word.to_owned() };
    let n = bare.len();
    if n >= 2 {
        let lower = |i: usize| bare[i].to_lowercase().next().unwrap_or(bare[i]);
        let after_q = n > 2 && lower(n - 3) == 'q';
        if matches!((lower(n - 2), lower(n - 1)), ('o', 'a' | 'e') | ('u', 'y')) && !after_q {
            bare[n - 2] = compose(bare[n - 2], tone).unwrap_or(bare[n - 2]);
            return bare.into_iter().collect();
        }
    }
    word.to_owned()
}

/// The form in which words are counted and compared: lower case, NFC, one tone placement.
pub fn key(word: &str) -> String {
    fold_tone(&nfc(&word.to_lowercase()))
}

/// Byte length of the onset of a word in lower case; 0 where it starts with a vowel.
pub fn onset_len(word: &str) -> usize {
    let Some(onset) = ONSETS.iter().find(|onset| word.starts_with(**onset)) else { return 0 };
    match *onset {
        // "gì", "gin": the i is the rime's own vowel.
        "gi" => {
            let rest = word[2..].chars().next();
            if rest.is_some_and(|c| "aăâeêioôơuưy".contains(split_tone(c).0)) { 2 } else { 1 }
        }
        "qu" if word.len() == 2 => 1,
        onset => onset.len(),
    }
}

/// Whether a word in lower case and NFC can be a Vietnamese syllable.
pub fn is_syllable(word: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| RIMES.split_whitespace().collect());
    let Some(rime) = word.get(onset_len(word)..) else { return false };
    let (mut bare, mut tones) = (String::new(), 0);
    for c in rime.chars() {
        let (base, tone) = split_tone(c);
        tones += usize::from(tone.is_some());
        bare.push(base);
    }
    tones <= 1 && KNOWN.contains(bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tone_placement_is_folded() {
        for (word, folded) in [
            ("hoá", "hóa"),
            ("hóa", "hóa"),
            ("uỷ", "ủy"),
            ("quý", "quý"),
            ("quỹ", "quỹ"),
            ("khoẻ", "khỏe"),
            ("hoàn", "hoàn"),
            ("HOÀ", "HÒA"),
            ("thuý", "thúy"),
            ("số", "số"),
        ] {
            assert_eq!(fold_tone(word), folded);
        }
    }

    #[test]
    fn onsets_and_rimes() {
        for (word, onset) in
            [("nghiệp", 3), ("gì", 1), ("giao", 2), ("giết", 2), ("quyết", 2), ("ương", 0), ("đảng", 2), ("khoa", 2)]
        {
            assert_eq!(onset_len(word), onset, "{word}");
            assert!(is_syllable(word), "{word}");
        }
        for word in ["internet", "stem", "gbps", "b", "ủỳ", ""] {
            assert!(!is_syllable(word), "{word}");
        }
    }

    #[test]
    fn base_letters_know_neither_case_nor_marks() {
        assert_eq!(base_letters("Đỗ"), base_letters("od"));
        assert_eq!(base_letters("ba"), 0b11);
        // All that is no letter is one.
        assert_eq!(base_letters("1-"), base_letters("Ω"));
        assert_ne!(base_letters("1"), base_letters(""));
    }

    #[test]
    fn marks_come_off() {
        assert_eq!(strip("Điều kiện: Ủy ban phường, xưởng"), "Dieu kien: Uy ban phuong, xuong");
    }
}
