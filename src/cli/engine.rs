//! The arguments that `restore` and `convert` share, and the model and settings that they stand for.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use clap::ValueEnum;
use vanban::document::Channel;
use vanban::model::Model;
use vanban::restore::Options;

use super::error::CliError;
use super::output::shown;

/// How to restore, as typed.
#[derive(Debug, clap::Args)]
pub struct EngineArgs {
    /// What the text went through; told from the text where not given.
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<ChannelArg>,
    /// Leave words as read whose confidence is below X, from 0 to 1.
    #[arg(long, value_name = "X", value_parser = confidence, default_value = "0")]
    min_confidence: f32,
    /// Use this model file instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Number of documents worked on at once [default: one for each core].
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ChannelArg {
    /// OCR by an engine that knows no Vietnamese.
    Eng,
    /// OCR by an engine that knows Vietnamese.
    Vie,
    /// Text whose marks were all removed.
    Stripped,
    /// Correct text.
    Clean,
}

impl From<ChannelArg> for Channel {
    fn from(arg: ChannelArg) -> Self {
        match arg {
            ChannelArg::Eng => Self::Eng,
            ChannelArg::Vie => Self::Vie,
            ChannelArg::Stripped => Self::Stripped,
            ChannelArg::Clean => Self::Clean,
        }
    }
}

fn confidence(typed: &str) -> Result<f32, String> {
    let value: f32 = typed.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("not between 0 and 1".to_owned()) }
}

impl EngineArgs {
    /// The model that the arguments name.
    pub fn model(&self) -> Result<Model, CliError> {
        match &self.model {
            None => Model::embedded().map_err(|error| CliError::Failed(error.to_string())),
            Some(path) => std::fs::read(path)
                .map_err(Into::into)
                .and_then(|bytes| Model::from_bytes(&bytes))
                .map_err(|error| CliError::Usage(format!("{}: {error}", shown(path)))),
        }
    }

    /// The settings that the arguments name.
    pub fn options(&self) -> Options {
        Options { channel: self.channel.map(Into::into), min_confidence: self.min_confidence, ..Options::default() }
    }

    /// All that decides the result beside the text, for manifests.
    pub fn settings(&self, model: &Model) -> String {
        let channel = self.channel.and_then(|channel| channel.to_possible_value());
        let channel = channel.map_or("told from the text".to_owned(), |value| value.get_name().to_owned());
        let (version, digest) = (env!("CARGO_PKG_VERSION"), model.digest());
        format!("vanban {version}, model {digest}, channel {channel}, min-confidence {}", self.min_confidence)
    }

    /// The number of threads.
    pub fn jobs(&self) -> usize {
        self.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }
}
