//! A document read from top to bottom, part by part: head, body, conclusion, what is attached, appendices.

use std::ops::Range;

use super::block;
use super::closing::closing_start;
use super::kind::{self, Builder};
use super::{
    Info, agree, clarity, conclusion, diagnose, goals, header, number_check, person, place_name, quality, tasks, title,
    tree,
};
use crate::document::{
    Channel, Conclusion, Diagnostic, Document, Furniture, Header, Node, Paragraph, SCHEMA, SourceInfo, Table, Target,
    Task, Tool,
};
use crate::layout::columns::left_of_motto;
use crate::layout::{Flow, Pages};
use crate::page::Place;
use crate::refs;
use crate::restore::Restored;
use crate::table;
use crate::text::Source;

/// Lines within which an attached document's type must stand after a conclusion.
const ATTACHED_HEAD: usize = 12;

/// A document while it is read from top to bottom.
pub(super) struct Parts<'a> {
    pages: &'a Pages<'a>,
    source: &'a Source,
    restored: &'a Restored,
    builder: Builder<'a>,
    header: Header,
    /// The subject's words.
    subject: Option<Flow<'a>>,
    preamble: Vec<Paragraph>,
    sections: Vec<Node>,
    closing: Vec<Paragraph>,
    conclusion: Conclusion,
    tables: Vec<Table>,
    /// The rows of tables that were read from text, and what is known of the document beside its lines.
    pub rows: table::Rows,
    known: table::Known<'a>,
    furniture: Vec<Furniture>,
    diagnostics: Vec<Diagnostic>,
    /// Text outside the tree, to be searched for references.
    loose: Vec<(Option<String>, Flow<'a>)>,
}

impl<'a> Parts<'a> {
    pub fn new(pages: &'a Pages<'a>, source: &'a Source, restored: &'a Restored, known: table::Known<'a>) -> Self {
        let notes = pages.furniture.iter().filter(|furniture| furniture.kind == "footnote");
        let note = |at: usize| (None, Flow::new(source, restored, at, at, 0));
        Self {
            pages,
            source,
            restored,
            loose: notes.map(|note_at| note(note_at.lines[0] - 1)).collect(),
            builder: Builder::new(pages, source, restored),
            header: Header::default(),
            subject: None,
            preamble: Vec::new(),
            sections: Vec::new(),
            closing: Vec::new(),
            conclusion: Conclusion::default(),
            tables: Vec::new(),
            rows: table::Rows::default(),
            known,
            furniture: pages.furniture.clone(),
            diagnostics: Vec::new(),
        }
    }

    /// Reads the document and what is attached to it.
    pub fn read(&mut self) {
        let head = header::read(self.pages, self.source, self.restored);
        self.header = head.header;
        self.subject = head.subject;
        if head.end > 0 {
            self.header.lines = Some(self.lines(0..head.end));
            let flow = self.flow(0..head.end);
            self.loose.push((None, flow));
        }
        let mut at = self.part(head.end, true);
        let total = self.pages.lines.len();
        // A decision carries its plan after its own conclusion.
        while at < total && !header::opens_appendix(&self.pages.lines[at]) {
            let near = at..total.min(at + ATTACHED_HEAD);
            let Some(named) = near.clone().find(|&at| title::doc_type(&self.pages.lines[at]).is_some()) else { break };
            // Rows of a table stand above; a stroke in a head is noise.
            let row = |at: usize| {
                let text = self.pages.lines[at].text;
                text.contains('|') && left_of_motto(text).is_none()
            };
            if (at..named).any(row) {
                break;
            }
            let body = title::subject_end(self.pages, named + 1);
            let paragraph = self.paragraph(at..body);
            self.preamble.push(paragraph);
            at = self.part(body, false);
        }
        if at < total {
            self.appendices(at);
        }
    }

    /// Reads a body and its conclusion; returns where they end.
    fn part(&mut self, from: usize, main: bool) -> usize {
        let total = self.pages.lines.len();
        let ending = conclusion::locate(self.pages, from, total);
        let appendix = (from + 1..total).find(|&at| {
            let line = &self.pages.lines[at];
            // A page's number may stand above, or be noise.
            let apart = line.page || line.gap() && line.text.split_whitespace().count() <= 4;
            apart && header::opens_appendix(line) && crate::layout::fuzzy::is_capitals(line.text)
        });
        let appendix = appendix.unwrap_or(total);
        let ending = ending.filter(|lines| lines.start < appendix);
        let stop = ending.as_ref().map_or(appendix, |lines| lines.start);
        self.body(from..stop);
        match ending {
            Some(lines) if main => {
                let end = lines.end;
                self.conclusion = conclusion::read(self.pages, self.source, self.restored, lines);
                person::agree(&mut self.conclusion, self.restored.channel);
                end
            }
            // The conclusion of an attached document says nothing new; its lines stay with the closing.
            Some(lines) => {
                let end = lines.end;
                let paragraph = self.paragraph(lines);
                self.closing.push(paragraph);
                end
            }
            None => stop,
        }
    }

