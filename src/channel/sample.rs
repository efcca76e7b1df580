//! Noise drawn from the letter model: correct text as OCR would read it.
//!
//! Each printed character is read, and characters are inserted, as the letter model has it; each by itself. What an engine
//! does to whole words or to a bad spot of the page is not drawn.

use rustc_hash::FxHashMap;

use super::align::{Emission, INSERTION, NOTHING};
use crate::text::syllable;

/// Draws what OCR reads. The same letters, severity and seed give the same noise.
pub struct Sampler {
    /// What each printed character may be read as.
    letters: FxHashMap<char, Readings>,
    /// What may be read where nothing was printed.
    inserted: Readings,
    /// How likely that is at any place.
    insertion: f64,
    severity: f64,
    random: fastrand::Rng,
}

/// What a character may be read as, with probabilities that sum to one.
#[derive(Default)]
struct Readings {
    all: Vec<(Emission, f64)>,
}

impl Sampler {
    /// A sampler of a learned letter model (see [`Channel::letters`](super::emission::Channel::letters)). `severity` is how
    /// many times as likely as learned a character is misread: 0 changes nothing, 1 is the channel as it is.
    pub fn new(letters: &[(char, u64, f32)], severity: f32, seed: u64) -> Self {
        let mut tables: FxHashMap<char, Readings> = letters
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|group| Some((group.first()?.0, Readings::new(group))))
            .collect();
        let inserted = tables.remove(&NOTHING).unwrap_or_default();
        let severity = f64::from(severity.max(0.0));
        let insertion = if inserted.all.is_empty() { 0.0 } else { (INSERTION * severity).min(0.5) };
        Self { letters: tables, inserted, insertion, severity, random: fastrand::Rng::with_seed(seed) }
    }

    /// A line as it would be read. Characters that the model has never seen stay.
    pub fn degrade(&mut self, line: &str) -> String {
        if self.severity == 0.0 {
            return line.to_owned();
        }
        let mut read = String::with_capacity(line.len());
        for printed in syllable::nfc(line).chars() {
            self.insert(&mut read);
            match self.letters.get(&printed) {
                Some(readings) => read.extend(readings.draw(printed, self.severity, &mut self.random).chars()),
                None => read.push(printed),
            }
        }
        self.insert(&mut read);
        read
    }

    fn insert(&mut self, read: &mut String) {
        while self.random.f64() < self.insertion {
            read.extend(self.inserted.pick(self.random.f64()).chars());
        }
    }
}

impl Readings {
    fn new(learned: &[(char, u64, f32)]) -> Self {
        let sum: f64 = learned.iter().map(|&(.., p)| f64::from(p)).sum();
        Self { all: learned.iter().map(|&(_, read, p)| (Emission::from_packed(read), f64::from(p) / sum)).collect() }
    }

    /// What `printed` is read as, where errors are `severity` times as likely as learned.
    fn draw(&self, printed: char, severity: f64, random: &mut fastrand::Rng) -> Emission {
        let same = Emission::new(&[printed]);
        let right: f64 = self.all.iter().filter(|&&(read, _)| read == same).map(|&(_, p)| p).sum();
        let wrong = 1.0 - right;
        if random.f64() >= wrong * severity {
            return same;
        }
        let mut at = random.f64() * wrong;
        for &(read, p) in self.all.iter().filter(|&&(read, _)| read != same) {
            at -= p;
            if at <= 0.0 {
                return read;
            }
        }
        same
    }

    /// The reading at `at` of the whole, from 0 to 1.
    fn pick(&self, mut at: f64) -> Emission {
        for &(read, p) in &self.all {
            at -= p;
            if at <= 0.0 {
                return read;
            }
        }
        Emission::new(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> Vec<(char, u64, f32)> {
        let read = |text: &str| Emission::new(&text.chars().collect::<Vec<_>>()).packed();
        vec![(NOTHING, read("."), 1.0), ('m', read("m"), 0.6), ('m', read("rn"), 0.2), ('ủ', read("ii"), 0.9)]
    }

    fn degraded(severity: f32, seed: u64) -> String {
        Sampler::new(&letters(), severity, seed).degrade(&"mủ?".repeat(4000))
    }

    #[test]
    fn readings_are_as_frequent_as_learned() {
        let text = degraded(1.0, 1);
        let share = |what: &str, of: f64| text.matches(what).count() as f64 / of;
        assert!((share("rn", 4000.0) - 0.25).abs() < 0.03);
        assert!((share("ii", 4000.0) - 1.0).abs() < 0.03);
        assert!((share(".", 12_000.0) - INSERTION).abs() < 0.002);
        assert_eq!(share("?", 4000.0), 1.0);
    }

    #[test]
    fn severity_scales_errors() {
        assert_eq!(degraded(0.0, 1), "mủ?".repeat(4000));
        let errors = |severity| degraded(severity, 1).matches("rn").count() as f64;
        assert!((errors(0.5) / errors(1.0) - 0.5).abs() < 0.1);
        assert!((errors(4.0) - 4000.0).abs() < 50.0);
    }

    #[test]
    fn a_seed_decides() {
        assert_eq!(degraded(1.0, 1), degraded(1.0, 1));
        assert_ne!(degraded(1.0, 1), degraded(1.0, 2));
    }
}
