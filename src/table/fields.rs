//! What a column means, the titles it goes by and how its cells begin; read from `dictionaries/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::customs;
use super::words::{TextLine, fold};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Field {
    Index,
    Name,
    Work,
    Unit,
    Year,
    Base,
    Lead,
    Coordinating,
    Leader,
    Monitor,
    Output,
    Deadline,
    Note,
    Basis,
    Amount,
    Other,
}

const NAMES: [(Field, &str); 16] = [
    (Field::Index, "index"),
    (Field::Name, "name"),
    (Field::Work, "work"),
    (Field::Unit, "unit"),
    (Field::Year, "year"),
    (Field::Base, "base"),
    (Field::Lead, "lead"),
    (Field::Coordinating, "coordinating"),
    (Field::Leader, "leader"),
    (Field::Monitor, "monitor"),
    (Field::Output, "output"),
    (Field::Deadline, "deadline"),
    (Field::Note, "note"),
    (Field::Basis, "basis"),
    (Field::Amount, "amount"),
    (Field::Other, "other"),
];

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = NAMES.len();

    /// The field's name in the document JSON.
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("other", |(_, name)| name)
    }

    /// The field of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(field, _)| *field)
    }

    /// A bit of its own.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Where tables of this kind put it, left to right; a hint only.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Self::Index => 0,
            Self::Name | Self::Work => 1,
            Self::Unit | Self::Base => 2,
            Self::Year => 3,
            Self::Leader => 4,
            Self::Lead => 5,
            Self::Coordinating => 6,
            Self::Monitor => 7,
            Self::Output | Self::Deadline | Self::Amount | Self::Other => 8,
            Self::Basis | Self::Note => 9,
        }
    }

    /// Whether its cells hold one value rather than running text.
    pub(crate) fn is_value(self) -> bool {
        matches!(self, Self::Year | Self::Base | Self::Amount)
    }

    /// Whether a table may have several such columns, each with a title of its own.
    pub(crate) fn is_manifold(self) -> bool {
        matches!(self, Self::Amount | Self::Other)
    }

    /// Whether its cells name agencies: what they hold is alike, so that columns of this kind learn from one another.
    pub(crate) fn is_agency(self) -> bool {
        matches!(self, Self::Lead | Self::Coordinating | Self::Monitor)
    }

    /// How wide tables of this kind make it, next to the others.
    pub(crate) fn share(self) -> f32 {
        match self {
            Self::Index => 0.04,
            Self::Name | Self::Work => 0.32,
            Self::Leader | Self::Lead | Self::Coordinating | Self::Monitor => 0.18,
            Self::Output => 0.13,
            Self::Deadline | Self::Note | Self::Basis | Self::Other => 0.11,
            Self::Unit | Self::Base | Self::Amount => 0.08,
            Self::Year => 0.06,
        }
    }

    /// What leaving its cell empty costs before the table itself has shown how often that happens.
    pub(crate) fn empty_cost(self) -> f32 {
        match self {
            Self::Index => 0.5,
            Self::Name | Self::Work => 6.0,
            Self::Lead | Self::Deadline | Self::Leader => 2.5,
            Self::Coordinating | Self::Output | Self::Monitor | Self::Year => 1.5,
            Self::Note | Self::Basis | Self::Unit | Self::Base | Self::Amount | Self::Other => 0.7,
        }
    }
}

/// One title that columns go by.
#[derive(Debug)]
pub(crate) struct Title {
    /// What it means.
    pub field: Field,
    /// As written.
    pub text: String,
    /// Its words, folded.
    pub words: Vec<String>,
}

/// The dictionaries of titles and of cells' first words.
pub(crate) struct Fields {
    /// All titles.
    pub titles: Vec<Title>,
    /// First word of a cell's opening to the openings, each with its field and folded words.
    openings: HashMap<String, Vec<(Field, Vec<String>)>>,
}