    /// Reads the lines between head and conclusion.
    fn body(&mut self, lines: Range<usize>) {
        let mut blocks = block::blocks(self.pages, lines.start, lines.end);
        let closing = blocks.split_off(closing_start(self.pages, &blocks));
        let (loose, drafts) = tree::nest(self.pages, blocks);
        diagnose::labels(self.pages, &drafts, &mut self.diagnostics);
        for block in loose {
            let paragraph = self.paragraph(block.first..block.last + 1);
            self.preamble.push(paragraph);
        }
        self.sections.extend(self.builder.sections(drafts));
        for block in closing {
            let paragraph = self.paragraph(block.first..block.last + 1);
            self.closing.push(paragraph);
        }
    }

    /// Reads what follows the last conclusion: appendix tables, and what else stands there.
    fn appendices(&mut self, from: usize) {
        let first = self.pages.lines[from].index;
        self.furniture.retain(|furniture| furniture.lines[0] <= first);
        let found = table::find(self.source, self.restored, first..self.source.line_count(), self.known);
        self.furniture.extend(found.furniture);
        self.diagnostics.extend(found.diagnostics);
        self.rows.extend(found.rows);
        for line in &self.pages.lines[from..] {
            let flow = Flow::new(self.source, self.restored, line.index, line.index, 0);
            self.loose.push((None, flow));
        }
        for rest in found.rest {
            let start = self.pages.lines.partition_point(|line| line.index + 1 < rest[0]);
            let end = self.pages.lines.partition_point(|line| line.index < rest[1]);
            for line in rest[0]..=rest[1] {
                let laid = self.pages.lines[start..end].binary_search_by_key(&line, |laid| laid.index + 1).is_ok();
                if !laid && !self.source.line(line - 1).trim().is_empty() {
                    self.furniture.push(Furniture { lines: [line, line], kind: "noise".into() });
                }
            }
            let ruled = self.pages.lines[start..end].iter().filter(|line| line.text.contains('|')).count();
            if start >= end {
                continue;
            } else if found.tables.is_empty() && 3 * ruled < end - start {
                self.body(start..end);
            } else {
                let paragraph = self.paragraph(start..end);
                self.closing.push(paragraph);
            }
        }
        self.tables.extend(found.tables);
    }

    pub fn finish(self, channel: Channel, info: &Info) -> Document {
        let Self { source, restored, mut header, mut diagnostics, tables, mut furniture, loose, .. } = self;
        let mut flows = loose;
        flows.extend(self.builder.flows);
        flows.sort_by_key(|(_, flow)| flow.lines().next());
        diagnostics.extend(diagnose::appendices(&flows, &tables));
        diagnostics.extend(diagnose::reading(source));
        if let (Some(field), Some(read)) = (&mut header.subject, &self.subject) {
            // The first flow is the head's own.
            field.text = agree::subject(read, flows.get(1..).unwrap_or_default());
        }
        place_name::agree(&mut header, source, restored.channel, &flows);
        diagnostics.extend(number_check::number(&header));
        let own = header.number.as_ref().map(|number| number.text.as_str());
        let (citations, odd) = refs::citations(source, &flows, own);
        diagnostics.extend(odd);
        let mut tasks: Vec<Task> = tasks::from_tree(source, &self.sections, &flows);
        tasks.extend(tables.iter().flat_map(table::tasks));
        let subject = header.subject.as_ref().map_or("", |subject| subject.text.as_str());
        let mut targets: Vec<Target> = goals::from_tree(&self.sections, &flows, subject);
        targets.extend(tables.iter().flat_map(table::targets));
        diagnostics.sort_by_key(|diagnostic| diagnostic.lines);
        furniture.sort_by_key(|furniture| furniture.lines);
        Document {
            schema: SCHEMA.into(),
            offset_unit: "unicode_code_point".into(),
            tool: Tool {
                name: env!("CARGO_PKG_NAME").into(),
                version: env!("CARGO_PKG_VERSION").into(),
                model: info.model.clone(),
            },
            source: SourceInfo {
                file: info.file.clone(),
                sha256: source.sha256().into(),
                lines: source.line_count(),
                chars: source.chars(),
                channel,
            },
            header,
            preamble: self.preamble,
            sections: self.sections,
            closing: self.closing,
            clarity: clarity::report(&tasks),
            tasks,
            targets,
            tables,
            citations,
            conclusion: self.conclusion,
            furniture,
            quality: quality::quality(source, restored),
            diagnostics,
        }
    }

    /// Lines as a paragraph outside the tree.
    fn paragraph(&mut self, lines: Range<usize>) -> Paragraph {
        let flow = self.flow(lines.clone());
        let lines = self.lines(lines);
        let span = kind::span(self.source, lines);
        let place = Place::of(self.source.places(), span);
        let paragraph = Paragraph { text: flow.text().to_owned(), lines, span, place };
        self.loose.push((None, flow));
        paragraph
    }

    fn flow(&self, lines: Range<usize>) -> Flow<'a> {
        let mut flow = Flow::empty(self.source, self.restored);
        for line in &self.pages.lines[lines] {
            flow.push(line.index, 0..self.restored.lines[line.index].text.len());
        }
        flow
    }

    /// Source lines, from 1, of a range of lines with content, which is not empty.
    fn lines(&self, lines: Range<usize>) -> [usize; 2] {
        [self.pages.lines[lines.start].index + 1, self.pages.lines[lines.end - 1].index + 1]
    }
}
