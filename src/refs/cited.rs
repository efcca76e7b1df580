//! Mentions gathered: one group for each document that is cited.

use std::collections::HashMap;
use std::ops::Range;

use super::code;
use super::number::{Key, Number, digits};
use crate::document::{Citation, Diagnostic, Family, Mention, Relation, Severity};
use crate::layout::Flow;
use crate::lexicon::{distance, doc_types};
use crate::text::Source;

/// One place where a number stands.
pub(super) struct Seen {
    pub flow: usize,
    pub range: Range<usize>,
    pub number: Number,
    pub surface: String,
    pub doc_type: Option<&'static str>,
    pub date: Option<String>,
    pub issuer: Option<String>,
    pub relation: Relation,
}

/// A number without its organ: `Nghị quyết số 71`, `Kế hoạch 238/KH`.
pub(super) struct Short {
    pub flow: usize,
    pub range: Range<usize>,
    pub digits: String,
    pub code: &'static str,
    pub relation: Relation,
}

/// What is known of one cited document.
pub(super) struct Group {
    pub seen: Vec<Seen>,
    pub shorts: Vec<Short>,
}

/// Mentions of one number together, whatever their separators, in order of the first.
#[derive(Default)]
pub(super) struct Groups {
    pub all: Vec<(Key, Group)>,
    pub index: HashMap<Key, usize>,
}

impl Extend<Seen> for Groups {
    fn extend<I: IntoIterator<Item = Seen>>(&mut self, mentions: I) {
        for seen in mentions {
            let key = seen.number.key();
            let at = *self.index.entry(key.clone()).or_insert(self.all.len());
            match self.all.get_mut(at) {
                Some((_, group)) => group.seen.push(seen),
                None => self.all.push((key, Group { seen: vec![seen], shorts: Vec::new() })),
            }
        }
    }
}

/// Joins a number whose organ no list knows to the only number that differs in a letter of it.
pub(super) fn unite(groups: Vec<(Key, Group)>) -> Vec<Group> {
    let (known, unknown): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, group)| {
        let organ = &group.seen[0].number.organ;
        let lead = organ.split('-').next().unwrap_or_default();
        code::is_state(lead) || code::is_party(lead) || group.seen[0].number.family == Family::NationalAssembly
    });
    let mut known = known;
    let mut rest = Vec::new();
    for (key, group) in unknown {
        let near =
            |other: &Key| (&other.0, other.1, &other.2) == (&key.0, key.1, &key.2) && distance(&other.3, &key.3) <= 1.0;
        match known.iter_mut().find(|(other, _)| near(other)) {
            Some((_, home)) => home.seen.extend(group.seen),
            None => rest.push(group),
        }
    }
    known.into_iter().map(|(_, group)| group).chain(rest).collect()
}

/// Gives each short form to the one document that it can mean; those that could mean several, or none, are dropped.
pub(super) fn resolve(groups: &mut [Group], shorts: Vec<Short>) {
    let mut by_digits: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, group) in groups.iter().enumerate() {
        by_digits.entry(digits(&group.seen[0].number.code).to_owned()).or_default().push(i);
    }
    for short in shorts {
        let candidates = by_digits.get(&short.digits).map_or(&[][..], Vec::as_slice);
        let mut fitting = candidates.iter().filter(|&&i| groups[i].code() == Some(short.code));
        if let (Some(&i), None) = (fitting.next(), fitting.next()) {
            groups[i].shorts.push(short);
        }
    }
}

impl Group {
    /// Abbreviation of the document's type, from its number or from the name before it.
    fn code(&self) -> Option<&str> {
        let printed = self.seen.iter().find_map(|seen| seen.number.doc_type.as_deref());
        printed.or_else(|| self.doc_type().and_then(doc_types::named).map(|t| t.code))
    }

    /// Name of the type: the one that is written most.
    fn doc_type(&self) -> Option<&'static str> {
        most(self.seen.iter().filter_map(|seen| seen.doc_type))
    }

    pub(super) fn places(&self) -> impl Iterator<Item = (usize, &Range<usize>, Relation)> {
        let seen = self.seen.iter().map(|seen| (seen.flow, &seen.range, seen.relation));
        seen.chain(self.shorts.iter().map(|short| (short.flow, &short.range, short.relation)))
    }

    pub(super) fn citation(
        &self,
        source: &Source,
        flows: &[(Option<String>, Flow)],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Citation {
        // A spelling with the family's separators stands for all; else the author's own.
        let best = self.seen.iter().find(|seen| seen.number.regular).unwrap_or(&self.seen[0]);
        let number = best.number.text.clone();
        let mut variants: Vec<String> = Vec::new();
        let spellings = self.seen.iter().map(|seen| seen.surface.clone());
        let shorts = self.shorts.iter().map(|short| flows[short.flow].1.text()[short.range.clone()].to_owned());
        for spelling in spellings.chain(shorts) {
            if spelling != number && !variants.contains(&spelling) {
                variants.push(spelling);
            }
        }
        let mut places: Vec<_> = self.places().collect();
        places.sort_by_key(|(flow, range, _)| (*flow, range.start));
        let mentions: Vec<_> = places
            .into_iter()
            .map(|(flow, range, relation)| {
                let (node, text) = &flows[flow];
                let span = text.span(range.clone());
                let line = text.place(range.start).map_or(source.line_of(span.start), |(line, _)| line) + 1;
                Mention { node: node.clone(), span, line, place: text.on_paper(range.clone()), relation }
            })
            .collect();
        self.diagnose(flows, &number, diagnostics);
        let code = self.code().map(str::to_owned);
        let family = best.number.family;
        let default = code.as_deref().and_then(|code| doc_types::coded(code, family)).map(|t| t.name);
        Citation {
            doc_type: self.doc_type().or(default).map(str::to_owned),
            date: most(self.seen.iter().filter_map(|seen| seen.date.as_deref())).map(str::to_owned),
            issuer: most(self.seen.iter().filter_map(|seen| seen.issuer.as_deref())).map(str::to_owned),
            number,
            code,
            family,
            variants,
            mentions,
        }
    }

    fn diagnose(&self, flows: &[(Option<String>, Flow)], number: &str, diagnostics: &mut Vec<Diagnostic>) {
        let line = |seen: &Seen| flows[seen.flow].1.place(seen.range.start).map_or(1, |(line, _)| line + 1);
        let mut report = |code: &str, seen: &Seen, message: String| {
            let lines = [line(seen), line(seen)];
            diagnostics.push(Diagnostic { code: code.into(), severity: Severity::Warning, lines, message });
        };
        if let Some(odd) = self.seen.iter().find(|seen| !seen.number.regular) {
            let (printed, canonical) = (&odd.number.text, odd.number.canonical());
            let also = if number == printed { "" } else { ", as it is elsewhere" };
            report("citation-separator", odd, format!("{printed} is printed for {canonical}{also}"));
        }
        let mut dates = self.seen.iter().filter(|seen| seen.date.is_some());
        if let Some(first) = dates.next()
            && let Some(other) = dates.find(|seen| seen.date != first.date)
        {
            let (a, b) = (first.date.as_deref().unwrap_or_default(), other.date.as_deref().unwrap_or_default());
            report("citation-date", other, format!("{number} is dated {a} and {b}"));
        }
    }
}

/// The value that occurs most; the first of equals.
fn most<'a>(values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(other, _)| *other == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(value, _)| value)
}
