//! A document's own number held against what it must agree with: the type of document and the issuer.

use super::title::TYPES;
use crate::document::{Diagnostic, DocType, Header, NumberField, Severity};
use crate::lexicon::{abbreviations, distance, doc_types, fold};

/// Puts the document's type where the number has an abbreviation that is none, but nearly that of the type: NÑQ for NQ.
pub fn settle(number: &mut NumberField, doc_type: Option<&DocType>) {
    let Some(code) = doc_type.and_then(|doc_type| doc_type.code.as_deref()) else { return };
    // A type that is none was taken for a part of the agency.
    let joined = || number.agency.as_deref()?.split_once('-').map(|(first, rest)| (first.to_owned(), rest.to_owned()));
    let (read, agency) = match (&number.doc_type, joined()) {
        (Some(read), _) => (read.clone(), None),
        (None, Some((first, rest))) => (first, Some(rest)),
        (None, None) => return,
    };
    let known = doc_types::all().iter().any(|doc_type| doc_type.code == read);
    if !known && distance(&fold(&read), &fold(code)) <= 1.0 {
        number.text = number.text.replacen(&read, code, 1);
        number.doc_type = Some(code.to_owned());
        number.agency = agency.or(number.agency.take());
    }
}

/// Gives back its bar to a `Đ` that was read as `D`, where the code is the initials of words of the issuer's name: the
/// `DHBK` of a "Trường Đại học Bách khoa".
pub fn bar(number: &mut NumberField, issuer: &str) {
    if let Some(code) = number.agency.as_deref()
        && let Some(barred) = barred(code, issuer)
        && let Some(head) = number.text.strip_suffix(code)
    {
        number.text = format!("{head}{barred}");
        number.agency = Some(barred);
    }
}

/// A code with the bars that the issuer's initials have.
fn barred(code: &str, issuer: &str) -> Option<String> {
    let initials: Vec<char> = issuer.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let letters: Vec<char> = code.chars().collect();
    let alike = |(&initial, &letter): (&char, &char)| initial == letter || (initial, letter) == ('Đ', 'D');
    let named = initials.windows(letters.len().max(1)).find(|name| name.iter().zip(&letters).all(alike))?;
    code.contains('D').then(|| named.iter().collect())
}

/// What the number says that the rest of the head does not: another type of document, another agency.
pub fn number(header: &Header) -> Vec<Diagnostic> {
    let Some(number) = &header.number else { return Vec::new() };
    let lines = header.lines.unwrap_or([1, 1]);
    let warning =
        |code: &str, message: String| Diagnostic { code: code.into(), severity: Severity::Warning, lines, message };
    let mut found = Vec::new();
    if let (Some(read), Some(doc_type)) = (&number.doc_type, &header.doc_type) {
        let own = |code: &str| TYPES.iter().any(|(name, known)| *name == doc_type.text && *known == code);
        if doc_types::all().iter().any(|known| known.code == read) && !own(read) {
            found.push(warning("number-type", format!("the number {} is not one of a {}", number.text, doc_type.text)));
        }
    }
    let organs: Vec<&str> =
        [&header.parent_issuer, &header.issuer].into_iter().flatten().map(|field| field.text.as_str()).collect();
    if let Some(agency) = number.agency.as_deref().filter(|_| header.issuer.is_some())
        && !abbreviates(agency, &organs)
    {
        found.push(warning("number-issuer", format!("the number {} is not one of {}", number.text, organs.join(", "))));
    }
    found
}

/// Whether the letters of a code are initials of the organs' names, in order; the one above may come first or last.
fn abbreviates(code: &str, organs: &[&str]) -> bool {
    // What follows the first part is a department: UBND-VX.
    let agency = code.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let letters: Vec<char> = fold(agency).chars().filter(|c| c.is_alphabetic()).collect();
    let initials = |organs: &mut dyn Iterator<Item = &&str>| -> Vec<char> {
        organs.flat_map(|organ| organ.split(|c: char| !c.is_alphanumeric())).flat_map(initials).collect()
    };
    let within = |initials: Vec<char>| {
        let mut rest = initials.into_iter();
        letters.iter().all(|letter| rest.any(|initial| initial == *letter))
    };
    letters.is_empty() || within(initials(&mut organs.iter())) || within(initials(&mut organs.iter().rev()))
}

/// The initial of a word; all letters of an abbreviation.
fn initials(word: &str) -> Vec<char> {
    let letters = fold(word);
    // No syllable is without a vowel: "THPT" is an abbreviation, whether known or not.
    let whole = abbreviations::agency(word).is_some() || !letters.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    letters.chars().take(if whole { letters.len() } else { 1 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn barred_letters_are_those_of_the_issuer() {
        for (code, issuer, want) in [
            ("DHBK", "TRƯỜNG ĐẠI HỌC BÁCH KHOA", Some("ĐHBK")),
            ("DSVH", "CỤC DI SẢN VĂN HÓA", Some("DSVH")),
            ("UBND", "UBND xã Đông", None),
            ("", "", None),
        ] {
            assert_eq!(barred(code, issuer).as_deref(), want, "{issuer}");
        }
    }

    #[test]
    fn codes_are_initials_of_organs() {
        for (code, organs, agrees) in [
            ("UBND", &["ỦY BAN NHÂN DÂN PHƯỜNG TRẦN LIỄU"][..], true),
            ("UBND", &["UBND phường Kiến An"], true),
            ("SXD", &["UBND TỈNH QUẢNG TRỊ", "SỞ XÂY DỰNG"], true),
            ("SKHCN", &["UBND TỈNH HÀ TĨNH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"], true),
            ("BTCTU", &["TỈNH ỦY CÀ MAU", "BAN TỔ CHỨC"], true),
            ("MTTQ-BTT", &["ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH LẠNG SƠN", "BAN THƯỜNG TRỰC"], true),
            ("ĐU", &["ĐẢNG BỘ TỈNH CÀ MAU", "ĐẢNG ỦY XÃ TÂN HƯNG"], true),
            ("THPTLT", &["SỞ GIÁO DỤC VÀ ĐÀO TẠO BẮC NINH", "TRƯỜNG THPT LƯƠNG TÀI SỐ 3"], true),
            ("UBND-VX", &["UBND xã A Lưới"], true),
            ("SCT", &["UBND TỈNH HÀ TĨNH", "SỞ Y TẾ"], false),
            ("HĐND", &["ỦY BAN NHÂN DÂN XÃ A LƯỚI"], false),
        ] {
            assert_eq!(abbreviates(code, organs), agrees, "{code} {organs:?}");
        }
    }
}
