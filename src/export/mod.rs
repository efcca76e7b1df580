//! What converted documents become: files that people and programs open.
//!
//! A [`Format`] opens an [`Export`]; documents go in one after another, and its files have their names when it is finished. Some
//! formats give one file a document, the others gather a batch in one file, or in one for each of the tables that [`sheet`] defines.
//!
//! Whatever a document holds is data in the result: no text becomes markup, a formula or a path. Nothing here depends on the clock or the
//! machine, so the same documents give the same bytes.

mod akn;
mod csv;
mod docling;
mod grid;
mod html;
mod json;
mod jsonl;
mod md;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
pub mod sheet;
mod txt;
#[cfg(feature = "xlsx")]
mod xlsx;
mod xml;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::restore::Restored;
use crate::text::Source;

pub use jsonl::{failure, line};

/// A document on its way out.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    /// What it is called in the batch.
    pub id: &'a str,
    /// What was made of it.
    pub document: &'a Document,
    /// What was read and restored. Formats of one file a document are given it; a batch is gathered without.
    pub reading: Option<(&'a Source, &'a Restored)>,
}

/// A format that is being written.
pub trait Export {
    /// Takes the next document.
    fn add(&mut self, item: &Item) -> io::Result<()>;

    /// Ends the files and gives them their names. Dropped before that, it leaves nothing behind.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A format of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The document as JSON.
    Json,
    /// A batch as lines of JSON, one a document.
    Jsonl,
    /// The restored text, line for line.
    Txt,
    /// Header, tree and tables as Markdown.
    Md,
    /// The tables of a batch as comma-separated values.
    Csv,
    /// The tables of a batch as a workbook.
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// The tables of a batch as Parquet files.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A page to read and check the document on.
    Html,
    /// DoclingDocument JSON.
    Docling,
    /// Akoma Ntoso XML.
    Akn,
}

impl Format {
    /// Every format of this build.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Jsonl,
        Self::Txt,
        Self::Md,
        Self::Csv,
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        Self::Html,
        Self::Docling,
        Self::Akn,
    ];

    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Csv => "csv",
            #[cfg(feature = "xlsx")]
            Self::Xlsx => "xlsx",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Html => "html",
            Self::Docling => "docling",
            Self::Akn => "akn",
        }
    }

    /// What the format's file of one document is called after the document's name; none for a format that gathers a batch.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("json"),
            Self::Txt => Some("txt"),
            Self::Md => Some("md"),
            Self::Html => Some("html"),
            Self::Docling => Some("docling.json"),
            Self::Akn => Some("akn.xml"),
            _ => None,
        }
    }

    /// Opens the format for one document called `name`, a path below `folder`, or for a batch whose files go into `folder`, where
    /// `name` follows their own names: `-1-of-3`, or nothing.
    pub fn open(self, folder: &Path, name: &Path) -> io::Result<Box<dyn Export>> {
        let page = |render| page::open(&self.target(folder, name), render);
        match self {
            Self::Json => page(json::render),
            Self::Txt => page(txt::render),
            Self::Md => page(md::render),
            Self::Html => page(html::render),
            Self::Docling => page(docling::render),
            Self::Akn => page(akn::render),
            Self::Jsonl => jsonl::open(&gathered(folder, "documents", name, "jsonl")),
            Self::Csv => csv::open(|table| gathered(folder, table, name, "csv")),
            #[cfg(feature = "xlsx")]
            Self::Xlsx => xlsx::open(&gathered(folder, "vanban", name, "xlsx")),
            #[cfg(feature = "parquet")]
            Self::Parquet => parquet::open(|table| gathered(folder, table, name, "parquet")),
        }
    }

    /// The file of one document called `name` below `folder`.
    pub fn target(self, folder: &Path, name: &Path) -> PathBuf {
        let mut path = folder.join(name).into_os_string();
        path.push(".");
        path.push(self.extension().unwrap_or(self.name()));
        path.into()
    }
}

fn gathered(folder: &Path, stem: &str, part: &Path, extension: &str) -> PathBuf {
    folder.join(format!("{stem}{}.{extension}", part.display()))
}

/// `text` with every character that XML 1.0 can't hold, and no reader shows, as U+FFFD.
fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    let unprintable =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(unprintable) { text.replace(unprintable, "\u{fffd}").into() } else { text.into() }
}
