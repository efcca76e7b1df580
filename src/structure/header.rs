//! The head of a document: issuer and the organ above it, number, place, date, type and subject.
//!
//! The two columns of the head come as flattened lines; see [`crate::layout::columns`]. A line that OCR lost is not
//! made up, except that an issuer left with its place alone gets the organ that its number names.

use std::ops::Range;

use super::header_number::{DATE, JOINED, NUMBER, YEAR};
use super::title::{doc_type, subject_end};
use super::{agree, number_check, organ};
use crate::document::{Field, Header, NumberField};
use crate::layout::columns::left_of_motto;
use crate::layout::fuzzy::{fold, is_capitals, same, starts};
use crate::layout::{Flow, Line, Pages};
use crate::restore::Restored;
use crate::text::Source;

/// Lines with content within which the type must stand.
const HEAD_LINES: usize = 25;

/// A head and where it ends.
pub struct Head<'a> {
    /// Its fields.
    pub header: Header,
    /// The subject, word for word.
    pub subject: Option<Flow<'a>>,
    /// Index into the lines of [`Pages`] of the first line after it.
    pub end: usize,
}

/// Reads the head of the document.
pub fn read<'a>(pages: &'a Pages<'a>, source: &'a Source, restored: &'a Restored) -> Head<'a> {
    let mut reader = Reader { pages, source, restored };
    let Some(at) = (0..pages.lines.len().min(HEAD_LINES)).find(|&at| doc_type(&pages.lines[at]).is_some()) else {
        return reader.without_type();
    };
    let mut header = reader.above(at);
    header.doc_type = doc_type(&pages.lines[at]);
    let end = subject_end(pages, at + 1);
    let flow = reader.whole(&pages.lines[at + 1..end]);
    header.subject = reader.field(&flow, 0..flow.text().len());
    Head { header, subject: Some(flow), end }
}

/// What the fields are read from.
pub(super) struct Reader<'a> {
    pages: &'a Pages<'a>,
    source: &'a Source,
    restored: &'a Restored,
}

