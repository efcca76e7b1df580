//! Text as it was read: decoding, lines, spans; and the written form of Vietnamese syllables.
//!
//! Nothing here knows what was printed; that is the business of the channel and the language model.

mod decode;
mod source;
mod span;
pub mod syllable;

pub use decode::DecodeError;
pub use source::{Source, digest};
pub use span::Span;

/// Whether a character is a ruling between cells as engines read it.
pub fn is_bar(c: char) -> bool {
    matches!(c, '|' | '¦' | '│' | '┃')
}
