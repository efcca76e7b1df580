//! The table that Tesseract writes: a row for each page, block, paragraph, line and word.

use super::builder::{Builder, INCH};
use super::{FormatError, Page};

/// The pages in `text`; `dpi` is the resolution of their images, where it is known.
pub fn read(text: &str, dpi: Option<f32>) -> Result<Vec<Page>, FormatError> {
    let mut builder = Builder::default();
    for (index, row) in text.lines().enumerate().skip(1).filter(|(_, row)| !row.is_empty()) {
        let mut fields = row.splitn(12, '\t');
        let mut number = || fields.next().and_then(|field| field.parse::<f32>().ok()).filter(|value| value.is_finite());
        let mut numbers = [0.0; 11];
        for slot in &mut numbers {
            *slot = number().ok_or_else(|| FormatError {
                format: "Tesseract TSV",
                reason: format!("line {} is not a row of twelve fields", index + 1),
            })?;
        }
        let [level, .., left, top, width, height, confidence] = numbers;
        match level as u8 {
            1 => builder.page(width, height, dpi.map(|dpi| INCH / dpi)),
            2 | 3 => builder.paragraph(),
            4 => builder.line(),
            _ => {
                let bbox = builder.rect(left, top, left + width, top + height);
                let known = (confidence >= 0.0).then_some(confidence / 100.0);
                match fields.next().unwrap_or_default() {
                    // What the engine took for a printed line stands as a word without letters.
                    blank if blank.trim().is_empty() => builder.separator(bbox),
                    text => builder.word(text, bbox, known),
                }
            }
        }
    }
    Ok(builder.finish())
}
