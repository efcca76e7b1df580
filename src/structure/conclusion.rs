//! The end of a document: recipients and signature, whose columns OCR mixes.

use std::ops::Range;

use super::agree;
use super::header::{self, field, opens_appendix};
use super::label;
use crate::document::{Conclusion, Recipient, Signer};
use crate::layout::columns::{capitals_at_end, left_of_motto, words};
use crate::layout::fuzzy::{find, fold, is_capitals, likeness, starts};
use crate::layout::{Flow, Line, Pages};
use crate::page::Place;
use crate::restore::Restored;
use crate::text::Source;

/// What a signature opens with, folded.
const AUTHORITIES: [&str; 9] = ["tm", "kt", "tl", "tuq", "t m", "k t", "t l", "thua lenh", "thay mat"];

/// Words that a position of a signer holds, folded.
const POSITIONS: [&str; 14] = [
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

/// The lines of conclusions, as indices into the lines of [`Pages`].
pub fn locate(pages: &Pages, from: usize, to: usize) -> Option<Range<usize>> {
    let lines = &pages.lines;
    let heading = (from..to).find(|&at| is_recipients_heading(&lines[at]));
    // The heading itself may be lost, with the authority beside what is left of it.
    let beside = |at: usize| {
        let text = lines[at].text;
        let rest = capitals_at_end(text).filter(|rest| words(&text[..rest.start]).len() <= 3);
        rest.is_some_and(|rest| authority(&text[rest]).is_some())
    };
    let signature = || (from..to).rev().take(60).find(|&at| is_authority(&lines[at]) || beside(at));
    let mut start = heading.or_else(signature)?;
    // A signature that was read before the recipients.
    while start > from && (is_authority(&lines[start - 1]) || is_position(lines[start - 1].text)) {
        start -= 1;
    }
    let end = (start + 1..to).find(|&at| ends(pages, at)).unwrap_or(to);
    Some(start..end)
}

/// Whether line `at` no longer belongs to the conclusion.
fn ends(pages: &Pages, at: usize) -> bool {
    let line = &pages.lines[at];
    if opens_appendix(line) || header::doc_type(line).is_some() || left_of_motto(line.text).is_some() {
        return true;
    }
    let part = label::sign(line).is_some() || is_authority(line) || is_position(line.text) || is_name(line.text);
    // After a page break only a signature can follow.
    line.page && line.blanks > 2 && !part
}

/// Whether a line opens the list of recipients.
pub fn is_recipients_heading(line: &Line) -> bool {
    let folded = fold(line.text);
    let first: String = folded.split(' ').take(2).collect();
    folded.len() <= 120
        && (starts(&folded, "noi nhan") || likeness(&first, "noinhan") >= 0.75 || starts(&folded, "noinhan"))
        && (line.text.contains(':') || folded.split(' ').count() <= 3 || capitals_at_end(line.text).is_some())
}

fn is_authority(line: &Line) -> bool {
    authority(line.text).is_some()
}

/// The authority that opens a signature: "TM. ỦY BAN NHÂN DÂN".
fn authority(text: &str) -> Option<&'static str> {
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

fn is_position(text: &str) -> bool {
    let folded = fold(text);
    is_capitals(text) && folded.split(' ').count() <= 8 && POSITIONS.iter().any(|position| holds(&folded, position))
}

/// Whether folded `text` holds a position near its start, its words perhaps run together.
fn holds(text: &str, position: &str) -> bool {
    find(text, position, 4).is_some() || (position.contains(' ') && text.contains(&position.replace(' ', "")))
}

/// Whether a line is a person's name: two to five words in title case.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    let count = words(text).len();
    (2..=5).contains(&count)
        && text.split_whitespace().all(|word| {
            let mut chars = word.chars();
            let degree = count > 2 && word.ends_with('.') && word.len() <= 5;
            degree || (chars.next().is_some_and(char::is_uppercase) && chars.all(|c| c.is_lowercase() || c == '.'))
        })
}

/// Whether a text that stands beside the recipients belongs to the signature.
fn is_signature(text: &str) -> bool {
    authority(text).is_some() || is_position(text) || is_name(text) || is_capitals(text)
}

