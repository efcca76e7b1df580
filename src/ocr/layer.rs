//! How good the text layer of a PDF is, and which of its pages have to be read as images.

use crate::document::Channel;
use crate::page::{Page, source};
use crate::restore::detect;

/// A page with fewer words may be a scan that was stamped or signed by a program.
const FEW: usize = 20;

/// Number of words on a page.
fn words(page: &Page) -> usize {
    page.lines.iter().map(|line| line.words.len()).sum()
}

/// Whether some page has so little text that it may be an image.
pub fn may_hold_images(pages: &[Page]) -> bool {
    pages.iter().any(|page| words(page) < FEW)
}

/// For each page whether it is an image without text; `covered` tells which ones an image covers.
pub fn images(pages: &[Page], covered: &[bool]) -> Vec<bool> {
    let none = pages.iter().all(|page| words(page) == 0);
    pages.iter().zip(covered).map(|(page, &covered)| none || covered && words(page) < FEW).collect()
}

/// Whether the text was read by an engine that knows no Vietnamese, or lost its marks.
pub fn is_wrong_language(pages: &[Page]) -> bool {
    let text = source(pages.to_vec(), String::new(), None);
    !text.places().words().is_empty() && detect(&text) != Channel::Vie
}
