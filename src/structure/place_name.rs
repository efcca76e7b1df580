//! The name of the issuer's place, which a document says over and over: in the issuer, before the date, in the running
//! text. Its readings vote, each with the confidence of its words.
//!
//! A reading counts as one of the same name where it has as many words and letters nearly the same, marks aside.

use std::collections::BTreeMap;

use super::agree::{cased, words};
use crate::document::{Channel, Header};
use crate::layout::Flow;
use crate::lexicon::{distance, fold, places};
use crate::text::Source;

/// Kinds of units before a place's name, folded.
const KINDS: [&str; 7] = ["phuong", "xa", "tinh", "pho", "khu", "tran", "huyen"];

/// Edits that part two readings of one name: for each word, and of all words.
const EDITS: (f32, f32) = (1.0, 2.0);

/// What a reading is worth whose letters are not those that were read.
const OTHER_LETTERS: f32 = 0.2;

/// Words of a place's name.
const MOST_WORDS: usize = 5;

/// Readings of a name, each with its weight, in small letters.
struct Votes {
    own: Vec<String>,
    /// Whether what was read has marks.
    marks: bool,
    weights: BTreeMap<String, f32>,
}

impl Votes {
    fn new(own: &str, marks: bool) -> Self {
        Self { marks, own: own.split_whitespace().map(fold).collect(), weights: BTreeMap::new() }
    }

    /// Whether words, folded, are a reading of the name.
    fn same<'a>(&self, folded: impl Iterator<Item = &'a str>) -> bool {
        let mut edits = 0.0;
        let near = self.own.iter().zip(folded).all(|(own, other)| {
            let apart = distance(own, other);
            edits += apart;
            apart <= EDITS.0
        });
        near && edits <= EDITS.1
    }

    /// Adds a reading, and where the engine knows Vietnamese what it read itself: no model knows an invented name better.
    fn add(&mut self, reading: &str, raw: &str, weight: f32) {
        let letters = |text: &str| text.split_whitespace().map(fold).collect::<Vec<_>>();
        let same = letters(reading) == letters(raw);
        *self.weights.entry(reading.to_lowercase()).or_default() += if same { weight } else { OTHER_LETTERS * weight };
        if self.marks && same {
            let raw = raw.split_whitespace().collect::<Vec<_>>().join(" ");
            *self.weights.entry(raw.to_lowercase()).or_default() += 1.0;
        }
    }

    /// The reading with the most weight; of two, the one that stands first in order.
    fn best(&self) -> Option<&str> {
        let best = self.weights.iter().reduce(|best, next| if *next.1 > *best.1 { next } else { best })?;
        Some(best.0)
    }
}

/// Makes issuer, place and subject agree on the name of the issuer's place; `flows` are the text of the `source`.
pub fn agree(header: &mut Header, source: &Source, channel: Channel, flows: &[(Option<String>, Flow)]) {
    let Some(own) = header.place.as_ref().map(|place| place.text.clone()) else { return };
    let count = own.split_whitespace().count();
    let known = |text: &str| places::named(text).iter().any(|place| place.bare().to_lowercase() == text.to_lowercase());
    if count == 0 || count > MOST_WORDS || known(&own) {
        return;
    }
    let mut votes = Votes::new(&own, matches!(channel, Channel::Vie | Channel::Clean));
    if let Some(place) = &header.place {
        votes.add(&own, &place.raw, place.confidence);
    }
    if let Some(issuer) = &header.issuer
        && let (Some(name), Some(raw)) = (tail(&issuer.text, count), tail(&issuer.raw, count))
        && votes.same(fold(&name).split(' '))
    {
        votes.add(&name, &raw, issuer.confidence);
    }
    for (_, flow) in flows {
        mentions(flow, source, count, &mut votes);
    }
    let Some(best) = votes.best().map(str::to_owned) else { return };
    if let Some(place) = &mut header.place {
        place.text = spelt(&best, &place.text);
    }
    for field in [&mut header.issuer, &mut header.subject].into_iter().flatten() {
        replace(&mut field.text, &votes, &best, count);
    }
}

/// The last words of a name.
fn tail(text: &str, count: usize) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.get(words.len().checked_sub(count + 1)? + 1..)?.join(" "))
}

/// Adds the readings of the name in `flow`: after the kind of a unit, each word with a capital.
fn mentions(flow: &Flow, source: &Source, count: usize, votes: &mut Votes) {
    let text = flow.text();
    let found = words(text);
    for window in found.windows(count + 1) {
        let name = &window[1..];
        if !KINDS.contains(&window[0].folded.as_str()) || !votes.same(name.iter().map(|word| word.folded.as_str())) {
            continue;
        }
        let range = name[0].range.start..name[count - 1].range.end;
        let reading = &text[range.clone()];
        if reading.split_whitespace().all(|word| word.starts_with(char::is_uppercase)) {
            let raw = source.slice(flow.span(range.clone()));
            votes.add(reading, raw.trim_matches(|c: char| !c.is_alphanumeric()), flow.confidence(range));
        }
    }
}

/// `best` in the case of `read`: each word with a capital, or all in capitals.
fn spelt(best: &str, read: &str) -> String {
    let pairs = best.split(' ').zip(read.split_whitespace());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
    };
    pairs.map(|(best, read)| cased(&capital(best), read)).collect::<Vec<_>>().join(" ")
}

/// Puts `best` where `text` has a reading of the name after the kind of a unit.
fn replace(text: &mut String, votes: &Votes, best: &str, count: usize) {
    let found = words(text);
    let place = found.windows(count + 1).rev().find(|window| {
        KINDS.contains(&window[0].folded.as_str()) && votes.same(window[1..].iter().map(|word| word.folded.as_str()))
    });
    let Some(range) = place.map(|window| window[1].range.start..window[count].range.end) else { return };
    let name = spelt(best, &text[range.clone()]);
    text.replace_range(range, &name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Field;
    use crate::restore::Restored;

    fn agreed(place: &str, issuer: &str, text: &str) -> (String, String) {
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let flows = vec![(None, Flow::new(&source, &restored, 0, 0, 0))];
        let field = |text: &str, confidence| {
            Some(Field { text: text.into(), raw: text.into(), confidence, ..Field::default() })
        };
        let mut header = Header { place: field(place, 0.5), issuer: field(issuer, 0.5), ..Header::default() };
        agree(&mut header, &source, Channel::Eng, &flows);
        let text = |field: Option<Field>| field.map(|field| field.text).unwrap_or_default();
        (text(header.place), text(header.issuer))
    }

    #[test]
    fn readings_of_one_name_vote() {
        let both = |place: &str, issuer: &str| (place.to_owned(), issuer.to_owned());
        assert_eq!(
            agreed("Cụ Lao Phụng", "HỘI ĐỒNG NHÂN DÂN XÃ CỦ LAO PHỤNG", "Nhân dân xã Cù Lao Phụng tham gia"),
            both("Cù Lao Phụng", "HỘI ĐỒNG NHÂN DÂN XÃ CÙ LAO PHỤNG")
        );
        // Another place is another name.
        assert_eq!(
            agreed("Nậm Pẻn", "UBND xã Nậm Pẻn", "giáp xã Nậm Kha và xã Nậm Khao"),
            both("Nậm Pẻn", "UBND xã Nậm Pẻn")
        );
        // A place of the gazetteer needs no vote.
        assert_eq!(agreed("Hải Phòng", "UBND thành phố Hải Phong", "").0, "Hải Phòng");
        assert_eq!(agreed("", "", ""), both("", ""));
    }
}
