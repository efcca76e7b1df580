//! What a batch has done, so that it can be taken up again after a stop of any kind.
//!
//! The manifest has one line of JSON for each finished document, in the order of the batch. Where formats that gather a batch are written, the
//! line holds the document itself: what they are made from is as durable as the files of single documents, and is read one at a time.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::document::Document;
use crate::export::Format;

/// A finished document.
#[derive(Clone, Debug, Serialize)]
pub struct Done {
    /// Name of its result below the output folder, without extension.
    pub name: String,
    /// Digest of the bytes that were read, hexadecimal.
    pub sha256: String,
    /// Program, model and settings.
    pub settings: String,
    /// The formats that were written, or are to be gathered.
    pub formats: Vec<Format>,
    /// The document, where formats are to be gathered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    sha256: String,
    settings: String,
    formats: Vec<Format>,
    document: Option<IgnoredAny>,
}

/// The documents that earlier runs finished with the same settings.
#[derive(Debug, Default)]
pub struct Before(HashMap<String, (String, u64)>);

impl Before {
    /// Where the manifest notes that this very content was finished under this name.
    pub fn find(&self, name: &str, sha256: &str) -> Option<u64> {
        self.0.get(name).filter(|(known, _)| known == sha256).map(|&(_, at)| at)
    }
}

/// The manifest of a batch. A line that a killed run left half written counts as not written. One run at a time has it.
pub struct Manifest {
    path: PathBuf,
    file: File,
    end: u64,
}

impl Manifest {
    /// Opens the manifest at `path` with those documents that earlier runs finished with `settings` in all of `formats`;
    /// without `resume` it starts anew.
    pub fn open(path: &Path, resume: bool, settings: &str, formats: &[Format]) -> io::Result<(Before, Self)> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "another run is at work here"));
        }
        let (mut before, mut end) = (Before::default(), 0);
        if resume {
            let mut reader = BufReader::new(&mut file);
            let mut text = String::new();
            while reader.read_line(&mut text).is_ok_and(|read| read > 0) && text.ends_with('\n') {
                let Ok(line) = serde_json::from_str::<Line>(&text) else { break };
                let gathers = formats.iter().any(|format| format.extension().is_none());
                let whole = formats.iter().all(|format| line.formats.contains(format));
                if line.settings == settings && whole && (line.document.is_some() || !gathers) {
                    before.0.insert(line.name, (line.sha256, end));
                } else {
                    before.0.remove(&line.name);
                }
                end += text.len() as u64;
                text.clear();
            }
        }
        file.set_len(end)?;
        Ok((before, Self { path: path.to_owned(), file, end }))
    }

    /// Notes that a document is finished; gives the place of the note.
    pub fn add(&mut self, done: &Done) -> io::Result<u64> {
        let mut line = serde_json::to_vec(done)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        let at = self.end;
        self.end += line.len() as u64;
        Ok(at)
    }

    /// The documents that it holds.
    pub fn documents(&self) -> io::Result<Documents> {
        Ok(Documents { reader: BufReader::with_capacity(1 << 16, File::open(&self.path)?), at: 0, line: String::new() })
    }
}

/// The documents in a manifest, read one at a time.
pub struct Documents {
    reader: BufReader<File>,
    at: u64,
    line: String,
}

#[derive(Deserialize)]
struct Held {
    name: String,
    document: Document,
}

impl Documents {
    /// The document at `at`, with its name.
    pub fn get(&mut self, at: u64) -> io::Result<(String, Document)> {
        match i64::try_from(at).ok().zip(i64::try_from(self.at).ok()) {
            // Near places are in the buffer.
            Some((to, from)) => self.reader.seek_relative(to - from)?,
            None => self.reader.seek(SeekFrom::Start(at)).map(drop)?,
        }
        self.line.clear();
        self.at = at + self.reader.read_line(&mut self.line)? as u64;
        let held: Held = serde_json::from_str(&self.line)?;
        Ok((held.name, held.document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(name: &str, formats: &[Format], settings: &str) -> Done {
        let (name, settings) = (name.to_owned(), settings.to_owned());
        Done { name, sha256: "00".to_owned(), settings, formats: formats.to_vec(), document: None }
    }

    const JSON: &[Format] = &[Format::Json];

    #[test]
    fn a_half_written_line_is_forgotten() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("manifest");
        let open = |resume| Manifest::open(&path, resume, "s", JSON).expect("open");
        let (_, mut manifest) = open(true);
        assert_eq!(manifest.add(&done("a", JSON, "s")).expect("add"), 0);
        let second = manifest.add(&done("b", JSON, "s")).expect("add");
        drop(manifest);
        let whole = std::fs::read(&path).expect("read");
        std::fs::write(&path, &whole[..whole.len() - 3]).expect("write");

        let (before, mut manifest) = open(true);
        assert_eq!(before.find("a", "00"), Some(0));
        assert_eq!(before.find("a", "11"), None);
        assert_eq!(before.find("b", "00"), None);
        assert_eq!(manifest.add(&done("b", JSON, "s")).expect("add"), second);
        drop(manifest);
        assert_eq!(std::fs::read(&path).expect("read"), whole);

        let (before, _) = open(false);
        assert_eq!(before.find("a", "00"), None);
        assert_eq!(std::fs::read(&path).expect("read"), b"");
    }

    #[test]
    fn what_was_done_otherwise_is_done_again() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("manifest");
        let (_, mut manifest) = Manifest::open(&path, false, "s", JSON).expect("open");
        for (name, formats, settings) in [
            ("a", JSON, "s"),
            ("b", &[Format::Json, Format::Txt], "s"),
            ("c", JSON, "other"),
            ("d", JSON, "s"),
            ("d", JSON, "other"),
        ] {
            manifest.add(&done(name, formats, settings)).expect("add");
        }
        drop(manifest);
        for (formats, expected) in
            [(JSON, vec!["a", "b"]), (&[Format::Txt], vec!["b"]), (&[Format::Csv], vec![]), (&[], vec!["a", "b"])]
        {
            let (before, _) = Manifest::open(&path, true, "s", formats).expect("open");
            let found = ["a", "b", "c", "d"].into_iter().filter(|name| before.find(name, "00").is_some());
            assert_eq!(found.collect::<Vec<_>>(), expected, "{formats:?}");
        }
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("manifest");
        let first = Manifest::open(&path, true, "s", JSON).expect("open");
        assert!(Manifest::open(&path, true, "s", JSON).is_err());
        drop(first);
        assert!(Manifest::open(&path, true, "s", JSON).is_ok());
    }
}
