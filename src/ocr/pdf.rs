//! What poppler's programs tell of a PDF.

use rayon::prelude::*;

use super::child::Engine;
use super::error::EngineError;
use super::gray::Gray;
use super::image::{LONGEST, PAGES};
use super::{rulings, strokes};
use crate::page::{FormatError, Page, poppler};

use super::error::ReadError;

/// Most bytes of a text layer: as much as a document may have.
const MOST_TEXT: usize = 256 << 20;
/// Resolution at which pages are drawn to be read.
const DPI: f32 = 300.0;
/// Resolution at which pages that are not to be read are drawn to see the lines printed on them.
const COARSE: f32 = 100.0;
/// Most pixels of a page that is drawn: A2 at 300 dpi. Larger pages are drawn at a lower resolution.
const PIXELS: f32 = 35_000_000.0;

/// The text layer of all pages.
pub fn layer(engine: &Engine, pdf: &[u8]) -> Result<Vec<Page>, ReadError> {
    let last = (PAGES + 1).to_string();
    let text = run(engine, "pdftotext", &["-bbox-layout", "-l", &last, "-", "-"], pdf, MOST_TEXT)?;
    let text =
        String::from_utf8(text).map_err(|error| FormatError { format: "text layer", reason: error.to_string() })?;
    let pages = poppler::read(&text)?;
    if pages.len() > PAGES { Err(EngineError::Pages(PAGES).into()) } else { Ok(pages) }
}

/// For each of `pages` whether an image covers most of it, as that of a scan does.
pub fn covered(engine: &Engine, pdf: &[u8], pages: &[Page]) -> Result<Vec<bool>, EngineError> {
    let last = PAGES.to_string();
    let list = run(engine, "pdfimages", &["-list", "-l", &last, "-"], pdf, MOST_TEXT)?;
    let mut covered = vec![false; pages.len()];
    for row in String::from_utf8_lossy(&list).lines().skip(2) {
        // page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
        let fields: Vec<f32> = row.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
        let [page, _, _, width, height, _, _, _, _, _, _, _, across, down, ..] = fields[..] else { continue };
        let Some(at) = (page as usize).checked_sub(1).filter(|&at| at < pages.len()) else { continue };
        let inches = (width / across.max(1.0)) * (height / down.max(1.0));
        covered[at] |= inches * 72.0 * 72.0 > 0.5 * pages[at].width * pages[at].height;
    }
    Ok(covered)
}

/// Finds the lines that are printed on those of `pages` that are not `images`, and how thick letters are. A page that can't be drawn has its text all the same.
pub fn look(engine: &Engine, pdf: &[u8], pages: &mut [Page], images: &[bool]) -> Result<(), EngineError> {
    let written =
        pages.par_iter_mut().zip(images).enumerate().filter(|(_, (page, image))| !**image && !page.lines.is_empty());
    written.try_for_each(|(index, (page, _))| {
        let dpi = resolution(page, COARSE);
        let drawn = match draw(engine, pdf, index, dpi) {
            Err(EngineError::Stopped) => return Err(EngineError::Stopped),
            drawn => drawn.ok(),
        };
        if let Some(mut picture) = drawn.as_deref().and_then(Gray::read) {
            page.rulings = rulings::take(&mut picture, dpi as f32);
            let found = strokes::measure(&picture, page);
            strokes::give(page, &found);
        }
        Ok(())
    })
}

/// The resolution at which `page` is drawn to be read.
pub fn fine(page: &Page) -> u32 {
    resolution(page, DPI)
}

/// The resolution at which `page` is drawn, `wanted` unless it is too large for that.
fn resolution(page: &Page, wanted: f32) -> u32 {
    let (width, height) = (page.width.max(1.0) / 72.0, page.height.max(1.0) / 72.0);
    let side = LONGEST as f32 / width.max(height);
    wanted.min((PIXELS / (width * height)).sqrt()).min(side).max(1.0) as u32
}

/// Page `index` (from 0), drawn in grey as a PGM image.
pub fn draw(engine: &Engine, pdf: &[u8], index: usize, dpi: u32) -> Result<Vec<u8>, EngineError> {
    let (number, dpi) = ((index + 1).to_string(), dpi.to_string());
    let most = PIXELS as usize * 2;
    let image = run(engine, "pdftoppm", &["-gray", "-r", &dpi, "-f", &number, "-l", &number, "-"], pdf, most)?;
    if image.is_empty() {
        return Err(EngineError::Failed {
            program: "pdftoppm".to_owned(),
            reason: format!("page {number} is not drawn"),
        });
    }
    Ok(image)
}

fn run(engine: &Engine, program: &str, arguments: &[&str], pdf: &[u8], most: usize) -> Result<Vec<u8>, EngineError> {
    engine.run(program, arguments, pdf, most).map_err(|error| match error {
        EngineError::Failed { reason, .. } if reason.contains("Incorrect password") => EngineError::Encrypted,
        other => other,
    })
}
