//! The packed model: syllables with frequencies, the language model and the channels, in one file.
//!
//! The file, little-endian: the magic `VANBAN`, a format version (2 bytes), a CRC-32 of all that follows it (4 bytes), the
//! SHA-256 of the payload (32 bytes), the payload. The payload is a sequence of blocks, each a length (4 bytes) and its
//! bytes: vocabulary, n-grams, parts of codes, then the channels `eng`, `vie` and `stripped`, then what the posteriors of each are
//! worth. The same training input gives the same bytes.

mod bytes;
mod codec;

use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::channel::candidates::Index;
use crate::channel::emission::Channel as Emissions;
use crate::channel::packed::Packed;
use crate::document::Channel;
use crate::lexicon::forms::Forms;
use crate::lm::language::Language;
use crate::lm::ngram::Ngrams;
use crate::lm::vocabulary::Vocabulary;
use crate::restore::codes::Pieces;
use crate::restore::confidence::Calibration;
use bytes::Reader;

const MAGIC: &[u8; 6] = b"VANBAN";
const VERSION: u16 = 4;
/// Bytes before the payload: magic, version, checksum, digest.
const HEAD: usize = MAGIC.len() + 2 + 4 + 32;
/// The first block of the channels, and of their calibrations.
const CHANNELS: usize = 3;
const CALIBRATIONS: usize = 6;

/// The packed file inside this library.
pub static EMBEDDED: &[u8] = include_bytes!("../../dictionaries/model.vanban");

/// Why a model can't be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The file can't be read.
    #[error("can't read the model: {0}")]
    Io(#[from] std::io::Error),
    /// The bytes are not a whole model of this version.
    #[error("not a usable model: {0}")]
    Format(String),
}

/// What a channel needs at run time: its emissions and the forms by its letters.
pub struct Reading {
    /// P(read | printed).
    pub emissions: Emissions,
    /// The forms, to be searched by this channel's letters.
    pub index: Index,
}

/// A loaded model.
pub struct Model {
    digest: String,
    /// Words and ids.
    pub vocabulary: Vocabulary,
    /// Written forms of the words.
    pub forms: Forms,
    /// The language model.
    pub ngrams: Ngrams,
    /// Parts of document numbers.
    pub pieces: Pieces,
    packed: [Packed; 3],
    readings: [OnceLock<Reading>; 3],
    calibrations: [Calibration; 3],
}

/// The parts of a model before packing.
pub struct Parts {
    /// Words and ids.
    pub vocabulary: Vocabulary,
    /// The language model.
    pub ngrams: Ngrams,
    /// Parts of document numbers with their counts, most frequent first.
    pub pieces: Vec<(String, u32)>,
    /// The channels `eng`, `vie`, `stripped`.
    pub channels: [Packed; 3],
}

