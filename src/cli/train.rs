//! `vanban train`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use vanban::batch::AtomicFile;
use vanban::document::Channel;
use vanban::lm::estimate::Settings;
use vanban::model::{EMBEDDED, Model, ModelError};
use vanban::train::{
    ByChannel, Corpus, Fold, Input, Pair, calibrate, gazetteer, learn_channel, recalibrate, stripped, syllables, train,
};

use super::error::CliError;
use super::messages;
use super::output::shown;

/// Build a model from corpora and OCR pairs, or teach one another OCR engine.
///
/// A corpus is plain text, one paragraph a line. A file of pairs holds tab-separated columns of which the last two are the line that was
/// printed and the line that was read. Without a corpus the language stays that of --model, and only the channels are learned whose pairs
/// are given. The same input gives the same bytes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A text to learn the language from, and what one occurrence in it counts.
    #[arg(long = "corpus", value_name = "WEIGHT=FILE", requires = "eng", requires = "vie")]
    corpora: Vec<Weighted>,
    /// The model whose language is used where no corpus is given; the built-in one by default.
    #[arg(long, value_name = "FILE", conflicts_with = "corpora")]
    model: Option<PathBuf>,
    /// Pairs of an engine that knows no Vietnamese.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["vie", "check_eng", "check_vie", "folds"])]
    eng: Option<PathBuf>,
    /// Pairs of an engine that knows Vietnamese.
    #[arg(long, value_name = "FILE")]
    vie: Option<PathBuf>,
    /// Pairs like those of --eng that train nothing: what its confidences are worth is learned from them.
    #[arg(long, value_name = "FILE")]
    check_eng: Option<PathBuf>,
    /// The same for --vie. With both, confidences of text without marks are learned from the printed lines.
    #[arg(long, value_name = "FILE")]
    check_vie: Option<PathBuf>,
    /// A model, and pairs like those of --eng and --vie that were kept from it: what tells its right words from wrong ones is learned from
    /// all that are given. Pairs of --check-eng and --check-vie then only tell how often words as sure as that are right.
    #[arg(long = "fold", num_args = 3, value_names = ["MODEL", "ENG", "VIE"])]
    folds: Vec<PathBuf>,
    /// Number of n-grams of two and more words to keep.
    #[arg(long, value_name = "N", default_value_t = Settings::default().keep)]
    keep: usize,
    /// Where to write the syllables of the model with their counts, as readable text.
    #[arg(long, value_name = "FILE")]
    syllables: Option<PathBuf>,
    /// Where to write the model.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Debug)]
struct Weighted {
    weight: f32,
    path: PathBuf,
}

impl FromStr for Weighted {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (weight, path) = typed.split_once('=').ok_or("not WEIGHT=FILE")?;
        let weight: f32 = weight.parse().map_err(|_| format!("{weight:?} is no number"))?;
        if !(weight > 0.0 && weight <= 1000.0) {
            return Err(format!("the weight {weight} is not between 0 and 1000"));
        }
        Ok(Self { weight, path: path.into() })
    }
}

