//! The restored text: line 12 restores line 12 of the source.

use std::io::{self, Write};

use super::{Item, page};

/// Writes the text.
pub fn render(item: &Item, out: &mut dyn Write) -> io::Result<()> {
    let (_, restored) = page::reading(item)?;
    out.write_all(restored.text().as_bytes())
}
