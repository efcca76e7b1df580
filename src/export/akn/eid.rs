//! Ids by the Akoma Ntoso naming convention 1.0, section 5: the id of the element above, two underscores, a short name of the element, and
//! its number as printed without punctuation, or, where it has none, `nn` and its place. An id that is taken gets its place added.

use std::collections::HashMap;

/// Elements that have no id; what stands in them takes the id of the element above.
const WITHOUT: &[&str] = &["content", "heading", "mainBody", "num", "td", "th", "tr"];
/// Elements that need no id, but whose name stands in the ids of what they hold.
const NAMED: &[&str] = &["conclusions", "intro", "preamble", "preface"];
/// Elements that should have a number.
const NUMBERED: &[&str] = &["alinea", "article", "indent", "paragraph", "point", "section", "subsection"];
/// Names that ids shorten.
const SHORT: &[(&str, &str)] =
    &[("alinea", "al"), ("article", "art"), ("paragraph", "para"), ("section", "sec"), ("subsection", "subsec")];

/// The ids of a document that is written from beginning to end.
#[derive(Default)]
pub struct Ids {
    /// The prefix of what stands in each open element.
    prefixes: Vec<String>,
    taken: HashMap<String, usize>,
    places: HashMap<(String, &'static str), usize>,
}

impl Ids {
    /// The id of an element that opens here, if it has one.
    pub fn open(&mut self, name: &'static str, num: Option<&str>) -> Option<String> {
        let above = self.prefixes.last().cloned().unwrap_or_default();
        if WITHOUT.contains(&name) {
            self.prefixes.push(above);
            return None;
        }
        if NAMED.contains(&name) {
            self.prefixes.push(joined(&above, name));
            return None;
        }
        let num = num.map(|num| cleaned(name, num)).filter(|num| !num.is_empty());
        let known = num.is_some();
        let num = match num {
            Some(num) => num,
            None if NUMBERED.contains(&name) => "nn".to_owned(),
            None => {
                let place = self.places.entry((above.clone(), name)).or_default();
                *place += 1;
                place.to_string()
            }
        };
        let short = SHORT.iter().find(|(long, _)| *long == name).map_or(name, |(_, short)| short);
        let id = self.unique(format!("{}_{num}", joined(&above, short)), !known && num == "nn");
        self.prefixes.push(id.clone());
        Some(id)
    }

    /// The element that was opened last ends.
    pub fn close(&mut self) {
        self.prefixes.pop();
    }

    /// The id of an element that holds text alone.
    pub fn leaf(&mut self, name: &'static str) -> String {
        let id = self.open(name, None).unwrap_or_default();
        self.close();
        id
    }

    fn unique(&mut self, id: String, counted: bool) -> String {
        let count = self.taken.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 && !counted {
            return id;
        }
        let next = format!("{id}_{count}");
        self.unique(next, false)
    }
}

fn joined(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}__{name}") }
}

/// The number as the convention has it: without punctuation at its ends and without white space; the word "Điều" of an article is redundant.
fn cleaned(name: &str, num: &str) -> String {
    let num = if name == "article" { num.trim_start_matches("Điều") } else { num };
    let mark = |c: char| !c.is_alphanumeric();
    let mut out = String::new();
    for c in num.trim_matches(mark).chars().filter(|c| !c.is_whitespace()) {
        if !mark(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_convention() {
        let mut ids = Ids::default();
        assert_eq!(ids.open("mainBody", None), None);
        let mut at = |depth: usize, name, num| {
            while ids.prefixes.len() > depth + 1 {
                ids.close();
            }
            ids.open(name, num).unwrap_or_default()
        };
        for (depth, name, num, expected) in [
            (0, "section", Some("III"), "sec_III"),
            (1, "paragraph", Some("1.2."), "sec_III__para_1-2"),
            (2, "point", Some("đ)"), "sec_III__para_1-2__point_đ"),
            (2, "indent", Some("-"), "sec_III__para_1-2__indent_nn_1"),
            (2, "indent", Some("-"), "sec_III__para_1-2__indent_nn_2"),
            (3, "p", None, "sec_III__para_1-2__indent_nn_2__p_1"),
            (0, "section", Some("III"), "sec_III_2"),
            (0, "section", None, "sec_nn_1"),
            (0, "article", Some("Điều 1."), "art_1"),
            (0, "hcontainer", None, "hcontainer_1"),
            (0, "hcontainer", None, "hcontainer_2"),
            (1, "table", None, "hcontainer_2__table_1"),
        ] {
            assert_eq!(at(depth, name, num), expected);
        }
        assert_eq!(at(1, "content", None), "");
        assert_eq!(at(2, "p", None), "hcontainer_2__p_1");
    }
}
