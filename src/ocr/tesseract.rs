//! Pages read by Tesseract.

use std::sync::OnceLock;

use super::child::Engine;
use super::error::EngineError;

/// Most bytes of the table of one page; a page of small print has half a megabyte.
const MOST: usize = 64 << 20;

/// Tesseract, as it is installed.
#[derive(Default)]
pub struct Tesseract {
    version: OnceLock<String>,
    languages: OnceLock<Vec<String>>,
}

impl Tesseract {
    /// Its version, of letters, digits and points.
    pub fn version(&self, engine: &Engine) -> Result<&str, EngineError> {
        if let Some(known) = self.version.get() {
            return Ok(known);
        }
        let said = engine.run("tesseract", &["--version"], &[], MOST)?;
        let said = String::from_utf8_lossy(&said);
        let version = said.lines().next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or("unknown");
        let version = version.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        Ok(self.version.get_or_init(|| version))
    }

    /// Whether it is there and knows all of `languages`.
    pub fn knows(&self, engine: &Engine, languages: &[&str]) -> Result<bool, EngineError> {
        let known = match self.languages.get() {
            Some(known) => known,
            None => {
                let said = match engine.run("tesseract", &["--list-langs"], &[], MOST) {
                    Err(EngineError::Stopped) => return Err(EngineError::Stopped),
                    said => said.unwrap_or_default(),
                };
                let said = String::from_utf8_lossy(&said);
                self.languages.get_or_init(|| said.lines().map(|line| line.trim().to_owned()).collect())
            }
        };
        Ok(languages.iter().all(|language| known.iter().any(|one| one == language)))
    }

    /// The table of page `index` (from 0) of `image`, read as text in `language`. `dpi` is given where the image does not say it itself;
    /// a picture that is one `block` of text is not searched for others.
    pub fn read(
        &self,
        engine: &Engine,
        image: &[u8],
        index: usize,
        language: &'static str,
        dpi: Option<u32>,
        block: bool,
    ) -> Result<String, EngineError> {
        let (number, dpi) = (format!("tessedit_page_number={index}"), dpi.map(|dpi| dpi.to_string()));
        let mut arguments = vec!["-", "-", "-l", language];
        if let Some(dpi) = &dpi {
            arguments.extend(["--dpi", dpi]);
        }
        if block {
            arguments.extend(["--psm", "6"]);
        }
        if index > 0 {
            arguments.extend(["-c", &number]);
        }
        arguments.push("tsv");
        let table = engine.run("tesseract", &arguments, image, MOST).map_err(|error| match error {
            EngineError::Failed { reason, .. } if reason.contains("initialize tesseract") => {
                EngineError::Language(language)
            }
            other => other,
        })?;
        String::from_utf8(table)
            .map_err(|error| EngineError::Failed { program: "tesseract".to_owned(), reason: error.to_string() })
    }
}
