//! Which files a batch reads, and the name that each result gets.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use thiserror::Error;
use walkdir::WalkDir;

/// One file of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is read.
    pub path: PathBuf,
    /// Where its results go below the output folder, without extension.
    ///
    /// A file that was named itself gives its own name, a file found in a folder its path below that folder. A name
    /// that is taken gets `_2`, `_3` and so on, in the order of the inputs; upper and lower case count as one.
    pub name: PathBuf,
}

/// An input that can't be read.
#[derive(Debug)]
pub struct Problem {
    /// What was to be read.
    pub path: PathBuf,
    /// Why it can't be.
    pub reason: Reason,
}

/// Why an input can't be read.
#[derive(Debug, Error)]
pub enum Reason {
    /// The system says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// No file has a name like this.
    #[error("nothing matches")]
    Nothing,
    /// The folder holds no file for the patterns, which are given here.
    #[error("no file matches {0}")]
    Empty(String),
    /// It is no pattern.
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

/// All files of a batch.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The files, in the order of what was typed, sorted by name within each folder and glob.
    pub files: Vec<Input>,
    /// What can't be read.
    pub problems: Vec<Problem>,
    seen: HashSet<PathBuf>,
    taken: HashSet<String>,
}

impl Inputs {
    /// Looks up files, folders and globs. In folders, files whose name matches one of `patterns` count; `output` and what is
    /// below it are passed over. A file that is reached twice counts once; a link back to a folder above is passed over.
    pub fn gather(typed: &[PathBuf], patterns: &[Pattern], output: Option<&Path>) -> Self {
        let mut inputs = Self::default();
        let output = output.and_then(|folder| std::fs::canonicalize(folder).ok());
        for path in typed {
            let text = path.to_string_lossy();
            if path.exists() || !text.contains(['*', '?', '[']) {
                inputs.look(path, patterns, output.as_deref());
                continue;
            }
            match glob::glob(&text) {
                Ok(found) => {
                    let before = inputs.files.len() + inputs.problems.len();
                    for entry in found {
                        match entry {
                            Ok(path) => inputs.look(&path, patterns, output.as_deref()),
                            Err(error) => {
                                let path = error.path().to_owned();
                                inputs.problem(&path, Reason::Io(error.into()));
                            }
                        }
                    }
                    if inputs.files.len() + inputs.problems.len() == before {
                        inputs.problem(path, Reason::Nothing);
                    }
                }
                Err(error) => inputs.problem(path, error.into()),
            }
        }
        inputs
    }

    /// Takes each of `paths` for a file, without looking.
    pub fn named(paths: &[PathBuf]) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            inputs.file(path, own_name(path));
        }
        inputs
    }

    fn look(&mut self, path: &Path, patterns: &[Pattern], output: Option<&Path>) {
        match std::fs::metadata(path) {
            Err(error) => self.problem(path, error.into()),
            Ok(found) if found.is_dir() => self.walk(path, patterns, output),
            Ok(_) => self.file(path, own_name(path)),
        }
    }

    fn walk(&mut self, folder: &Path, patterns: &[Pattern], output: Option<&Path>) {
        let options = MatchOptions { case_sensitive: false, ..MatchOptions::default() };
        let matches = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            patterns.iter().any(|pattern| pattern.matches_with(&name, options))
        };
        let is_output = |path: &Path| output.is_some() && std::fs::canonicalize(path).ok().as_deref() == output;
        let before = self.files.len() + self.problems.len();
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        let mut passed = false;
        for entry in walk.filter_entry(|entry| !(entry.file_type().is_dir() && is_output(entry.path()))) {
            match entry {
                Ok(entry) if entry.file_type().is_file() && matches(entry.path()) => {
                    passed = true;
                    self.file(entry.path(), entry.path().strip_prefix(folder).unwrap_or(Path::new(entry.file_name())));
                }
                Ok(_) => {}
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    // A broken link to something else is none of ours; a folder that can't be listed may hold documents.
                    if path.is_dir() || matches(&path) {
                        let reason = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                        self.problem(&path, reason.into());
                    }
                }
            }
        }
        if !passed && self.files.len() + self.problems.len() == before {
            let patterns: Vec<&str> = patterns.iter().map(Pattern::as_str).collect();
            self.problem(folder, Reason::Empty(patterns.join(" ")));
        }
    }

    fn file(&mut self, path: &Path, below: &Path) {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if self.seen.insert(whole) {
            let name = self.free(below);
            self.files.push(Input { path: path.to_owned(), name });
        }
    }

    /// The first free name for a file at `below`.
    fn free(&mut self, below: &Path) -> PathBuf {
        let stem = below.file_stem().unwrap_or_default().to_string_lossy();
        (1usize..)
            .map(|n| if n == 1 { stem.to_string() } else { format!("{stem}_{n}") })
            .map(|name| below.with_file_name(name))
            .find(|name| self.taken.insert(claim(name)))
            .unwrap_or_default()
    }

    fn problem(&mut self, path: &Path, reason: Reason) {
        self.problems.push(Problem { path: path.to_owned(), reason });
    }
}