impl Model {
    /// The model inside this library.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_bytes(EMBEDDED)
    }

    /// A model from the bytes of a packed file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let wrong = |reason: &str| ModelError::Format(reason.to_owned());
        let mut head = Reader::new(bytes);
        if head.take(MAGIC.len()).ok() != Some(MAGIC) {
            return Err(wrong("it does not begin as a model does"));
        }
        let version = u16::from_le_bytes([head.u8()?, head.u8()?]);
        if version != VERSION {
            return Err(ModelError::Format(format!("it has format version {version}; this program reads {VERSION}")));
        }
        let checksum = head.u32()?;
        let body = bytes.get(MAGIC.len() + 6..).unwrap_or_default();
        if crc32fast::hash(body) != checksum {
            return Err(wrong("its checksum is wrong: the file is damaged or cut short"));
        }
        let digest = head.take(32)?.iter().map(|byte| format!("{byte:02x}")).collect();
        let vocabulary = codec::read_vocabulary(head.block()?)?;
        let ngrams = Ngrams::read(head.block()?).ok_or_else(|| wrong("its language model is not whole"))?;
        let pieces = Pieces::new(&codec::read_pieces(head.block()?)?);
        let packed = [
            codec::read_channel(head.block()?)?,
            codec::read_channel(head.block()?)?,
            codec::read_channel(head.block()?)?,
        ];
        let calibrations = [
            codec::read_calibration(head.block()?)?,
            codec::read_calibration(head.block()?)?,
            codec::read_calibration(head.block()?)?,
        ];
        if !head.is_done() {
            return Err(wrong("it is longer than it should be"));
        }
        let forms = Forms::new(&vocabulary);
        Ok(Self { digest, vocabulary, forms, ngrams, pieces, packed, readings: Default::default(), calibrations })
    }

    /// The bytes of a packed file, not calibrated.
    pub fn pack(parts: &Parts) -> Vec<u8> {
        let mut payload = Vec::new();
        bytes::put_block(&mut payload, &codec::write_vocabulary(&parts.vocabulary));
        let mut ngrams = Vec::new();
        parts.ngrams.write(&mut ngrams);
        bytes::put_block(&mut payload, &ngrams);
        bytes::put_block(&mut payload, &codec::write_pieces(&parts.pieces));
        for channel in &parts.channels {
            bytes::put_block(&mut payload, &codec::write_channel(channel));
        }
        for _ in &parts.channels {
            bytes::put_block(&mut payload, &codec::write_calibration(&Calibration::default()));
        }
        seal(payload)
    }

    /// The bytes of the packed `file` with another channel, whose forms are those of the same file, and no calibration of it.
    pub fn with_channel(file: &[u8], channel: Channel, packed: &Packed) -> Result<Vec<u8>, ModelError> {
        Self::from_bytes(file)?;
        let mut blocks = Self::blocks(file)?;
        blocks[CHANNELS + index(channel)] = codec::write_channel(packed);
        blocks[CALIBRATIONS + index(channel)] = codec::write_calibration(&Calibration::default());
        Ok(Self::from_blocks(&blocks))
    }

    /// The bytes of the packed `file` with another calibration of a channel.
    pub fn with_calibration(file: &[u8], channel: Channel, calibration: &Calibration) -> Result<Vec<u8>, ModelError> {
        Self::from_bytes(file)?;
        let mut blocks = Self::blocks(file)?;
        blocks[CALIBRATIONS + index(channel)] = codec::write_calibration(calibration);
        Ok(Self::from_blocks(&blocks))
    }

    fn blocks(file: &[u8]) -> Result<Vec<Vec<u8>>, ModelError> {
        let mut payload = Reader::new(file.get(HEAD..).unwrap_or_default());
        let mut blocks = Vec::new();
        while !payload.is_done() {
            blocks.push(payload.block()?.to_vec());
        }
        Ok(blocks)
    }

    fn from_blocks(blocks: &[Vec<u8>]) -> Vec<u8> {
        let mut payload = Vec::new();
        for block in blocks {
            bytes::put_block(&mut payload, block);
        }
        seal(payload)
    }

    /// SHA-256 of the payload, hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The language model.
    pub fn language(&self) -> Language<'_> {
        Language { vocabulary: &self.vocabulary, ngrams: &self.ngrams }
    }

    /// What the posteriors of `channel` are worth.
    pub fn calibration(&self, channel: Channel) -> &Calibration {
        &self.calibrations[index(channel)]
    }

    /// What is needed to restore from `channel`; made on first use. A clean text is read as `vie`.
    pub fn reading(&self, channel: Channel) -> &Reading {
        let index = index(channel);
        self.readings[index].get_or_init(|| {
            let emissions = Emissions::new(self.packed[index].clone());
            let index = Index::new(&self.forms, &emissions);
            Reading { emissions, index }
        })
    }
}

/// The place of a channel among the three.
fn index(channel: Channel) -> usize {
    match channel {
        Channel::Eng => 0,
        Channel::Vie | Channel::Clean => 1,
        Channel::Stripped => 2,
    }
}

/// A packed file of `payload`.
fn seal(payload: Vec<u8>) -> Vec<u8> {
    let mut body = Sha256::digest(&payload).to_vec();
    body.extend(payload);
    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend(crc32fast::hash(&body).to_le_bytes());
    file.extend(body);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_model_is_refused() {
        let whole = EMBEDDED;
        assert!(Model::from_bytes(whole).is_ok());
        assert!(Model::from_bytes(&[]).is_err());
        assert!(Model::from_bytes(b"VANBAN").is_err());
        assert!(Model::from_bytes(&whole[..whole.len() - 1]).is_err());
        let mut flipped = whole.to_vec();
        flipped[whole.len() / 2] ^= 1;
        assert!(matches!(Model::from_bytes(&flipped), Err(ModelError::Format(reason)) if reason.contains("checksum")));
        let mut older = whole.to_vec();
        older[6] = 0;
        assert!(matches!(Model::from_bytes(&older), Err(ModelError::Format(reason)) if reason.contains("version 0")));
    }
}