/// What one occurrence in the gazetteers and in the printed lines of the pairs counts.
const GAZETTEER: f32 = 6.0;
const PRINTED: f32 = 1.0;

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    let [eng, vie, check_eng, check_vie] =
        [&args.eng, &args.vie, &args.check_eng, &args.check_vie].map(|path| path.as_deref().map(pairs).transpose());
    let (eng, vie, check_eng, check_vie) = (eng?, vie?, check_eng?, check_vie?);
    let progress = |step: &str| eprintln!("{step}");
    let mut model = match (eng, vie) {
        (Some(eng), Some(vie)) if !args.corpora.is_empty() => whole(args, eng, vie)?,
        (eng, vie) => {
            let mut file = match &args.model {
                Some(path) => std::fs::read(path).map_err(|error| unreadable(path, &error))?,
                None => EMBEDDED.to_vec(),
            };
            for (channel, pairs) in [(Channel::Eng, eng), (Channel::Vie, vie)] {
                if let Some(pairs) = pairs {
                    file = learn_channel(&file, channel, &pairs, progress).map_err(unusable)?;
                }
            }
            file
        }
    };
    let check = by_channel(check_eng, check_vie);
    if !args.folds.is_empty() {
        let folds = args.folds.as_chunks().0.iter().map(kept).collect::<Result<Vec<_>, _>>()?;
        progress(&format!(
            "learning confidences on {} lines",
            folds.iter().map(|(_, pairs)| lines(pairs)).sum::<usize>()
        ));
        let folds: Vec<Fold<'_>> = folds.iter().map(|(model, pairs)| Fold { model, pairs }).collect();
        model = calibrate(&model, &folds).map_err(unusable)?;
    }
    if !check.is_empty() {
        progress(&format!("calibrating on {} lines", lines(&check)));
        model = match args.folds.is_empty() {
            true => calibrate(&model, &[Fold { model: &model, pairs: &check }]),
            false => recalibrate(&model, &check),
        }
        .map_err(unusable)?;
    }
    write(&args.output, &model)?;
    eprintln!("{} bytes to {}", model.len(), shown(&args.output));
    Ok(ExitCode::SUCCESS)
}

/// The pairs of each channel that has any; where both engines have, those of text without marks are made of their printed lines.
fn by_channel(eng: Option<Vec<Pair>>, vie: Option<Vec<Pair>>) -> ByChannel {
    let stripped = eng.as_ref().zip(vie.as_ref()).map(|(eng, vie)| stripped(eng.iter().chain(vie)));
    let all = [(Channel::Eng, eng), (Channel::Vie, vie), (Channel::Stripped, stripped)];
    all.into_iter().filter_map(|(channel, pairs)| Some((channel, pairs?))).collect()
}

fn lines(all: &ByChannel) -> usize {
    all.iter().map(|(_, pairs)| pairs.len()).sum()
}

/// The model of a fold and the pairs that were kept from it.
fn kept([model, eng, vie]: &[PathBuf; 3]) -> Result<(Vec<u8>, ByChannel), CliError> {
    let bytes = std::fs::read(model).map_err(|error| unreadable(model, &error))?;
    Ok((bytes, by_channel(Some(pairs(eng)?), Some(pairs(vie)?))))
}

/// A model from the corpora on.
fn whole(args: &Args, eng: Vec<Pair>, vie: Vec<Pair>) -> Result<Vec<u8>, CliError> {
    let printed: Vec<&str> = eng.iter().chain(&vie).map(|pair| pair.printed.as_str()).collect();
    let mut corpora =
        vec![Corpus { weight: PRINTED, text: printed.join("\n") }, Corpus { weight: GAZETTEER, text: gazetteer() }];
    for Weighted { weight, path } in &args.corpora {
        corpora.push(Corpus { weight: *weight, text: read(path)? });
    }
    let estimate = Settings { keep: args.keep, ..Settings::default() };
    let input = Input { corpora, eng, vie, estimate, least: (5.0, 6.0) };
    let parts = train(&input, |step| eprintln!("{step}"));
    if let Some(path) = &args.syllables {
        write(path, syllables(&parts.vocabulary).as_bytes())?;
    }
    Ok(Model::pack(&parts))
}

fn unusable(error: ModelError) -> CliError {
    CliError::Usage(error.to_string())
}

fn unreadable(path: &Path, error: &std::io::Error) -> CliError {
    CliError::Usage(format!("{}: {}", shown(path), messages::system(error)))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    AtomicFile::create(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.finish()
        })
        .map_err(|error| CliError::Failed(format!("{}: {}", shown(path), messages::system(&error))))
}

fn read(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn pairs(path: &Path) -> Result<Vec<Pair>, CliError> {
    Ok(read(path)?
        .lines()
        .filter_map(|line| {
            let (rest, read) = line.rsplit_once('\t')?;
            let printed = rest.rsplit_once('\t').map_or(rest, |(_, printed)| printed);
            Some(Pair { printed: printed.to_owned(), read: read.to_owned() })
        })
        .collect())
}