/// What a name keeps others from taking. `a` and `a.docling` would both have a result `a.docling.json`.
fn claim(name: &Path) -> String {
    let name = name.to_string_lossy().to_lowercase();
    name.strip_suffix(".docling").map_or_else(|| name.clone(), str::to_owned)
}

/// The name alone, so that no input leads out of the output folder.
fn own_name(path: &Path) -> &Path {
    Path::new(path.file_name().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            fs::write(path, "x").expect("write");
        }
        folder
    }

    fn names(root: &Path, typed: &[&str]) -> (Vec<String>, Vec<String>) {
        let typed: Vec<PathBuf> = typed.iter().map(|path| root.join(path)).collect();
        let inputs = Inputs::gather(&typed, &[Pattern::new("*.txt").expect("pattern")], Some(&root.join("out")));
        let problem = |problem: &Problem| {
            format!("{}: {}", problem.path.strip_prefix(root).expect("below").display(), problem.reason)
        };
        (
            inputs.files.iter().map(|input| input.name.display().to_string()).collect(),
            inputs.problems.iter().map(problem).collect(),
        )
    }

    #[test]
    fn files_folders_and_globs_get_names_of_their_own() {
        let folder = tree(&[
            "b.txt",
            "a.TXT",
            "x/b.txt",
            "x/y/B.txt",
            "x/c.md",
            "out/z.txt",
            "none/c.md",
            "b_2.txt",
            "doc/b.docling.txt",
        ]);
        let table: [(&[&str], &[&str], &[&str]); 9] = [
            (&["b.txt"], &["b"], &[]),
            (&["x"], &["b", "y/B"], &[]),
            (&[""], &["a", "b", "b_2", "doc/b.docling", "x/b", "x/y/B"], &[]),
            (&["b.txt", "x/b.txt", "x/y/B.txt"], &["b", "b_2", "B_3"], &[]),
            (&["b.txt", "x/b.txt", "b_2.txt"], &["b", "b_2", "b_2_2"], &[]),
            (&["b.txt", "./b.txt", "b*.txt"], &["b", "b_2"], &[]),
            (&["b.txt", "doc/b.docling.txt"], &["b", "b.docling_2"], &[]),
            (&["x/c.md", "gone.txt"], &["c"], &["gone.txt: No such file or directory (os error 2)"]),
            (&["none", "*.pdf"], &[], &["none: no file matches *.txt", "*.pdf: nothing matches"]),
        ];
        for (typed, files, problems) in table {
            let (found, wrong) = names(folder.path(), typed);
            assert_eq!(found, files, "{typed:?}");
            assert_eq!(wrong, problems, "{typed:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        use std::os::unix::fs::symlink;
        let folder = tree(&["a/1.txt", "b/2.txt"]);
        symlink(folder.path().join("a"), folder.path().join("a/up")).expect("link");
        symlink(folder.path().join("b"), folder.path().join("a/b")).expect("link");
        symlink("nowhere", folder.path().join("a/dead.txt")).expect("link");
        symlink("nowhere", folder.path().join("a/dead.md")).expect("link");
        let (found, wrong) = names(folder.path(), &["a"]);
        assert_eq!(found, ["1", "b/2"]);
        assert_eq!(wrong, ["a/dead.txt: No such file or directory (os error 2)"]);
    }
}
