//! Images from outside: what the head of one says, before a decoder is let loose on it, and its picture.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult};

use super::error::EngineError;
use super::gray::Gray;
use crate::page::Format;

/// Most pixels of a page: A2 at 600 dpi.
pub const LARGEST: usize = 140_000_000;
/// Longest side in pixels; Tesseract reads none that is longer.
pub const LONGEST: usize = 32_767;
/// Most bytes that a decoder may take.
const MEMORY: u64 = 1 << 30;
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

/// The picture of page `index` (from 0) of an image; none where it is damaged or of a rare kind.
pub fn decode(format: Format, bytes: &[u8], index: usize) -> Option<Gray> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Tiff => return decode_tiff(bytes, index),
        _ => return None,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Some(Gray { width, height, points: picture.into_raw() })
}

fn decode_tiff(bytes: &[u8], index: usize) -> Option<Gray> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).ok()?;
    decoder.seek_to_image(index).ok()?;
    let (width, height) = decoder.dimensions().ok()?;
    let (width, height) = (width as usize, height as usize);
    let color = decoder.colortype().ok()?;
    let DecodingResult::U8(data) = decoder.read_image().ok()? else { return None };
    let points: Vec<u8> = match color {
        ColorType::Gray(8) => data,
        // Eight points a byte; each row begins a new one.
        ColorType::Gray(1) => {
            let row = |row: &[u8]| {
                (0..width).map(|x| if row[x / 8] >> (7 - x % 8) & 1 == 1 { 255 } else { 0 }).collect::<Vec<u8>>()
            };
            data.chunks_exact(width.div_ceil(8).max(1)).flat_map(row).collect()
        }
        ColorType::RGB(8) => data
            .chunks_exact(3)
            .map(|color| ((u16::from(color[0]) + 2 * u16::from(color[1]) + u16::from(color[2])) / 4) as u8)
            .collect(),
        _ => return None,
    };
    (width > 0 && points.len() == width * height).then_some(Gray { width, height, points })
}

#[cfg(test)]
mod tests {
    use tiff::encoder::{TiffEncoder, colortype};

    use super::*;

    const POINTS: [u8; 6] = [0, 80, 160, 255, 255, 10];

    #[test]
    fn pictures_are_decoded() {
        let expected = Gray { width: 3, height: 2, points: POINTS.to_vec() };
        let mut png = Vec::new();
        let picture = image::GrayImage::from_raw(3, 2, POINTS.to_vec()).expect("picture");
        picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("PNG");
        assert_eq!(decode(Format::Png, &png, 0).as_ref(), Some(&expected));
        assert_eq!(decode(Format::Png, &png[..40], 0), None);
        let mut tiff = Vec::new();
        let mut encoder = TiffEncoder::new(Cursor::new(&mut tiff)).expect("TIFF");
        encoder.write_image::<colortype::RGB8>(2, 1, &[255, 255, 255, 0, 40, 80]).expect("page");
        encoder.write_image::<colortype::Gray8>(3, 2, &POINTS).expect("page");
        assert_eq!(decode(Format::Tiff, &tiff, 0).map(|one| one.points), Some(vec![255, 40]));
        assert_eq!(decode(Format::Tiff, &tiff, 1).as_ref(), Some(&expected));
        assert_eq!(decode(Format::Tiff, &tiff, 2), None);
        assert_eq!(decode(Format::Tiff, b"II*\0", 0), None);
    }
}
