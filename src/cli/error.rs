//! What can end a command, and the exit code that says so.

use std::io;
use std::process::ExitCode;

use thiserror::Error;

/// Why a command ended early.
#[derive(Debug, Error)]
pub enum CliError {
    /// The arguments make no sense, or what they name keeps the work from starting.
    #[error("{0}")]
    Usage(String),
    /// The work started and failed.
    #[error("{0}")]
    Failed(String),
    /// The result can't be written.
    #[error("{}", super::messages::cant_write_output(.0))]
    Write(#[from] io::Error),
}

impl CliError {
    /// Tells the user and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Usage(_) => {
                super::output::error(&self);
                ExitCode::from(2)
            }
            _ => {
                super::output::error(&self);
                ExitCode::FAILURE
            }
        }
    }
}
