//! DoclingDocument JSON, as the pipelines around docling read it.
//!
//! `text` is the restored text, `orig` the text as read. Places on a page are not known here, so there is no `prov`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Item;
use super::grid::{self, Shown};
use crate::document::{Lines, Node, NodeKind, Paragraph, Table};
use crate::text::Span;

/// The version of the format that this writes.
const VERSION: &str = "1.7.0";
const BODY: &str = "#/body";

/// Writes the document.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let mut docling = Docling { item, parts: Parts::default() };
    docling.content();
    let source = &item.document.source;
    let hash = source.sha256.get(..16).and_then(|start| u64::from_str_radix(start, 16).ok()).unwrap_or_default();
    let Parts { texts, groups, tables, body, furniture } = docling.parts;
    let root = |name: &str, children: Vec<Value>| json!({"self_ref": format!("#/{name}"), "children": children, "content_layer": name, "name": "_root_", "label": "unspecified"});
    let whole = json!({
        "schema_name": "DoclingDocument",
        "version": VERSION,
        "name": item.id,
        "origin": {"mimetype": "text/plain", "binary_hash": hash, "filename": source.file},
        "furniture": root("furniture", furniture),
        "body": root("body", body),
        "groups": groups,
        "texts": texts,
        "pictures": [],
        "tables": tables,
        "key_value_items": [],
        "form_items": [],
        "pages": {},
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

#[derive(Default)]
struct Parts {
    texts: Vec<Value>,
    groups: Vec<Value>,
    tables: Vec<Value>,
    body: Vec<Value>,
    furniture: Vec<Value>,
}

impl Parts {
    /// Adds a part below `parent` and gives its reference.
    fn add(&mut self, list: &str, parent: &str, mut part: Value) -> String {
        let parts = match list {
            "groups" => &mut self.groups,
            "tables" => &mut self.tables,
            _ => &mut self.texts,
        };
        let reference = format!("#/{list}/{}", parts.len());
        let layer = if parent == "#/furniture" { "furniture" } else { "body" };
        for (key, value) in [
            ("self_ref", json!(reference)),
            ("parent", json!({"$ref": parent})),
            ("children", json!([])),
            ("content_layer", json!(layer)),
        ] {
            part[key] = value;
        }
        parts.push(part);
        if let Some(children) = self.children(parent) {
            children.push(json!({"$ref": reference}));
        }
        reference
    }

    fn children(&mut self, parent: &str) -> Option<&mut Vec<Value>> {
        let mut steps = parent.split('/').skip(1);
        let list = match steps.next()? {
            "body" => return Some(&mut self.body),
            "furniture" => return Some(&mut self.furniture),
            "groups" => &mut self.groups,
            "tables" => &mut self.tables,
            _ => &mut self.texts,
        };
        list.get_mut(steps.next()?.parse::<usize>().ok()?)?.get_mut("children")?.as_array_mut()
    }
}

struct Docling<'a> {
    item: &'a Item<'a>,
    parts: Parts,
}

impl<'a> Docling<'a> {
    fn content(&mut self) {
        let document = self.item.document;
        let header = &document.header;
        for field in [&header.parent_issuer, &header.issuer].into_iter().flatten() {
            self.text(BODY, "text", &field.text, &field.raw, json!({}));
        }
        if let Some(number) = &header.number {
            self.text(BODY, "text", &number.text, &number.raw, json!({}));
        }
        if let Some(date) = &header.date {
            self.text(BODY, "text", &date.iso, &date.raw, json!({}));
        }
        let kind = header.doc_type.as_ref().map(|kind| kind.text.as_str());
        let subject = header.subject.as_ref().map(|subject| subject.text.as_str());
        let title = [kind, subject].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !title.is_empty() {
            self.text(BODY, "title", &title, header.subject.as_ref().map_or("", |subject| &subject.raw), json!({}));
        }
        self.paragraphs(&document.preamble);
        self.nodes(&document.sections, BODY, 1);
        self.paragraphs(&document.closing);
        document.tables.iter().for_each(|table| self.table(table));
        if let Some(signer) = &document.conclusion.signer {
            if let Some(authority) = &signer.authority {
                self.text(BODY, "text", authority, authority, json!({}));
            }
            for field in [&signer.organ, &signer.position, &signer.name].into_iter().flatten() {
                self.text(BODY, "text", &field.text, &field.raw, json!({}));
            }
        }
        if !document.conclusion.recipients.is_empty() {
            let list = self.list(BODY);
            for recipient in &document.conclusion.recipients {
                let raw = self.raw(recipient.span);
                self.entry(&list, "-", &recipient.text, raw);
            }
        }
        for furniture in &document.furniture {
            let label = if furniture.kind == "page_number" { "page_footer" } else { "page_header" };
            for text in self.lines(furniture.lines) {
                self.text("#/furniture", label, text, text, json!({}));
            }
        }
    }

    fn paragraphs(&mut self, paragraphs: &[Paragraph]) {
        for paragraph in paragraphs {
            let raw = self.raw(paragraph.span);
            self.text(BODY, "text", &paragraph.text, raw, json!({}));
        }
    }

    /// Nodes below `parent`; those that are items stand in lists.
    fn nodes(&mut self, nodes: &[Node], parent: &str, level: usize) {
        let mut list: Option<String> = None;
        for node in nodes {
            let raw = self.raw(own(node));
            let label = node.label.as_deref().unwrap_or_default();
            let below = if matches!(node.kind, NodeKind::Section | NodeKind::Heading) {
                list = None;
                let title = [label, node.title.as_deref().unwrap_or_default()].join(" ");
                let header = self.text(parent, "section_header", title.trim(), raw, json!({"level": level}));
                if let Some(text) = &node.text {
                    self.text(&header, "text", text, text, json!({}));
                }
                header
            } else {
                let text = node.text.as_deref().or(node.title.as_deref()).unwrap_or_default();
                if node.label.is_none() {
                    list = None;
                    self.text(parent, "text", text, raw, json!({}))
                } else {
                    let group = list.take().unwrap_or_else(|| self.list(parent));
                    let entry = self.entry(&group, label, text, raw);
                    list = Some(group);
                    entry
                }
            };
            self.nodes(&node.children, &below, level + 1);
        }
    }

    fn table(&mut self, table: &Table) {
        for text in [&table.title, &table.caption].into_iter().flatten() {
            self.text(BODY, "text", text, text, json!({}));
        }
        let width = table.columns.len();
        let mut cells = Vec::new();
        let mut cell = |row: usize, columns: std::ops::Range<usize>, text: &str, head: bool, section: bool| {
            cells.push(json!({
                "text": text, "row_span": 1, "col_span": columns.len(),
                "start_row_offset_idx": row, "end_row_offset_idx": row + 1,
                "start_col_offset_idx": columns.start, "end_col_offset_idx": columns.end,
                "column_header": head, "row_header": false, "row_section": section,
            }));
        };
        if width > 0 {
            table.columns.iter().enumerate().for_each(|(at, column)| cell(0, at..at + 1, &column.title, true, false));
        }
        let mut height = usize::from(width > 0);
        for line in grid::lines(table).iter().filter(|_| width > 0) {
            match line {
                Shown::Group(text) => cell(height, 0..width, text, false, true),
                Shown::Row(row) => {
                    grid::cells(table, row)
                        .enumerate()
                        .for_each(|(at, text)| cell(height, at..at + 1, text, false, false));
                }
            }
            height += 1;
        }
        let data = json!({"table_cells": cells, "num_rows": height, "num_cols": width});
        let empty = json!([]);
        let part = json!({
            "label": "table", "prov": empty, "captions": empty, "references": empty, "footnotes": empty,
            "annotations": empty, "data": data,
        });
        self.parts.add("tables", BODY, part);
        for text in grid::unplaced(self.item, table) {
            self.text(BODY, "text", text, text, json!({}));
        }
    }

    fn list(&mut self, parent: &str) -> String {
        self.parts.add("groups", parent, json!({"label": "list", "name": "list"}))
    }

    fn entry(&mut self, list: &str, marker: &str, text: &str, raw: &str) -> String {
        let enumerated = marker.contains(char::is_alphanumeric);
        self.text(list, "list_item", text, raw, json!({"marker": marker, "enumerated": enumerated}))
    }

    fn text(&mut self, parent: &str, label: &str, text: &str, orig: &str, mut part: Value) -> String {
        let orig = if orig.is_empty() { text } else { orig };
        for (key, value) in [("label", json!(label)), ("text", json!(text)), ("orig", json!(orig)), ("prov", json!([]))]
        {
            part[key] = value;
        }
        self.parts.add("texts", parent, part)
    }

    fn raw(&self, span: Span) -> &'a str {
        self.item.reading.map_or("", |(source, _)| source.slice(span).trim())
    }

    fn lines(&self, [first, last]: Lines) -> Vec<&'a str> {
        let Some((_, restored)) = self.item.reading else { return Vec::new() };
        let lines = restored.lines.iter().take(last).skip(first.saturating_sub(1));
        lines.map(|line| line.text.trim()).filter(|text| !text.is_empty()).collect()
    }
}

/// The place of a node without its children.
fn own(node: &Node) -> Span {
    let end = node.children.first().map_or(node.span.end, |child| child.span.start.min(node.span.end));
    Span::new(node.span.start, end)
}
