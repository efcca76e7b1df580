//! Which file is measured against which.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::error::CliError;
use super::super::output::shown;

/// A gold file and what belongs to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Paired {
    /// Name of the gold file up to its first dot.
    pub name: String,
    /// The gold file.
    pub gold: PathBuf,
    /// What is measured.
    pub hyp: PathBuf,
    /// What OCR read.
    pub ocr: Option<PathBuf>,
}

/// All pairs, and the names of gold files that nothing belongs to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// In the order of the gold files' names.
    pub pairs: Vec<Paired>,
    /// Shown as paths.
    pub unpaired: Vec<String>,
}

/// Pairs `gold` with `hyp` and `ocr`, each a file or a folder. Of folders, files with an extension in `wanted` count, the
/// first extension before the others; gold files have the first.
pub fn find(gold: &Path, hyp: &Path, ocr: Option<&Path>, wanted: &[&str]) -> Result<Pairs, CliError> {
    if gold.is_dir() && !hyp.is_dir() {
        return Err(CliError::Usage(format!("{} is a folder, so {} must be one", shown(gold), shown(hyp))));
    }
    let golds = if gold.is_dir() { files(gold, &wanted[..1])? } else { vec![gold.to_owned()] };
    let (hyps, ocrs) = (candidates(hyp, wanted)?, ocr.map(|ocr| candidates(ocr, &["txt"])).transpose()?);
    let mut found = Pairs::default();
    for gold in golds {
        let name = stem(&gold);
        let hyp = hyps.belonging(&name);
        let ocr = ocrs.as_ref().map(|ocrs| ocrs.belonging(&name));
        match (hyp, ocr) {
            (Some(hyp), None) => found.pairs.push(Paired { name, gold, hyp, ocr: None }),
            (Some(hyp), Some(Some(ocr))) => found.pairs.push(Paired { name, gold, hyp, ocr: Some(ocr) }),
            _ => found.unpaired.push(shown(&gold)),
        }
    }
    if found.pairs.is_empty() && found.unpaired.is_empty() {
        return Err(CliError::Usage(format!("{} holds no .{} file", shown(gold), wanted[0])));
    }
    Ok(found)
}

enum Candidates {
    /// One file, whatever its name.
    One(PathBuf),
    /// The files of a folder.
    Many(Vec<PathBuf>),
}

fn candidates(path: &Path, wanted: &[&str]) -> Result<Candidates, CliError> {
    Ok(if path.is_dir() { Candidates::Many(files(path, wanted)?) } else { Candidates::One(path.to_owned()) })
}

impl Candidates {
    /// The file that belongs to the gold file called `name`.
    fn belonging(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::One(path) => Some(path.clone()),
            Self::Many(paths) => {
                let fits = |path: &&PathBuf| {
                    let found = stem(path);
                    let rest = found.strip_prefix(name);
                    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                };
                paths.iter().find(|path| stem(path) == name).or_else(|| paths.iter().find(fits)).cloned()
            }
        }
    }
}

/// The files of `folder` with an extension in `wanted`, by extension in the order of `wanted`, then by name.
fn files(folder: &Path, wanted: &[&str]) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error: std::io::Error| CliError::Usage(format!("{}: {error}", shown(folder)));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let rank = wanted.iter().position(|extension| path.extension() == Some(OsStr::new(extension)));
        found.extend(rank.map(|rank| (rank, path)));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// A file's name up to its first dot.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        folder
    }

    #[test]
    fn files_pair_by_the_beginning_of_their_names() {
        let gold = folder(&["000.txt", "00.txt", "7.txt", "000.uncertain.tsv"]);
        let hyp = folder(&["000_2d79.txt", "000.json", "00-x.json", "0001.txt"]);
        let found = find(gold.path(), hyp.path(), None, &["txt", "json"]).expect("pairs");
        let names: Vec<_> = found.pairs.iter().map(|pair| (pair.name.as_str(), stem(&pair.hyp))).collect();
        assert_eq!(names, [("00", "00-x".to_owned()), ("000", "000".to_owned())]);
        assert_eq!(found.unpaired, [shown(&gold.path().join("7.txt"))]);
    }

    #[test]
    fn a_folder_is_not_measured_by_a_file() {
        let gold = folder(&["a.txt"]);
        let file = gold.path().join("a.txt");
        assert!(find(gold.path(), &file, None, &["txt"]).is_err());
        assert!(find(folder(&[]).path(), gold.path(), None, &["txt"]).is_err());
        assert_eq!(find(&file, gold.path(), Some(&file), &["txt"]).expect("a pair").pairs.len(), 1);
    }
}
