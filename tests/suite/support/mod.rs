//! What the tests of the command share: a folder to work in, and a small model that is learned in an instant.

#![allow(dead_code, clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use vanban::model::Model;
use vanban::train::{Corpus, Input, Pair, train};

/// What the small model knows.
const TEXT: &str = include_str!("../../../fixtures/encodings/utf-8.txt");

/// A folder with a small model, in which the command runs.
pub struct Workplace {
    folder: TempDir,
}

/// What a run of the command gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Workplace {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("small.model"), small_model()).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Every file below `name` with its content, in order.
    pub fn files(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(name);
        let mut files: Vec<_> = walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (below(&root, entry.path()), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// The names of the visible files below `name`.
    pub fn names(&self, name: &str) -> Vec<String> {
        self.files(name).into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('.')).collect()
    }

    /// Copies a file or folder of the project to `name`.
    pub fn copy(&self, from: &str, name: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
        for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(&from).unwrap();
                let to = if below.as_os_str().is_empty() { name.into() } else { Path::new(name).join(below) };
                self.write(&to.to_string_lossy(), fs::read(entry.path()).unwrap());
            }
        }
    }

    /// Runs the command here with arguments split at spaces; the small model is used where none is named.
    pub fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &str, input: &[u8]) -> Run {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // The command may end before it has read everything.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Run { code: status.code().unwrap_or(-1), out: stdout, err: String::from_utf8(stderr).unwrap() }
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = self.bare_command(arguments);
        if ["restore", "convert"].iter().any(|name| arguments.starts_with(name)) && !arguments.contains("--model") {
            command.args(["--model", "small.model"]);
        }
        command
    }

    /// As [`command`](Self::command), with the built-in model where none is named.
    pub fn bare_command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vanban"));
        command.args(arguments.split_whitespace()).current_dir(self.folder.path());
        command.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}

/// A model that knows one page.
pub fn small_model() -> Vec<u8> {
    let pair = |line: &str| Pair { printed: line.to_owned(), read: line.replace(['ế', 'ề', 'ệ'], "é") };
    let pairs = || TEXT.lines().map(pair).collect();
    let parts = train(
        &Input {
            corpora: vec![Corpus { weight: 1.0, text: TEXT.to_owned() }],
            eng: pairs(),
            vie: pairs(),
            estimate: Default::default(),
            least: (1.0, 1.0),
        },
        |_| {},
    );
    Model::pack(&parts)
}
