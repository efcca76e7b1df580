//! Ids that stand once in a document.

use std::collections::BTreeMap;

/// The ids given so far, and for each how often it was asked for.
#[derive(Default)]
pub struct Ids(BTreeMap<String, usize>);

impl Ids {
    /// `base`, or, where that is taken, `base_2`, `base_3` and so on.
    pub fn unique(&mut self, base: String) -> String {
        let Some(count) = self.0.get_mut(&base) else {
            self.0.insert(base.clone(), 1);
            return base;
        };
        let mut copy = *count;
        loop {
            copy += 1;
            let id = format!("{base}_{copy}");
            if !self.0.contains_key(&id) {
                self.0.insert(base, copy);
                self.0.insert(id.clone(), 1);
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_ids_are_counted() {
        let mut ids = Ids::default();
        let asked = ["a", "a", "a_2", "a", "b"].map(|base| ids.unique(base.into()));
        assert_eq!(asked, ["a", "a_2", "a_2_2", "a_3", "b"]);
    }
}