impl<'a> Reader<'a> {
    /// The head of a document that names no type: the lines of the head alone.
    fn without_type(&mut self) -> Head<'a> {
        let lines = &self.pages.lines;
        let is_head = |line: &Line| left_of_motto(line.text).is_some() || DATE.is_match(line.text);
        let end = (0..lines.len().min(8)).rev().find(|&at| is_head(&lines[at])).map_or(0, |at| at + 1);
        Head { header: self.above(end), subject: None, end }
    }

    /// The fields above the type, which stands at line `end`.
    fn above(&mut self, end: usize) -> Header {
        let mut header = Header::default();
        let mut organs: Vec<Flow<'a>> = Vec::new();
        for (at, line) in self.pages.lines[..end].iter().enumerate() {
            let whole = self.restored.lines[line.index].text.as_str();
            let mut left = left_of_motto(whole).unwrap_or(0..whole.len());
            // A long name of the place leaves no room for the year.
            let goes_on = self.pages.lines[at + 1..end].first().is_some_and(|next| YEAR.is_match(next.text));
            let dated = self.whole(&self.pages.lines[at..=at + usize::from(goes_on)]);
            let lead = whole.len() - whole.trim_start().len();
            let date = DATE.captures(dated.text());
            let right = self.pages.paper.right(self.source, self.restored, line.index);
            if let Some(right) = right.filter(|_| date.is_none()) {
                left.end = left.end.min(right);
            }
            if let Some(found) = &date {
                let at = found.get(0).map_or(0, |m| lead + m.start());
                header.date = header.date.take().or_else(|| self.date(&dated, found));
                left.end = left.end.min(at);
            }
            let numbered = || NUMBER.captures(&whole[..left.end]).or_else(|| JOINED.captures(&whole[..left.end]));
            if let Some(found) = header.number.is_none().then(numbered).flatten() {
                header.number = self.number(line.index, &found);
                let end = found.get(0).map_or(0, |m| m.end());
                let end = right.filter(|right| (end..left.end).contains(right)).unwrap_or(end);
                if date.is_some() {
                    header.place = self.place(line.index, end..left.end);
                }
                left.end = left.start;
            } else if date.is_some() && header.place.is_none() {
                let long = fold(&whole[..left.end]).split(' ').count() > 6;
                let right = right.filter(|right| *right < left.end);
                let start = right.unwrap_or(if long { left.end } else { left.start });
                header.place = self.place(line.index, start..left.end);
                // What stands left of the place may go on with the name of the issuer.
                left.end = right.unwrap_or(left.start);
            }
            self.organ(&mut organs, line.index, left, header.number.is_some());
        }
        let issuer = organs.pop();
        if let Some(number) = &mut header.number {
            number_check::settle(number, self.pages.lines.get(end).and_then(doc_type).as_ref());
        }
        header.issuer = issuer.and_then(|flow| self.issuer(&flow, header.number.as_ref()));
        header.parent_issuer = organs.pop().and_then(|flow| self.field(&flow, 0..flow.text().len()));
        for field in [&mut header.issuer, &mut header.parent_issuer].into_iter().flatten() {
            field.text = agree::organ(&field.text);
        }
        if self.restored.channel.loses_marks()
            && let (Some(number), Some(issuer)) = (&mut header.number, &header.issuer)
        {
            number_check::bar(number, &issuer.text);
        }
        if let Some(place) = &mut header.place {
            place.text = agree::place(&place.text);
        }
        header
    }

    /// Adds a piece of the left column to the names of organs.
    fn organ(&self, organs: &mut Vec<Flow<'a>>, index: usize, range: Range<usize>, numbered: bool) {
        let whole = self.restored.lines[index].text.as_str();
        let Some(piece) = whole.get(range.clone()) else { return };
        let start = range.start + (piece.len() - piece.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
        let end = range.start + piece.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if numbered || start >= end || !is_capitals(&whole[start..end]) || end - start > 200 {
            return;
        }
        let folded = fold(&whole[start..end]);
        // "TRƯỜNG" alone ends the name of a Sở; no organ is called by one word.
        let goes_on = !organs.is_empty() && !folded.contains(' ');
        let joint = organs.last().is_some_and(|last| organ::joint(last.text()));
        let dashed = |text: &str| text.starts_with(['-', '–']) || text.ends_with(['-', '–']);
        let goes_on = goes_on || joint || !organs.is_empty() && dashed(piece.trim());
        let opens = !goes_on && (organ::opens(&folded) || agree::unspaced(&whole[start..end]).is_some());
        match organs.last_mut() {
            Some(last) if !opens => last.push(index, start..end),
            _ => organs.push(self.part(index, start..end)),
        }
    }

    /// The issuer; a place alone gets the organ that the number names.
    fn issuer(&self, flow: &Flow, number: Option<&NumberField>) -> Option<Field> {
        const PLACES: [&str; 8] = ["phuong", "xa", "thi tran", "thanh pho", "tinh", "huyen", "quan", "dac khu"];
        let mut field = self.field(flow, 0..flow.text().len())?;
        let folded = fold(&field.text);
        let place = PLACES.iter().find(|place| folded.starts_with(&format!("{place} ")));
        let agency = number.and_then(|number| number.agency.as_deref()).filter(|agency| agency.starts_with("UBND"));
        if let (Some(place), Some(_)) = (place, agency) {
            let words = place.split(' ').count();
            let name = field.text.split_whitespace().enumerate().map(|(at, word)| {
                let lower = word.to_lowercase();
                if at < words { lower } else { capitalised(&lower) }
            });
            field.text = format!("UBND {}", name.collect::<Vec<_>>().join(" "));
            field.confidence = field.confidence.min(0.9);
        }
        Some(field)
    }

    /// Restored text of a line as a field.
    fn place(&self, index: usize, range: Range<usize>) -> Option<Field> {
        let whole = self.restored.lines[index].text.as_str();
        let piece = whole.get(range.clone())?;
        let start = range.start + (piece.len() - piece.trim_start_matches(|c: char| !c.is_alphabetic()).len());
        let end = range.start + piece.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if start >= end {
            return None;
        }
        let flow = self.part(index, start..end);
        self.field(&flow, 0..flow.text().len())
    }

    /// Lines joined.
    fn whole(&self, lines: &[Line]) -> Flow<'a> {
        let mut flow = Flow::empty(self.source, self.restored);
        lines.iter().for_each(|line| flow.push(line.index, 0..self.restored.lines[line.index].text.len()));
        flow
    }

    pub(super) fn field(&self, flow: &Flow, range: Range<usize>) -> Option<Field> {
        field(self.source, flow, range)
    }

    pub(super) fn part(&self, index: usize, range: Range<usize>) -> Flow<'a> {
        let mut flow = Flow::empty(self.source, self.restored);
        flow.push(index, range);
        flow
    }
}

/// Bytes `range` of a flow as a field.
pub fn field(source: &Source, flow: &Flow, range: Range<usize>) -> Option<Field> {
    let text = flow.text().get(range.clone())?.trim();
    let span = flow.span(range.clone());
    (!text.is_empty()).then(|| Field {
        raw: source.slice(span).to_owned(),
        text: text.to_owned(),
        span,
        confidence: (flow.confidence(range.clone()) * 1000.0).round() / 1000.0,
        place: flow.on_paper(range),
    })
}

pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a line names an attached document: its type in capitals, or an appendix.
pub fn opens_appendix(line: &Line) -> bool {
    let folded = fold(line.text);
    let appendix = starts(&folded, "phu luc") && line.text.chars().count() <= 120;
    appendix || starts(&folded, "kem theo") || (line.text.len() < 60 && same(line.text, "DANH MỤC"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;

    fn head(text: &str) -> Header {
        head_in(Channel::Clean, text)
    }

    fn head_in(channel: Channel, text: &str) -> Header {
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, channel, &[]);
        let pages = Pages::new(&source, &restored);
        read(&pages, &source, &restored).header
    }

    #[test]
    fn two_columns() {
        let header = head(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nPHƯỜNG TRẦN LIỄU Độc lập – Tự do – Hạnh phúc\n\
             Số: 08 /KH-UBND Trần Liễu, ngày 29 tháng 7 năm 2025\nKẾ HOẠCH\n\nTriển khai Nghị quyết số 57-\n\nNQ/TW năm 2025\n\nCăn cứ A",
        );
        assert_eq!(header.issuer.map(|f| f.text).as_deref(), Some("ỦY BAN NHÂN DÂN PHƯỜNG TRẦN LIỄU"));
        assert_eq!(header.parent_issuer, None);
        assert_eq!(header.number.map(|n| n.text).as_deref(), Some("08/KH-UBND"));
        assert_eq!(header.place.map(|f| f.text).as_deref(), Some("Trần Liễu"));
        assert_eq!(header.date.map(|d| d.iso).as_deref(), Some("2025-07-29"));
        assert_eq!(header.subject.map(|f| f.text).as_deref(), Some("Triển khai Nghị quyết số 57-NQ/TW năm 2025"));
    }

    #[test]
    fn bars_are_given_back_only_where_marks_were_lost() {
        let text = "BỘ GIÁO DỤC VÀ ĐÀO TẠO CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTRƯỜNG ĐẠI HỌC BÁCH KHOA Độc lập - Tự do - Hạnh \
                    phúc\nSố: 57/KH-DHBK Hà Nội, ngày 04 tháng 11 năm 2025\nKẾ HOẠCH\n\nTự đánh giá\n\nCăn cứ A";
        let number = |channel| head_in(channel, text).number.map(|number| number.text);
        assert_eq!(number(Channel::Eng).as_deref(), Some("57/KH-ĐHBK"));
        assert_eq!(number(Channel::Clean).as_deref(), Some("57/KH-DHBK"), "as its office wrote it");
    }

    #[test]
    fn two_bodies_issue_together() {
        let header = head(
            "ỦY BAN NHÂN DÂN - ỦY BAN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nMẶT TRẬN Độc lập - Tự do - Hạnh phúc\nTỔ QUỐC \
             VIỆT NAM XÃ A LƯỚI\nSố: 37/KHLT-UBND-MTTQ A Lưới, ngày 04 tháng 11 năm 2025\nKẾ HOẠCH LIÊN TỊCH\n\nTổ chức \
             Ngày hội\n\nCăn cứ A",
        );
        let issuer = "ỦY BAN NHÂN DÂN - ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM XÃ A LƯỚI";
        assert_eq!(header.issuer.map(|f| f.text).as_deref(), Some(issuer));
        assert_eq!(header.parent_issuer, None);
        assert_eq!(header.doc_type.map(|t| t.text).as_deref(), Some("KẾ HOẠCH LIÊN TỊCH"));
    }

    #[test]
    fn lost_lines_and_misread_dates() {
        for (line, iso) in [
            ("86: 86 /KH-UBND Kién An, ngay 20 thang 10:im 2025", "2025-10-20"),
            ("S6: 108 /KH-UBND Tran Bién, ngay 05 thang //ndam 2025", "2025-11-05"),
            ("Số:    /KH-UBND Hải Phòng, ngày    tháng 9 năm 2025", "2025-09"),
            ("Số: 93/KH-UBND Kiến An, ngày 15 tháng 12 năm\n2025", "2025-12-15"),
            ("Số: 93/KH-UBND Kiến An, ngày 15 tháng 12\nnăm 2025", "2025-12-15"),
        ] {
            let header = head(&format!(" PHUONG KIEN AN Doc 1ap — Tw do — Hanh phlc\n{line}\nKE HOACH\n\nVề việc A"));
            assert_eq!(header.date.map(|d| d.iso).as_deref(), Some(iso), "{line}");
            assert_eq!(header.issuer.map(|f| f.text).as_deref(), Some("UBND phường Kiến An"), "{line}");
            assert!(header.number.is_some_and(|n| n.text.ends_with("/KH-UBND")), "{line}");
        }
        for (line, number) in [
            ("Số: 26NQ-HĐND Cù Lao, ngày 18 tháng 12 năm 2025", "26/NQ-HĐND"),
            ("Số: 26NÑQ-HĐND Cù Lao, ngày 18 tháng 12 năm 2025", "26/NQ-HĐND"),
            ("Số: 12 |/KH-UBND Cù Lao, ngày 18 tháng 12 năm 2025", "12/KH-UBND"),
            ("Số: 77/2025/QĐ-UBND Cù Lao, ngày 18 tháng 12 năm 2025", "77/2025/QĐ-UBND"),
            ("Số 21-CTr/ĐU Cù Lao, ngày 18 tháng 12 năm 2025", "21-CTr/ĐU"),
        ] {
            let header = head(&format!("ĐẢNG ỦY XÃ CÙ LAO Doc 1ap — Tw do — Hanh phlc\n{line}\nKE HOACH\n\nVề việc A"));
            assert_eq!(header.number.map(|n| n.text).as_deref(), Some(number), "{line}");
            assert_eq!(header.place.map(|f| f.text).as_deref(), Some("Cù Lao"), "{line}");
        }
    }
}
