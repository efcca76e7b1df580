//! The type that a document names itself, and where the subject below it ends.

use super::label::{self, After, Shape};
use crate::document::DocType;
use crate::layout::fuzzy::{fold, is_capitals, likeness, starts};
use crate::layout::{Line, Pages};

/// Types of documents that open with their name, and the abbreviation of each.
pub(super) const TYPES: [(&str, &str); 26] = [
    ("KẾ HOẠCH", "KH"),
    ("KẾ HOẠCH HÀNH ĐỘNG", "KH"),
    ("KẾ HOẠCH TRIỂN KHAI", "KH"),
    ("KẾ HOẠCH LIÊN TỊCH", "KH"),
    ("KẾ HOẠCH LIÊN TỊCH", "KHLT"),
    ("KẾ HOẠCH PHỐI HỢP", "KH"),
    ("CHƯƠNG TRÌNH", "CTr"),
    ("CHƯƠNG TRÌNH PHỐI HỢP", "CTr"),
    ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "CTr"),
    ("CHƯƠNG TRÌNH CÔNG TÁC", "CTr"),
    ("QUYẾT ĐỊNH", "QĐ"),
    ("NGHỊ QUYẾT", "NQ"),
    ("NGHỊ QUYẾT LIÊN TỊCH", "NQLT"),
    ("CHỈ THỊ", "CT"),
    ("QUY CHẾ", "QC"),
    ("QUY ĐỊNH", "QĐ"),
    ("THÔNG BÁO", "TB"),
    ("HƯỚNG DẪN", "HD"),
    ("PHƯƠNG ÁN", "PA"),
    ("ĐỀ ÁN", "ĐA"),
    ("DỰ ÁN", "DA"),
    ("BÁO CÁO", "BC"),
    ("TỜ TRÌNH", "TTr"),
    ("KẾT LUẬN", "KL"),
    ("CÔNG ĐIỆN", "CĐ"),
    ("THÔNG TƯ", "TT"),
];

/// The type that a line names, if it names nothing else.
pub fn doc_type(line: &Line) -> Option<DocType> {
    let text = line.text.trim_matches(|c: char| !c.is_alphanumeric());
    if text.len() > 60 || !is_capitals(text) {
        return None;
    }
    let best = TYPES.iter().map(|(name, code)| (likeness(text, name), *name, *code));
    let (score, name, code) = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score >= 0.78).then(|| DocType { code: Some(code.into()), text: name.into() })
}

/// Where the subject that starts at line `from` ends: at the first paragraph that opens as preambles do, or after a gap.
pub fn subject_end(pages: &Pages, from: usize) -> usize {
    const OPENINGS: [&str; 8] =
        ["can cu", "thuc hien", "thi hanh", "trien khai", "de trien khai", "nham", "de thuc hien", "uy ban nhan dan"];
    for at in from..pages.lines.len() {
        let line = &pages.lines[at];
        let folded = fold(line.text);
        let labelled = label::candidate(pages, at).is_some_and(|candidate| {
            // "Chương I" stands alone on its line.
            let named = matches!(candidate.shape, Shape::Named(_)) && candidate.after == After::Nothing;
            let marked = candidate.marked && (line.gap() || candidate.after == After::Capitals);
            !candidate.runs_on && (marked || named)
        });
        if starts(&folded, "can cu") || starts(&folded, "dieu 1") || labelled {
            return at;
        }
        if at == from {
            continue;
        }
        // The name of the organ that decides: "HỘI ĐỒNG NHÂN DÂN XÃ …" over a resolution's grounds.
        if is_capitals(line.text) && !is_capitals(pages.lines[at - 1].text) {
            return at;
        }
        let opens = line.capital() && OPENINGS.iter().any(|phrase| starts(&folded, phrase));
        let open = pages.open(at - 1);
        let apart = line.gap() && line.capital() && (!open || opens);
        let done = (apart || (opens && !open)) && !unfinished(pages.lines[at - 1].text);
        // A head is short: a subject of more than eight lines is running text.
        if done || at - from >= 8 {
            return at;
        }
    }
    pages.lines.len()
}

/// Whether a line of a subject, which is centred and so never full, goes on in the next.
fn unfinished(text: &str) -> bool {
    const LINKS: [&str; 12] =
        ["va", "cua", "ve", "so", "ngay", "tai", "theo", "trong", "den", "nam", "giai doan", "thuc hien"];
    let text = text.trim_end();
    let folded = fold(text);
    text.ends_with(['-', ',', '–']) || LINKS.iter().any(|link| folded.ends_with(&format!(" {link}")))
}
