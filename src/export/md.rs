//! Markdown (CommonMark with tables): header, tree and appendix tables, to be read, or fed to what reads Markdown.

use std::io::{self, Write};

use super::grid::{self, Shown};
use super::{Item, printable};
use crate::document::{Document, Node, NodeKind, Signer, Table};

/// Writes the document.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let document = item.document;
    head(document, out)?;
    for paragraph in &document.preamble {
        writeln!(out, "{}\n", escaped(&paragraph.text))?;
    }
    for node in &document.sections {
        section(node, 2, out)?;
    }
    for paragraph in &document.closing {
        writeln!(out, "{}\n", escaped(&paragraph.text))?;
    }
    for shown in &document.tables {
        table(item, shown, out)?;
    }
    if let Some(signer) = &document.conclusion.signer {
        signed(signer, out)?;
    }
    if !document.conclusion.recipients.is_empty() {
        writeln!(out, "**Nơi nhận:**\n")?;
        for recipient in &document.conclusion.recipients {
            let purpose = recipient.purpose.as_ref().map(|purpose| format!(" ({})", escaped(purpose)));
            writeln!(out, "- {}{}", escaped(&recipient.text), purpose.unwrap_or_default())?;
        }
    }
    Ok(())
}

fn head(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let header = &document.header;
    let kind = header.doc_type.as_ref().map(|kind| kind.text.as_str());
    let subject = header.subject.as_ref().map(|subject| subject.text.as_str());
    let title = [kind, subject].into_iter().flatten().collect::<Vec<_>>().join(" ");
    writeln!(out, "# {}\n", escaped(if title.is_empty() { &document.source.file } else { &title }))?;
    let text = |field: &Option<crate::document::Field>| field.as_ref().map(|field| field.text.clone());
    let fields = [
        ("Cơ quan chủ quản", text(&header.parent_issuer)),
        ("Cơ quan ban hành", text(&header.issuer)),
        ("Số, ký hiệu", header.number.as_ref().map(|number| number.text.clone())),
        ("Nơi ban hành", text(&header.place)),
        ("Ngày ban hành", header.date.as_ref().map(|date| date.iso.clone())),
    ];
    let mut any = false;
    for (name, text) in fields.iter().filter_map(|(name, text)| Some((name, text.as_deref()?))) {
        writeln!(out, "- **{name}:** {}", escaped(text))?;
        any = true;
    }
    if any { writeln!(out) } else { Ok(()) }
}

/// A node with a title of its own.
fn section(node: &Node, level: usize, out: &mut dyn Write) -> io::Result<()> {
    if !matches!(node.kind, NodeKind::Section | NodeKind::Heading) {
        return item(node, 0, out).and_then(|()| writeln!(out));
    }
    let label = node.label.as_deref().map_or_else(String::new, |label| format!("{}. ", escaped(label)));
    writeln!(out, "{} {label}{}\n", "#".repeat(level.min(6)), escaped(node.title.as_deref().unwrap_or_default()))?;
    if let Some(text) = &node.text {
        writeln!(out, "{}\n", escaped(text))?;
    }
    let mut listed = false;
    for child in &node.children {
        let is_section = matches!(child.kind, NodeKind::Section | NodeKind::Heading);
        if is_section {
            if listed {
                writeln!(out)?;
            }
            section(child, level + 1, out)?;
        } else {
            item(child, 0, out)?;
        }
        listed = !is_section;
    }
    if listed { writeln!(out) } else { Ok(()) }
}

/// A node that stands in a list. Its label is text, so that a reader does not number it anew.
fn item(node: &Node, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let label = node.label.as_deref().filter(|label| label.contains(char::is_alphanumeric));
    let label = label.map_or_else(String::new, |label| format!("**{}** ", escaped(label)));
    let text = [&node.title, &node.text].into_iter().flatten().map(|text| escaped(text)).collect::<Vec<_>>().join(" ");
    writeln!(out, "{}- {label}{text}", "  ".repeat(depth))?;
    node.children.iter().try_for_each(|child| item(child, depth + 1, out))
}

fn table(item: &Item, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    if let Some(title) = &table.title {
        writeln!(out, "## {}\n", escaped(title))?;
    }
    if let Some(caption) = &table.caption {
        writeln!(out, "{}\n", escaped(caption))?;
    }
    if !table.columns.is_empty() {
        row(table.columns.iter().map(|column| column.title.as_str()), out)?;
        writeln!(out, "|{}", " --- |".repeat(table.columns.len()))?;
        for line in grid::lines(table) {
            match line {
                Shown::Group(text) => {
                    let rest = "|".repeat(table.columns.len());
                    writeln!(out, "| **{}** {rest}", escaped(text))?;
                }
                Shown::Row(cells) => row(grid::cells(table, cells), out)?,
            }
        }
        writeln!(out)?;
    }
    grid::unplaced(item, table).into_iter().try_for_each(|text| writeln!(out, "{}\n", escaped(text)))
}

fn row<'t>(cells: impl Iterator<Item = &'t str>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "|")?;
    for cell in cells {
        write!(out, " {} |", escaped(cell))?;
    }
    writeln!(out)
}

fn signed(signer: &Signer, out: &mut dyn Write) -> io::Result<()> {
    let text = |field: &Option<crate::document::Field>| field.as_ref().map(|field| field.text.clone());
    let organ = [signer.authority.clone(), text(&signer.organ)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    for line in [Some(organ), text(&signer.position), text(&signer.name)].into_iter().flatten() {
        if !line.is_empty() {
            writeln!(out, "**{}**\n", escaped(&line))?;
        }
    }
    Ok(())
}

/// `text` on one line, with everything that Markdown or HTML would read as markup as text.
fn escaped(text: &str) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let opens = at == 0 && matches!(c, '#' | '-' | '+' | '=');
        // "1. " or "1) " at the start of a line is a list.
        let numbers = matches!(c, '.' | ')') && at > 0 && line[..at].bytes().all(|byte| byte.is_ascii_digit());
        if opens || numbers || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '!' | '$')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        for (text, expected) in [
            ("1. Kế hoạch", "1\\. Kế hoạch"),
            ("# a\n## b", "\\# a ## b"),
            ("<script>a && b</script>", "\\<script\\>a \\&\\& b\\</script\\>"),
            ("[x](javascript:1)", "\\[x\\](javascript:1)"),
            ("a|b", "a\\|b"),
            ("- a", "\\- a"),
            ("ngày 1.2", "ngày 1.2"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
