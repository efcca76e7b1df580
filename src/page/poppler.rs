//! The text layer of a PDF as `pdftotext -bbox-layout` writes it, put into rows as they are printed.

use super::builder::Builder;
use super::xml::{Step, walk};
use super::{FormatError, Page, Rect, rows};

/// The pages in `text`, with their words in rows over all columns.
pub fn read(text: &str) -> Result<Vec<Page>, FormatError> {
    let mut builder = Builder::default();
    let mut word: Option<(Rect, String)> = None;
    let walked = walk(text, |step| match step {
        Step::Open(element) => match element.name {
            "page" => builder.page(element.number("width"), element.number("height"), Some(1.0)),
            "word" => {
                let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|name| element.number(name));
                word = Some((Rect::new(left, top, right, bottom), String::new()));
            }
            _ => {}
        },
        Step::Text(text) => {
            if let Some((_, known)) = &mut word {
                known.push_str(text);
            }
        }
        Step::Close("word") => {
            if let Some((bbox, text)) = word.take() {
                builder.word(&text, bbox, None);
            }
        }
        Step::Close(_) => {}
    });
    walked.map_err(|reason| FormatError { format: "text layer", reason })?;
    let mut pages = builder.finish();
    // The tool tells columns apart by guessing, and what is printed side by side falls apart.
    pages.iter_mut().for_each(rows::all);
    Ok(pages)
}
