//! Derives `dictionaries/syllable_pairs.tsv` from running text on standard input, one paragraph a line.

use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    std::io::stdout().write_all(vanban::table::train_pairs(text.lines()).as_bytes())
}
