//! Two printed columns that OCR read as one line, taken apart.
//!
//! At the head of a document the right column is the national motto or the Party's name; at its end "Nơi nhận:" and
//! the recipients stand left of the signature.

use std::ops::Range;

use super::fuzzy::{is_capitals, likeness};

/// What stands in the right column at the head of every document.
const MOTTOES: [&str; 3] =
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐẢNG CỘNG SẢN VIỆT NAM"];

/// Likeness from which the right half of a line is a motto.
const MOTTO: f64 = 0.62;

/// Byte ranges of the words of `text`.
pub fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if !c.is_whitespace() {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push(from..at);
        }
    }
    found
}

/// The byte range of `text` left of a motto, where the line holds one; it may be empty.
pub fn left_of_motto(text: &str) -> Option<Range<usize>> {
    let words = words(text);
    if words.len() > 30 || text.len() > 400 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for (count, word) in words.iter().enumerate() {
        let right = &text[word.start..];
        for motto in MOTTOES {
            let score = likeness(right, motto);
            if score >= MOTTO && best.is_none_or(|(top, _)| score > top) {
                best = Some((score, count));
            }
        }
    }
    let (_, count) = best?;
    let end = count.checked_sub(1).and_then(|last| words.get(last)).map_or(0, |word| word.end);
    Some(0..end)
}

/// The byte range of the run of words in capitals that ends `text`, where a signature was read into the line of a
/// recipient. Words without letters inside the run are passed over.
pub fn capitals_at_end(text: &str) -> Option<Range<usize>> {
    let words = words(text);
    let mut start = None;
    for word in words.iter().rev() {
        let body = &text[word.clone()];
        if body.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            continue;
        }
        if !body.chars().any(char::is_lowercase) {
            start = Some(word.start);
        } else {
            break;
        }
    }
    let start = start?;
    is_capitals(&text[start..]).then_some(start..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_motto_is_cut_off() {
        for (line, left) in [
            ("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN"),
            (" PHUONG TRAN BIEN Poc 1ap- Tu do- Hanh phiic", " PHUONG TRAN BIEN"),
            ("CONG HOA XA HQI CHU NGHIA VIET NAM", ""),
            ("ĐẢNG BỘ THÀNH PHỐ HẢI PHÒNG ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG BỘ THÀNH PHỐ HẢI PHÒNG"),
        ] {
            assert_eq!(left_of_motto(line).map(|range| &line[range]), Some(left), "{line}");
        }
        assert_eq!(left_of_motto("Số: 08/KH-UBND Trần Liễu, ngày 29 tháng 7 năm 2025"), None);
    }

    #[test]
    fn a_position_beside_a_recipient_is_found() {
        let found = |text: &'static str| capitals_at_end(text).map(|range| &text[range]);
        assert_eq!(found("Sở Khoa học và Công nghệ; _ CHỦ TỊCH"), Some("CHỦ TỊCH"));
        assert_eq!(found("Nơi nhận: TM. ỦY BAN NHÂN DÂN"), Some("TM. ỦY BAN NHÂN DÂN"));
        assert_eq!(found("Các Tổ dân phố;"), None);
    }
}