/// Reads the conclusion in `lines`.
pub fn read(pages: &Pages, source: &Source, restored: &Restored, lines: Range<usize>) -> Conclusion {
    let mut signature: Vec<Flow> = Vec::new();
    let mut recipients: Vec<Flow> = Vec::new();
    let mut listing = false;
    for at in lines.clone() {
        let line = &pages.lines[at];
        let whole = restored.lines[line.index].text.as_str();
        let lead = whole.len() - whole.trim_start().len();
        let mut part = lead..whole.trim_end().len();
        let beside = pages.paper.right(source, restored, line.index).map(|at| at.max(lead)..part.end);
        if let Some(right) = beside.filter(|right| whole.get(right.clone()).is_some_and(is_signature)) {
            let mut flow = Flow::empty(source, restored);
            flow.push(line.index, right.clone());
            signature.push(flow);
            part.end = whole[..right.start].trim_end().len();
            if part.is_empty() {
                continue;
            }
        }
        let heading = is_recipients_heading(line);
        let bullet = label::sign(line).map(|(_, body)| body);
        if heading {
            listing = true;
            part.start = whole.find(':').map_or(part.end, |colon| colon + 1);
        } else if let Some(body) = bullet {
            part.start += body;
        }
        let piece = |range: Range<usize>| {
            let mut flow = Flow::empty(source, restored);
            flow.push(line.index, range.start.min(whole.len())..range.end.min(whole.len()));
            flow
        };
        let text = whole.get(part.clone()).unwrap_or("");
        if bullet.is_some() {
            // What is filed ("Lưu: VT; VX") has no one mark at its end.
            let filed = starts(&fold(text), "luu");
            let end = text.find(';').filter(|_| !filed).map_or(text.len(), |at| at + 1);
            let (body, tail) = text.split_at(end);
            let purpose = tail.find('(').filter(|_| tail.trim_end().ends_with(')'));
            let stop = if purpose.is_some() { text.len() } else { end };
            // The signature stands after the recipient's mark, or, where that was lost, as capitals after small letters.
            if purpose.is_none()
                && let Some(capitals) = signature_beside(if tail.is_empty() { body } else { tail }, !tail.is_empty())
            {
                let offset = part.start + if tail.is_empty() { 0 } else { end };
                signature.push(piece(offset + capitals.start..offset + capitals.end));
                let stop = if tail.is_empty() { part.start + capitals.start } else { part.start + end };
                recipients.push(piece(part.start..stop));
            } else {
                recipients.push(piece(part.start..part.start + stop));
            }
        } else if authority(text).is_some() || is_position(text) || is_name(text) {
            signature.push(piece(part));
        } else if heading {
            if let Some(capitals) = signature_beside(text, true) {
                signature.push(piece(part.start + capitals.start..part.start + capitals.end));
            }
        } else if listing
            && let Some(last) = recipients.last_mut()
            && !last.text().trim_end().ends_with([';', '.'])
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
        {
            last.push(line.index, part);
        } else if let Some(capitals) = signature_beside(text, false).filter(|_| !listing) {
            signature.push(piece(part.start + capitals.start..part.start + capitals.end));
        } else if is_capitals(text) && !listing {
            signature.push(piece(part));
        }
    }
    let span =
        [lines.start, lines.end.saturating_sub(1)].map(|at| pages.lines.get(at).map_or(0, |line| line.index + 1));
    Conclusion {
        signer: signer(source, &signature),
        recipients: recipients.iter().filter_map(recipient).collect(),
        lines: Some(span),
    }
}

