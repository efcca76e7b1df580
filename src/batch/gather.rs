//! The formats that gather a batch, made from the documents that its manifest holds.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use super::manifest::Documents;
use crate::export::{Format, Item};

/// Writes those of `formats` that gather a batch to `folder`, from the documents at `places` in that order. `part` follows the names of the
/// files. `step` is called after each document; when it breaks, no file is written.
///
/// One document is in memory at a time. The files depend on the documents and their order alone, not on how many runs it took to make them.
pub fn gather(
    formats: &[Format],
    folder: &Path,
    part: &str,
    documents: &mut Documents,
    places: &[u64],
    mut step: impl FnMut() -> ControlFlow<()>,
) -> io::Result<()> {
    let gathered = formats.iter().filter(|format| format.extension().is_none());
    let mut exports = gathered.map(|format| format.open(folder, Path::new(part))).collect::<io::Result<Vec<_>>>()?;
    for &at in places {
        let (id, document) = documents.get(at)?;
        let item = Item { id: &id, document: &document, reading: None };
        exports.iter_mut().try_for_each(|export| export.add(&item))?;
        if step().is_break() {
            return Ok(());
        }
    }
    exports.into_iter().try_for_each(|export| export.finish())
}
