//! Fields of the head and the signature made to agree with what is known: the gazetteers of organs and places, the
//! titles of signers, and the document's own running text, which nearly always repeats the subject.
//!
//! Only the text of a field is mended; what was read stays in its `raw`. Numbers and persons' names are left alone.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::layout::Flow;
use crate::layout::fuzzy::is_capitals;
use crate::lexicon::{agencies, distance, fold, places};

/// A subject of more words is running text.
const MOST_WORDS: usize = 200;
/// Titles of signers, without "Phó" before them and what is led after them.
const TITLES: [&str; 15] = [
    "Chủ tịch",
    "Giám đốc",
    "Tổng Giám đốc",
    "Bí thư",
    "Chánh Văn phòng",
    "Chánh Thanh tra",
    "Trưởng ban",
    "Trưởng phòng",
    "Bộ trưởng",
    "Thứ trưởng",
    "Cục trưởng",
    "Chi cục trưởng",
    "Viện trưởng",
    "Hiệu trưởng",
    "Tổng Thư ký",
];

/// The name of an organ as the gazetteers spell it, with the place that ends it; in capitals if it was.
pub fn organ(text: &str) -> String {
    if let Some(agency) = unspaced(text) {
        return cased(agency.name, text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (mut name, mut used) = (String::new(), 0);
    if let Some((agency, count)) = agencies::leading(text) {
        // An abbreviation stays one; a name is taken where as many words were read.
        let spelt: Vec<&str> = agency.name.split_whitespace().collect();
        let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        if spelt.len() == count {
            name = words[..count].join(" ");
            if bare(&name).to_lowercase() != bare(agency.name).to_lowercase() {
                name = cased(agency.name, &name);
            }
            used = count;
        }
    }
    let kind = (used..words.len()).find_map(|at| place_kind(&words[at..]).map(|(spelt, count)| (at, spelt, count)));
    let Some((at, spelt, count)) = kind else {
        let rest = words[used..].join(" ");
        // "SỞ Y TẾ BẮC NINH": the place alone.
        let rest = if used > 0 { place(&rest) } else { rest };
        return format!("{name} {rest}").trim().to_owned();
    };
    let kind = cased(spelt, &words[at..at + count].join(" "));
    let parts = [name, words[used..at].join(" "), kind, place(&words[at + count..].join(" "))];
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// The agency whose letters these are, where a space was lost or moved: "SOY TẾ".
pub fn unspaced(text: &str) -> Option<&'static agencies::Agency> {
    let letters = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let read = letters(text);
    let moved =
        |name: &str| name.split_whitespace().count() != text.split_whitespace().count() || fold(name) != fold(text);
    agencies::all()
        .iter()
        .find(|agency| letters(agency.name) == read)
        .filter(|agency| moved(agency.name) && read.len() > 3)
}

/// The kind of unit that `words` start with.
fn place_kind(words: &[&str]) -> Option<(&'static str, usize)> {
    const KINDS: [&str; 6] = ["Thành phố", "Tỉnh", "Phường", "Xã", "Đặc khu", "Thị trấn"];
    KINDS.into_iter().find_map(|kind| {
        let count = kind.split(' ').count();
        let head = words.get(..count)?.join(" ");
        (fold(&head) == fold(kind)).then_some((kind, count))
    })
}

/// The name of a place as the gazetteer spells it, if the letters leave no doubt.
pub fn place(text: &str) -> String {
    let known = places::named(text);
    let Some(first) = known.first() else { return text.to_owned() };
    let same = |spelt: &str| spelt.to_lowercase() == text.to_lowercase();
    if known.iter().any(|place| same(place.bare()) || place.bare() != first.bare()) {
        return text.to_owned();
    }
    cased(first.bare(), text)
}

/// A signer's title as titles are spelt; what it leads is kept as read.
pub fn title(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let deputy = words.first().is_some_and(|word| fold(word) == "pho");
    let body = &words[usize::from(deputy)..];
    let found = TITLES.into_iter().find_map(|title| {
        let count = title.split(' ').count();
        let head = body.get(..count)?.join(" ");
        (distance(&fold(&head), &fold(title)) <= 1.0).then_some((title, count))
    });
    let Some((title, count)) = found else { return text.to_owned() };
    let spelt = if deputy { format!("Phó {title}") } else { title.to_owned() };
    let read = words[..count + usize::from(deputy)].join(" ");
    let rest = body[count..].iter().map(|&word| word.to_owned());
    std::iter::once(cased(&spelt, &read)).chain(rest).collect::<Vec<_>>().join(" ")
}

/// `spelt` in capitals if `read` is, and with a small first letter if `read` has one.
pub(super) fn cased(spelt: &str, read: &str) -> String {
    let mut letters = spelt.chars();
    // "XÃ" is too short to be told by its share of capitals.
    let short = read.chars().count() == 2 && read.chars().all(char::is_uppercase);
    match letters.next() {
        _ if short || is_capitals(read) => spelt.to_uppercase(),
        Some(first) if read.starts_with(char::is_lowercase) => first.to_lowercase().chain(letters).collect(),
        _ => spelt.to_owned(),
    }
}

/// One word of a text: its core without outer punctuation.
pub(super) struct Word {
    pub range: Range<usize>,
    pub folded: String,
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    for piece in text.split_whitespace() {
        let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if !core.is_empty() {
            let start = core.as_ptr() as usize - text.as_ptr() as usize;
            found.push(Word { range: start..start + core.len(), folded: fold(core) });
        }
    }
    found
}

/// How the running text words a place of the subject: each reading with its confidences summed, and how often.
#[derive(Default)]
struct Readings(BTreeMap<String, (f32, u32)>);

impl Readings {
    fn add(&mut self, reading: &str, confidence: f32) {
        let entry = self.0.entry(reading.to_owned()).or_default();
        *entry = (entry.0 + confidence, entry.1 + 1);
    }

    fn weight(&self, reading: &str) -> f32 {
        self.0.get(reading).map_or(0.0, |entry| entry.0)
    }
}

/// The subject with words that the running text, between the same neighbours, reads better: the reading with the most
/// confidence behind it stands. A word that was lost is put back where the text has it twice.
pub fn subject(subject: &Flow, running: &[(Option<String>, Flow)]) -> String {
    let text = subject.text();
    let own = words(text);
    if own.len() > MOST_WORDS {
        return text.to_owned();
    }
    let mut contexts: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for at in 2..own.len() {
        contexts.entry((&own[at - 2].folded, &own[at - 1].folded)).or_default().push(at);
    }
    let (mut swaps, mut gaps): (Vec<Readings>, Vec<Readings>) = Default::default();
    swaps.resize_with(own.len(), Readings::default);
    gaps.resize_with(own.len(), Readings::default);
    let is = |word: Option<&Word>, wanted: Option<&Word>| match (word, wanted) {
        (Some(word), Some(wanted)) => word.folded == wanted.folded,
        (_, None) => true,
        (None, Some(_)) => false,
    };
    for (_, flow) in running {
        let there = words(flow.text());
        for (at, word) in there.iter().enumerate().skip(2) {
            let key = (there[at - 2].folded.as_str(), there[at - 1].folded.as_str());
            for &place in contexts.get(&key).into_iter().flatten().take(4) {
                let (next, after) = (there.get(at + 1), there.get(at + 2));
                let read = &flow.text()[word.range.clone()];
                // Letters are agreed on, not their case: "của Bộ Chính trị Về" elsewhere makes no capital here.
                let reading = &cased(read, &text[own[place].range.clone()]);
                let sure = || flow.confidence(word.range.clone());
                if own.get(place + 1).is_some() && is(next, own.get(place + 1)) && is(after, own.get(place + 2)) {
                    swaps[place].add(reading, sure());
                }
                if is(next, own.get(place)) && own.get(place + 1).is_some() && is(after, own.get(place + 1)) {
                    gaps[place].add(reading, sure());
                } else if is(Some(word), own.get(place)) && is(next, own.get(place + 1)) {
                    gaps[place].add("", 1.0);
                }
            }
        }
    }
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for (at, word) in own.iter().enumerate() {
        let written = &text[word.range.clone()];
        mended.push_str(&text[done..word.range.start]);
        if let Some(lost) = lost(&gaps[at]) {
            mended.push_str(lost);
            mended.push(' ');
        }
        mended.push_str(better(&mut swaps[at], written, subject.confidence(word.range.clone())));
        done = word.range.end;
    }
    mended.push_str(&text[done..]);
    mended
}

fn wordlike(reading: &str) -> bool {
    reading.chars().all(char::is_alphabetic)
}

/// The word that the running text has where the subject has none.
fn lost(gap: &Readings) -> Option<&str> {
    let (reading, (weight, count)) = gap.0.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    (*count >= 2 && *weight > gap.weight("") && wordlike(reading)).then_some(reading)
}

/// The reading of a word that stands: a like one of the running text, or its own.
fn better<'a>(readings: &'a mut Readings, own: &'a str, confidence: f32) -> &'a str {
    readings.add(own, confidence);
    let folded = fold(own);
    let like = |reading: &str| {
        let other = fold(reading);
        wordlike(reading) && distance(&folded, &other) <= 0.5 * folded.len().max(other.len()) as f32
    };
    let known = readings.0.iter().filter(|(reading, _)| like(reading));
    match known.max_by(|a, b| a.1.0.total_cmp(&b.1.0)) {
        Some((reading, (weight, _))) if *weight > readings.weight(own) => reading,
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::text::Source;

    #[test]
    fn organs_and_places_are_spelt_as_known() {
        for (read, want) in [
            ("ỦY BAN NHÂN DÂN PHƯỜNG KIEN AN", "ỦY BAN NHÂN DÂN PHƯỜNG KIẾN AN"),
            ("UY BAN NHÂN DAN PHUONG TRẦN LIỄU", "ỦY BAN NHÂN DÂN PHƯỜNG TRẦN LIỄU"),
            ("UBND THÀNH PHÓ HẢI PHÒNG", "UBND THÀNH PHỐ HẢI PHÒNG"),
            ("SỞ VĂN HOÁ, THỂ THAO VÀ DU LICH", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"),
            ("UBND phương Kiến An", "UBND phường Kiến An"),
            ("SOY TẾ", "SỞ Y TẾ"),
            ("SỞ GIÁO DỤC VÀ ĐÀO TẠO BẬC NINH", "SỞ GIÁO DỤC VÀ ĐÀO TẠO BẮC NINH"),
            ("CÔNG TY ABC", "CÔNG TY ABC"),
            ("", ""),
        ] {
            assert_eq!(organ(read), want, "{read}");
        }
        assert_eq!(place("Hải Phong"), "Hải Phòng");
        assert_eq!(place("Xyz"), "Xyz");
    }

    #[test]
    fn titles_are_spelt_as_known() {
        for (read, want) in [
            ("CHU TICH", "CHỦ TỊCH"),
            ("PHÓ GIÁM ĐÓC", "PHÓ GIÁM ĐỐC"),
            ("PHÓ CHỦ TỊCH THƯỜNG TRỰC", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
            ("KẾ TOÁN", "KẾ TOÁN"),
        ] {
            assert_eq!(title(read), want, "{read}");
        }
    }

    #[test]
    fn the_subject_agrees_with_the_running_text() {
        let text = "hành động 50 12-KH/TU của Đảng ủy phương về nghị quyết của Chính trị về đột phá\n\n\
                    hành động số 12-KH/TU của Đảng ủy phường về nghị quyết của Bộ Chính trị về đột phá;\n\n\
                    quyết của Bộ Chính trị về đột phá";
        let source = Source::new(text);
        let mut restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        restored.lines[0].words.iter_mut().for_each(|word| word.confidence = 0.6);
        let flow = |line| Flow::new(&source, &restored, line, line, 0);
        let running = [(None, flow(2)), (None, flow(4))];
        let mended = subject(&flow(0), &running);
        assert_eq!(mended, "hành động số 12-KH/TU của Đảng ủy phường về nghị quyết của Bộ Chính trị về đột phá");
        assert_eq!(subject(&flow(0), &[]), flow(0).text());
    }
}
