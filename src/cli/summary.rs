//! What became of a batch: counts for the user, and each document for `--summary`.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use serde::Serialize;
use vanban::batch::{AtomicFile, Converted, Input};
use vanban::document::Quality;

use super::messages;

/// The outcome of a batch. Each document is remembered only where it is to be written.
pub struct Summary {
    total: usize,
    started: Instant,
    listed: bool,
    converted: usize,
    unchanged: usize,
    failed: usize,
    entries: Vec<Entry>,
    failures: Vec<Failed>,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    name: String,
    seconds: f64,
    quality: Quality,
    diagnostics: usize,
}

#[derive(Serialize)]
struct Failed {
    file: String,
    reason: String,
}

#[derive(Serialize)]
struct Report<'a> {
    documents: usize,
    converted: usize,
    unchanged: usize,
    failed: usize,
    left: usize,
    seconds: f64,
    failures: &'a [Failed],
    results: &'a [Entry],
}

impl Summary {
    /// A batch of `total` documents that starts now. Where `listed`, [`write`](Self::write) tells of each.
    pub fn new(total: usize, listed: bool) -> Self {
        let (entries, failures) = (Vec::new(), Vec::new());
        Self { total, started: Instant::now(), listed, converted: 0, unchanged: 0, failed: 0, entries, failures }
    }

    /// A document was converted, or was so before.
    pub fn converted(&mut self, input: &Input, converted: &Converted) {
        match converted {
            Converted::Unchanged { .. } => self.unchanged += 1,
            Converted::Written { done, quality, diagnostics, time } => {
                self.converted += 1;
                if self.listed {
                    let (file, name) = (input.path.display().to_string(), done.name.clone());
                    let (seconds, quality, diagnostics) = (time.as_secs_f64(), quality.clone(), *diagnostics);
                    self.entries.push(Entry { file, name, seconds, quality, diagnostics });
                }
            }
        }
    }

    /// A document failed.
    pub fn failed(&mut self, path: &Path, reason: String) {
        self.failed += 1;
        if self.listed {
            self.failures.push(Failed { file: path.display().to_string(), reason });
        }
    }

    /// Whether any document failed.
    pub fn any_failed(&self) -> bool {
        self.failed > 0
    }

    /// How many documents were not tried.
    pub fn left(&self) -> usize {
        self.total - self.unchanged - self.converted - self.failed
    }

    /// Writes everything to `path`, as JSON.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let report = Report {
            documents: self.total,
            converted: self.converted,
            unchanged: self.unchanged,
            failed: self.failed,
            left: self.left(),
            seconds: self.started.elapsed().as_secs_f64(),
            failures: &self.failures,
            results: &self.entries,
        };
        let mut json = serde_json::to_vec_pretty(&report)?;
        json.push(b'\n');
        let mut file = AtomicFile::create(path)?;
        file.write_all(&json)?;
        file.finish()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let counts = [self.converted, self.unchanged, self.failed, self.left()];
        f.write_str(&messages::summary(self.total, self.started.elapsed().as_secs_f64(), counts))
    }
}
