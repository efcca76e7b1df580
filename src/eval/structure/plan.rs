//! What is measured of a plan, read alike from a gold file and from a converted document.
//!
//! A gold file names the header's fields under `document` and gives plain strings; a converted document spreads them over
//! `header` and `conclusion` and gives objects with a `text`. Reading is lenient: what is missing, null or of another
//! shape counts as not there, so that documents of other makers and versions can be measured too.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A gold file or a converted document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The header as a gold file has it.
    pub document: Option<GoldHeader>,
    /// The header as a converted document has it.
    #[serde(deserialize_with = "lenient")]
    pub header: Header,
    /// Where a converted document has its signer.
    #[serde(deserialize_with = "lenient")]
    pub conclusion: Conclusion,
    /// The tree.
    #[serde(deserialize_with = "lenient")]
    pub sections: Vec<Node>,
    /// Documents cited.
    #[serde(alias = "references", deserialize_with = "lenient")]
    pub citations: Vec<Citation>,
    /// Tables.
    #[serde(deserialize_with = "lenient")]
    pub tables: Vec<Table>,
    /// Tasks with their slots.
    #[serde(deserialize_with = "lenient")]
    pub tasks: Vec<Task>,
    /// Indicators with their values.
    #[serde(deserialize_with = "lenient")]
    pub targets: Vec<Target>,
}

/// A gold header.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GoldHeader {
    pub number: Text,
    pub date: Text,
    pub place: Text,
    #[serde(rename = "type")]
    pub doc_type: Text,
    pub issuer: Text,
    pub parent_issuer: Text,
    pub subject: Text,
    #[serde(deserialize_with = "lenient")]
    pub signer: GoldSigner,
}

/// A gold signer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GoldSigner {
    pub name: Text,
    pub title: Text,
}

/// A converted document's header.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Header {
    pub number: Text,
    pub date: Date,
    pub place: Text,
    pub doc_type: Text,
    pub issuer: Text,
    pub parent_issuer: Text,
    pub subject: Text,
}

/// A converted document's conclusion.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Conclusion {
    /// Who signed.
    #[serde(deserialize_with = "lenient")]
    pub signer: Signer,
}

/// A converted document's signer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Signer {
    pub name: Text,
    pub position: Text,
}

/// One node of the tree.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Node {
    pub label: Text,
    pub kind: Text,
    pub title: Text,
    pub text: Text,
    #[serde(flatten)]
    pub place: Place,
    #[serde(flatten)]
    pub slots: Slots,
    #[serde(deserialize_with = "lenient")]
    pub children: Vec<Node>,
}

impl Node {
    /// Title and text.
    pub fn body(&self) -> String {
        let parts = [self.title.as_str(), self.text.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// First and last line: `lines` in a document, `line_start` in gold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    #[serde(deserialize_with = "lenient")]
    pub lines: Vec<i64>,
    #[serde(deserialize_with = "lenient")]
    pub line_start: i64,
}

impl Place {
    /// What starts at `line`.
    pub fn at(line: i64) -> Self {
        Self { lines: Vec::new(), line_start: line }
    }

    /// The first line; 0 where none is given.
    pub fn first(&self) -> i64 {
        self.lines.first().copied().unwrap_or(self.line_start)
    }
}

/// The slots of a task. In gold, a node that has the key `lead` is one whose slots are known.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Slots {
    #[serde(deserialize_with = "present")]
    pub lead: Option<Text>,
    pub coordinating: Text,
    pub deadline: Deadline,
    pub output: Text,
}

/// A task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Task {
    /// What is to be done.
    pub work: Text,
    #[serde(flatten)]
    pub place: Place,
    #[serde(flatten)]
    pub slots: Slots,
}

/// A deadline: its words, and its last day where it is typed.
#[derive(Debug, Default, PartialEq)]
pub struct Deadline {
    /// The words.
    pub text: Text,
    /// Last day, ISO 8601.
    pub end: Option<String>,
}

/// An indicator.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Target {
    pub name: Text,
    #[serde(deserialize_with = "lenient")]
    pub series: Vec<Point>,
}

/// An indicator's value for a year.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Point {
    pub year: Text,
    pub op: Text,
    pub value: Option<f64>,
    pub upper: Option<f64>,
}

/// A cited document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Citation {
    pub number: Text,
    pub number_norm: Text,
    pub date: Date,
}

/// A table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Table {
    #[serde(deserialize_with = "lenient")]
    pub columns: Vec<Column>,
    #[serde(deserialize_with = "lenient")]
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Row {
    /// One entry for each column.
    #[serde(deserialize_with = "lenient")]
    pub cells: Vec<Text>,
    /// Titles of the columns whose cells the gold can't tell.
    #[serde(deserialize_with = "lenient")]
    pub uncertain: Vec<String>,
}

/// A string, or what an object holds under `text`, or a list of such joined by commas; a number as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub Option<String>);

impl Text {
    /// The text, empty where there is none.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    fn new(value: &Value) -> Self {
        Self(match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Object(fields) => fields.get("text").and_then(|text| Self::new(text).0),
            Value::Array(parts) => {
                let parts: Vec<String> = parts.iter().filter_map(|part| Self::new(part).0).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        })
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Value::deserialize(input).map(|value| Self::new(&value))
    }
}

/// A date: a string, or what an object holds under `iso`.
#[derive(Debug, Default, PartialEq)]
pub struct Date(pub Text);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(input)?;
        Ok(Self(Text::new(if value.is_object() { &value["iso"] } else { &value })))
    }
}

impl<'de> Deserialize<'de> for Deadline {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(input)?;
        let end = value.get("end").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { text: Text::new(&value), end })
    }
}

/// A column's title: a string, or an object's year, title or text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column(pub String);

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(input)?;
        let named = ["year", "title", "text"].iter().filter_map(|key| value.get(key)).map(Text::new);
        let title =
            if value.is_object() { named.into_iter().find(|text| !text.is_empty()) } else { Some(Text::new(&value)) };
        Ok(Self(title.and_then(|text| text.0).unwrap_or_default()))
    }
}

/// The default for what is null or of another shape.
fn lenient<'de, D: Deserializer<'de>, T: Default + for<'a> Deserialize<'a>>(input: D) -> Result<T, D::Error> {
    let value = Value::deserialize(input)?;
    Ok(T::deserialize(value).unwrap_or_default())
}

/// `Some` where the key is there, null or not.
fn present<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Text>, D::Error> {
    Text::deserialize(input).map(Some)
}
