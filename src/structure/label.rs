//! What may be a label at the start of a line.
//!
//! Only shapes are told here: characters that can be a damaged number, a closing mark, and what follows. Whether it is
//! a label, and which, is decided over the whole document by [`super::sequence`].

use std::sync::LazyLock;

use regex::Regex;

use super::numbering::System;
use crate::layout::fuzzy::{fold, is_capitals};
use crate::layout::{Line, Pages};

/// The shape of a possible label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `II.` or `7.2.` or `a.`, also without its mark before a capital.
    Dotted,
    /// `a)` or `1)` or `(1)`.
    Bracketed,
    /// A word and a number: `Điều 1.`
    Named(System),
}

/// A possible label.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Index into the lines of [`Pages`].
    pub at: usize,
    /// Its shape.
    pub shape: Shape,
    /// The number as restored and, where another, as read: without marks.
    pub readings: Vec<String>,
    /// Whether a closing mark stands.
    pub marked: bool,
    /// Byte in the trimmed restored text where the body starts.
    pub body: usize,
    /// Length in bytes of the label in the trimmed raw text, closing mark included.
    pub raw_len: usize,
    /// What the text after the label looks like.
    pub after: After,
    /// Whether the line before runs on into this one.
    pub runs_on: bool,
}

/// The text after a possible label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// Capitals.
    Capitals,
    /// A capital, a digit or a quotation mark, then small letters.
    Sentence,
    /// Small letters.
    Small,
}

/// A damaged number: look-alikes of digits and roman numerals, in up to four parts, and its mark. Letters
/// after a space are a word: the `So` of `1. So Noi vu`.
static DOTTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([\dIVXHLlvix|!?OoSsZzBTÍÌ§$\[\]/]{1,6}(?:\s?[.,](?:\s?\d[\dlIiOoSZ?]{0,2}|\s?[lI?]|[iOSZ]|[lIiOSZ?][\dlIi?]{1,2})){0,3}|[A-HKMN-Pa-hkĐđ])\s?\|?([.,:\-–—]{1,2}\|?(?:\s|$)|[.,;:](?:\s|\p{Lu})|[-–—]\p{Lu}|/\s|\s)\s*").expect("pattern")
});

/// One or two characters in brackets, or before a closing one; `a/` is `a)`.
static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\(?([^\s()\-–+*•]{1,2})\s?\)|([a-hkđ])/\s)\s*").expect("pattern"));

/// A word that names a division and its number.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\p{L}{3,7})\s+([\dIVXLHl|!?]{1,5}|[Tt][Hh]\S\s\S{2,4})\s?([.:,\-–]|\s|$)\s*").expect("pattern")
});

/// The possible label at the start of line `at`.
pub fn candidate(pages: &Pages, at: usize) -> Option<Candidate> {
    let line = pages.lines.get(at)?;
    let restored = shape(line.text);
    let raw = shape(line.raw);
    let (shape, number, marked, body) = restored.clone().or_else(|| {
        let (shape, number, marked, length) = raw.clone()?;
        Some((shape, number, marked, body_from_raw(line, length)))
    })?;
    let raw_len = match &raw {
        Some((.., length)) => line.raw.get(..*length).map_or(0, |label| label.trim_end().len()),
        None => line.raw.split_whitespace().next().map_or(0, str::len),
    };
    let mut readings = vec![number];
    if let Some((other, number, ..)) = raw
        && other == shape
        && !readings.contains(&number)
    {
        readings.push(number);
    }
    let rest = line.text.get(body..).unwrap_or("");
    let after = match rest.chars().find(|c| !c.is_whitespace()) {
        None => After::Nothing,
        Some(_) if is_capitals(rest) => After::Capitals,
        Some(c) if c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“' | '(') => After::Sentence,
        Some(_) => After::Small,
    };
    // "C-TỔ CHỨC": a dash without its space, where a title follows; "A-dam" is a word, "57-NQ/TW" another's number.
    let letters = readings.iter().all(|number| !number.contains(|c: char| c.is_ascii_digit()));
    if line.text.get(..body)?.ends_with(['-', '–', '—']) && !(letters && after == After::Capitals) {
        return None;
    }
    // A label without its mark is one of several numbers, stands before capitals, or is a number where a line may open.
    let several = readings.iter().any(|number| number.contains('.'));
    let outer = readings.iter().any(|number| number.chars().any(|c| c.is_ascii_uppercase() || "l1".contains(c)));
    let named = matches!(shape, Shape::Named(_));
    let runs_on = pages.runs_on(at);
    let number = readings.iter().any(|number| number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()));
    let opens = number && after == After::Sentence && !runs_on;
    if !(marked || several || named || opens || (outer && after == After::Capitals)) {
        return None;
    }
    Some(Candidate { at, shape, readings, marked, body, raw_len, after, runs_on })
}

