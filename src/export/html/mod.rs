//! One page a document, to read and check it on: the text as read beside the restored text, line by line, with what is doubtful marked, and
//! beside them what was understood. The page runs no script and loads nothing; it reads on a phone and on paper.

use std::fmt::Write as _;
use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::grid::{self, Shown};
use super::sheet::{Cell, Numbering, SHEETS, Sheet};
use super::{Item, page, printable};
use crate::document::{Document, Node, Severity, Slot, Table};
use crate::restore::{Restored, RestoredLine, Word};
use crate::text::Source;

/// Confidence below which a word is marked.
const DOUBTFUL: f32 = 0.9;

/// Writes the page.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let (source, restored) = page::reading(item)?;
    let document = item.document;
    let title = title(document);
    let page = html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                link rel="icon" href="data:,";
                title { (Text(&title)) }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body {
                header {
                    h1 { (Text(&title)) }
                    (facts(document))
                }
                main {
                    section.text { (text(source, restored)) }
                    aside {
                        (tree(document))
                        (sheets(item))
                        @for table in &document.tables { (appendix(item, table)) }
                        (diagnostics(document))
                    }
                }
                footer {
                    p { "Tệp " (Text(&document.source.file)) " · " (document.tool.name) " " (document.tool.version) }
                }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

/// Text of a document: escaped, with what no reader shows replaced.
struct Text<'t>(&'t str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        printable(self.0).render_to(out);
    }
}

fn title(document: &Document) -> String {
    let header = &document.header;
    let kind = header.doc_type.as_ref().map(|kind| kind.text.as_str());
    let subject = header.subject.as_ref().map(|subject| subject.text.as_str());
    let parts: Vec<&str> = [kind, subject].into_iter().flatten().collect();
    if parts.is_empty() { document.source.file.clone() } else { parts.join(" ") }
}

/// The header of the document, and how sure its text is.
fn facts(document: &Document) -> Markup {
    let (header, quality) = (&document.header, &document.quality);
    let text = |field: &Option<crate::document::Field>| field.as_ref().map(|field| field.text.clone());
    let signer = document.conclusion.signer.as_ref();
    let signed = signer.map(|signer| [text(&signer.position), text(&signer.name)]);
    let signed = signed.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let facts = [
        ("Số, ký hiệu", header.number.as_ref().map(|number| number.text.clone())),
        ("Cơ quan ban hành", text(&header.issuer)),
        ("Ngày ban hành", header.date.as_ref().map(|date| day(&date.iso))),
        ("Nơi ban hành", text(&header.place)),
        ("Người ký", signed.filter(|text| !text.is_empty())),
        ("Nhiệm vụ", clarity(document)),
        ("Số tiếng", Some(format!("{}, đã sửa {}", quality.syllables, quality.changed))),
        ("Cần rà soát", Some(quality.needs_review.to_string())),
    ];
    html! {
        dl {
            @for (name, text) in facts.iter().filter_map(|(name, text)| Some((name, text.as_deref()?))) {
                div { dt { (name) } dd { (Text(text)) } }
            }
        }
    }
}

/// How many tasks say who, when, who answers and what comes out, in the words of the rule.
fn clarity(document: &Document) -> Option<String> {
    let report = &document.clarity;
    let told = report.slots.iter().map(|slot| {
        let rule = match slot.slot {
            Slot::Who => "rõ người",
            Slot::What => "rõ việc",
            Slot::When => "rõ thời gian",
            Slot::Responsibility => "rõ trách nhiệm",
            Slot::Result => "rõ kết quả",
            Slot::Authority => "rõ thẩm quyền",
        };
        format!("{rule} {}", slot.filled)
    });
    (report.tasks > 0).then(|| format!("{}: {}", report.tasks, told.collect::<Vec<_>>().join(", ")))
}

/// A date as offices write it.
fn day(iso: &str) -> String {
    iso.split('-').rev().collect::<Vec<_>>().join("/")
}

fn text(source: &Source, restored: &Restored) -> Markup {
    html! {
        h2 { "Văn bản" }
        p.note {
            "Mỗi dòng có chữ máy đọc được, in nhạt, và chữ đã phục hồi. " span.doubt { "Chữ đánh dấu" }
            " là chữ còn ngờ; chạm vào để xem cách đọc khác."
        }
        div.line.head aria-hidden="true" { span {} p { "Bản đọc máy" } p { "Bản phục hồi" } }
        @for (at, line) in restored.lines.iter().enumerate() {
            @let raw = if at < source.line_count() { source.line(at) } else { "" };
            @if !(raw.trim().is_empty() && line.text.trim().is_empty()) {
                div.line id={ "L" (at + 1) } {
                    span { (at + 1) }
                    p.raw { (Text(raw)) }
                    p { (words(line)) }
                }
            }
        }
    }
}

