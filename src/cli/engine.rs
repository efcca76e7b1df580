//! The arguments that `restore` and `convert` share, and the model and settings that they stand for.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use clap::ValueEnum;
use vanban::document::Channel;
use vanban::model::Model;
use vanban::ocr::{self, Languages, Reader};
use vanban::restore::{Options, Trust};

use super::error::CliError;
use super::messages;
use super::output::{Verbosity, shown};

/// What every command that restores takes.
#[derive(Debug, clap::Args)]
pub struct Shared {
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// How to restore, as typed.
#[derive(Debug, clap::Args)]
pub struct EngineArgs {
    /// What the text went through; told from the text where not given.
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<ChannelArg>,
    /// Leave words as read whose confidence is below X, from 0 to 1.
    #[arg(long, value_name = "X", value_parser = confidence, default_value = "0")]
    min_confidence: f32,
    /// Names and terms that the documents may hold: one a line, with a tab and a weight where 1 is not right.
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// Use this model file instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// How images of pages are read: as Vietnamese, as English, as both, or not at all. Both where not given. A scan with text that an engine
    /// without Vietnamese left is read if Tesseract is there; where this is given, any PDF with such text.
    #[arg(long, value_name = "READINGS")]
    ocr: Option<OcrArg>,
    /// Keep what the OCR engine read in DIR, to be used again.
    #[arg(long, value_name = "DIR")]
    ocr_cache: Option<PathBuf>,
    /// Number of documents worked on at once, and of OCR processes [default: one for each core].
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// A channel, as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ChannelArg {
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

/// Readings of images, as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OcrArg {
    /// As Vietnamese.
    Vie,
    /// As English.
    Eng,
    /// As Vietnamese, with what is read as English beside it.
    Both,
    /// Not at all.
    None,
}

impl From<OcrArg> for Languages {
    fn from(arg: OcrArg) -> Self {
        match arg {
            OcrArg::Vie => Self::Vie,
            OcrArg::Eng => Self::Eng,
            OcrArg::Both => Self::Both,
            OcrArg::None => Self::None,
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
        model(self.model.as_deref())
    }

    /// The settings that the arguments name.
    pub fn options(&self) -> Result<Options, CliError> {
        Ok(Options {
            channel: self.channel.map(Into::into),
            min_confidence: self.min_confidence,
            lexicon: self.lexicon.as_deref().map(lexicon).transpose()?.unwrap_or_default(),
            trust: Trust::default(),
        })
    }

    /// What reads the inputs.
    pub fn reader(&self) -> Reader {
        let languages = self.ocr.map(Into::into);
        Reader::new(ocr::Options { languages, cache: self.ocr_cache.clone(), jobs: self.jobs() })
    }

    /// All that decides the result beside the text, for manifests.
    pub fn settings(&self, model: &Model) -> String {
        let channel = self.channel.and_then(|channel| channel.to_possible_value());
        let channel = channel.map_or("told from the text".to_owned(), |value| value.get_name().to_owned());
        let ocr = self.ocr.and_then(|ocr| ocr.to_possible_value());
        let ocr = ocr.map_or("where needed".to_owned(), |value| value.get_name().to_owned());
        let (version, digest) = (env!("CARGO_PKG_VERSION"), model.digest());
        let lexicon = self.lexicon.as_ref().and_then(|path| std::fs::read(path).ok());
        let lexicon = lexicon.map_or("none".to_owned(), |bytes| format!("{:08x}", crc32fast::hash(&bytes)));
        let least = self.min_confidence;
        format!(
            "vanban {version}, model {digest}, channel {channel}, ocr {ocr}, min-confidence {least}, lexicon {lexicon}"
        )
    }

    /// The number of threads.
    pub fn jobs(&self) -> usize {
        self.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }
}

/// The model in a file, or the built-in one.
pub fn model(file: Option<&Path>) -> Result<Model, CliError> {
    match file {
        None => Model::embedded().map_err(|error| CliError::Failed(error.to_string())),
        Some(path) => std::fs::read(path)
            .map_err(Into::into)
            .and_then(|bytes| Model::from_bytes(&bytes))
            .map_err(|error| CliError::Usage(format!("{}: {error}", shown(path)))),
    }
}

/// The words of a lexicon file with their weights.
fn lexicon(path: &Path) -> Result<Vec<(String, f32)>, CliError> {
    let wrong = |reason: String| CliError::Usage(format!("{}: {reason}", shown(path)));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(messages::system(&error)))?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(index, line)| {
            let (words, weight) = line.split_once('\t').unwrap_or((line, "1"));
            match weight.trim().parse::<f32>() {
                Ok(weight) if weight > 0.0 && weight <= 100.0 => Ok((words.trim().to_owned(), weight)),
                _ => Err(wrong(messages::bad_weight(index + 1, weight))),
            }
        })
        .collect()
}