/// Where the body starts in the restored text, when the label was seen in the raw text alone: after as many words as the
/// raw label has.
fn body_from_raw(line: &Line, length: usize) -> usize {
    let words = line.raw.get(..length).map_or(0, |label| label.split_whitespace().count());
    let mut starts = crate::layout::columns::words(line.text).into_iter().map(|word| word.start);
    starts.nth(words).unwrap_or(line.text.len())
}

type Shaped = (Shape, String, bool, usize);

/// Shape, number, whether a mark closes it, and length with the white space after it.
fn shape(text: &str) -> Option<Shaped> {
    if let Some(found) = NAMED.captures(text) {
        let system = match fold(&found[1]).as_str() {
            "dieu" | "pieu" | "bieu" => Some(System::Article),
            "chuong" => Some(System::Chapter),
            "phan" => Some(System::Part),
            "muc" => Some(System::Division),
            _ => None,
        };
        if let Some(system) = system {
            let number = ordinal(&found[2]).map_or_else(|| found[2].to_owned(), str::to_owned);
            let marked = !found[3].trim().is_empty();
            return Some((Shape::Named(system), number, marked, found[0].len()));
        }
    }
    if let Some(found) = BRACKETED.captures(text) {
        let inside = found.get(1).or(found.get(2))?;
        return Some((Shape::Bracketed, inside.as_str().to_owned(), true, found[0].len()));
    }
    let found = DOTTED.captures(text)?;
    let mut number: String =
        found[1].chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    let closing = found.get(2)?;
    let mut marked = !closing.as_str().trim().is_empty();
    // "II/": the last stroke closes the label where nothing else does.
    if !marked && number.len() > 1 && number.ends_with('/') {
        number.pop();
        marked = true;
    }
    // A capital that follows the mark at once belongs to the body.
    let length = if closing.as_str().chars().last().is_some_and(char::is_uppercase) {
        closing.start() + closing.as_str().chars().next().map_or(0, char::len_utf8)
    } else {
        found[0].len()
    };
    Some((Shape::Dotted, number, marked, length))
}

/// "thứ nhất" and so on as roman numerals.
fn ordinal(words: &str) -> Option<&'static str> {
    let folded = fold(words);
    let (_, which) = folded.split_once(' ')?;
    Some(match which {
        "nhat" => "I",
        "hai" => "II",
        "ba" => "III",
        "tu" => "IV",
        "nam" => "V",
        "sau" => "VI",
        _ => return None,
    })
}

/// A bullet at the start of line `at`: its sign and the byte in the trimmed restored text where the body starts.
///
/// A dash that was printed inside a sentence and came to stand at a line's start is not a bullet.
pub fn bullet(pages: &Pages, at: usize) -> Option<(char, usize)> {
    let line = pages.lines.get(at)?;
    let (sign, body) = sign(line)?;
    let next = line.text.get(body..).unwrap_or("").chars().find(|c| c.is_alphanumeric())?;
    let before = at.checked_sub(1);
    // A line that is far from full has ended, whatever its last mark was read as.
    let short = before.is_some_and(|before| pages.short(before));
    let runs_on = before.is_some_and(|before| pages.open(before));
    let accepted = if next.is_uppercase() {
        !runs_on || short || line.gap()
    } else {
        !runs_on && (short || line.gap() || !next.is_lowercase())
    };
    accepted.then_some((sign, body))
}

