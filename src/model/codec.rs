//! The blocks of the packed file: vocabulary and channels.

use super::ModelError;
use super::bytes::{Reader, put_string};
use crate::channel::packed::Packed;
use crate::lm::vocabulary::{Entry, Vocabulary, form};
use crate::restore::confidence::{Calibration, Curve};
use crate::restore::forest::{Forest, Tree};
use crate::restore::traits::COUNT;

/// Number of words; for each its text, count, forms and, where it has a mixed form, that.
pub fn write_vocabulary(vocabulary: &Vocabulary) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend((vocabulary.entries().len() as u32).to_le_bytes());
    for entry in vocabulary.entries() {
        put_string(&mut out, &entry.word);
        out.extend(entry.count.to_le_bytes());
        let mixed = entry.mixed.as_deref().filter(|_| entry.forms & form::MIXED != 0);
        out.push(if mixed.is_some() { entry.forms } else { entry.forms & !form::MIXED });
        if let Some(mixed) = mixed {
            put_string(&mut out, mixed);
        }
    }
    out
}

/// Reads what [`write_vocabulary`] wrote.
pub fn read_vocabulary(bytes: &[u8]) -> Result<Vocabulary, ModelError> {
    let mut reader = Reader::new(bytes);
    let count = reader.u32()? as usize;
    let mut entries = Vec::with_capacity(count.min(65_000));
    for _ in 0..count {
        let word = reader.string()?.to_owned();
        let count = reader.u32()?;
        let forms = reader.u8()?;
        let mixed = if forms & form::MIXED != 0 { Some(reader.string()?.to_owned()) } else { None };
        entries.push(Entry { word, count, forms, mixed });
    }
    Ok(Vocabulary::new(entries))
}

/// Number of parts of codes; for each its text and count.
pub fn write_pieces(pieces: &[(String, u32)]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend((pieces.len() as u32).to_le_bytes());
    for (piece, count) in pieces {
        put_string(&mut out, piece);
        out.extend(count.to_le_bytes());
    }
    out
}

/// Reads what [`write_pieces`] wrote.
pub fn read_pieces(bytes: &[u8]) -> Result<Vec<(String, u32)>, ModelError> {
    let mut reader = Reader::new(bytes);
    let mut pieces = Vec::new();
    for _ in 0..reader.u32()? {
        pieces.push((reader.string()?.to_owned(), reader.u32()?.max(1)));
    }
    Ok(pieces)
}

/// Costs of broken and joined words and of specks, then letters, parts and readings, each with its number of entries before it.
pub fn write_channel(channel: &Packed) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(channel.broken.to_le_bytes());
    out.extend(channel.joined.to_le_bytes());
    out.extend(channel.specks.to_le_bytes());
    out.extend((channel.letters.len() as u32).to_le_bytes());
    for &(letter, emission, p) in &channel.letters {
        out.extend(u32::from(letter).to_le_bytes());
        out.extend(emission.to_le_bytes());
        out.extend(p.to_le_bytes());
    }
    out.extend((channel.parts.len() as u32).to_le_bytes());
    for &(key, count) in &channel.parts {
        out.extend(key.to_le_bytes());
        out.extend(count.to_le_bytes());
    }
    out.extend((channel.readings.len() as u32).to_le_bytes());
    for &(key, form, count) in &channel.readings {
        out.extend(key.to_le_bytes());
        out.extend(form.to_le_bytes());
        out.extend(count.to_le_bytes());
    }
    out
}

/// Reads what [`write_channel`] wrote.
pub fn read_channel(bytes: &[u8]) -> Result<Packed, ModelError> {
    let mut reader = Reader::new(bytes);
    let mut channel =
        Packed { broken: reader.f32()?, joined: reader.f32()?, specks: reader.f32()?, ..Packed::default() };
    for _ in 0..reader.u32()? {
        let letter = char::from_u32(reader.u32()?);
        let letter = letter.ok_or_else(|| ModelError::Format("it holds a letter that is none".into()))?;
        channel.letters.push((letter, reader.u64()?, reader.f32()?));
    }
    for _ in 0..reader.u32()? {
        channel.parts.push((reader.u64()?, reader.f32()?));
    }
    for _ in 0..reader.u32()? {
        channel.readings.push((reader.u64()?, reader.u32()?, reader.f32()?));
    }
    Ok(channel)
}

/// The number of trees, and of each its questions (trait and value) and answers; the number of points, and each point.
pub fn write_calibration(calibration: &Calibration) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend((calibration.forest.trees().len() as u32).to_le_bytes());
    for tree in calibration.forest.trees() {
        for (of, above) in tree.questions {
            out.push(of);
            out.extend(above.to_le_bytes());
        }
        out.extend(tree.answers.iter().flat_map(|answer| answer.to_le_bytes()));
    }
    out.push(calibration.curve.points.len() as u8);
    for (odds, confidence) in &calibration.curve.points {
        out.extend(odds.to_le_bytes());
        out.extend(confidence.to_le_bytes());
    }
    out
}

/// Reads what [`write_calibration`] wrote.
pub fn read_calibration(bytes: &[u8]) -> Result<Calibration, ModelError> {
    let mut reader = Reader::new(bytes);
    let mut trees = Vec::new();
    let count = reader.u32()?;
    if count as usize > Forest::MOST {
        return Err(ModelError::Format("it has more trees than any forest".into()));
    }
    for _ in 0..count {
        let mut tree = Tree::default();
        for question in &mut tree.questions {
            *question = (reader.u8()?, reader.f32()?);
            if usize::from(question.0) >= COUNT {
                return Err(ModelError::Format("it asks for a trait that no word has".into()));
            }
        }
        for answer in &mut tree.answers {
            *answer = reader.f32()?;
        }
        trees.push(tree);
    }
    let points = (0..reader.u8()?).map(|_| Ok((reader.f32()?, reader.f32()?))).collect::<Result<_, ModelError>>()?;
    Ok(Calibration { forest: Forest::new(trees), curve: Curve { points } })
}
