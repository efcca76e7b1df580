//! A batch as lines of JSON: the document with its id before it, or the id with an error.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::{Export, Item};
use crate::batch::AtomicFile;
use crate::document::Document;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    #[serde(flatten)]
    document: &'a Document,
}

#[derive(Serialize)]
struct Failure<'a> {
    id: &'a Value,
    error: &'a str,
}

/// The line of a document, without its line feed.
pub fn line(id: &Value, document: &Document) -> String {
    text(&Line { id, document })
}

/// The line of a document that failed.
pub fn failure(id: &Value, error: &str) -> String {
    text(&Failure { id, error })
}

fn text(line: &impl Serialize) -> String {
    // Strings, numbers and keys that are strings: nothing that JSON can't hold.
    serde_json::to_string(line).unwrap_or_default()
}

struct Lines(BufWriter<AtomicFile>);

/// Opens the file at `path`.
pub fn open(path: &Path) -> io::Result<Box<dyn Export>> {
    Ok(Box::new(Lines(BufWriter::new(AtomicFile::create(path)?))))
}

impl Export for Lines {
    fn add(&mut self, item: &Item) -> io::Result<()> {
        self.0.write_all(line(&item.id.into(), item.document).as_bytes())?;
        self.0.write_all(b"\n")
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}
