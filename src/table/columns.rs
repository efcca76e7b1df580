//! Which columns a table has, and in which order, where its header leaves that open.
//!
//! A header is read like anything else: words of it are lost or misread, and its copies on later pages are damaged in
//! other ways. The rows decide: of columns that only some copies show, that are named by few words, or whose place the
//! header does not tell (`Thời gian hoàn` above the others, `thành` below them), those are taken under which the rows
//! read best. A column that no copy names is found too, if the rows have it.

use super::cells::{Around, Column};
use super::fields::Field;
use super::habit::Seen;
use super::header::{Header, Heading};
use super::learn;
use super::line::Memory;
use super::values;
use super::words::TextLine;

/// Lines that are read to compare two sets of columns.
const SAMPLE: usize = 24;
/// Changes that are made at most, one after another, and sets that are compared for them.
const CHANGES: usize = 5;
const COMPARED: usize = 60;
/// How much better, in nats a line of the sample, another order must read, and a set with a column that no copy of the
/// header names.
const BETTER: f32 = 0.06;
/// The same for an order that is less customary: rows that are badly read read any order about as well.
const UNUSUAL: f32 = 2.0;
const UNNAMED: f32 = 0.5;
/// A column named by few words stays where the rows read better with it by so much, in nats a line.
const DOUBT: f32 = 0.1;
/// Columns named by a smaller share of their title's words may be dropped.
const DOUBTED: f32 = 0.75;

/// A change of the columns.
#[derive(Clone)]
enum Change {
    Move(usize, usize),
    Drop(usize),
    Add(usize, Heading),
}

impl Change {
    fn made(&self, headings: &[Heading]) -> Vec<Heading> {
        let mut changed = headings.to_vec();
        match self {
            Self::Move(from, to) => {
                let heading = changed.remove(*from);
                changed.insert(*to, heading);
            }
            Self::Drop(at) => drop(changed.remove(*at)),
            Self::Add(at, heading) => changed.insert(*at, heading.clone()),
        }
        changed
    }

    /// What a set must read better by, in nats a line.
    fn least(&self, headings: &[Heading]) -> f32 {
        match self {
            Self::Add(_, heading) if heading.share == 0.0 => UNNAMED,
            // What is added must read better by what it is dropped for, or the two would take turns.
            Self::Add(_, heading) if heading.share < DOUBTED => DOUBT,
            Self::Drop(at) if headings[*at].share < DOUBTED => -DOUBT,
            Self::Move(..) if misplaced(&self.made(headings)) > misplaced(headings) => UNUSUAL,
            _ => BETTER,
        }
    }
}

/// The columns under `headers`, which are copies of one header, as `lines` read best.
pub(crate) fn settle(headers: &[&Header], lines: &[TextLine], around: Around, memory: &mut Memory) -> Vec<Heading> {
    let Some(best) = headers.iter().max_by(|a, b| a.score.total_cmp(&b.score)) else { return complete(Vec::new()) };
    let copies: Vec<&Header> = headers.iter().copied().filter(|copy| alike(copy, best)).collect();
    let mut headings = complete(best.columns.clone());
    for heading in &mut headings {
        let same = copies.iter().flat_map(|copy| &copy.columns).filter(|other| same(other, heading));
        let fuller = same.clone().max_by(|a, b| a.share.total_cmp(&b.share).then(a.title.len().cmp(&b.title.len())));
        // What each copy shows a part of all of them together show.
        let missed = same.map(|other| 1.0 - other.share).product::<f32>();
        if let Some(fuller) = fuller.filter(|fuller| fuller.share >= heading.share) {
            *heading = Heading { held: heading.held, share: 1.0 - missed, ..fuller.clone() };
        }
    }
    values::complete(&mut headings, lines);
    let sample = &lines[..lines.len().min(SAMPLE)];
    if sample.is_empty() {
        return headings;
    }
    let mut score = |headings: &[Heading]| {
        let mut columns: Vec<Column> =
            headings.iter().map(|heading| Column { field: heading.field, seen: Seen::default() }).collect();
        learn::glance(sample, &mut columns, around, memory) / sample.len() as f32
    };
    let damaged = best.unread() >= 2.0 || copies.len() < headers.len();
    let (mut known, mut compared) = (None, 0);
    for _ in 0..CHANGES {
        let changes = changes(&headings, &copies, damaged);
        if changes.is_empty() {
            break;
        }
        let now = known.unwrap_or_else(|| score(&headings));
        let mut better: Option<(f32, f32, Vec<Heading>)> = None;
        for change in changes {
            if compared == COMPARED {
                break;
            }
            compared += 1;
            let changed = change.made(&headings);
            let found = score(&changed);
            let gain = found - now - change.least(&headings);
            if gain > 0.0 && better.as_ref().is_none_or(|(known, ..)| gain > *known) {
                better = Some((gain, found, changed));
            }
        }
        let Some((_, found, changed)) = better else { break };
        (known, headings) = (Some(found), changed);
    }
    headings
}

/// How many pairs of columns are not in the order that is customary.
fn misplaced(headings: &[Heading]) -> usize {
    let after = |(at, heading): (usize, &Heading)| {
        headings[at + 1..].iter().filter(|next| next.field.rank() < heading.field.rank()).count()
    };
    headings.iter().enumerate().map(after).sum()
}

