//! What bytes are, told by their content alone.

/// How much is looked at.
const HEAD: usize = 4096;

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text, or what is none of the others.
    Text,
    /// hOCR, the HTML of OCR engines.
    Hocr,
    /// ALTO XML, all versions.
    Alto,
    /// PAGE XML.
    PageXml,
    /// The table that `tesseract … tsv` writes.
    Tsv,
    /// A PDF document.
    Pdf,
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// A TIFF image of one or more pages.
    Tiff,
}

impl Format {
    /// The format of what starts with `bytes`; its first 4 KiB tell.
    pub fn detect(bytes: &[u8]) -> Self {
        const MAGIC: [(&[u8], Format); 5] = [
            (b"\x89PNG\r\n\x1a\n", Format::Png),
            (b"\xff\xd8\xff", Format::Jpeg),
            (b"II*\0", Format::Tiff),
            (b"MM\0*", Format::Tiff),
            (
                b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
                Format::Tsv,
            ),
        ];
        let head = &bytes[..bytes.len().min(HEAD)];
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        if let Some(&(_, format)) = MAGIC.iter().find(|(magic, _)| text.starts_with(magic)) {
            return format;
        }
        let holds = |needle: &[u8]| text.windows(needle.len()).any(|window| window == needle);
        // Some writers put a few bytes before the mark, but text that speaks of it is text.
        if text.starts_with(b"%PDF-") || holds(b"%PDF-1.") && holds(b" obj") {
            Self::Pdf
        } else if !text.starts_with(b"<") {
            Self::Text
        } else if holds(b"<alto") || holds(b":alto") {
            Self::Alto
        } else if holds(b"PcGts") {
            Self::PageXml
        } else if holds(b"ocr_page") || holds(b"ocr-system") || holds(b"ocr-capabilities") {
            Self::Hocr
        } else {
            Self::Text
        }
    }

    /// Whether it holds pictures of pages, or may: what an OCR engine or a PDF tool has to read.
    pub fn needs_engine(self) -> bool {
        matches!(self, Self::Pdf | Self::Png | Self::Jpeg | Self::Tiff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_beginning() {
        let table: [(&[u8], Format); 14] = [
            (b"", Format::Text),
            (b"UY BAN NHAN DAN", Format::Text),
            (b"%PDF-1.7\n", Format::Pdf),
            (b"junk\n%PDF-1.4\n1 0 obj", Format::Pdf),
            (b"A file that starts with %PDF-1.4 is a PDF.", Format::Text),
            (b"\x89PNG\r\n\x1a\n\0\0", Format::Png),
            (b"\xff\xd8\xff\xe0", Format::Jpeg),
            (b"MM\0*\0\0", Format::Tiff),
            (b"\xef\xbb\xbf<?xml version='1.0'?><alto xmlns='x'>", Format::Alto),
            (b"<?xml version='1.0'?>\n<a:alto>", Format::Alto),
            (b"<PcGts>", Format::PageXml),
            (b"<html><head><meta name='ocr-system' content='x'>", Format::Hocr),
            (b"<html><body>ocr", Format::Text),
            (
                b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n",
                Format::Tsv,
            ),
        ];
        for (bytes, format) in table {
            assert_eq!(Format::detect(bytes), format, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
