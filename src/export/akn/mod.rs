//! Akoma Ntoso 3.0 (OASIS LegalDocML): a `doc` with its tree as hierarchy, appendix tables in containers, and references to what it cites.
//!
//! Identifiers follow the Akoma Ntoso naming convention 1.0; `eid` says how.

mod eid;
mod iri;

use std::io::{self, Write};

use aho_corasick::AhoCorasick;

use super::grid::{self, Shown};
use super::xml::Xml;
use super::{Item, printable};
use crate::document::{Document, Header, Node, NodeKind, Paragraph, Signer, Table};
use eid::Ids;

const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// Writes the document.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let mut akn = Akn { item, xml: Xml::new(out)?, ids: Ids::default(), cited: Cited::new(item.document) };
    akn.document()?;
    drop(akn);
    out.write_all(b"\n")
}

struct Akn<'a> {
    item: &'a Item<'a>,
    xml: Xml<'a>,
    ids: Ids,
    cited: Cited,
}

/// The numbers of the cited documents, to be found in texts.
struct Cited {
    find: Option<AhoCorasick>,
    iris: Vec<String>,
}

impl Cited {
    fn new(document: &Document) -> Self {
        let dated = document.citations.iter().filter(|citation| citation.date.is_some());
        let (numbers, iris): (Vec<&str>, Vec<String>) =
            dated.map(|citation| (citation.number.as_str(), iri::citation(citation))).unzip();
        let find = AhoCorasick::builder().match_kind(aho_corasick::MatchKind::LeftmostLongest).build(numbers);
        Self { find: find.ok(), iris }
    }

    /// Where `text` names a cited document, with its address.
    fn places(&self, text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
        let Some(find) = &self.find else { return Vec::new() };
        let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '-');
        let whole = |found: &aho_corasick::Match| {
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            !found.is_empty() && !part_of_word(before.chars().next_back()) && !part_of_word(after.chars().next())
        };
        let matches = find.find_iter(text).filter(whole);
        matches.map(|found| (found.range(), self.iris[found.pattern().as_usize()].as_str())).collect()
    }
}

