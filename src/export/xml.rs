//! An XML writer that knows blocks, which stand on lines of their own, and inline elements, which must not.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::printable;

/// Writes XML to `out`. Text and attributes are escaped, and what XML can't hold is replaced.
pub struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
    /// For each open block its name, and whether blocks stand in it.
    blocks: Vec<(&'static str, bool)>,
}

impl<'w> Xml<'w> {
    /// Starts a document.
    pub fn new(out: &'w mut dyn Write) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer, blocks: Vec::new() })
    }

    /// Opens a block.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.line()?;
        self.start(name, attributes)?;
        self.blocks.push((name, false));
        Ok(())
    }

    /// Closes the block that was opened last.
    pub fn close(&mut self) -> io::Result<()> {
        let Some((name, holds_blocks)) = self.blocks.pop() else { return Ok(()) };
        if holds_blocks {
            self.indent()?;
        }
        self.end(name)
    }

    /// Writes a block without content.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.line()?;
        self.writer.write_event(Event::Empty(element(name, attributes)))
    }

    /// Writes an inline element with text.
    pub fn inline(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.start(name, attributes)?;
        self.text(text)?;
        self.end(name)
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::new(&printable(text))))
    }

    fn start(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(element(name, attributes)))
    }

    fn end(&mut self, name: &'static str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    fn line(&mut self) -> io::Result<()> {
        self.indent()?;
        if let Some((_, holds_blocks)) = self.blocks.last_mut() {
            *holds_blocks = true;
        }
        Ok(())
    }

    fn indent(&mut self) -> io::Result<()> {
        writeln!(self.writer.get_mut())?;
        (0..self.blocks.len()).try_for_each(|_| self.writer.get_mut().write_all(b"  "))
    }
}

fn element<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    attributes.iter().for_each(|&(key, value)| start.push_attribute((key, &*printable(value))));
    start
}
