//! Provinces, communes, wards and special zones after the reform of July 2025.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{closest, fold, table};

const TABLE: &str = include_str!("../../dictionaries/places.tsv");

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Full name, with its kind for all but plain provinces: `Phường Kiến An`, `Thành phố Hải Phòng`, `Đồng Nai`.
    pub name: &'static str,
    /// `tỉnh`, `thành phố trung ương`, `phường`, `xã` or `đặc khu`.
    pub kind: &'static str,
    /// Full name of the province above; empty for a province.
    pub province: &'static str,
    /// Code of the statistics office.
    pub code: &'static str,
}

impl Place {
    /// Whether this is a province or a city of that rank.
    pub fn is_province(&self) -> bool {
        self.province.is_empty()
    }

    /// The name without its kind: `Kiến An`.
    pub fn bare(&self) -> &'static str {
        ["Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Đặc khu "]
            .iter()
            .find_map(|kind| self.name.strip_prefix(kind))
            .unwrap_or(self.name)
    }
}

struct Index {
    places: Vec<Place>,
    /// Folded bare name of each place.
    keys: Vec<String>,
    /// Places by folded bare name.
    by_key: HashMap<String, Vec<usize>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let places: Vec<_> =
        table::rows(TABLE).map(|[name, kind, province, code]| Place { name, kind, province, code }).collect();
    let keys: Vec<_> = places.iter().map(|place| fold(place.bare())).collect();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, key) in keys.iter().enumerate() {
        by_key.entry(key.clone()).or_default().push(i);
    }
    Index { places, keys, by_key }
});

/// All units, sorted by name.
pub fn all() -> &'static [Place] {
    &INDEX.places
}

/// The units of that bare name (`Kiến An`), case and marks aside; provinces first.
pub fn named(bare: &str) -> Vec<&'static Place> {
    let mut found: Vec<_> = INDEX.by_key.get(&fold(bare.trim())).into_iter().flatten().map(|&i| &all()[i]).collect();
    found.sort_by_key(|place| !place.is_province());
    found
}

/// The unit whose bare name is nearest to `bare`, within a fifth of its length.
pub fn nearest(bare: &str) -> Option<&'static Place> {
    let bare = bare.trim();
    if let Some(found) = named(bare).first() {
        return Some(found);
    }
    closest(bare, INDEX.keys.iter().map(String::as_str), 0.2).map(|found| &all()[found.index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed_and_whole() {
        assert_eq!(table::check(TABLE, 4), 34 + 3_321);
        assert_eq!(all().len(), 34 + 3_321);
        assert_eq!(all().iter().filter(|place| place.is_province()).count(), 34);
        for place in all() {
            assert!(place.is_province() || all().iter().any(|p| p.is_province() && p.name == place.province));
        }
    }

    #[test]
    fn places_are_found_by_name_and_near_it() {
        assert_eq!(named("HẢI PHÒNG")[0].name, "Thành phố Hải Phòng");
        assert_eq!(named("kien an")[0].name, "Phường Kiến An");
        assert_eq!(nearest("Trin Bién").map(|p| p.name), Some("Phường Trấn Biên"));
        assert_eq!(nearest("xxxxxxxx"), None);
        assert_eq!(nearest(""), None);
    }
}
