//! Restoring and understanding together: what is understood of a document's tables lets their text be restored better.

use crate::document::{Channel, Document};
use crate::restore::{Restored, Restorer};
use crate::structure::{self, Info};
use crate::table::{Known, Rows};
use crate::text::Source;

/// Restores a document, the tables in its text cell by cell.
pub fn restore(restorer: &Restorer, source: &Source) -> Restored {
    let restored = restorer.restore(source);
    if restored.channel == Channel::Clean {
        return restored;
    }
    let rows = structure::rows(source, &restored, known(restorer));
    by_cells(restorer, source, &restored, &rows).unwrap_or(restored)
}

/// Restores a document in the same way, and turns it into its structure.
pub fn read(restorer: &Restorer, source: &Source, info: &Info) -> (Restored, Document) {
    let restored = restorer.restore(source);
    let known = known(restorer);
    let (document, rows) = structure::analyse_with(source, &restored, info, known);
    match by_cells(restorer, source, &restored, &rows) {
        Some(restored) => {
            let document = structure::analyse_with(source, &restored, info, Known { rows: Some(&rows), ..known }).0;
            (restored, document)
        }
        None => (restored, document),
    }
}

/// What is known before a document is looked at.
fn known<'m>(restorer: &Restorer<'m>) -> Known<'m> {
    Known { language: Some(restorer.model().language()), ..Known::default() }
}

/// The text restored once more in the order of the cells of `rows`; `None` where there are none.
fn by_cells(restorer: &Restorer, source: &Source, restored: &Restored, rows: &Rows) -> Option<Restored> {
    let order = rows.order(source);
    let plain = order.is_plain() || restored.channel == Channel::Clean;
    (!plain).then(|| restorer.restore_from(source, restored.channel, &order))
}
