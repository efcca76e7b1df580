//! Where the parts of a document stand on paper.

use crate::document::{Document, Field, Node, Paragraph};
use crate::page::{Place, Places};

/// Gives fields, recipients, paragraphs, nodes and cells the places of their spans.
pub fn attach(document: &mut Document, places: &Places) {
    if places.words().is_empty() {
        return;
    }
    let field = |field: &mut Option<Field>| {
        if let Some(field) = field {
            field.place = Place::of(places, field.span);
        }
    };
    let header = &mut document.header;
    [&mut header.issuer, &mut header.parent_issuer, &mut header.place, &mut header.subject].into_iter().for_each(field);
    if let Some(number) = &mut header.number {
        number.place = Place::of(places, number.span);
    }
    if let Some(date) = &mut header.date {
        date.place = Place::of(places, date.span);
    }
    document.conclusion.recipients.iter_mut().for_each(|one| one.place = Place::of(places, one.span));
    if let Some(signer) = &mut document.conclusion.signer {
        [&mut signer.organ, &mut signer.position, &mut signer.name].into_iter().for_each(field);
    }
    let paragraph = |paragraph: &mut Paragraph| paragraph.place = Place::of(places, paragraph.span);
    document.preamble.iter_mut().chain(&mut document.closing).for_each(paragraph);
    let rows = document.tables.iter_mut().flat_map(|table| &mut table.rows);
    rows.flat_map(|row| &mut row.cells).for_each(field);
    // A tree from outside may be deep, so it is not walked by recursion.
    let mut open: Vec<&mut Node> = document.sections.iter_mut().collect();
    while let Some(node) = open.pop() {
        node.place = Place::of(places, node.span);
        open.extend(&mut node.children);
    }
}
