//! The table of documents: one row a document.

use super::{Cell, Kind, Sheet, column};
use crate::document::{Document, Field};

pub const SHEET: Sheet = Sheet {
    name: "documents",
    title: "Văn bản",
    columns: &[
        column("index", "TT", Kind::Integer, 6),
        column("document", "Văn bản", Kind::Text, 24),
        column("number", "Số, ký hiệu", Kind::Text, 16),
        column("date", "Ngày ban hành", Kind::Date, 14),
        column("type", "Loại văn bản", Kind::Text, 14),
        column("subject", "Trích yếu", Kind::Text, 60),
        column("issuer", "Cơ quan ban hành", Kind::Text, 28),
        column("parent_issuer", "Cơ quan chủ quản", Kind::Text, 28),
        column("place", "Nơi ban hành", Kind::Text, 16),
        column("signer", "Người ký", Kind::Text, 22),
        column("position", "Chức vụ", Kind::Text, 18),
        column("recipients", "Nơi nhận", Kind::List, 28),
        column("tasks", "Số nhiệm vụ", Kind::Integer, 10),
        column("clear_tasks", "Nhiệm vụ đủ rõ", Kind::Integer, 10),
        column("targets", "Số chỉ tiêu", Kind::Integer, 10),
        column("citations", "Số viện dẫn", Kind::Integer, 10),
        column("words", "Số tiếng", Kind::Integer, 10),
        column("changed", "Đã sửa", Kind::Integer, 10),
        column("needs_review", "Cần rà soát", Kind::Integer, 10),
        column("confidence", "Độ tin cậy", Kind::Number, 10),
        column("diagnostics", "Số cảnh báo", Kind::Integer, 10),
        column("file", "Tệp nguồn", Kind::Text, 28),
        column("sha256", "SHA-256", Kind::Text, 20),
    ],
    rows: |item| vec![row(item.id, item.document)],
};

fn row(id: &str, document: &Document) -> Vec<Cell> {
    let (header, signer, quality) = (&document.header, &document.conclusion.signer, &document.quality);
    let field = |field: &Option<Field>| Cell::maybe(field.as_ref().map(|field| field.text.as_str()));
    vec![
        Cell::text(id),
        Cell::maybe(header.number.as_ref().map(|number| number.text.as_str())),
        Cell::date(header.date.as_ref().map(|date| date.iso.as_str())),
        Cell::maybe(header.doc_type.as_ref().map(|kind| kind.text.as_str())),
        field(&header.subject),
        field(&header.issuer),
        field(&header.parent_issuer),
        field(&header.place),
        signer.as_ref().map_or(Cell::Empty, |signer| field(&signer.name)),
        signer.as_ref().map_or(Cell::Empty, |signer| field(&signer.position)),
        Cell::list(document.conclusion.recipients.iter().map(|recipient| recipient.text.clone())),
        Cell::count(document.tasks.len()),
        Cell::count(document.clarity.clear),
        Cell::count(document.targets.len()),
        Cell::count(document.citations.len()),
        Cell::count(quality.syllables),
        Cell::count(quality.changed),
        Cell::count(quality.needs_review),
        Cell::confidence(quality.confidence),
        Cell::count(document.diagnostics.len()),
        Cell::text(&document.source.file),
        Cell::text(&document.source.sha256),
    ]
}
