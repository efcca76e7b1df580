//! The tables of a batch as comma-separated values (RFC 4180), in UTF-8 with a byte-order mark, without which Excel takes it for
//! another encoding.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use csv::Writer;

use super::sheet::{Cell, Numbering, SHEETS, defuse};
use super::{Export, Item};
use crate::batch::AtomicFile;

struct Tables {
    files: Vec<Writer<BufWriter<AtomicFile>>>,
    numbering: Numbering,
}

/// Opens one file a table, which `path` names.
pub fn open(path: impl Fn(&str) -> PathBuf) -> io::Result<Box<dyn Export>> {
    let mut files = Vec::new();
    for sheet in SHEETS {
        let mut file = BufWriter::new(AtomicFile::create(&path(sheet.name))?);
        file.write_all("\u{feff}".as_bytes())?;
        let mut writer = Writer::from_writer(file);
        writer.write_record(sheet.columns.iter().map(|column| column.title))?;
        files.push(writer);
    }
    Ok(Box::new(Tables { files, numbering: Numbering::default() }))
}

impl Export for Tables {
    fn add(&mut self, item: &Item) -> io::Result<()> {
        for (at, row) in self.numbering.rows(item) {
            self.files[at].write_record(row.iter().map(text))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        for file in self.files {
            let file = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        }
        Ok(())
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Text(_) | Cell::List(_) => defuse(&cell.joined()),
    }
}
