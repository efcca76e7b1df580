//! Which column a word belongs in: by what other rows show, and by custom where they show nothing.

use rustc_hash::FxHashMap;

use super::cells::Scorer;
use super::customs;
use super::fields::Field;
use super::words::Word;

/// What a word is to all columns together.
pub(crate) struct Everywhere {
    /// How often it stands in other rows.
    times: f32,
    /// How much likelier custom makes it in them, wide as they are, than in any column.
    gain: f32,
}

impl Scorer<'_> {
    /// What `word` is to all columns together.
    pub(crate) fn everywhere(&self, word: &Word) -> Everywhere {
        let count = |counts: &FxHashMap<u32, f32>| counts.get(&word.key).copied().unwrap_or(0.0);
        let times = count(&self.words.counts) - self.own.map_or(0.0, |own| count(&own.counts));
        let (mut gains, mut shares) = (0.0, 0.0);
        for (at, column) in self.columns.iter().enumerate() {
            let shown = self.others(at).words();
            let share = if shown > 0.0 { shown } else { column.field.share() };
            gains += share * customs::gain(word.custom, column.field);
            shares += share;
        }
        Everywhere { times, gain: if gains > 0.0 { gains / shares } else { 1.0 } }
    }

    /// How much more often `word` stands in `column` than elsewhere: `here` times of those that it stands `everywhere`.
    pub(crate) fn belongs(&self, word: &Word, column: usize, here: f32, everywhere: &Everywhere) -> f32 {
        let (field, words) = (self.columns[column].field, self.others(column).words());
        let mut score = 0.0;
        if !field.is_value() && percent(word) {
            score -= 1.0;
        }
        if field != Field::Unit && word.folded == "%" && self.columns.iter().any(|column| column.field == Field::Unit) {
            score -= 4.0;
        }
        // Bayes over columns: a word that stands in no other row stands where it is customary.
        // Values and units are known by their form.
        let formed = field.is_value() || matches!(field, Field::Index | Field::Unit);
        let likelier = if formed { 1.0 } else { customs::gain(word.custom, field) / everywhere.gain };
        if words > 0.0 && self.words.total > 0.0 {
            let share = words / self.words.total;
            let all = everywhere.times.max(here);
            score += 0.6 * ((here + 1.5 * share * likelier) / (all + 1.5) / share).ln().clamp(-2.5, 2.5);
        } else {
            score += 0.3 * likelier.ln().clamp(-2.5, 2.5);
        }
        score
    }
}

fn percent(word: &Word) -> bool {
    word.number && word.close == '%'
}
