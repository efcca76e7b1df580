//! The structure of a plan: header, preamble, tree, conclusion, tasks.
//!
//! 1. [`crate::layout::Pages`] tells lines with content from furniture, and where paragraphs start;
//! 2. `parts` goes from top to bottom: `header` and `title` read the head, `conclusion` and `signature` the end; what stands
//!    between is the body, up to its `closing`;
//! 3. `label` finds what may be labels, `sequence` decides over the whole body which are, with `numbering` and `costs`;
//! 4. `block` gathers lines, `apart` tells by places what has no label, `tree` nests them, `kind` tells what each node is, with `roles` and `weight`;
//! 5. what follows the conclusion is an attached document, read in the same way, or appendices, read by [`crate::table`];
//! 6. `agree` and `place_name` mend fields of the head by gazetteers and by the running text; `tasks`, `clarity`, `diagnose`,
//!    `number_check` and `quality` look at the whole.
//!
//! Nothing is refused: a text without any structure becomes a preamble.

mod agree;
mod apart;
mod block;
mod clarity;
mod closing;
mod conclusion;
mod costs;
mod diagnose;
mod goals;
mod header;
mod header_number;
mod ids;
mod kind;
mod label;
mod number_check;
mod numbering;
mod organ;
mod parts;
mod person;
mod place_name;
mod quality;
mod roles;
mod sequence;
mod signature;
mod tasks;
mod title;
mod tree;
mod weight;

use parts::Parts;

use crate::document::Document;
use crate::layout::Pages;
use crate::restore::Restored;
use crate::table::{Known, Rows, may_hold_tables};
use crate::text::Source;

/// What the result says of where it comes from.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// File name, without its folder.
    pub file: String,
    /// Digest of the model: `sha256:…`.
    pub model: String,
}

/// Turns a restored document into its structure, with nothing known beside its text.
pub fn analyse(source: &Source, restored: &Restored, info: &Info) -> Document {
    analyse_with(source, restored, info, Known::default()).0
}

/// The rows of a restored document's tables that were read from text.
pub fn rows(source: &Source, restored: &Restored, known: Known) -> Rows {
    if !may_hold_tables(source, restored) {
        return Rows::default();
    }
    let pages = Pages::new(source, restored);
    let mut parts = Parts::new(&pages, source, restored, known);
    parts.read();
    parts.rows
}

/// Turns a restored document into its structure by what is known of it, with the rows of its tables that were read from text.
pub fn analyse_with(source: &Source, restored: &Restored, info: &Info, known: Known) -> (Document, Rows) {
    let pages = Pages::new(source, restored);
    let mut parts = Parts::new(&pages, source, restored, known);
    parts.read();
    let rows = std::mem::take(&mut parts.rows);
    (parts.finish(restored.channel, info), rows)
}
