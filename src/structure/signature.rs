//! The signature of a document: authority, organ, position and name of the signer.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agree;
use super::header::field;
use crate::document::Signer;
use crate::layout::columns::{capitals_at_end, words};
use crate::layout::fuzzy::{find, fold, is_capitals, starts};
use crate::layout::{Flow, Line};
use crate::text::Source;

/// What a signature opens with, folded.
const AUTHORITIES: [&str; 9] = ["tm", "kt", "tl", "tuq", "t m", "k t", "t l", "thua lenh", "thay mat"];

/// Words that a position of a signer holds, folded.
const POSITIONS: [&str; 15] = [
    "chi cuc truong",
    "chu tich",
    "giam doc",
    "bi thu",
    "truong",
    "chanh",
    "pho",
    "thu truong",
    "bo truong",
    "cuc truong",
    "chu nhiem",
    "vien truong",
    "tong giam doc",
    "hieu truong",
    "truong phong",
];

/// Whether a line opens a signature.
pub fn is_authority(line: &Line) -> bool {
    authority(line.text).is_some()
}

/// The authority that opens a signature: "TM. ỦY BAN NHÂN DÂN".
pub fn authority(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let known = AUTHORITIES.iter().find(|known| folded.starts_with(&format!("{known} ")))?;
    let short = match *known {
        "tm" | "t m" | "thay mat" => "TM.",
        "kt" | "k t" => "KT.",
        "tuq" => "TUQ.",
        _ => "TL.",
    };
    (is_capitals(text) && folded.split(' ').count() <= 10).then_some(short)
}

/// Whether a text is a signer's position.
pub fn is_position(text: &str) -> bool {
    let folded = fold(text);
    is_capitals(text) && folded.split(' ').count() <= 8 && POSITIONS.iter().any(|position| holds(&folded, position))
}

/// Whether folded `text` holds a position near its start, its words perhaps run together.
fn holds(text: &str, position: &str) -> bool {
    // "TRƯỞNG PHÒNG", but "BẢO VỆ MÔI TRƯỜNG", "THƯỜNG TRỰC".
    if position == "truong" {
        return text.split(' ').next() == Some(position);
    }
    find(text, position, 4).is_some() || (position.contains(' ') && text.contains(&position.replace(' ', "")))
}

/// The rank before an officer's name.
static RANK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[Tt]hiếu|[Tt]rung|[Tt]hượng|[Đđ]ại) (?:úy|uý|tá|tướng) ").expect("pattern"));

/// Degrees before a name: "PGS.TS.", "BS.CKII", "ThS".
static DEGREES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:GS|PGS|TSKH|TS|Th[Ss]|BS(?:[. ]?CK ?I{1,2})?|CK ?I{1,2}|DS|KS|CN|LS|NGƯT|NGND|TTƯT)\b[. ]*)+")
        .expect("pattern")
});

/// Where a name opens after its rank and degrees.
pub(super) fn title_end(text: &str) -> usize {
    let rank = RANK.find(text).map_or(0, |rank| rank.end());
    rank + DEGREES.find(&text[rank..]).map_or(0, |degrees| degrees.end())
}

/// Whether a line is a person's name: two to five words in title case, perhaps after a rank or degrees.
pub fn is_name(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '|');
    let text = &text[title_end(text)..];
    let count = words(text).len();
    (2..=5).contains(&count)
        && text.split_whitespace().all(|word| {
            let mut chars = word.trim_matches('|').chars();
            let degree = count > 2 && word.ends_with('.') && word.len() <= 5;
            degree || (chars.next().is_some_and(char::is_uppercase) && chars.all(|c| c.is_lowercase() || c == '.'))
        })
}

/// Whether a text that stands beside the recipients belongs to the signature.
pub fn is_part(text: &str) -> bool {
    authority(text).is_some() || is_position(text) || is_name(text) || is_capitals(text)
}

