//! The documents that a document cites: every mention found, and gathered to one citation for each document.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::number::{self, Key, Number, digits};
use super::{code, mention, pattern};
use crate::document::{Citation, Diagnostic, Family, Mention, Relation, Severity};
use crate::layout::Flow;
use crate::lexicon::{Folded, distance, doc_types, fold};
use crate::text::Source;

/// One place where a number stands.
struct Seen {
    flow: usize,
    range: Range<usize>,
    number: Number,
    surface: String,
    doc_type: Option<&'static str>,
    date: Option<String>,
    issuer: Option<String>,
    relation: Relation,
}

/// A number without its organ: `Nghị quyết số 71`, `Kế hoạch 238/KH`.
struct Short {
    flow: usize,
    range: Range<usize>,
    digits: String,
    code: &'static str,
    relation: Relation,
}

/// What is known of one cited document.
struct Group {
    seen: Vec<Seen>,
    shorts: Vec<Short>,
}

/// A name of a type, perhaps `số`, a number, and no more than the type's code after it.
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    let mut names: Vec<_> = doc_types::all().iter().map(|t| regex::escape(&fold(t.name))).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let names = names.join("|");
    pattern(&format!(r"\b(?<name>{names}) (?:s[o0-9bd]?[0-9]? )?(?<digits>\d{{1,5}})(?: ?[-/] ?[a-z]{{2,4}})?\b"))
});

/// The documents that `flows` cite, in order of first mention, with what is odd about how they are cited. Each flow
/// comes with the id of the node that its mentions belong to; `own` is the document's own number, which is no citation.
pub fn citations(
    source: &Source,
    flows: &[(Option<String>, Flow)],
    own: Option<&str>,
) -> (Vec<Citation>, Vec<Diagnostic>) {
    let own = own.and_then(number::parse);
    let (mut groups, mut shorts) = (Groups::default(), Vec::new());
    for (flow, (_, text)) in flows.iter().enumerate() {
        let seen = mentions(flow, text.text());
        shorts.extend(short_forms(flow, text.text(), &seen));
        groups.extend(seen.into_iter().filter(|seen| !own.as_ref().is_some_and(|own| is_own(own, seen, text.text()))));
    }
    let mut groups = unite(groups.all);
    resolve(&mut groups, shorts);
    groups.sort_by_key(|group| group.places().map(|(flow, range, _)| (flow, range.start)).min());
    let mut diagnostics = Vec::new();
    let cited = groups.iter().map(|group| group.citation(source, flows, &mut diagnostics)).collect();
    (cited, diagnostics)
}

/// Whether a mention is of the document itself: its number, or the number in an appendix's "(Kèm theo …)", which is
/// filled in by hand and often misread.
fn is_own(own: &Number, seen: &Seen, text: &str) -> bool {
    let attached = || {
        let alike = own.doc_type == seen.number.doc_type && own.organ == seen.number.organ;
        alike && fold(number::last_words(&text[..seen.range.start], 7)).contains("kem theo")
    };
    own.same(&seen.number) || attached()
}

