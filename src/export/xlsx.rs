//! The tables of a batch as one workbook, a sheet each.
//!
//! Rows go through temporary files beside the workbook, so any number of documents takes the same memory. A cell that would start a formula
//! is text that is marked as such, and what Excel can't hold (texts over 32,767 characters, dates before 1900) is cut, or stays text.

use std::io::{self, BufWriter};
use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::sheet::{Cell, Column, Numbering, SHEETS, Sheet, is_formula};
use super::{Export, Item};
use crate::batch::AtomicFile;

/// Rows of a sheet.
const ROWS: u32 = 1 << 20;
/// UTF-16 units of a cell.
const LONGEST: usize = 32_767;
/// Columns that are printed: those that offices have on paper.
const PRINTED: u16 = 10;
/// Points of a line, and of the highest row there can be.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;

struct Book {
    file: AtomicFile,
    workbook: Workbook,
    /// For each table its current sheet.
    open: Vec<Open>,
    numbering: Numbering,
    styles: Styles,
}

/// A sheet that takes rows.
struct Open {
    index: usize,
    /// Which sheet of its table, from 1.
    part: usize,
    /// The next row.
    row: u32,
}

struct Styles {
    title: Format,
    text: Format,
    quoted: Format,
    number: Format,
    date: Format,
}

/// Opens the workbook at `path`.
pub fn open(path: &Path) -> io::Result<Box<dyn Export>> {
    let file = AtomicFile::create(path)?;
    let mut workbook = Workbook::new();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    workbook.set_tempdir(folder).map_err(failed)?;
    // The same documents give the same bytes, whenever they are written.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let styles = Styles::new();
    let mut open = Vec::new();
    for sheet in SHEETS {
        let index = open.len();
        start(&mut workbook, sheet, 1, &styles).map_err(failed)?;
        open.push(Open { index, part: 1, row: 1 });
    }
    Ok(Box::new(Book { file, workbook, open, numbering: Numbering::default(), styles }))
}

impl Export for Book {
    fn add(&mut self, item: &Item) -> io::Result<()> {
        for (at, cells) in self.numbering.rows(item) {
            self.row(at, &cells).map_err(failed)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        for (open, sheet) in self.open.iter().zip(SHEETS) {
            end(&mut self.workbook, open, sheet).map_err(failed)?;
        }
        let mut file = BufWriter::new(self.file);
        self.workbook.save_to_writer(&mut file).map_err(failed)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

impl Book {
    fn row(&mut self, at: usize, cells: &[Cell]) -> Result<(), XlsxError> {
        let (open, sheet) = (&mut self.open[at], &SHEETS[at]);
        if open.row == ROWS {
            end(&mut self.workbook, open, sheet)?;
            *open = Open { index: self.workbook.worksheets().len(), part: open.part + 1, row: 1 };
            start(&mut self.workbook, sheet, open.part, &self.styles)?;
        }
        let worksheet = self.workbook.worksheet_from_index(open.index)?;
        worksheet.set_row_height(open.row, height(sheet, cells))?;
        for (column, cell) in (0..).zip(cells) {
            self.styles.write(worksheet, open.row, column, cell)?;
        }
        open.row += 1;
        Ok(())
    }
}

/// Adds a sheet with its titles.
fn start(workbook: &mut Workbook, sheet: &Sheet, part: usize, styles: &Styles) -> Result<(), XlsxError> {
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    worksheet.set_name(if part == 1 { sheet.title.to_owned() } else { format!("{} ({part})", sheet.title) })?;
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(sheet.columns) {
        worksheet.set_column_width(at, column.width)?;
        worksheet.write_string_with_format(0, at, column.title, &styles.title)?;
    }
    Ok(())
}

/// Adds the filter, which has to know how many rows there are.
fn end(workbook: &mut Workbook, open: &Open, sheet: &Sheet) -> Result<(), XlsxError> {
    let (row, column) = (open.row - 1, u16::try_from(sheet.columns.len() - 1).unwrap_or(u16::MAX));
    let worksheet = workbook.worksheet_from_index(open.index)?;
    worksheet.autofilter(0, 0, row, column)?.set_print_area(0, 0, row, column.min(PRINTED - 1)).map(drop)
}

/// How high a row must be for its longest cell. Not every program finds that out when it opens a workbook.
fn height(sheet: &Sheet, cells: &[Cell]) -> f64 {
    let lines =
        |(column, cell): (&Column, &Cell)| cell.joined().chars().count().div_ceil(usize::from(column.width.max(1)));
    let most = sheet.columns.iter().zip(cells).map(lines).max().unwrap_or(1).max(1);
    (u32::try_from(most).map_or(HIGHEST, f64::from) * LINE).min(HIGHEST)
}

impl Styles {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let title = text.clone().set_bold().set_background_color(Color::RGB(0x00D9_E2F3));
        Self {
            title: title.set_border_bottom(FormatBorder::Thin),
            quoted: text.clone().set_quote_prefix(),
            number: Format::new().set_align(FormatAlign::Top),
            date: Format::new().set_align(FormatAlign::Top).set_num_format("dd/mm/yyyy"),
            text,
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let mut number = |value: f64| sheet.write_number_with_format(row, column, value, &self.number).map(drop);
        let text = match cell {
            Cell::Empty => return Ok(()),
            // A spreadsheet's numbers are floating-point.
            #[allow(clippy::cast_precision_loss)]
            Cell::Integer(value) => return number(*value as f64),
            Cell::Number(value) => return number(*value),
            Cell::Date(date) => match excel(*date) {
                Some(date) => return sheet.write_datetime_with_format(row, column, &date, &self.date).map(drop),
                None => date.to_string(),
            },
            Cell::Text(_) | Cell::List(_) => shortened(&cell.joined()),
        };
        let style = if is_formula(&text) { &self.quoted } else { &self.text };
        sheet.write_string_with_format(row, column, text, style).map(drop)
    }
}

fn excel(date: Date) -> Option<ExcelDateTime> {
    let part = |value: i8| u8::try_from(value).ok();
    let year = u16::try_from(date.year()).ok().filter(|&year| year >= 1900)?;
    ExcelDateTime::from_ymd(year, part(date.month())?, part(date.day())?).ok()
}

/// `text` as far as a cell holds it.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < LONGEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_takes_what_it_can_hold() {
        let long = "ế".repeat(LONGEST);
        assert_eq!(shortened(&long), long);
        let longer = shortened(&(long + "x"));
        assert_eq!((longer.encode_utf16().count(), longer.ends_with("ế…")), (LONGEST, true));
        assert!(shortened(&"𝒳".repeat(LONGEST)).encode_utf16().count() <= LONGEST);
    }

    #[test]
    fn dates_that_excel_does_not_know_stay_text() {
        assert!(excel(jiff::civil::date(1899, 12, 31)).is_none());
        assert!(excel(jiff::civil::date(2025, 2, 28)).is_some());
        assert!(excel(jiff::civil::date(-1, 1, 1)).is_none());
    }
}
