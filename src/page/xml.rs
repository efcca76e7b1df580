//! XML and HTML from outside, step by step: nothing is expanded, nothing is fetched, and nesting is bounded.

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting; engines nest a dozen elements.
const DEEPEST: usize = 256;
/// Elements of HTML that have no end.
const VOID: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "link", "meta"];

/// A piece of a document.
pub enum Step<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// Text, its references resolved.
    Text(&'a str),
    /// The element of this name ends.
    Close(&'a str),
}

/// The beginning of an element.
pub struct Element<'a> {
    start: &'a BytesStart<'a>,
    /// Its name, without prefix.
    pub name: &'a str,
}

impl Element<'_> {
    /// The value of attribute `name`, without prefix; empty where there is none.
    pub fn value(&self, name: &str) -> String {
        // The check for attributes that are given twice takes time squared.
        let mut attributes = self.start.html_attributes();
        let mut all = attributes.with_checks(false).flatten();
        let found = all.find(|attribute| attribute.key.local_name().as_ref() == name);
        found.map_or_else(String::new, |attribute| {
            let value = attribute.value;
            unescape_with(&value, resolve_html5_entity).map_or_else(|_| value.to_string(), |value| value.into_owned())
        })
    }

    /// Attribute `name` as a number; 0 where it is none.
    pub fn number(&self, name: &str) -> f32 {
        self.value(name).trim().parse().ok().filter(|value: &f32| value.is_finite()).unwrap_or_default()
    }
}

/// Walks over `text`; tells how many elements were left open at its end. Declarations, comments and instructions are passed over; a reference that is not of XML or HTML stands for nothing.
pub fn walk(text: &str, mut take: impl FnMut(Step)) -> Result<usize, String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().map_err(|error| format!("byte {}: {error}", reader.error_position()))?;
        match event {
            Event::Eof => return Ok(depth),
            Event::Start(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                take(Step::Open(Element { start: &start, name }));
                if VOID.contains(&name) {
                    take(Step::Close(name));
                } else {
                    depth += 1;
                }
                if depth > DEEPEST {
                    return Err(format!("elements nested deeper than {DEEPEST}"));
                }
            }
            Event::Empty(start) => {
                let name = start.local_name();
                take(Step::Open(Element { start: &start, name: name.as_ref() }));
                take(Step::Close(name.as_ref()));
            }
            Event::End(end) => {
                let name = end.local_name();
                if !VOID.contains(&name.as_ref()) {
                    depth = depth.saturating_sub(1);
                    take(Step::Close(name.as_ref()));
                }
            }
            Event::Text(text) => take(Step::Text(&text.into_inner())),
            Event::CData(text) => take(Step::Text(&text.into_inner())),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(one)) => take(Step::Text(one.encode_utf8(&mut [0; 4]))),
                _ => take(Step::Text(resolve_html5_entity(&reference).unwrap_or_default())),
            },
            Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
}
