//! The name of the issuer's place, which a document says over and over: in the issuer, before the date, in the running
//! text. Its readings vote, each with the confidence of its words.
//!
//! A reading counts as one of the same name where it has as many words and letters nearly the same, marks aside.

use std::collections::BTreeMap;
use std::ops::Range;

use super::agree::{Word, cased, place, words};
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
    if count == 0 || count > MOST_WORDS {
        return;
    }
    if known(&own) {
        let same = |words: &[Word]| words.iter().map(|word| word.folded.as_str()).eq(fold(&own).split(' '));
        for organ in [&mut header.issuer, &mut header.parent_issuer].into_iter().flatten() {
            if let Some(range) = named(&organ.text, count, same) {
                let name = spelt(&own, &organ.text[range.clone()]);
                organ.text.replace_range(range, &name);
            }
        }
        return;
    }
    let mut votes = Votes::new(&own, matches!(channel, Channel::Vie | Channel::Clean));
    if let Some(place) = &header.place {
        votes.add(&own, &place.raw, place.confidence);
    }
    let same = |words: &[Word]| votes.same(words.iter().map(|word| word.folded.as_str()));
    let within = header.issuer.as_ref().and_then(|issuer| Some((issuer, named(&issuer.text, count, same)?)));
    if let Some((issuer, range)) = within {
        let name = &issuer.text[range.clone()];
        let raw = named(&issuer.raw, count, same).map_or(name, |raw| &issuer.raw[raw]);
        votes.add(name, raw, issuer.confidence);
    }
    for (_, flow) in flows {
        mentions(flow, source, count, &mut votes);
    }
    let Some(best) = votes.best() else { return };
    // Letters without marks may be those of one place that is known.
    let best = if votes.marks { best.to_owned() } else { place(best).to_lowercase() };
    if let Some(place) = &mut header.place {
        place.text = spelt(&best, &place.text);
    }
    let same = |words: &[Word]| votes.same(words.iter().map(|word| word.folded.as_str()));
    let placed = |words: &[Word]| KINDS.contains(&words[0].folded.as_str()) && same(&words[1..]);
    let issuer = header.issuer.as_mut().and_then(|field| Some((named(&field.text, count, same)?, field)));
    let subject = header.subject.as_mut().and_then(|field| {
        let range = named(&field.text, count + 1, placed)?;
        let kind = field.text[range.clone()].find(' ')?;
        Some((range.start + kind + 1..range.end, field))
    });
    for (range, field) in issuer.into_iter().chain(subject) {
        let name = spelt(&best, &field.text[range.clone()]);
        field.text.replace_range(range, &name);
    }
}

/// The last `count` words of a text that are a reading of the name, but for those that it opens with.
fn named(text: &str, count: usize, same: impl Fn(&[Word]) -> bool) -> Option<Range<usize>> {
    let found = words(text);
    let name = found.get(1..)?.windows(count).rev().find(|window| same(window))?;
    Some(name[0].range.start..name[count - 1].range.end)
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
        // A school's name goes on after its place.
        assert_eq!(
            agreed("Lương Tối", "TRƯỜNG THPT LƯƠNG TẠI SỐ 3", ""),
            both("Lương Tài", "TRƯỜNG THPT LƯƠNG TÀI SỐ 3")
        );
        assert_eq!(agreed("Lương Tài", "TRƯỜNG THPT LƯƠNG TẠI SỐ 3", "").1, "TRƯỜNG THPT LƯƠNG TÀI SỐ 3");
        // A place of the gazetteer needs no vote.
        assert_eq!(agreed("Hải Phòng", "UBND thành phố Hải Phong", "").0, "Hải Phòng");
        assert_eq!(agreed("", "", ""), both("", ""));
    }
}