/// A signature in the tail of a recipient's line: an authority or a position in capitals, or, where a mark sets the tail
/// apart, any capitals.
pub fn beside(text: &str, apart: bool) -> Option<Range<usize>> {
    // One letter of a short position was read small: "Bí THƯ".
    let small = || {
        let start = text.find(char::is_alphabetic).filter(|_| apart)?;
        let (run, folded) = (text[start..].trim_end(), fold(&text[start..]));
        let large =
            run.chars().filter(|c| c.is_uppercase()).count() >= run.chars().filter(|c| c.is_lowercase()).count();
        let short = words(run).len() <= 4 && POSITIONS.iter().any(|position| starts(&folded, position));
        (large && short).then_some(start..start + run.len())
    };
    let Some(range) = capitals_at_end(text) else { return small() };
    let run = &text[range.clone()];
    let mut starts_at = words(run).into_iter().map(|word| range.start + word.start);
    let opens = |at: &usize| {
        let folded = fold(&text[*at..]);
        let joined = |position: &str| position.contains(' ') && folded.starts_with(&position.replace(' ', ""));
        // The end of "MÔI TRƯỜNG" is no "TRƯỞNG".
        let marked = |position: &str| position != "truong" || !text[*at..].to_lowercase().starts_with("trường");
        let position = |p: &&str| marked(p) && (starts(&folded, p) || joined(p));
        authority(&text[*at..]).is_some() || POSITIONS.iter().any(position)
    };
    match starts_at.find(opens) {
        Some(at) => Some(at..range.end),
        None => small().or_else(|| (apart && run.chars().count() >= 8).then_some(range)),
    }
}

/// Whether `more` goes on with a position: a few words more in capitals, right below.
pub fn goes_on(position: &Flow, more: &Flow) -> bool {
    let (last, next) = (position.lines().last(), more.lines().next());
    let below = last.zip(next).is_some_and(|(last, next)| next > last && next <= last + 2);
    let text = more.text().trim();
    below && authority(text).is_none() && words(text).len() <= 4 && text.chars().all(|c| c.is_uppercase() || c == ' ')
}

/// The signer, from the pieces of a signature in order.
pub fn signer(source: &Source, pieces: &[Flow]) -> Option<Signer> {
    let whole = |flow: &Flow| field(source, flow, 0..flow.text().len());
    let mut signer = Signer::default();
    let mut titles: Vec<&Flow> = Vec::new();
    for flow in pieces {
        if is_name(flow.text()) {
            signer.name = whole(flow);
        } else {
            titles.push(flow);
        }
    }
    let mut above: Vec<String> = Vec::new();
    // The last title is the signer's own position; what stands above it is the authority.
    if let Some(at) = titles.iter().rposition(|flow| authority(flow.text()).is_none() && is_position(flow.text())) {
        let mut position = titles.remove(at).clone();
        // It went on in the next line.
        while let Some(more) = titles.get(at).filter(|more| goes_on(&position, more)) {
            more.parts(0..more.text().len()).for_each(|(line, part)| position.push(line, part));
            titles.remove(at);
        }
        signer.position = whole(&position);
        if let Some(position) = &mut signer.position {
            position.text = agree::title(position.text.trim_matches(|c: char| !c.is_alphanumeric()));
        }
    }
    for flow in titles {
        let text = flow.text();
        match authority(text) {
            Some("TM.") => {
                above.push("TM.".into());
                let start = text.find(|c: char| c.is_whitespace()).or_else(|| text.find('.')).map_or(0, |at| at + 1);
                signer.organ = field(source, flow, start..text.len());
            }
            Some(_) => above.push(text.to_owned()),
            None => match &mut signer.organ {
                // The organ's name went on in a second line.
                Some(organ) => {
                    organ.text = format!("{} {}", organ.text, text);
                    organ.span = organ.span.cover(flow.whole());
                    organ.raw = source.slice(organ.span).to_owned();
                }
                None => above.push(text.to_owned()),
            },
        }
    }
    if let Some(organ) = &mut signer.organ {
        organ.text = agree::organ(&organ.text);
    }
    signer.authority = (!above.is_empty()).then(|| above.join(" "));
    (signer.position.is_some() || signer.name.is_some() || signer.authority.is_some()).then_some(signer)
}
