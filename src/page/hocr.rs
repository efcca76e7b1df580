//! hOCR: HTML whose elements carry what they are in `class`, and where they stand in `title`.
//!
//! Source: hOCR 1.2, <https://kba.github.io/hocr-spec/1.2/>.

use super::builder::{Builder, INCH};
use super::xml::{Step, walk};
use super::{FormatError, Page};

/// The pages in `text`.
pub fn read(text: &str) -> Result<Vec<Page>, FormatError> {
    let mut builder = Builder::default();
    let mut depth = 0usize;
    // What is open: a line, a word; each with the depth and title of its element, and the text found in it.
    let (mut line, mut word): (Option<Piece>, Option<Piece>) = (None, None);
    let walked = walk(text, |step| match step {
        Step::Open(element) => {
            depth += 1;
            let (class, title) = (element.value("class"), element.value("title"));
            let is = |names: &[&str]| class.split_whitespace().any(|one| names.contains(&one));
            if is(&["ocr_page"]) {
                let [left, top, right, bottom] = bbox(&title);
                let dpi = numbers(&title, "scan_res").first().copied().filter(|&dpi| dpi > 0.0);
                builder.page(right - left, bottom - top, dpi.map(|dpi| INCH / dpi));
            } else if is(&["ocr_par", "ocr_carea"]) {
                builder.paragraph();
            } else if is(&["ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"]) {
                builder.line();
                line = Some(Piece { depth, title, text: String::new() });
            } else if is(&["ocr_separator"]) {
                let [left, top, right, bottom] = bbox(&title);
                builder.separator(builder.rect(left, top, right, bottom));
            } else if is(&["ocrx_word"]) {
                word = Some(Piece { depth, title, text: String::new() });
            }
        }
        Step::Text(text) => {
            if let Some(piece) = word.as_mut().or(line.as_mut()) {
                piece.text.push_str(text);
            }
        }
        Step::Close(_) => {
            if let Some(piece) = word.take_if(|piece| piece.depth >= depth) {
                let [left, top, right, bottom] = bbox(&piece.title);
                let bbox = builder.rect(left, top, right, bottom);
                let confidence = numbers(&piece.title, "x_wconf").first().map(|percent| percent / 100.0);
                builder.word(&piece.text, bbox, confidence);
            }
            if let Some(piece) = line.take_if(|piece| piece.depth >= depth)
                && builder.last_line().is_none_or(|line| line.words.is_empty())
            {
                let [left, top, right, bottom] = bbox(&piece.title);
                let bbox = builder.rect(left, top, right, bottom);
                builder.words(&piece.text, bbox, None);
            }
            depth = depth.saturating_sub(1);
        }
    });
    walked.map_err(|reason| FormatError { format: "hOCR", reason })?;
    Ok(builder.finish())
}

/// An open element.
struct Piece {
    depth: usize,
    title: String,
    text: String,
}

/// The numbers after `key` in a title: `bbox 351 148 1499 185; x_wconf 96`.
fn numbers(title: &str, key: &str) -> Vec<f32> {
    let property = title.split(';').map(str::trim).find_map(|one| one.strip_prefix(key)?.strip_prefix(' '));
    let numbers = property.into_iter().flat_map(str::split_whitespace).map_while(|one| one.parse().ok());
    numbers.filter(|number: &f32| number.is_finite()).collect()
}

fn bbox(title: &str) -> [f32; 4] {
    numbers(title, "bbox").try_into().unwrap_or_default()
}