/// The sign of a bullet that opens a line, wherever the line stands, and where the body starts.
pub fn sign(line: &Line) -> Option<(char, usize)> {
    let first = |text: &str| text.chars().next().and_then(sign_of);
    match (first(line.text), first(line.raw)) {
        (Some(sign), _) => Some((sign, line.text.len() - line.text.trim_start_matches(is_sign_or_space).len())),
        (None, Some(sign)) => Some((sign, 0)),
        (None, None) => None,
    }
}

fn sign_of(c: char) -> Option<char> {
    match c {
        '-' | '–' | '—' | '−' | '~' | '¬' => Some('-'),
        '+' => Some('+'),
        '*' => Some('*'),
        '•' | '●' | '·' | '■' | '▪' | '◦' => Some('•'),
        _ => None,
    }
}

fn is_sign_or_space(c: char) -> bool {
    c.is_whitespace() || sign_of(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::text::Source;

    fn with<T>(text: &str, work: impl Fn(&Pages) -> T) -> T {
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        work(&Pages::new(&source, &restored))
    }

    #[test]
    fn shapes_of_labels() {
        for (line, number, body) in [
            ("I. MỤC ĐÍCH", Some("I"), "MỤC ĐÍCH"),
            ("Il. MUC TIEU", Some("Il"), "MUC TIEU"),
            ("V.TO CHUC THUC HIEN", Some("V"), "TO CHUC THUC HIEN"),
            ("4.2.Tăng cường", Some("4.2"), "Tăng cường"),
            ("?.2. Phối hợp", Some("?.2"), "Phối hợp"),
            ("2.2 Các chỉ tiêu", Some("2.2"), "Các chỉ tiêu"),
            ("1. So Noi vu", Some("1"), "So Noi vu"),
            ("1.SO NOI VU", Some("1"), "SO NOI VU"),
            ("1. O cac xa", Some("1"), "O cac xa"),
            ("2. l. Ra soat", Some("2.l"), "Ra soat"),
            ("IH. NHIỆM VỤ", Some("IH"), "NHIỆM VỤ"),
            ("PHẦN THỨ BA", Some("III"), ""),
            ("Chương HH", Some("HH"), ""),
            ("a) Rà soát", Some("a"), "Rà soát"),
            ("Điều 3. Hiệu lực", Some("3"), "Hiệu lực"),
            ("22/12/2024 của Bộ Chính trị", None, ""),
            ("III/ NỘI DUNG", Some("III"), "NỘI DUNG"),
            ("1/ Kiểm kê hiện vật", Some("1"), "Kiểm kê hiện vật"),
            ("C-TỔ CHỨC THỰC HIỆN", Some("C"), "TỔ CHỨC THỰC HIỆN"),
            ("57-NQ/TW", None, ""),
            ("H-Mông cư trú", None, ""),
            ("57-NQ/TW ngày 22/12/2024", None, ""),
            ("5 năm tới", None, ""),
            ("2025. Trong đó", None, ""),
        ] {
            let found = with(line, |pages| candidate(pages, 0).map(|c| (c.readings[0].clone(), c.body)));
            if number.is_none() && found.as_ref().is_some_and(|(n, _)| n.len() >= 4) {
                continue;
            }
            assert_eq!(found.as_ref().map(|(n, _)| n.as_str()), number, "{line}");
            if let Some((_, at)) = found {
                assert_eq!(&line[at..], body);
            }
        }
    }

    #[test]
    fn a_dash_inside_a_sentence_is_no_bullet() {
        let long = "du an can tinh toan kha nang trien khai, hieu qua, tiet kiem va hieu qua kinh te";
        assert_eq!(with(&format!("{long}\n- xã hội; ưu tiên"), |pages| bullet(pages, 1)), None);
        assert_eq!(with("Gồm:\n-Lưu VT", |pages| bullet(pages, 1)), Some(('-', 1)));
        assert_eq!(with("Nguồn.\n+ Vốn khác", |pages| bullet(pages, 1)), Some(('+', 2)));
    }
}
