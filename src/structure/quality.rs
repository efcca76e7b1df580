//! How sure a document's text is, over all its words.

use crate::document::Quality;
use crate::restore::Restored;
use crate::text::Source;

/// Confidence below which a word should be looked at.
const REVIEW: f32 = 0.9;

/// Counts words, changes and doubts.
pub fn quality(source: &Source, restored: &Restored) -> Quality {
    let mut quality = Quality::default();
    let mut sum = 0.0;
    for line in &restored.lines {
        for word in &line.words {
            quality.syllables += 1;
            quality.changed += usize::from(source.slice(word.raw) != line.text.get(word.out.clone()).unwrap_or(""));
            quality.needs_review += usize::from(word.confidence < REVIEW);
            sum += f64::from(word.confidence);
        }
    }
    let mean = if quality.syllables > 0 { sum / quality.syllables as f64 } else { 1.0 };
    quality.confidence = ((mean * 1000.0).round() / 1000.0) as f32;
    quality
}
