//! The end of a document: recipients and signature, whose columns OCR mixes.

use std::ops::Range;

use super::header::opens_appendix;
use super::signature::{self, authority, is_authority, is_name, is_position};
use super::{label, title};
use crate::document::{Conclusion, Recipient};
use crate::layout::columns::{capitals_at_end, left_of_motto, words};
use crate::layout::fuzzy::{fold, is_capitals, likeness, starts};
use crate::layout::{Flow, Line, Pages};
use crate::restore::Restored;
use crate::text::Source;

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
    // A signature that was read before the recipients, the signer's name with it.
    let signs = |at: usize| is_authority(&lines[at]) || is_position(lines[at].text);
    let above = (from..start).rev().take_while(|&at| signs(at) || is_name(lines[at].text)).last().unwrap_or(start);
    start = (above..start).find(|&at| signs(at)).unwrap_or(start);
    let end = (start + 1..to).find(|&at| ends(pages, at)).unwrap_or(to);
    Some(start..end)
}

/// Whether line `at` no longer belongs to the conclusion.
fn ends(pages: &Pages, at: usize) -> bool {
    let line = &pages.lines[at];
    if opens_appendix(line) || title::doc_type(line).is_some() || left_of_motto(line.text).is_some() {
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
        if let Some(right) = beside.filter(|right| whole.get(right.clone()).is_some_and(signature::is_part)) {
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
        // A bullet that was read as a letter, or lost.
        let unmarked = || text.split_once(';').is_some_and(|(_, tail)| signature::beside(tail, true).is_some());
        if bullet.is_some() || listing && !heading && unmarked() {
            for item in items(text) {
                let (to, sign) = recipient_and_signature(&text[item.clone()]);
                let from = part.start + item.start;
                recipients.push(piece(from + to.start..from + to.end));
                // A short word more of the position: "PHÓ CHỦ", "TỊCH" a line below.
                let tail = piece(from + to.end..from + item.len());
                let more = || signature.last().is_some_and(|last| signature::goes_on(last, &tail));
                let sign = sign.or_else(|| more().then_some(to.end..item.len()));
                signature.extend(sign.map(|sign| piece(from + sign.start..from + sign.end)));
            }
        } else if authority(text).is_some() || is_position(text) || is_name(text) {
            signature.push(piece(part));
        } else if heading {
            if let Some(capitals) = signature::beside(text, true) {
                signature.push(piece(part.start + capitals.start..part.start + capitals.end));
            }
        } else if listing
            && let Some(last) = recipients.last_mut()
            && !last.text().trim_end().ends_with([';', '.'])
            && text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
        {
            last.push(line.index, part);
        } else if let Some(capitals) =
            signature::beside(text, false).filter(|found| !listing || speck(&text[..found.start]))
        {
            signature.push(piece(part.start + capitals.start..part.start + capitals.end));
        } else if is_capitals(text)
            && (!listing || signature.last().is_some_and(|last| signature::goes_on(last, &piece(part.clone()))))
        {
            signature.push(piece(part));
        }
    }
    let span =
        [lines.start, lines.end.saturating_sub(1)].map(|at| pages.lines.get(at).map_or(0, |line| line.index + 1));
    Conclusion {
        signer: signature::signer(source, &signature),
        recipients: recipients.iter().filter_map(recipient).collect(),
        lines: Some(span),
    }
}

/// Whether what stands before a position is no recipient but specks: two short words at most.
fn speck(text: &str) -> bool {
    text.split_whitespace().count() <= 2 && text.chars().count() <= 8 && !text.contains(';')
}

/// The recipients of one line, where they are printed in columns: "- UBND tỉnh; - Văn phòng Sở;".
fn items(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    for (at, _) in text.match_indices(';') {
        let rest = &text[at + 1..];
        let Some(next) = rest.trim_start().strip_prefix(['-', '–']).map(str::trim_start) else { continue };
        if next.starts_with(char::is_uppercase) {
            found.push(from..at + 1);
            from = text.len() - next.len();
        }
    }
    found.push(from..text.len());
    found
}

/// The recipient in a bullet's text, and the part of the signature that was read beside it.
fn recipient_and_signature(text: &str) -> (Range<usize>, Option<Range<usize>>) {
    // What is filed ("Lưu: VT; VX") has no one mark at its end.
    if starts(&fold(text), "luu")
        && let Some((at, _)) = text.match_indices(['.', ';']).take(8).find(|(at, _)| is_name(&text[at + 1..]))
    {
        return (0..at + 1, Some(at + 1..text.len()));
    }
    let filed = starts(&fold(text), "luu");
    let end = text.find(';').filter(|_| !filed).map_or(text.len(), |at| at + 1);
    let (body, tail) = text.split_at(end);
    if tail.trim_end().ends_with(')') && tail.contains('(') {
        return (0..text.len(), None);
    }
    // The signature stands after the recipient's mark, or, where that was lost, as capitals after small letters.
    match signature::beside(if tail.is_empty() { body } else { tail }, !tail.is_empty()) {
        Some(capitals) if tail.is_empty() => (0..capitals.start, Some(capitals)),
        Some(capitals) => (0..end, Some(end + capitals.start..end + capitals.end)),
        None => (0..end, None),
    }
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
    let (span, place) = (flow.whole(), flow.on_paper(0..text.len()));
    (name.chars().any(char::is_alphabetic)).then_some(Recipient { text: name, purpose, span, place })
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
    fn a_signature_above_the_recipients_and_recipients_in_columns() {
        let found = conclusion(
            "Hết./.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n\nHoàng Đình Lãm\n\nNơi nhận:\n- UBND tỉnh (báo cáo); - Văn phòng Sở;\n\
             - UBND các xã, phường; - Lưu: VT, QLHT.",
        );
        let signer = found.signer.expect("signer");
        assert_eq!(signer.authority.as_deref(), Some("KT. GIÁM ĐỐC"));
        assert_eq!(signer.position.map(|f| f.text).as_deref(), Some("PHÓ GIÁM ĐỐC"));
        assert_eq!(signer.name.map(|f| f.text).as_deref(), Some("Hoàng Đình Lãm"));
        let names: Vec<_> = found.recipients.iter().map(|r| (r.text.as_str(), r.purpose.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("UBND tỉnh", Some("báo cáo")),
                ("Văn phòng Sở", None),
                ("UBND các xã, phường", None),
                ("Lưu: VT, QLHT", None)
            ]
        );
        let beside = conclusion(
            "Hết./.\nTM. BAN THƯỜNG TRỰC\nPHÓ CHỦ TỊCH\nNơi nhận:\n- Như trên;\n- Lưu: VT, BDC. Nông Văn Chài",
        );
        assert_eq!(beside.signer.and_then(|s| s.name).map(|f| f.text).as_deref(), Some("Nông Văn Chài"));
    }

    #[test]
    fn a_position_may_fill_two_lines() {
        for (text, position) in [
            (
                "Nơi nhận: TUQ. GIÁM ĐỐC\n- Như trên; CHI CỤC TRƯỞNG CHI CỤC BẢO VỆ\n- Sở Y tế; MÔI TRƯỜNG\n- Lưu: VT.\n\nĐỗ Mỹ Hạnh",
                "CHI CỤC TRƯỞNG CHI CỤC BẢO VỆ MÔI TRƯỜNG",
            ),
            (
                "Nơi nhận: KT. CHỦ TỊCH\n- Như trên;\nPHÓ CHỦ TỊCH\nTHƯỜNG TRỰC\n- Lưu: VT.\n\nĐỗ Mỹ Hạnh",
                "PHÓ CHỦ TỊCH THƯỜNG TRỰC",
            ),
            ("Nơi nhận: KT. CHỦ TỊCH\n- Như trên;\nPHÓ CHỦ\n- Sở Y tế; TỊCH\n- Lưu: VT.\n\nĐỗ Mỹ Hạnh", "PHÓ CHỦ TỊCH"),
            (
                "Nơi nhận: TM. BAN TỔ CHỨC\n- Như trên;\nf Dee TRƯỞNG BAN\n- Lưu: VT.\n\nPGS.TS. Đỗ Mỹ Hạnh",
                "TRƯỞNG BAN",
            ),
            ("Nơi nhận: TRƯỞNG CÔNG AN XÃ\n- Như trên;\n- Lưu: CAX.\n\nTrung tá Đỗ Mỹ Hạnh", "TRƯỞNG CÔNG AN XÃ"),
            ("Nơi nhận: TM. ỦY BAN NHÂN DÂN\nSUBND tỉnh; CHỦ TỊCH\n- Lưu: VT.\n\nĐỗ Mỹ Hạnh", "CHỦ TỊCH"),
        ] {
            let signer = conclusion(&format!("Hết./.\n\n{text}\n")).signer.expect("signer");
            assert_eq!(signer.position.map(|f| f.text).as_deref(), Some(position), "{text}");
            assert!(signer.name.is_some_and(|name| name.text.ends_with("Đỗ Mỹ Hạnh")), "{text}");
        }
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