/// A restored line with its doubtful words marked.
fn words(line: &RestoredLine) -> Markup {
    let mut at = 0;
    let mut pieces = Vec::new();
    for word in line.words.iter().filter(|word| word.confidence < DOUBTFUL) {
        let (Some(before), Some(text)) = (line.text.get(at..word.out.start), line.text.get(word.out.clone())) else {
            continue;
        };
        pieces.push((before, Some((text, word))));
        at = word.out.end;
    }
    pieces.push((line.text.get(at..).unwrap_or_default(), None));
    html! {
        @for (before, doubtful) in pieces {
            (Text(before))
            @if let Some((text, word)) = doubtful {
                @let other = alternatives(word);
                span.doubt.very[word.confidence < 0.5] tabindex="0" title={ (percent(word.confidence)) (Text(&other)) } {
                    (Text(text))
                    @if !word.alternatives.is_empty() { span.or { (Text(&other)) } }
                }
            }
        }
    }
}

fn alternatives(word: &Word) -> String {
    let mut text = String::new();
    for other in &word.alternatives {
        let _ = write!(text, " · {} {}", other.text, percent(other.confidence));
    }
    text
}

fn percent(confidence: f32) -> String {
    format!("{:.0} %", confidence * 100.0)
}

fn tree(document: &Document) -> Markup {
    html! {
        @if !document.sections.is_empty() {
            details open {
                summary { "Cấu trúc" }
                (nodes(&document.sections))
            }
        }
    }
}

fn nodes(below: &[Node]) -> Markup {
    html! {
        ul.tree {
            @for node in below {
                li {
                    a href={ "#L" (node.lines[0]) } {
                        @if let Some(label) = &node.label { b { (Text(label)) } " " }
                        (Text(node.title.as_deref().or(node.text.as_deref()).unwrap_or_default()))
                    }
                    @if !node.children.is_empty() { (nodes(&node.children)) }
                }
            }
        }
    }
}

/// Columns of the batch's tables that a page of one document shows.
const SHOWN: &[(&str, &[&str])] = &[
    (
        "tasks",
        &["index", "work", "lead", "coordinating", "leader", "deadline", "deadline_text", "output", "note", "missing"],
    ),
    ("targets", &["index", "name", "unit", "year", "operator", "value", "upper", "lead", "monitor", "leader"]),
    ("citations", &["index", "cited_number", "cited_type", "cited_date", "cited_issuer", "relations", "mentions"]),
];

fn sheets(item: &Item) -> Markup {
    let rows = Numbering::default().rows(item);
    html! {
        @for (at, sheet) in SHEETS.iter().enumerate() {
            @let rows: Vec<&[Cell]> = rows.iter().filter(|(of, _)| *of == at).map(|(_, row)| row.as_slice()).collect();
            @if let Some((_, keys)) = SHOWN.iter().find(|(name, _)| *name == sheet.name) {
                @if !rows.is_empty() { (table(sheet, keys, &rows)) }
            }
        }
    }
}

fn table(sheet: &Sheet, keys: &[&str], rows: &[&[Cell]]) -> Markup {
    let filled = |&at: &usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| *cell != Cell::Empty));
    let place = |key: &&str| sheet.columns.iter().position(|column| column.key == *key);
    let columns: Vec<usize> = keys.iter().filter_map(place).filter(filled).collect();
    let line = place(&"first_line");
    html! {
        details open {
            summary { (sheet.title) " (" (rows.len()) ")" }
            div.scroll {
                table {
                    thead { tr { @for &at in &columns { th { (sheet.columns[at].title) } } } }
                    tbody {
                        @for row in rows {
                            tr {
                                @for &at in &columns {
                                    td.wide[sheet.columns[at].width > 40] {
                                        @match (&row[at], line.map(|line| &row[line])) {
                                            (Cell::Integer(number), Some(Cell::Integer(line))) if at == 0 => {
                                                a href={ "#L" (line) } { (number) }
                                            }
                                            (Cell::Integer(number), _) => { (number) }
                                            (Cell::Number(number), _) => { (number) }
                                            (Cell::Date(date), _) => { (day(&date.to_string())) }
                                            (cell, _) => { (cell.joined()) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn appendix(item: &Item, table: &Table) -> Markup {
    html! {
        details open {
            summary { (Text(table.title.as_deref().unwrap_or("Phụ lục"))) }
            @if let Some(caption) = &table.caption { p.note { (Text(caption)) } }
            div.scroll {
                table {
                    thead { tr { @for column in &table.columns { th { (Text(&column.title)) } } } }
                    tbody {
                        @for line in grid::lines(table) {
                            @match line {
                                Shown::Group(text) => {
                                    tr.group { td colspan=(table.columns.len().max(1)) { (Text(text)) } }
                                }
                                Shown::Row(row) => {
                                    tr { @for text in grid::cells(table, row) { td { (Text(text)) } } }
                                }
                            }
                        }
                    }
                }
            }
            @for text in grid::unplaced(item, table) { p.note { (Text(text)) } }
        }
    }
}

fn diagnostics(document: &Document) -> Markup {
    html! {
        @if !document.diagnostics.is_empty() {
            details open {
                summary { "Cảnh báo (" (document.diagnostics.len()) ")" }
                ul.diagnostics lang="en" {
                    @for found in &document.diagnostics {
                        li.warning[found.severity != Severity::Info] {
                            a href={ "#L" (found.lines[0]) } { "dòng " (found.lines[0]) } " " (Text(&found.message))
                        }
                    }
                }
            }
        }
    }
}
