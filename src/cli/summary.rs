//! What became of a batch: counts for the user, and each document for `--summary`.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use serde::Serialize;
use vanban::batch::{AtomicFile, Converted, Input};
use vanban::document::Quality;

/// The outcome of a batch.
pub struct Summary {
    total: usize,
    started: Instant,
    unchanged: usize,
    converted: Vec<Entry>,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    name: String,
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
    /// A batch of `total` documents that starts now.
    pub fn new(total: usize) -> Self {
        Self { total, started: Instant::now(), unchanged: 0, converted: Vec::new(), failed: Vec::new() }
    }

    /// A document was converted, or was so before.
    pub fn converted(&mut self, input: &Input, converted: Converted) {
        match converted {
            Converted::Unchanged { .. } => self.unchanged += 1,
            Converted::Written { quality, diagnostics, .. } => {
                let (file, name) = (input.path.display().to_string(), input.name.display().to_string());
                self.converted.push(Entry { file, name, quality, diagnostics });
            }
        }
    }

    /// A document failed.
    pub fn failed(&mut self, path: &Path, reason: String) {
        self.failed.push(Failed { file: path.display().to_string(), reason });
    }

    /// Whether any document failed.
    pub fn any_failed(&self) -> bool {
        !self.failed.is_empty()
    }

    /// How many documents were not tried.
    pub fn left(&self) -> usize {
        self.total - self.unchanged - self.converted.len() - self.failed.len()
    }

    /// Writes everything to `path`, as JSON.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let report = Report {
            documents: self.total,
            converted: self.converted.len(),
            unchanged: self.unchanged,
            failed: self.failed.len(),
            left: self.left(),
            seconds: self.started.elapsed().as_secs_f64(),
            failures: &self.failed,
            results: &self.converted,
        };
        let mut json = serde_json::to_vec_pretty(&report)?;
        json.push(b'\n');
        let mut file = AtomicFile::create(path)?;
        file.write_all(&json)?;
        file.finish()
    }
}

/// "5 documents in 0.8 s: 4 converted, 1 failed".
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let plural = if self.total == 1 { "" } else { "s" };
        let seconds = self.started.elapsed().as_secs_f64();
        write!(f, "{} document{plural} in {seconds:.1} s: {} converted", self.total, self.converted.len())?;
        for (count, what) in
            [(self.unchanged, "unchanged"), (self.failed.len(), "failed"), (self.left(), "left for --resume")]
        {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}
