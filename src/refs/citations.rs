//! The documents that a document cites: every mention found, and gathered to one citation for each document.

use std::sync::LazyLock;

use regex::Regex;

use super::before::last_words;
use super::cited::{Groups, Seen, Short, resolve, unite};
use super::number::{self, Number};
use super::{mention, pattern};
use crate::document::{Citation, Diagnostic};
use crate::layout::Flow;
use crate::lexicon::{Folded, doc_types, fold};
use crate::text::Source;

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
        alike && fold(last_words(&text[..seen.range.start], 7)).contains("kem theo")
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::document::Channel;
    use crate::document::Relation;
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
