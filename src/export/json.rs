//! The document itself, as the published JSON.

use std::io::{self, Write};

use super::Item;

/// Writes the document over many lines, to be read and compared.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, item.document)?;
    out.write_all(b"\n")
}
