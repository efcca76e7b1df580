//! Formats of one file a document.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{Export, Item};
use crate::batch::AtomicFile;

/// How a format writes a document.
pub type Render = fn(&Item, &mut dyn Write) -> io::Result<()>;

struct Page {
    file: BufWriter<AtomicFile>,
    render: Render,
}

/// Opens the file at `path`, in a folder that is made where it is missing.
pub fn open(path: &Path, render: Render) -> io::Result<Box<dyn Export>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Box::new(Page { file: BufWriter::new(AtomicFile::create(path)?), render }))
}

impl Export for Page {
    fn add(&mut self, item: &Item) -> io::Result<()> {
        (self.render)(item, &mut self.file)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

/// What only a document that was just converted has.
pub fn reading<'a>(item: &Item<'a>) -> io::Result<(&'a crate::text::Source, &'a crate::restore::Restored)> {
    item.reading.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the text of the document is not at hand"))
}
