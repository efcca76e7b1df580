//! The text layer of a PDF as `pdftotext -bbox-layout` writes it, put into rows as they are printed.

use super::builder::Builder;
use super::xml::{Step, walk};
use super::{FormatError, Line, Page, Rect, Word};

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
    for page in &mut pages {
        rows(page);
    }
    Ok(pages)
}

/// Puts the words of a page into rows: words stand in one row that share half the height of the lower of them.
///
/// The tool tells columns apart by guessing, and what is printed side by side (the head of a plan, the rows of a table) falls apart. Rows
/// keep it together, as an OCR engine does.
fn rows(page: &mut Page) {
    let mut words: Vec<Word> = std::mem::take(&mut page.lines).into_iter().flat_map(|line| line.words).collect();
    words.sort_by(|a, b| a.bbox.bottom.total_cmp(&b.bbox.bottom).then(a.bbox.left.total_cmp(&b.bbox.left)));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        // Words come by their lower edge, so a row that it fits is one of the last.
        let fits = |row: &&mut Vec<Word>| row.last().is_some_and(|last| beside(last.bbox, word.bbox));
        match rows.iter_mut().rev().take(8).find(fits) {
            Some(row) => row.push(word),
            None => rows.push(vec![word]),
        }
    }
    let mut bottom = f32::NEG_INFINITY;
    for mut words in rows {
        words.sort_by(|a, b| a.bbox.left.total_cmp(&b.bbox.left));
        let line = Line { words, apart: false };
        let bbox = line.bbox();
        let height = line.words.iter().map(|word| word.bbox.height()).sum::<f32>() / line.words.len() as f32;
        page.lines.push(Line { apart: bbox.top - bottom > height * GAP, ..line });
        bottom = bottom.max(bbox.bottom);
    }
}

/// White space above a line, in its height, that sets it apart.
const GAP: f32 = 0.9;

fn beside(one: Rect, other: Rect) -> bool {
    one.shared_height(other) * 2.0 > one.height().min(other.height())
}
