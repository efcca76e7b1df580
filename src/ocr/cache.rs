//! What the engine read before, kept by the content that it was read from.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use crate::batch::AtomicFile;

/// A folder of results.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// A cache in `folder`, which is made where it is missing.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The result called `key`, if it is known.
    pub fn get(&self, key: &str) -> Option<String> {
        fs::read_to_string(self.path(key)).ok()
    }

    /// Keeps a result, whole or not at all. A cache that can't be written is none; the work goes on.
    pub fn put(&self, key: &str, text: &str) {
        let _ = fs::create_dir_all(&self.folder).and_then(|()| {
            let mut file = AtomicFile::create(&self.path(key))?;
            file.write_all(text.as_bytes())?;
            file.finish()
        });
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.tsv"))
    }
}
