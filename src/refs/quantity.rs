//! Values of targets in cells and prose: `>60%`, `80-90%`, `Đạt ít nhất 3%`, `-`, "đến năm 2030 đạt 100%".
//!
//! `>` in a cell is read as `≥`: OCR has no other letter for it, and plans set what is to be reached. Numbers are
//! written the Vietnamese way: a point groups thousands, a comma opens decimals.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, date, pattern};
use crate::document::Operator;
use crate::lexicon::Folded;

/// A value as it was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// How the value is meant.
    pub op: Operator,
    /// The number; the lower bound of a range.
    pub value: Option<f64>,
    /// The upper bound of a range.
    pub upper: Option<f64>,
    /// `%` or the words after the number.
    pub unit: Option<String>,
}

/// A value in prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The value.
    pub quantity: Quantity,
    /// The year by which it is to be reached.
    pub year: Option<i32>,
}

const NUMBER: &str = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,\d{1,4})?";

static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"({NUMBER}) ?%? ?(?:-|den|toi) ?({NUMBER})(?: ?(%))?")));
static SINGLE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"({NUMBER})(?: ?(%))?")));
/// `l00%`, `1O0%`: digits read as letters, before a per cent sign.
static MISREAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[1lio0][lio0]{1,2} ?%"));

/// Words before a number, without spaces, that tell how it is meant.
const WORDS: [(&[&str], Operator); 4] = [
    (&["itnhat", "toithieu", "khongduoi", "khongthaphon", "khongithon", "trolen", ">=", "≥", ">"], Operator::AtLeast),
    (&["toida", "khongqua", "khongvuotqua", "khonghon", "<=", "≤"], Operator::AtMost),
    (&["tren", "hon", "vuot", "lonhon"], Operator::MoreThan),
    (&["duoi", "nhohon", "thaphon", "<"], Operator::LessThan),
];

/// What the whole of `text`, a cell, says. Words without a number are [`Operator::Text`].
pub fn parse(text: &str) -> Quantity {
    let trimmed = text.trim();
    let places = Folded::new(trimmed);
    let mut folded = places.text().to_owned();
    if folded.chars().all(|c| "-_. ".contains(c)) {
        return Quantity { op: Operator::None, value: None, upper: None, unit: None };
    }
    if let Some(misread) = MISREAD.find(&folded) {
        let digits: String = misread
            .as_str()
            .chars()
            .map(|c| match c {
                'l' | 'i' => '1',
                'o' => '0',
                _ => c,
            })
            .collect();
        folded.replace_range(misread.range(), &digits);
    }
    match read(&folded, false) {
        Some((quantity, at)) => {
            let unit = printed(quantity.unit, trimmed, places.origin(at).end);
            Quantity { unit, ..quantity }
        }
        None => Quantity { op: Operator::Text, value: None, upper: None, unit: None },
    }
}

/// The first value in folded text, or the one that it opens with, and where its number stands.
fn read(folded: &str, opens: bool) -> Option<(Quantity, std::ops::Range<usize>)> {
    let range = RANGE.captures(folded).filter(|range| !opens || range.get(0).is_some_and(|whole| whole.start() == 0));
    if let Some(c) = range {
        let (value, upper) = (number(c.get(1)?.as_str()), number(c.get(2)?.as_str()));
        let percent = c.get(3).is_some();
        if value < upper {
            let whole = c.get(0)?.range();
            let unit = unit(percent, &folded[whole.end..]);
            return Some((Quantity { op: Operator::Range, value, upper, unit }, whole));
        }
    }
    let c = SINGLE.captures(folded)?;
    let whole = c.get(0)?.range();
    let after = &folded[whole.end..];
    let op = operator(&folded[..whole.start], after);
    let unit = unit(c.get(2).is_some(), after);
    Some((Quantity { op, value: number(c.get(1)?.as_str()), upper: None, unit }, whole))
}