/// The numbers in a flow with what the words around them tell.
fn mentions(flow: usize, text: &str) -> Vec<Seen> {
    let found = number::find(text);
    let mut last = 0;
    found
        .into_iter()
        .map(|found| {
            let (before, after) = (&text[..found.range.start], &text[found.range.end..]);
            let dated = mention::dated(after);
            let rest = dated.map_or(after, |(_, end)| &after[end..]);
            let relation = mention::relation(before, |from| last > from);
            last = found.range.end;
            Seen {
                flow,
                surface: text[found.range.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
                doc_type: mention::doc_type(before, &found.value),
                date: dated.and_then(|(when, _)| when.iso()),
                issuer: mention::issuer(rest),
                relation,
                range: found.range,
                number: found.value,
            }
        })
        .collect()
}

fn short_forms(flow: usize, text: &str, seen: &[Seen]) -> Vec<Short> {
    let folded = Folded::new(text);
    let mut shorts = Vec::new();
    for parts in SHORT.captures_iter(folded.text()) {
        let (Some(name), Some(digits), Some(whole)) = (parts.name("name"), parts.name("digits"), parts.get(0)) else {
            continue;
        };
        let range = folded.origin(digits.start()..whole.end());
        let after = text[range.end..].chars().next();
        let near = seen.partition_point(|seen| seen.range.end <= range.start);
        let overlaps = seen.get(near).is_some_and(|seen| seen.range.start < range.end);
        if overlaps || after.is_some_and(|c| "/-%".contains(c)) {
            continue;
        }
        let Some(kind) = doc_types::named(name.as_str()) else { continue };
        let relation = mention::relation(&text[..folded.origin(name.range()).start], |_| true);
        shorts.push(Short {
            flow,
            range,
            digits: number::digits(digits.as_str()).to_owned(),
            code: kind.code,
            relation,
        });
    }
    shorts
}

/// Mentions of one number together, whatever their separators, in order of the first.
#[derive(Default)]
struct Groups {
    all: Vec<(Key, Group)>,
    index: HashMap<Key, usize>,
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
fn unite(groups: Vec<(Key, Group)>) -> Vec<Group> {
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
fn resolve(groups: &mut [Group], shorts: Vec<Short>) {
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

    fn places(&self) -> impl Iterator<Item = (usize, &Range<usize>, Relation)> {
        let seen = self.seen.iter().map(|seen| (seen.flow, &seen.range, seen.relation));
        seen.chain(self.shorts.iter().map(|short| (short.flow, &short.range, short.relation)))
    }

    fn citation(
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
                Mention { node: node.clone(), span, line, relation }
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;

    /// Citations of a text: each blank line ends a flow.
    fn cite(source: &str, restored: &str, own: Option<&str>) -> (Vec<Citation>, Vec<Diagnostic>) {
        let source = Source::new(source);
        let lines: Vec<_> = restored.lines().collect();
        let restored = Restored::from_lines(&source, Channel::Eng, &lines);
        let last = source.line_count() - 1;
        citations(&source, &[(None, Flow::new(&source, &restored, 0, last, 0))], own)
    }

    fn seed(name: &str) -> &'static str {
        match name {
            "000" => include_str!("../../seeds/000_2d79e76029e8a821.txt"),
            "001" => include_str!("../../seeds/001_9870a8e9efecb3e2.txt"),
            _ => include_str!("../../seeds/004_159b3a23d6de038f.txt"),
        }
    }

    fn gold(name: &str) -> (&'static str, Value) {
        let (text, structure) = match name {
            "000" => {
                (include_str!("../../fixtures/gold/000.txt"), include_str!("../../fixtures/gold/000.structure.json"))
            }
            "001" => {
                (include_str!("../../fixtures/gold/001.txt"), include_str!("../../fixtures/gold/001.structure.json"))
            }
            _ => (include_str!("../../fixtures/gold/004.txt"), include_str!("../../fixtures/gold/004.structure.json")),
        };
        (text, serde_json::from_str(structure).expect("gold is JSON"))
    }

    fn told(citation: &Citation) -> (&str, Option<&str>, Option<&str>) {
        (&citation.number, citation.date.as_deref(), citation.doc_type.as_deref())
    }

    #[test]
    fn gold_texts_give_the_gold_references() {
        for name in ["000", "001", "004"] {
            let (text, structure) = gold(name);
            let (found, _) = cite(seed(name), text, structure["document"]["number"].as_str());
            let mut found: Vec<_> = found.iter().map(|c| (told(c), c.issuer.as_deref())).collect();
            let references = structure["references"].as_array().expect("references");
            let field = |r: &'_ Value, key: &str| r[key].as_str().map(str::to_owned);
            for r in references {
                let want = (field(r, "number"), field(r, "date"), field(r, "kind"), field(r, "issuer"));
                let own = |s: Option<&str>| s.map(str::to_owned);
                let at = found
                    .iter()
                    .position(|((n, d, t), i)| (Some((*n).to_owned()), own(*d), own(*t), own(*i)) == want)
                    .unwrap_or_else(|| unreachable!("{name}: {want:?} not in {found:?}"));
                found.remove(at);
            }
            assert_eq!(found, [], "{name}");
        }
    }

    #[test]
    fn raw_ocr_still_gives_the_numbers_and_dates() {
        for name in ["000", "001", "004"] {
            let (_, structure) = gold(name);
            let (found, _) = cite(seed(name), seed(name), structure["document"]["number"].as_str());
            let found: Vec<_> = found.iter().map(told).map(|(number, date, _)| (number, date)).collect();
            assert_eq!(found.len(), structure["references"].as_array().map_or(0, Vec::len), "{name}: {found:?}");
            for r in structure["references"].as_array().expect("references") {
                let want = (r["number"].as_str().unwrap_or_default(), r["date"].as_str());
                assert!(found.contains(&want), "{name}: {want:?} not in {found:?}");
            }
        }
    }

    #[test]
    fn spellings_and_short_forms_are_one_document() {
        let text = "Thực hiện Nghị quyết số 03/NQ-CP, ngày 09/01/2025 của Chính phủ (sau đây gọi tắt là Nghị quyết 03) và\n\
                    Nghị quyết số 03-NQ/CP; Kế hoạch này thay thế Kế hoạch số 12/KH-UBND. Quyết định 12 và Nghị quyết\n\
                    số 3.";
        let (found, diagnostics) = cite(text, text, None);
        assert_eq!(found.iter().map(|c| c.number.as_str()).collect::<Vec<_>>(), ["03/NQ-CP", "12/KH-UBND"]);
        assert_eq!(found[0].variants, ["03-NQ/CP", "03", "3"]);
        let relations: Vec<_> = found.iter().flat_map(|c| &c.mentions).map(|m| (m.line, m.relation)).collect();
        let want = [(1, Relation::Implements), (1, Relation::Implements), (2, Relation::Implements)];
        assert_eq!(relations[..3], want);
        assert_eq!(found[1].mentions[0].relation, Relation::Replaces);
        let codes: Vec<_> = diagnostics.iter().map(|d| (d.code.as_str(), d.lines)).collect();
        assert_eq!(codes, [("citation-separator", [2, 2])]);
    }

    #[test]
    fn an_authors_only_spelling_is_kept() {
        let text = "Nghị quyết số 71-NQ/CP";
        let (found, diagnostics) = cite(text, text, None);
        assert_eq!(found[0].number, "71-NQ/CP");
        assert_eq!(diagnostics[0].message, "71-NQ/CP is printed for 71/NQ-CP");
        assert_eq!(cite(text, text, Some("71/NQ-CP")).0, []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_harmless(text in "((Nghị quyết|Kế hoạch|số|ngày|của|[0-9]{1,3}|NQ|CP|[-/,.\\n]) ?)*|\\PC{0,80}") {
            for citation in cite(&text, &text, None).0 {
                proptest::prop_assert!(!citation.mentions.is_empty());
            }
        }
    }
}
