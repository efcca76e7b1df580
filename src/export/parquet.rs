//! The tables of a batch as Parquet files with typed columns: whole numbers, numbers, days and lists of texts.

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::sheet::{Cell, Kind, Numbering, SHEETS, Sheet};
use super::{Export, Item};
use crate::batch::AtomicFile;

/// Rows that are handed over at once.
const BATCH: usize = 1024;
/// Rows of a row group: what is held in memory, and what a reader can skip.
const GROUP: usize = 1 << 16;

struct Tables {
    tables: Vec<Table>,
    numbering: Numbering,
}

struct Table {
    sheet: &'static Sheet,
    schema: Arc<Schema>,
    writer: ArrowWriter<BufWriter<AtomicFile>>,
    waiting: Vec<Vec<Cell>>,
}

/// Opens one file a table, which `path` names.
pub fn open(path: impl Fn(&str) -> PathBuf) -> io::Result<Box<dyn Export>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_created_by(format!("vanban {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut tables = Vec::new();
    for sheet in SHEETS {
        let schema = schema(sheet);
        let file = BufWriter::new(AtomicFile::create(&path(sheet.name))?);
        let writer =
            ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.clone())).map_err(io::Error::from)?;
        tables.push(Table { sheet, schema, writer, waiting: Vec::new() });
    }
    Ok(Box::new(Tables { tables, numbering: Numbering::default() }))
}

impl Export for Tables {
    fn add(&mut self, item: &Item) -> io::Result<()> {
        for (at, row) in self.numbering.rows(item) {
            let table = &mut self.tables[at];
            table.waiting.push(row);
            if table.waiting.len() >= BATCH {
                table.flush()?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        for mut table in self.tables {
            table.flush()?;
            let file = table.writer.into_inner().map_err(io::Error::from)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        }
        Ok(())
    }
}

impl Table {
    fn flush(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let columns = self.sheet.columns.iter().enumerate();
        let arrays = columns.map(|(at, column)| array(column.kind, rows.iter().filter_map(|row| row.get(at))));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect());
        self.writer.write(&batch.map_err(ParquetError::from)?).map_err(io::Error::from)
    }
}

fn schema(sheet: &Sheet) -> Arc<Schema> {
    let fields = sheet.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::List => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
            Kind::Integer => DataType::Int64,
            Kind::Number => DataType::Float64,
            Kind::Date => DataType::Date32,
        };
        Field::new(column.key, kind, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The cells of a column; one of another kind than its column's counts as empty.
fn array<'c>(kind: Kind, cells: impl Iterator<Item = &'c Cell>) -> ArrayRef {
    match kind {
        Kind::Text => {
            let value = |cell: &'c Cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None };
            Arc::new(cells.map(value).collect::<StringArray>())
        }
        Kind::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                let texts = if let Cell::List(texts) = cell { texts.as_slice() } else { &[] };
                texts.iter().for_each(|text| builder.values().append_value(text));
                builder.append(true);
            }
            Arc::new(builder.finish())
        }
        Kind::Integer => {
            let value = |cell: &Cell| if let Cell::Integer(value) = cell { Some(*value) } else { None };
            Arc::new(cells.map(value).collect::<Int64Array>())
        }
        Kind::Number => {
            let value = |cell: &Cell| if let Cell::Number(value) = cell { Some(*value) } else { None };
            Arc::new(cells.map(value).collect::<Float64Array>())
        }
        Kind::Date => {
            let value = |cell: &Cell| if let Cell::Date(date) = cell { days(*date) } else { None };
            Arc::new(cells.map(value).collect::<Date32Array>())
        }
    }
}

/// Days since 1970.
fn days(date: Date) -> Option<i32> {
    Some(jiff::civil::date(1970, 1, 1).until(date).ok()?.get_days())
}