/// A signature in the tail of a recipient's line: an authority or a position in capitals, or, where a mark sets the tail
/// apart, any capitals.
fn signature_beside(text: &str, apart: bool) -> Option<Range<usize>> {
    let Some(range) = capitals_at_end(text) else {
        // One letter of a short position was read small: "Bí THƯ".
        let start = text.find(char::is_alphabetic).filter(|_| apart)?;
        let (run, folded) = (text[start..].trim_end(), fold(&text[start..]));
        let large =
            run.chars().filter(|c| c.is_uppercase()).count() >= run.chars().filter(|c| c.is_lowercase()).count();
        let short = words(run).len() <= 4 && POSITIONS.iter().any(|position| starts(&folded, position));
        return (large && short).then_some(start..start + run.len());
    };
    let run = &text[range.clone()];
    let mut starts_at = words(run).into_iter().map(|word| range.start + word.start);
    let opens = |at: &usize| {
        let folded = fold(&text[*at..]);
        let joined = |position: &str| position.contains(' ') && folded.starts_with(&position.replace(' ', ""));
        authority(&text[*at..]).is_some() || POSITIONS.iter().any(|p| starts(&folded, p) || joined(p))
    };
    match starts_at.find(opens) {
        Some(at) => Some(at..range.end),
        None => (apart && run.chars().count() >= 8).then_some(range),
    }
}

/// The signer, from the pieces of a signature in order.
fn signer(source: &Source, pieces: &[Flow]) -> Option<Signer> {
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
        signer.position = whole(titles.remove(at));
        if let Some(position) = &mut signer.position {
            position.text = agree::title(&position.text);
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

/// A recipient from its line: "Thường trực Đảng ủy; (để báo cáo)".
fn recipient(flow: &Flow) -> Option<Recipient> {
    let text = flow.text();
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')');
    let (name, purpose) = match (text.rfind('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close && text[close + 1..].chars().all(mark) => {
            let inside = text[open + 1..close].trim();
            let purpose = match inside.split_once(' ') {
                Some((first, rest)) if fold(first) == "de" => rest,
                _ => inside,
            };
            (&text[..open], Some(purpose.to_owned()))
        }
        _ => (text, None),
    };
    let name = name.trim_matches(mark).to_owned();
    let span = flow.whole();
    (name.chars().any(char::is_alphabetic)).then_some(Recipient { text: name, purpose, span, place: Place::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;

    fn conclusion(text: &str) -> Conclusion {
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let pages = Pages::new(&source, &restored);
        let lines = locate(&pages, 0, pages.lines.len()).expect("conclusion");
        read(&pages, &source, &restored, lines)
    }

    #[test]
    fn mixed_columns() {
        let found = conclusion(
            "Hết./.\n\nNơi nhận: TM. ỦY BAN NHÂN DÂN\n- UBND thành phố; 5\n- Sở Khoa học và Công nghệ; _ CHỦ TỊCH\n\
             - Thường trực Đảng ủy, HĐND phường; (để báo cáo)\n- Ban Chỉ đạo về công nghệ,\nđổi mới sáng tạo;\n- Lưu: VT.\n\n\nNguyễn Phong Doanh\n",
        );
        let signer = found.signer.expect("signer");
        assert_eq!(signer.authority.as_deref(), Some("TM."));
        assert_eq!(signer.organ.map(|f| f.text).as_deref(), Some("ỦY BAN NHÂN DÂN"));
        assert_eq!(signer.position.map(|f| f.text).as_deref(), Some("CHỦ TỊCH"));
        assert_eq!(signer.name.map(|f| f.text).as_deref(), Some("Nguyễn Phong Doanh"));
        let names: Vec<_> = found.recipients.iter().map(|r| (r.text.as_str(), r.purpose.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("UBND thành phố", None),
                ("Sở Khoa học và Công nghệ", None),
                ("Thường trực Đảng ủy, HĐND phường", Some("báo cáo")),
                ("Ban Chỉ đạo về công nghệ, đổi mới sáng tạo", None),
                ("Lưu: VT", None),
            ]
        );
    }

    #[test]
    fn the_last_position_is_the_signers() {
        let found = conclusion(
            "Hết./.\nNơi nhận: KT. GIÁM ĐỐC\n- Lưu: VT. PHÓ GIÁM ĐỐC\n\n\n\n\nLê Văn Bình\n\n\n\nPHỤ LỤC\n1 | A",
        );
        let signer = found.signer.expect("signer");
        assert_eq!(signer.authority.as_deref(), Some("KT. GIÁM ĐỐC"));
        assert_eq!(signer.position.map(|f| f.text).as_deref(), Some("PHÓ GIÁM ĐỐC"));
        assert_eq!(found.lines, Some([2, 8]));
    }
}