static FIELDS: LazyLock<Fields> = LazyLock::new(Fields::load);

impl Fields {
    /// The dictionaries that the crate carries.
    pub(crate) fn shared() -> &'static Self {
        &FIELDS
    }

    fn load() -> Self {
        let rows = |text: &'static str| {
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        };
        let titles = rows(include_str!("../../dictionaries/table_columns.tsv"))
            .filter_map(|(field, text)| {
                Some(Title { field: Field::parse(field)?, text: text.to_owned(), words: split(text) })
            })
            .collect();
        let mut openings: HashMap<String, Vec<(Field, Vec<String>)>> = HashMap::new();
        for (field, text) in rows(include_str!("../../dictionaries/table_cells.tsv")) {
            let words = split(text);
            if let (Some(field), Some(first)) = (Field::parse(field), words.first()) {
                openings.entry(first.clone()).or_default().push((field, words));
            }
        }
        Self { titles, openings }
    }

    /// The openings that `words` start with: each field with the number of words that agree, longest first a field.
    pub(crate) fn opened_by<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> Vec<(Field, usize)> {
        let Some(openings) = words.next().and_then(|first| self.openings.get(first)) else { return Vec::new() };
        let rest: Vec<&str> = words.take(3).collect();
        let mut found: Vec<(Field, usize)> = Vec::new();
        for (field, opening) in openings {
            let tail = opening.get(1..).unwrap_or_default();
            // A cell's first line may end inside the opening.
            if tail.iter().zip(&rest).all(|(a, b)| a == b) {
                let agreed = 1 + tail.len().min(rest.len());
                match found.iter_mut().find(|(known, _)| known == field) {
                    Some((_, best)) => *best = agreed.max(*best),
                    None => found.push((*field, agreed)),
                }
            }
        }
        found
    }
}

/// Tells the words of `lines` what opens with them, and where they are customary.
pub(crate) fn mark(lines: &mut [TextLine]) {
    for line in lines {
        for at in 0..line.words.len() {
            let words = line.words[at..].iter().map(|word| word.folded.as_str());
            line.words[at].openings = Fields::shared().opened_by(words);
            line.words[at].custom = customs::of(&line.words[at].folded);
        }
    }
}

/// Whether a line is the title of the column of numbers: `STT`.
pub(crate) fn is_title_of_numbers(line: &TextLine) -> bool {
    let words = || line.words.iter().map(|word| word.folded.as_str());
    let mut titles = Fields::shared().titles.iter().filter(|title| title.field == Field::Index);
    titles.any(|title| words().eq(title.words.iter().map(String::as_str)))
}

/// The folded words of a title: runs of letters and digits.
pub(crate) fn split(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_are_well_formed() {
        for (text, least) in [
            (include_str!("../../dictionaries/table_columns.tsv"), 100),
            (include_str!("../../dictionaries/table_cells.tsv"), 100),
        ] {
            assert!(text.starts_with('#'), "a header comment names origin and licence");
            let rows: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
            assert!(rows.len() > least);
            for row in &rows {
                let (field, words) = row.split_once('\t').expect("two columns");
                assert!(Field::parse(field).is_some(), "unknown field in {row}");
                assert!(!split(words).is_empty() && words.trim() == words, "{row}");
            }
            let mut seen = rows.clone();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), rows.len(), "a row stands twice");
        }
    }

    #[test]
    fn openings_name_their_fields() {
        let fields = Fields::shared();
        let best = |text: &str| {
            let words = split(text);
            fields.opened_by(words.iter().map(String::as_str)).into_iter().max_by_key(|x| x.1).map(|x| x.0)
        };
        assert_eq!(best("Hằng năm"), Some(Field::Deadline));
        assert_eq!(best("Các phòng chức"), Some(Field::Lead));
        assert_eq!(best("Xây dựng chiến lược"), Some(Field::Work));
        assert_eq!(best("xyz"), None);
    }
}
