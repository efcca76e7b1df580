//! The readable table of syllables is that of the embedded model.

use vanban::model::Model;
use vanban::text::syllable;
use vanban::train::syllables;

#[test]
fn the_table_is_the_models() {
    let table = include_str!("../../dictionaries/syllables.tsv");
    let model = Model::embedded().expect("a whole model");
    assert!(table == syllables(&model.vocabulary), "rebuild dictionaries/syllables.tsv with the model");
    let rows: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() > 5_000, "{} syllables", rows.len());
    assert!(rows.iter().all(|row| row.split_once('\t').is_some_and(|(word, _)| syllable::key(word) == word)));
}
