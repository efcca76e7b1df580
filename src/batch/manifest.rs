//! What a batch has done, so that it can be taken up again after a stop of any kind.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A finished document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Name of its result below the output folder, without extension.
    pub name: String,
    /// Digest of the bytes that were read, hexadecimal.
    pub sha256: String,
    /// Program, model and settings.
    pub settings: String,
}

/// The documents that earlier runs finished.
#[derive(Debug, Default)]
pub struct Before(HashMap<String, Done>);

impl Before {
    /// Whether this very content was finished under this name with these settings.
    pub fn holds(&self, done: &Done) -> bool {
        self.0.get(&done.name) == Some(done)
    }
}

/// A file of one JSON line for each finished document, in the order of the batch. A line that a killed run left half
/// written counts as not written.
pub struct Manifest(File);

impl Manifest {
    /// Opens the manifest at `path`, with what earlier runs wrote there; without `resume` it starts anew.
    pub fn open(path: &Path, resume: bool) -> io::Result<(Before, Self)> {
        let (mut before, mut whole) = (Before::default(), 0);
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        if resume {
            let mut reader = BufReader::new(&mut file);
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                let Ok(done) = serde_json::from_str::<Done>(&line) else { break };
                before.0.insert(done.name.clone(), done);
                whole += line.len() as u64;
                line.clear();
            }
        }
        file.set_len(whole)?;
        Ok((before, Self(file)))
    }

    /// Notes that a document is finished.
    pub fn add(&mut self, done: &Done) -> io::Result<()> {
        let mut line = serde_json::to_vec(done)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(name: &str) -> Done {
        Done { name: name.to_owned(), sha256: "00".to_owned(), settings: "s".to_owned() }
    }

    #[test]
    fn a_half_written_line_is_forgotten() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("manifest");
        let (_, mut manifest) = Manifest::open(&path, true).expect("open");
        manifest.add(&done("a")).expect("add");
        manifest.add(&done("b")).expect("add");
        drop(manifest);
        let whole = std::fs::read(&path).expect("read");
        std::fs::write(&path, &whole[..whole.len() - 3]).expect("write");

        let (before, mut manifest) = Manifest::open(&path, true).expect("open");
        assert!(before.holds(&done("a")));
        assert!(!before.holds(&Done { sha256: "11".to_owned(), ..done("a") }));
        assert!(!before.holds(&done("b")));
        manifest.add(&done("b")).expect("add");
        drop(manifest);
        assert_eq!(std::fs::read(&path).expect("read"), whole);

        let (before, _) = Manifest::open(&path, false).expect("open");
        assert!(!before.holds(&done("a")));
        assert_eq!(std::fs::read(&path).expect("read"), b"");
    }
}
