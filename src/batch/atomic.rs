//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::text::digest;

/// A file that takes its name only when it is whole; until then it stands beside it under a hidden one.
///
/// A hidden file that a killed run left behind is overwritten by the next run. Pipes and devices are written directly,
/// and a link is followed, not replaced.
pub struct AtomicFile {
    target: PathBuf,
    sink: Sink,
}

enum Sink {
    Hidden(NamedTempFile),
    Direct(File),
}

impl AtomicFile {
    /// Starts to write `path`.
    pub fn create(path: &Path) -> io::Result<Self> {
        let target = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                let file = File::options().write(true).open(path)?;
                return Ok(Self { target: path.to_owned(), sink: Sink::Direct(file) });
            }
            Ok(_) => fs::canonicalize(path)?,
            Err(_) => path.to_owned(),
        };
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let hidden = match hidden(&target, folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                fs::remove_file(folder.join(hidden_name(&target)))?;
                self::hidden(&target, folder)?
            }
            made => made?,
        };
        Ok(Self { target, sink: Sink::Hidden(hidden) })
    }

    /// Gives the file its name.
    pub fn finish(self) -> io::Result<()> {
        match self.sink {
            Sink::Hidden(file) => file.persist(&self.target).map(drop).map_err(|error| error.error),
            Sink::Direct(mut file) => file.flush(),
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Hidden(file) => file.write(bytes),
            Sink::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Hidden(file) => file.flush(),
            Sink::Direct(file) => file.flush(),
        }
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.sink {
            Sink::Hidden(file) => file.seek(to),
            Sink::Direct(file) => file.seek(to),
        }
    }
}

fn hidden(target: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let name = hidden_name(target);
    let mut builder = Builder::new();
    builder.prefix(&name).rand_bytes(0);
    // A result is as readable as any file of the user; the process's mask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Made from the name's digest: as long for any name, and the same in each run.
fn hidden_name(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default();
    format!(".vanban-{}.tmp", digest(name.as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("folder");
        entries.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.json");
        let mut file = AtomicFile::create(&path).expect("create");
        file.write_all(b"half").expect("write");
        assert!(!path.exists());
        drop(file);
        assert!(names(folder.path()).is_empty());

        fs::write(&path, "old").expect("write");
        let mut file = AtomicFile::create(&path).expect("create");
        file.write_all(b"new").expect("write");
        assert_eq!(fs::read_to_string(&path).expect("read"), "old");
        file.finish().expect("finish");
        assert_eq!(fs::read_to_string(&path).expect("read"), "new");
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn what_a_killed_run_left_is_overwritten() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.json");
        fs::write(folder.path().join(hidden_name(&path)), "half").expect("write");
        let mut file = AtomicFile::create(&path).expect("create");
        file.write_all(b"whole").expect("write");
        file.finish().expect("finish");
        assert_eq!(fs::read_to_string(&path).expect("read"), "whole");
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_files_are_readable() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").expect("write");
        symlink(&real, &link).expect("link");
        let mut file = AtomicFile::create(&link).expect("create");
        file.write_all(b"new").expect("write");
        file.finish().expect("finish");
        assert_eq!(fs::read_to_string(&real).expect("read"), "new");
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        assert_ne!(fs::metadata(&real).expect("real").permissions().mode() & 0o400, 0);
        assert!(AtomicFile::create(folder.path()).is_err());
        AtomicFile::create(Path::new("/dev/null")).expect("device").finish().expect("device");
        assert!(!fs::metadata("/dev/null").expect("device").is_file());
    }
}
