//! Any input to a source.

use std::path::PathBuf;
use std::time::Duration;

use rayon::prelude::*;

use super::cache::Cache;
use super::child::Engine;
use super::error::{EngineError, ReadError};
use super::gray::Gray;
use super::sheets::{Plan, Sheets};
use super::tesseract::Tesseract;
use super::{image, layer, pdf, strokes, unruled};
use crate::document::Channel;
use crate::page::{self, Format, Page, pair, source, tsv};
use crate::text::{Source, digest};

/// Longest time that a program may take over a page, or over the text layer of a document.
const LIMIT: Duration = Duration::from_secs(120);

/// What is done to pictures before they are read: readings of pictures that were treated otherwise are not taken from the cache.
const TREATMENT: &str = "cells2";
/// What the plan of a page's pictures is kept under, beside their readings, and how thick the strokes of the words of the first reading are.
const PLAN: &str = "plan";
const STROKES: &str = "strokes";

/// Which readings of an image are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Languages {
    /// As Vietnamese.
    Vie,
    /// As English.
    Eng,
    /// As both: the Vietnamese reading with what the English one has in the same places.
    Both,
    /// None: images are not read.
    None,
}

impl Languages {
    /// Names of the engine's languages; the first gives the text.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Vie => &["vie"],
            Self::Eng => &["eng"],
            Self::Both => &["vie", "eng"],
            Self::None => &[],
        }
    }
}

/// Settings of a [`Reader`].
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which readings are made. Where none is given, images are read as both, and so are scans whose text layer an engine without Vietnamese left,
    /// if Tesseract is there; where one is given, all pages of such a text layer are read.
    pub languages: Option<Languages>,
    /// Folder in which readings are kept.
    pub cache: Option<PathBuf>,
    /// Programs that run at once.
    pub jobs: usize,
}

/// Reads inputs of any format. Shared by threads.
pub struct Reader {
    languages: Option<Languages>,
    cache: Option<Cache>,
    engine: Engine,
    tesseract: Tesseract,
}

impl Reader {
    /// A reader with `options`. Programs are looked for when the first input needs them.
    pub fn new(options: Options) -> Self {
        let Options { languages, cache, jobs } = options;
        let engine = Engine::new(jobs, LIMIT);
        Self { languages, cache: cache.map(Cache::new), engine, tesseract: Tesseract::default() }
    }

    /// What runs the programs, to stop them.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The text of `bytes`, with places where its format has them.
    pub fn source(&self, bytes: &[u8]) -> Result<Source, ReadError> {
        let format = Format::detect(bytes);
        match format {
            Format::Text => Ok(Source::decode(bytes)?),
            Format::Hocr | Format::Alto | Format::PageXml | Format::Tsv => {
                let text = Source::decode(bytes)?;
                Ok(source(page::read(format, text.text())?, digest(bytes), None))
            }
            Format::Pdf => self.pdf(bytes),
            Format::Png | Format::Jpeg | Format::Tiff => {
                let count = image::pages(format, bytes)?;
                let sha256 = digest(bytes);
                let read = |index| self.page(&sha256, index, None, || Ok(image_sheets(format, bytes, index)));
                let pages: Result<Vec<Page>, ReadError> = (0..count).into_par_iter().map(read).collect();
                Ok(source(pages?, sha256, self.other()))
            }
        }
    }

    fn pdf(&self, bytes: &[u8]) -> Result<Source, ReadError> {
        let mut pages = pdf::layer(&self.engine, bytes)?;
        let sha256 = digest(bytes);
        let (images, unread) = self.images(bytes, &pages)?;
        let any = images.contains(&true);
        // What can be read without it is.
        if any && !(self.languages == Some(Languages::None) && images.contains(&false)) {
            pages.par_iter_mut().zip(&images).enumerate().filter(|(_, (_, image))| **image).try_for_each(
                |(index, (page, _))| {
                    let dpi = pdf::fine(page);
                    let draw = || pdf::draw(&self.engine, bytes, index, dpi).map(|drawn| drawn_sheets(drawn, dpi));
                    *page = self.page(&sha256, index, Some(dpi), draw)?;
                    Ok::<(), ReadError>(())
                },
            )?;
        }
        pdf::look(&self.engine, bytes, &mut pages, &images)?;
        let source = source(pages, sha256, self.other().filter(|_| any));
        Ok(if unread { source.unread() } else { source })
    }

    /// Which of `pages`, the text layer of a PDF, are read as images. Those without text; and all of a scan whose text an engine without Vietnamese
    /// left, if that can be read better: where readings are asked for, or the engine is there. And whether only the engine was wanting.
    fn images(&self, bytes: &[u8], pages: &[Page]) -> Result<(Vec<bool>, bool), ReadError> {
        let all = |read: bool| Ok((vec![read; pages.len()], false));
        let wrong = self.languages != Some(Languages::None) && layer::is_wrong_language(pages);
        if wrong && self.languages.is_some() {
            return all(true);
        }
        if !wrong && !layer::may_hold_images(pages) {
            return all(false);
        }
        let covered = pdf::covered(&self.engine, bytes, pages)?;
        let scanned = covered.iter().filter(|&&covered| covered).count() * 2 > pages.len();
        let better = wrong && scanned;
        if better && self.tesseract.knows(&self.engine, Languages::Both.names())? {
            return all(true);
        }
        Ok((layer::images(pages, &covered), better))
    }

