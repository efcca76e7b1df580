//! Comparing damaged text with fixed phrases: marks and case folded, a few wrong letters forgiven.
//!
//! Only for the customary words of the genre (headings, "Nơi nhận", the national motto). Names and numbers are not
//! matched here.

use strsim::normalized_levenshtein;
use unicode_normalization::UnicodeNormalization;

/// Likeness from which two folded phrases count as the same.
const SAME: f64 = 0.78;

/// Lower-case letters and digits without marks; everything else becomes one space between words.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            match c {
                'đ' | 'Đ' => folded.push('d'),
                _ => folded.extend(c.to_lowercase()),
            }
        } else if !matches!(c, '\'' | '’' | '‘' | '`') {
            gap = true;
        }
    }
    folded
}

/// How alike two texts are once folded, spaces left out; 0 to 1.
pub fn likeness(a: &str, b: &str) -> f64 {
    let squeeze = |text: &str| fold(text).replace(' ', "");
    normalized_levenshtein(&squeeze(a), &squeeze(b))
}

/// Whether `text` is `phrase` with at most a few wrong letters.
pub fn same(text: &str, phrase: &str) -> bool {
    text.len() <= 4 * phrase.len() + 8 && likeness(text, phrase) >= SAME
}

/// Index of the word of folded `text` where folded `phrase` starts, a few wrong letters forgiven. Only the first
/// `within` words of the text can start it.
pub fn find(text: &str, phrase: &str, within: usize) -> Option<usize> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let count = phrase.split(' ').count();
    let target = phrase.replace(' ', "");
    (0..words.len().min(within)).find(|&at| {
        words.get(at..at + count).is_some_and(|window| {
            let window = window.concat();
            window == target || (window.len() <= 2 * target.len() && normalized_levenshtein(&window, &target) >= SAME)
        })
    })
}

/// Whether folded `text` starts with folded `phrase`, a few wrong letters forgiven.
pub fn starts(text: &str, phrase: &str) -> bool {
    find(text, phrase, 1).is_some()
}

/// Whether most letters of `text` are capitals.
pub fn is_capitals(text: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper >= 3 && upper >= 3 * lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_case_and_few_letters_are_forgiven() {
        assert_eq!(fold("  Độc lập – Tự do"), "doc lap tu do");
        assert!(same("KE HOACH", "Kế hoạch"));
        assert!(same("NHIEM VU, GIAl PHAP", "nhiệm vụ, giải pháp"));
        assert!(!same("Kế toán", "Kế hoạch"));
        assert_eq!(find(&fold("V. TO CHU'C THU'C HIEN"), "to chuc thuc hien", 9), Some(1));
        assert_eq!(find(&fold("Mục đích"), "to chuc", 9), None);
        assert!(starts(&fold("Noi nhận: GIÁM ĐỐC"), "noi nhan"));
    }

    #[test]
    fn capitals_are_told_by_majority() {
        assert!(is_capitals("MỤC ĐÍCH, YÊU CẦU"));
        assert!(is_capitals("NHIEM VU, GIAl PHAP"));
        assert!(!is_capitals("Các chỉ tiêu theo Nghị quyết 71/NQ-CP"));
    }
}