impl Akn<'_> {
    fn document(&mut self) -> io::Result<()> {
        let document = self.item.document;
        self.xml.open("akomaNtoso", &[("xmlns", NAMESPACE)])?;
        let name = iri::kind(document);
        self.xml.open("doc", &[("name", &name)])?;
        self.meta(&name)?;
        self.preface(&document.header)?;
        if !document.preamble.is_empty() {
            self.open("preamble", None, &[])?;
            self.paragraphs(&document.preamble)?;
            self.close()?;
        }
        self.open("mainBody", None, &[])?;
        for node in &document.sections {
            self.node(node)?;
        }
        self.paragraphs(&document.closing)?;
        for table in &document.tables {
            self.table(table)?;
        }
        if document.sections.is_empty() && document.closing.is_empty() && document.tables.is_empty() {
            self.p("")?;
        }
        self.close()?;
        self.conclusions(document)?;
        self.xml.close()?;
        self.xml.close()
    }

    fn meta(&mut self, name: &str) -> io::Result<()> {
        let document = self.item.document;
        let work = iri::work(document);
        let expression = format!("{work}/vie@");
        let manifestation = format!("{expression}.xml");
        let (date, certainty) = iri::date(document);
        let author = document.header.issuer.as_ref().map_or("", |issuer| issuer.text.as_str());
        self.xml.open("meta", &[])?;
        self.xml.open("identification", &[("source", "#vanban")])?;
        for (level, iri) in
            [("FRBRWork", &work), ("FRBRExpression", &expression), ("FRBRManifestation", &manifestation)]
        {
            self.xml.open(level, &[])?;
            let this = match iri.strip_suffix(".xml") {
                Some(stem) => format!("{stem}/!main.xml"),
                None => format!("{iri}/!main"),
            };
            self.xml.empty("FRBRthis", &[("value", &this)])?;
            self.xml.empty("FRBRuri", &[("value", iri)])?;
            self.xml.empty("FRBRdate", &[("date", &date), ("name", certainty)])?;
            self.xml.empty("FRBRauthor", &[("href", if level == "FRBRWork" { "#issuer" } else { "#vanban" })])?;
            match level {
                "FRBRWork" => {
                    self.xml.empty("FRBRcountry", &[("value", "vn")])?;
                    self.xml.empty("FRBRsubtype", &[("value", name)])?;
                    if let Some(number) = &document.header.number {
                        self.xml.empty("FRBRnumber", &[("value", &number.text)])?;
                    }
                }
                "FRBRExpression" => self.xml.empty("FRBRlanguage", &[("language", "vie")])?,
                _ => self.xml.empty("FRBRformat", &[("value", "application/akn+xml")])?,
            }
            self.xml.close()?;
        }
        self.xml.close()?;
        self.xml.open("references", &[("source", "#vanban")])?;
        let issuer = format!("/akn/ontology/organization/vn/{}", iri::slug(author));
        self.xml.empty("TLCOrganization", &[("eId", "issuer"), ("href", &issuer), ("showAs", author)])?;
        let vanban = [("eId", "vanban"), ("href", "/akn/ontology/organization/vanban"), ("showAs", "Vanban")];
        self.xml.empty("TLCOrganization", &vanban)?;
        self.xml.close()?;
        self.xml.close()
    }

    fn preface(&mut self, header: &Header) -> io::Result<()> {
        let text = |field: &Option<crate::document::Field>| field.as_ref().map(|field| field.text.clone());
        let (date, _) = iri::date(self.item.document);
        let printed = header.date.as_ref().map(|found| match text(&header.place) {
            Some(place) => format!("{place}, {}", iri::spoken(&found.iso)),
            None => iri::spoken(&found.iso),
        });
        let fields: [(&'static str, Option<String>); 6] = [
            ("docProponent", text(&header.parent_issuer)),
            ("docProponent", text(&header.issuer)),
            ("docNumber", header.number.as_ref().map(|number| number.text.clone())),
            ("docDate", printed),
            ("docType", header.doc_type.as_ref().map(|kind| kind.text.clone())),
            ("docTitle", text(&header.subject)),
        ];
        if fields.iter().all(|(_, text)| text.is_none()) {
            return Ok(());
        }
        self.open("preface", None, &[])?;
        for (name, text) in fields.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))) {
            self.open("p", None, &[])?;
            let extra: &[(&str, &str)] = if name == "docDate" { &[("date", &date)] } else { &[] };
            self.inline(name, extra, text)?;
            self.close()?;
        }
        self.close()
    }

    fn node(&mut self, node: &Node) -> io::Result<()> {
        let label = node.label.as_deref().filter(|label| !label.is_empty());
        let name = element(node.kind, label);
        self.open(name, label, &[])?;
        for (name, text) in [("num", label), ("heading", node.title.as_deref())] {
            if let Some(text) = text {
                self.open(name, None, &[])?;
                self.text(text)?;
                self.close()?;
            }
        }
        if let Some(text) = &node.text {
            self.open(if node.children.is_empty() { "content" } else { "intro" }, None, &[])?;
            self.p(text)?;
            self.close()?;
        }
        for child in &node.children {
            self.node(child)?;
        }
        self.close()
    }

    fn table(&mut self, table: &Table) -> io::Result<()> {
        self.open("hcontainer", None, &[("name", "appendix")])?;
        if let Some(title) = &table.title {
            self.open("heading", None, &[])?;
            self.text(title)?;
            self.close()?;
        }
        self.open("content", None, &[])?;
        self.p(table.caption.as_deref().unwrap_or(""))?;
        if !table.columns.is_empty() {
            self.open("table", None, &[])?;
            self.row("th", &[], table.columns.iter().map(|column| column.title.as_str()))?;
            let span = table.columns.len().to_string();
            for line in grid::lines(table) {
                match line {
                    Shown::Group(text) => self.row("td", &[("colspan", &span)], std::iter::once(text))?,
                    Shown::Row(row) => self.row("td", &[], grid::cells(table, row))?,
                }
            }
            self.close()?;
        }
        for text in grid::unplaced(self.item, table) {
            self.p(text)?;
        }
        self.close()?;
        self.close()
    }

    fn row<'t>(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        cells: impl Iterator<Item = &'t str>,
    ) -> io::Result<()> {
        self.open("tr", None, &[])?;
        for text in cells {
            self.open(name, None, attributes)?;
            self.p(text)?;
            self.close()?;
        }
        self.close()
    }

    fn conclusions(&mut self, document: &Document) -> io::Result<()> {
        let conclusion = &document.conclusion;
        let signature = conclusion.signer.as_ref().map(signed).unwrap_or_default();
        if signature.is_empty() && conclusion.recipients.is_empty() {
            return Ok(());
        }
        self.open("conclusions", None, &[])?;
        for text in signature {
            self.open("p", None, &[])?;
            self.inline("signature", &[], &text)?;
            self.close()?;
        }
        for recipient in &conclusion.recipients {
            match &recipient.purpose {
                Some(purpose) => self.p(&format!("- {} ({purpose})", recipient.text))?,
                None => self.p(&format!("- {}", recipient.text))?,
            }
        }
        self.close()
    }

    fn paragraphs(&mut self, paragraphs: &[Paragraph]) -> io::Result<()> {
        paragraphs.iter().try_for_each(|paragraph| self.p(&paragraph.text))
    }

    fn p(&mut self, text: &str) -> io::Result<()> {
        self.open("p", None, &[])?;
        self.text(text)?;
        self.close()
    }

    /// Text with what it cites as references.
    fn text(&mut self, text: &str) -> io::Result<()> {
        let places: Vec<_> = self.cited.places(text).into_iter().map(|(range, iri)| (range, iri.to_owned())).collect();
        let mut at = 0;
        for (range, iri) in places {
            self.xml.text(&text[at..range.start])?;
            self.inline("ref", &[("href", &iri)], &text[range.clone()])?;
            at = range.end;
        }
        self.xml.text(&text[at..])
    }

    fn inline(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        let id = self.ids.leaf(name);
        let mut all = vec![("eId", id.as_str())];
        all.extend(attributes);
        self.xml.inline(name, &all, text)
    }

    /// Opens an element with its id; `num` is what is printed as its number.
    fn open(&mut self, name: &'static str, num: Option<&str>, attributes: &[(&str, &str)]) -> io::Result<()> {
        let num = num.map(printable);
        let id = self.ids.open(name, num.as_deref());
        let mut all: Vec<(&str, &str)> = id.iter().map(|id| ("eId", id.as_str())).collect();
        all.extend(attributes);
        self.xml.open(name, &all)
    }

    fn close(&mut self) -> io::Result<()> {
        self.ids.close();
        self.xml.close()
    }
}

/// The element of a node: by its kind, and by the shape of its label.
fn element(kind: NodeKind, label: Option<&str>) -> &'static str {
    match (kind, label) {
        (NodeKind::Section, _) => "section",
        (NodeKind::Heading, Some(label)) if label.starts_with("Điều") => "article",
        (NodeKind::Heading, _) => "subsection",
        (_, None) => "alinea",
        (_, Some(label)) if !label.contains(char::is_alphanumeric) => "indent",
        (_, Some(label)) if label.chars().all(char::is_lowercase) => "point",
        _ => "paragraph",
    }
}

fn signed(signer: &Signer) -> Vec<String> {
    let text = |field: &Option<crate::document::Field>| field.as_ref().map(|field| field.text.clone());
    let organ = [signer.authority.clone(), text(&signer.organ)];
    let organ = organ.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines = [Some(organ), text(&signer.position), text(&signer.name)];
    lines.into_iter().flatten().filter(|text| !text.is_empty()).collect()
}
