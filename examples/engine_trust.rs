//! Words that come out wrong of scans with another trust in the OCR engines: `engine_trust vie|eng|both CACHE GOLD SCAN...`.
//!
//! Reads the scans as `vanban restore --ocr … --ocr-cache CACHE` does; then, for each file of trust (as `dictionaries/engine_trust.tsv`) named by a
//! line of standard input, answers with one line: the words wrong in each scan, against the gold text in the folder GOLD that is called like it.

use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

use rayon::prelude::*;
use vanban::eval::text;
use vanban::model::Model;
use vanban::ocr::{Languages, Options as ReaderOptions, Reader};
use vanban::pipeline;
use vanban::restore::{Options, Restorer, Trust};
use vanban::text::Source;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [languages, cache, gold, scans @ ..] = &arguments[..] else {
        return Err("vie|eng|both CACHE GOLD SCAN...".into());
    };
    let languages = match languages.as_str() {
        "vie" => Languages::Vie,
        "eng" => Languages::Eng,
        _ => Languages::Both,
    };
    let jobs = std::thread::available_parallelism()?.get();
    let reader = Reader::new(ReaderOptions { languages: Some(languages), cache: Some(cache.into()), jobs });
    let texts = scans.iter().map(|scan| read(&reader, scan, gold)).collect::<Result<Vec<_>, _>>()?;
    let model = Model::embedded()?;
    for table in io::stdin().lines() {
        let trust = Trust::parse(&fs::read_to_string(table?)?)?;
        let restorer = Restorer::new(&model, Options { trust, ..Options::default() });
        let wrong: Vec<String> =
            texts.par_iter().map(|(source, gold)| wrong(&restorer, source, gold).to_string()).collect();
        println!("{}", wrong.join("\t"));
    }
    Ok(())
}

/// A scan as it is read, and its gold.
fn read(reader: &Reader, scan: &str, gold: &str) -> Result<(Source, String), Box<dyn Error>> {
    let name = Path::new(scan).with_extension("txt");
    let gold = Path::new(gold).join(name.file_name().unwrap_or_default());
    Ok((reader.source(&fs::read(scan)?)?, fs::read_to_string(gold)?))
}

fn wrong(restorer: &Restorer, source: &Source, gold: &str) -> usize {
    let restored = pipeline::restore(restorer, source);
    text::score_lines(gold, &restored.text(), None).iter().map(|line| line.counts.word_errors).sum()
}
