//! The packed model: syllables with frequencies, the language model and the channels, in one file.

use sha2::{Digest, Sha256};
use thiserror::Error;

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

/// A loaded model.
pub struct Model {
    digest: String,
}

impl Model {
    /// The model inside this library.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_bytes(&[])
    }

    /// A model from the bytes of a packed file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { digest })
    }

    /// SHA-256 of the packed file, hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