/// The changes that the headers leave open.
fn changes(headings: &[Heading], copies: &[&Header], damaged: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (from, heading) in headings.iter().enumerate() {
        let fixed = matches!(heading.field, Field::Index | Field::Name | Field::Work);
        let votes = copies.iter().filter(|copy| copy.columns.iter().any(|other| same(other, heading))).count();
        if !fixed && (heading.share < DOUBTED || votes * 2 <= copies.len()) && headings.len() > 3 {
            changes.push(Change::Drop(from));
        }
    }
    for copy in copies {
        for (at, heading) in copy.columns.iter().enumerate() {
            let held =
                headings.iter().chain(changes.iter().filter_map(Change::added)).any(|other| same(other, heading));
            if held || heading.share < 0.5 {
                continue;
            }
            let left = copy.columns[..at].iter().rev().find_map(|left| headings.iter().position(|h| same(h, left)));
            changes.push(Change::Add(left.map_or(0, |left| left + 1), heading.clone()));
        }
    }
    if damaged || headings.len() < 6 {
        changes.extend(unnamed(headings));
    }
    for (from, heading) in headings.iter().enumerate().filter(|(_, heading)| movable(heading)) {
        for to in 0..headings.len() {
            let passed = if from < to { from + 1..to + 1 } else { to..from };
            if !passed.is_empty() && headings[passed].iter().all(|other| apart(heading, other)) {
                changes.push(Change::Move(from, to));
            }
        }
    }
    changes
}

/// Whether tables put a column of this field here or there.
fn movable(heading: &Heading) -> bool {
    !matches!(heading.field, Field::Index | Field::Name | Field::Work | Field::Year)
}

impl Change {
    fn added(&self) -> Option<&Heading> {
        if let Self::Add(_, heading) = self { Some(heading) } else { None }
    }
}

/// Columns that tables of this kind have and that no copy of the header names, each where it is customary.
fn unnamed(headings: &[Heading]) -> Vec<Change> {
    let has = |field| headings.iter().any(|heading| heading.field == field);
    let counted = has(Field::Unit) || has(Field::Amount);
    let fields = if has(Field::Year) {
        vec![Field::Unit, Field::Leader, Field::Lead, Field::Monitor, Field::Output]
    } else if counted {
        vec![Field::Amount, Field::Unit, Field::Note]
    } else {
        vec![Field::Lead, Field::Coordinating, Field::Leader, Field::Deadline, Field::Output, Field::Note]
    };
    let mut changes = Vec::new();
    for field in fields.into_iter().filter(|&field| !has(field) || field == Field::Amount) {
        let place = headings.iter().rposition(|heading| heading.field.rank() <= field.rank());
        let customary = place.map_or(0, |at| at + 1);
        let mut places = vec![customary, customary.saturating_sub(1)];
        // What says who, when and what comes of it may stand last; units and amounts go with what they measure.
        if !matches!(field, Field::Unit | Field::Amount) || counted {
            places.push(headings.len());
        }
        places.dedup();
        let first = headings.iter().position(|h| !matches!(h.field, Field::Index | Field::Name | Field::Work));
        for at in places.into_iter().filter(|&at| at >= first.unwrap_or(headings.len())) {
            changes.push(Change::Add(at, Heading::untitled(field)));
        }
    }
    changes
}

/// Whether two headings are of one column.
fn same(one: &Heading, other: &Heading) -> bool {
    let several = matches!(one.field, Field::Amount | Field::Other);
    one.field == other.field && one.year == other.year && (!several || one.title == other.title)
}

/// Whether a header is a copy of another: half its columns are that one's.
fn alike(copy: &Header, best: &Header) -> bool {
    let shared = copy.columns.iter().filter(|column| best.columns.iter().any(|known| same(known, column))).count();
    shared * 2 >= copy.columns.len()
}

/// Whether the header says nothing of the order of two columns. The number stands first always, and what is counted next.
fn apart(one: &Heading, other: &Heading) -> bool {
    let first = |heading: &Heading| matches!(heading.field, Field::Index | Field::Name | Field::Work);
    one.held & other.held == 0 && one.held > 0 && other.held > 0 && !first(one) && !first(other)
}

/// The columns that every such table has first, where the header's reading lacks or misplaces them.
fn complete(mut headings: Vec<Heading>) -> Vec<Heading> {
    let mut first = |fields: &[Field], untitled: Field, to: usize| {
        let at = headings.iter().position(|heading| fields.contains(&heading.field));
        let heading = at.map_or_else(|| Heading::untitled(untitled), |at| headings.remove(at));
        headings.insert(to.min(headings.len()), heading);
    };
    first(&[Field::Index], Field::Index, 0);
    first(&[Field::Name, Field::Work], Field::Work, 1);
    if headings[1].title.is_empty() && headings.iter().any(|heading| heading.field == Field::Year) {
        headings[1].field = Field::Name;
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_much_better_rows_speak_for_an_uncustomary_order() {
        let headings = [Field::Index, Field::Name, Field::Lead, Field::Monitor, Field::Output].map(Heading::untitled);
        assert_eq!(Change::Move(4, 3).least(&headings), UNUSUAL);
        let mut unusual = headings.clone();
        unusual.swap(3, 4);
        assert_eq!(Change::Move(4, 3).least(&unusual), BETTER);
    }

    #[test]
    fn customary_orders_have_nothing_misplaced() {
        let headings = |fields: &[Field]| fields.iter().map(|&field| Heading::untitled(field)).collect::<Vec<_>>();
        for (fields, expected) in [
            (
                &[Field::Index, Field::Name, Field::Year, Field::Leader, Field::Lead, Field::Monitor, Field::Output][..],
                0,
            ),
            (&[Field::Index, Field::Name, Field::Output, Field::Monitor], 1),
            (&[Field::Index, Field::Work, Field::Note, Field::Lead, Field::Deadline], 2),
            (&[], 0),
        ] {
            assert_eq!(misplaced(&headings(fields)), expected, "{fields:?}");
        }
    }
}
