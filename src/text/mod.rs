//! Text as it was read: decoding, lines, spans.
//!
//! Nothing here knows Vietnamese; that starts with the channel and the language model.

mod source;
mod span;

pub use source::{DecodeError, Source};
pub use span::Span;
