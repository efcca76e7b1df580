//! Addresses of documents by the Akoma Ntoso naming convention 1.0, section 4: country, type, issuer, date, number.

use unicode_normalization::char::is_combining_mark;

use crate::document::{Citation, Document};
use crate::lexicon::fold;

/// Stands for a date that is not known.
const UNKNOWN: &str = "0001-01-01";

/// The type of the document as in addresses: `ke-hoach`.
pub fn kind(document: &Document) -> String {
    let kind = document.header.doc_type.as_ref().map_or("", |kind| kind.text.as_str());
    if kind.is_empty() { "van-ban".to_owned() } else { slug(kind) }
}

/// `/akn/vn/doc/ke-hoach/ubnd-phuong-kien-an/2025-10-20/86-kh-ubnd`; a document without a number is told by its content.
pub fn work(document: &Document) -> String {
    let header = &document.header;
    let issuer = header.issuer.as_ref().map_or("", |issuer| issuer.text.as_str());
    let iso = header.date.as_ref().map_or(UNKNOWN, |date| date.iso.as_str());
    let number = match &header.number {
        Some(number) if number.code.is_some() => slug(&number.text),
        _ => document.source.sha256.chars().take(16).collect(),
    };
    format!("/akn/vn/doc/{}/{}/{iso}/{number}", kind(document), slug(issuer))
}

/// The address of a cited document whose date is known.
pub fn citation(citation: &Citation) -> String {
    let kind = citation.doc_type.as_deref().map_or_else(|| "van-ban".to_owned(), slug);
    let issuer = citation.issuer.as_deref().map_or_else(|| "vn".to_owned(), slug);
    let iso = citation.date.as_deref().unwrap_or(UNKNOWN);
    format!("/akn/vn/doc/{kind}/{issuer}/{iso}/{}", slug(&citation.number))
}

/// The whole date that stands for the document's, and what is to be thought of it.
pub fn date(document: &Document) -> (String, &'static str) {
    let Some(date) = &document.header.date else { return (UNKNOWN.to_owned(), "unknown") };
    let whole = [&date.iso, &format!("{}-01", date.iso), &format!("{}-01-01", date.iso)]
        .into_iter()
        .find(|iso| iso.parse::<jiff::civil::Date>().is_ok())
        .cloned();
    match whole {
        Some(whole) if whole == date.iso => (whole, "issued"),
        Some(whole) => (whole, "approximate"),
        None => (UNKNOWN.to_owned(), "unknown"),
    }
}

/// A date as it is printed: `ngày 20 tháng 10 năm 2025`.
pub fn spoken(iso: &str) -> String {
    let words = ["năm", "tháng", "ngày"];
    let parts: Vec<String> = iso.split('-').zip(words).map(|(part, word)| format!("{word} {part}")).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// Lower-case ASCII letters and digits with hyphens between; `nn` where nothing is left.
pub fn slug(text: &str) -> String {
    let folded = fold(text);
    let plain =
        folded.chars().filter(|&c| !is_combining_mark(c)).map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' });
    let joined = plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join("-");
    if joined.is_empty() { "nn".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for (text, expected) in [
            ("UBND phường Kiến An", "ubnd-phuong-kien-an"),
            ("86/KH-UBND", "86-kh-ubnd"),
            ("NGHỊ QUYẾT", "nghi-quyet"),
            ("Đ/../?#", "d"),
            ("…", "nn"),
        ] {
            assert_eq!(slug(text), expected);
        }
        assert_eq!(spoken("2025-10-20"), "ngày 20 tháng 10 năm 2025");
        assert_eq!(spoken("2025-10"), "tháng 10 năm 2025");
    }
}