fn operator(before: &str, after: &str) -> Operator {
    let squeezed: String = before.chars().rev().take(48).filter(|c| *c != ' ').collect();
    let squeezed: String = squeezed.chars().rev().collect();
    let squeezed = squeezed.trim_end_matches("khoang");
    if after.trim_start().starts_with("tro len") {
        return Operator::AtLeast;
    }
    WORDS
        .iter()
        .find(|(words, _)| words.iter().any(|word| squeezed.ends_with(word)))
        .map_or(Operator::Equal, |(_, op)| *op)
}

/// `%`, or up to three words after the number.
fn unit(percent: bool, after: &str) -> Option<String> {
    if percent {
        return Some("%".into());
    }
    let clause = after.split([',', ';', '.', '(', ')', ':']).next()?;
    let words: Vec<_> = clause.split_whitespace().take(3).collect();
    let word = words.join(" ");
    (!word.is_empty() && word.chars().all(|c| c.is_alphabetic() || " /".contains(c))).then_some(word)
}

fn number(text: &str) -> Option<f64> {
    text.replace('.', "").replace(',', ".").parse().ok()
}

/// Words before a time that opens a text.
const FRAME: usize = 5;

/// Values in a sentence: percentages, and numbers that a word such as "ít nhất" or "trên" governs. The year is that of
/// the clause.
pub fn find(text: &str) -> Vec<Found<Goal>> {
    let folded = Folded::new(text);
    let years: Vec<_> = date::find(text)
        .into_iter()
        .filter_map(|found| {
            found.value.end().map(|day| (folded.place(found.range.start), i32::from(day.year()), found.range))
        })
        .collect();
    let all = folded.text();
    let (mut found, mut from) = (Vec::new(), 0);
    for number in SINGLE.find_iter(all) {
        let start = number.start();
        // Windows keep the search linear.
        let Some((quantity, at)) = (start >= from).then(|| read(head(&all[start..], 64), true)).flatten() else {
            continue;
        };
        let end = start + at.end;
        from = end;
        let before = tail(&all[..start], 400);
        let op = if quantity.op == Operator::Range { Operator::Range } else { operator(before, head(&all[end..], 16)) };
        let range = folded.origin(start..end);
        let near = years.partition_point(|(.., dated)| dated.end <= range.start);
        let date = years.get(near).is_some_and(|(.., dated)| dated.start < range.end);
        let glued = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/.,-".contains(c))
            || all[end..].starts_with(['/', '-']);
        // "đạt 78 triệu đồng": a number that is reached is a goal too.
        let reached = quantity.unit.is_some() && before.trim_end().ends_with("dat");
        let percent = quantity.unit.as_deref() == Some("%");
        // "dưới 40 tuổi" says who, not how many.
        let age = head(&all[end..], 16).trim_start().starts_with("tuoi");
        // "98% hộ có doanh thu trên 1 tỷ đồng": which of them, no value of its own.
        let which = !percent
            && found.last().is_some_and(|last: &Found<Goal>| {
                let between = &text[last.range.end..range.start];
                last.value.quantity.unit.as_deref() == Some("%")
                    && !between.contains([',', ';', '.'])
                    && !between.contains(" và ")
            });
        if date || glued || age || which || !percent && !reached && matches!(op, Operator::Equal | Operator::Range) {
            continue;
        }
        let clause = start - before.len() + before.rfind(';').map_or(0, |stop| stop + 1);
        // What opens the text and ends in a colon holds for all its clauses: "Đến năm 2028: …; trên 70% …".
        let framed = |place: usize, dated: &std::ops::Range<usize>| {
            let opened = all[..place].split(' ').count() <= FRAME;
            opened && folded.text()[folded.place(dated.end)..].starts_with(':')
        };
        let dated = years[..near].last().filter(|(place, _, dated)| *place >= clause || framed(*place, dated));
        let unit = printed(quantity.unit, text, range.end);
        let year = dated.map(|(_, year, _)| *year);
        found.push(Found { range, value: Goal { quantity: Quantity { op, unit, ..quantity }, year } });
    }
    found
}

fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

fn tail(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// A folded unit as it is printed from byte `at` on.
fn printed(unit: Option<String>, text: &str, at: usize) -> Option<String> {
    let unit = unit?;
    if unit == "%" {
        return Some(unit);
    }
    let words: Vec<_> = text[at..].split_whitespace().take(unit.split(' ').count()).collect();
    Some(words.join(" ").trim_end_matches([',', ';', '.', ':']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Operator::*;

    #[test]
    fn cells_give_values() {
        for (text, op, value, upper, unit) in [
            (">60%", AtLeast, Some(60.0), Option::None, Some("%")),
            ("≥ 60 %", AtLeast, Some(60.0), Option::None, Some("%")),
            ("100%", Equal, Some(100.0), Option::None, Some("%")),
            ("l00%", Equal, Some(100.0), Option::None, Some("%")),
            ("80-90%", Range, Some(80.0), Some(90.0), Some("%")),
            ("từ 80% đến 90%", Range, Some(80.0), Some(90.0), Some("%")),
            ("Đạt ít nhất 3%", AtLeast, Some(3.0), Option::None, Some("%")),
            ("Datit nhat 3%", AtLeast, Some(3.0), Option::None, Some("%")),
            ("Tối thiểu 02 doanh nghiệp", AtLeast, Some(2.0), Option::None, Some("doanh nghiệp")),
            ("trên 80%", MoreThan, Some(80.0), Option::None, Some("%")),
            ("dưới 5%", LessThan, Some(5.0), Option::None, Some("%")),
            ("không quá 2,5%", AtMost, Some(2.5), Option::None, Some("%")),
            ("1.250", Equal, Some(1250.0), Option::None, Option::None),
            ("90% trở lên", AtLeast, Some(90.0), Option::None, Some("%")),
            ("-", None, Option::None, Option::None, Option::None),
            ("", None, Option::None, Option::None, Option::None),
            ("Phấn đấu", Text, Option::None, Option::None, Option::None),
        ] {
            let unit = unit.map(str::to_owned);
            assert_eq!(parse(text), Quantity { op, value, upper, unit }, "{text}");
        }
    }

    #[test]
    fn sentences_give_goals_with_years() {
        let text =
            "Đến năm 2030 đạt ít nhất 3% tổng chi; đến năm 2045: trên 80% doanh nghiệp và tối thiểu 5 trung tâm số.";
        let found: Vec<_> =
            find(text).into_iter().map(|f| (text[f.range].to_owned(), f.value.quantity.op, f.value.year)).collect();
        let want = [("3%", AtLeast, Some(2030)), ("80%", MoreThan, Some(2045)), ("5", AtLeast, Some(2045))];
        assert_eq!(found, want.map(|(text, op, year)| (text.to_owned(), op, year)));
        let years = |text: &str| find(text).into_iter().map(|found| found.value.year).collect::<Vec<_>>();
        assert_eq!(years("Đến hết năm 2028: 80% hồ sơ được số hóa; trên 70% độc giả"), [Some(2028), Some(2028)]);
        assert_eq!(years("Đến năm 2028 đạt 80%; trên 70% độc giả"), [Some(2028), Option::None]);
        let range = find("Ít nhất 99% trẻ em từ 3 đến 5 tuổi được đến trường").remove(0).value.quantity;
        assert_eq!((range.op, range.value), (AtLeast, Some(99.0)));
        assert_eq!(find("Tối thiểu 98% hộ có doanh thu trên 1 tỷ đồng kê khai").len(), 1);
        assert_eq!(find("cán bộ lãnh đạo dưới 40 tuổi"), []);
        assert_eq!(find("Nghị quyết số 57-NQ/TW ngày 22/12/2024, 5 giai đoạn"), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "([0-9]{1,4}|[-.,%>] ?|ít nhất |trên )*|\\PC{0,60}") {
            let _ = parse(&text);
            for found in find(&text) {
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
