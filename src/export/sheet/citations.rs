//! The table of citations: one row for each document that a document cites.

use super::{Cell, DOCUMENT, FIRST, Kind, LAST, NUMBER, Sheet, column, origin};
use crate::document::{Citation, Relation};
use crate::export::Item;

pub const SHEET: Sheet = Sheet {
    name: "citations",
    title: "Viện dẫn",
    columns: &[
        column("index", "TT", Kind::Integer, 6),
        column("cited_number", "Văn bản được viện dẫn", Kind::Text, 22),
        column("cited_type", "Loại văn bản", Kind::Text, 18),
        column("cited_date", "Ngày ban hành", Kind::Date, 14),
        column("cited_issuer", "Cơ quan ban hành", Kind::Text, 28),
        column("relations", "Quan hệ", Kind::List, 18),
        column("mentions", "Số lần", Kind::Integer, 8),
        column("variants", "Cách ghi khác", Kind::List, 22),
        DOCUMENT,
        NUMBER,
        FIRST,
        LAST,
    ],
    rows: |item| item.document.citations.iter().map(|citation| row(item, citation)).collect(),
};

fn row(item: &Item, citation: &Citation) -> Vec<Cell> {
    let mentions = &citation.mentions;
    let all = [Relation::Basis, Relation::Implements, Relation::Amends, Relation::Replaces, Relation::Mentions];
    let relations = all.into_iter().filter(|&one| mentions.iter().any(|mention| mention.relation == one));
    let lines = mentions.iter().map(|mention| mention.line);
    let lines = [lines.clone().min().unwrap_or_default(), lines.max().unwrap_or_default()];
    let mut cells = vec![
        Cell::text(&citation.number),
        Cell::maybe(citation.doc_type.as_deref().or(citation.code.as_deref())),
        Cell::date(citation.date.as_deref()),
        Cell::maybe(citation.issuer.as_deref()),
        Cell::list(relations.map(|relation| named(relation).to_owned())),
        Cell::count(mentions.len()),
        Cell::list(citation.variants.iter().cloned()),
    ];
    cells.extend(origin(item, lines));
    cells
}

fn named(relation: Relation) -> &'static str {
    match relation {
        Relation::Basis => "căn cứ",
        Relation::Implements => "thực hiện",
        Relation::Amends => "sửa đổi, bổ sung",
        Relation::Replaces => "thay thế",
        Relation::Mentions => "nhắc đến",
    }
}
