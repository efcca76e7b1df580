//! What the head of an image says, before a decoder is let loose on it.

use std::io::Cursor;

use tiff::decoder::Decoder;

use super::error::EngineError;
use crate::page::Format;

/// Most pixels of a page: A2 at 600 dpi.
pub const LARGEST: usize = 140_000_000;
/// Longest side in pixels; Tesseract reads none that is longer.
pub const LONGEST: usize = 32_767;
/// Most pages of a document.
pub const PAGES: usize = 2_000;

/// The number of pages in an image, none of which is too large.
pub fn pages(format: Format, bytes: &[u8]) -> Result<usize, EngineError> {
    let sizes = if format == Format::Tiff { tiff(bytes)? } else { vec![single(bytes)?] };
    for (at, &(width, height)) in sizes.iter().enumerate() {
        if width.max(height) > LONGEST || width.saturating_mul(height) > LARGEST {
            return Err(EngineError::Large { page: at + 1, width, height });
        }
    }
    Ok(sizes.len())
}

fn single(bytes: &[u8]) -> Result<(usize, usize), EngineError> {
    let size = imagesize::blob_size(bytes).map_err(|error| EngineError::Image(error.to_string()))?;
    Ok((size.width, size.height))
}

/// The size of each page. The decoder refuses directories that lead in circles.
fn tiff(bytes: &[u8]) -> Result<Vec<(usize, usize)>, EngineError> {
    let damaged = |error: tiff::TiffError| EngineError::Image(error.to_string());
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut sizes = Vec::new();
    loop {
        let (width, height) = decoder.dimensions().map_err(damaged)?;
        sizes.push((width as usize, height as usize));
        if !decoder.more_images() {
            return Ok(sizes);
        }
        if sizes.len() == PAGES {
            return Err(EngineError::Pages(PAGES));
        }
        decoder.next_image().map_err(damaged)?;
    }
}