    /// Page `index` (from 0) of the document with digest `sha256`, read in all languages from the pictures that `draw` gives.
    fn page(
        &self,
        sha256: &str,
        index: usize,
        dpi: Option<u32>,
        draw: impl Fn() -> Result<Sheets, EngineError>,
    ) -> Result<Page, ReadError> {
        let names = self.languages.unwrap_or(Languages::Both).names();
        if names.is_empty() {
            return Err(EngineError::Off.into());
        }
        let version = if self.cache.is_some() { self.tesseract.version(&self.engine)? } else { "" };
        let (resolution, number) = (dpi.map_or("own".to_owned(), |dpi| dpi.to_string()), index + 1);
        let key = |what: &str| format!("{sha256}-{number}-{resolution}-{what}-{TREATMENT}-{version}");
        let get = |what: &str| self.cache.as_ref()?.get(&key(what));
        let put = |what: &str, text: &str| self.cache.iter().for_each(|cache| cache.put(&key(what), text));
        let part = |language: &str, picture: usize| format!("{language}{picture}");
        let strokes = format!("{STROKES}-{}", names[0]);
        // What is known of all pictures needs no picture.
        let known = get(PLAN).and_then(|text| serde_json::from_str::<Plan>(&text).ok()).filter(|plan| {
            let read = |language: &str| (0..plan.pictures()).all(|picture| get(&part(language, picture)).is_some());
            names.iter().all(|language| read(language)) && get(&strokes).is_some()
        });
        let Sheets { pictures, plan, text } = match known {
            Some(plan) => Sheets { pictures: vec![Vec::new(); plan.pictures()], plan, text: None },
            None => draw()?,
        };
        // A picture that was made is one page; only a file of images has a page of this number.
        let dpi = plan.dpi().or(dpi.map(|dpi| dpi as f32));
        let at = if dpi.is_some() { 0 } else { index };
        let reading = |what: &str, image: &[u8], language: &'static str, block: bool| -> Result<Page, ReadError> {
            let table = match get(what) {
                Some(known) => known,
                None => {
                    let dpi = dpi.map(|dpi| dpi.round() as u32);
                    let table = self.tesseract.read(&self.engine, image, at, language, dpi, block)?;
                    put(what, &table);
                    table
                }
            };
            Ok(tsv::read(&table, dpi)?.into_iter().next().unwrap_or_default())
        };
        let read = |language: &'static str| -> Result<Page, ReadError> {
            let pages = pictures.par_iter().enumerate();
            let pages = pages.map(|(at, image)| reading(&part(language, at), image, language, at > 0));
            Ok(plan.join(pages.collect::<Result<_, _>>()?))
        };
        let mut readings = names.par_iter().map(|language| read(language)).collect::<Result<Vec<Page>, ReadError>>()?;
        if let [first, ..] = &mut readings[..] {
            let known = get(&strokes).and_then(|known| serde_json::from_str(&known).ok());
            let found = known.or_else(|| text.map(|picture| strokes::measure(&picture, first))).unwrap_or_default();
            strokes::give(first, &found);
            put(&strokes, &serde_json::json!(found).to_string());
        }
        if let Ok(text) = serde_json::to_string(&plan) {
            put(PLAN, &text);
        }
        let unruled = match &readings[..] {
            [first, ..] if pictures.len() == 1 => unruled::find(first),
            _ => Vec::new(),
        };
        if !unruled.is_empty() {
            let what = |language: &str| format!("{language}-block");
            let is_known = names.iter().all(|language| get(&what(language)).is_some());
            let drawn = if pictures[0].is_empty() && !is_known { draw()?.pictures } else { pictures };
            let again = names.par_iter().zip(readings).map(|(language, mut whole)| {
                unruled::add(&mut whole, reading(&what(language), &drawn[0], language, true)?, &unruled);
                page::mend(&mut whole);
                Ok(whole)
            });
            readings = again.collect::<Result<_, ReadError>>()?;
        }
        let mut readings = readings.into_iter();
        let mut page = readings.next().unwrap_or_default();
        if let Some(other) = readings.next() {
            pair(&mut page, &other);
        }
        // Cells that were read by themselves stay as they are.
        if plan.pictures() == 1 {
            page::mend(&mut page);
        }
        Ok(page)
    }

    /// What the second readings went through.
    fn other(&self) -> Option<Channel> {
        matches!(self.languages, None | Some(Languages::Both)).then_some(Channel::Eng)
    }
}

/// The pictures to be read of a page that was drawn as `pgm`.
fn drawn_sheets(pgm: Vec<u8>, dpi: u32) -> Sheets {
    match Gray::read(&pgm) {
        Some(picture) => Sheets::new(picture, dpi as f32),
        None => Sheets::whole(pgm),
    }
}

/// The pictures to be read of page `index` (from 0) of an image: itself, unless it has a table.
fn image_sheets(format: Format, bytes: &[u8], index: usize) -> Sheets {
    let sheets = image::decode(format, bytes, index).map(|picture| {
        let dpi = page::guess(picture.width.min(picture.height) as f32);
        Sheets::new(picture, dpi)
    });
    match sheets {
        Some(sheets) if sheets.plan.pictures() > 1 => sheets,
        looked_at => Sheets { text: looked_at.and_then(|sheets| sheets.text), ..Sheets::whole(bytes.to_vec()) },
    }
}
