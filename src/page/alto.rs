//! ALTO XML, versions 1 to 4. Source: <https://www.loc.gov/standards/alto/>.

use super::builder::{Builder, INCH};
use super::xml::{Element, Step, walk};
use super::{FormatError, Page, Rect};

/// The pages in `text`.
pub fn read(text: &str) -> Result<Vec<Page>, FormatError> {
    let mut builder = Builder::default();
    let (mut unit, mut in_unit) = (String::new(), false);
    let walked = walk(text, |step| match step {
        Step::Open(element) => match element.name {
            "MeasurementUnit" => in_unit = true,
            "Page" => builder.page(element.number("WIDTH"), element.number("HEIGHT"), scale(&unit)),
            "TextBlock" => builder.paragraph(),
            "TextLine" => builder.line(),
            "GraphicalElement" => builder.separator(bbox(&builder, &element)),
            "String" => {
                let confidence = element.value("WC").parse().ok();
                let bbox = bbox(&builder, &element);
                builder.word(&element.value("CONTENT"), bbox, confidence);
            }
            // The hyphen of a word that goes on in the next line.
            "HYP" => {
                let bbox = bbox(&builder, &element);
                if let Some(word) = builder.last_line().and_then(|line| line.words.last_mut()) {
                    word.text.push('-');
                    word.bbox = word.bbox.cover(bbox);
                }
            }
            _ => {}
        },
        Step::Text(text) if in_unit => unit.push_str(text.trim()),
        Step::Text(_) => {}
        Step::Close(_) => in_unit = false,
    });
    match walked {
        Ok(0) => Ok(builder.finish()),
        Ok(_) => Err("it ends within an element".to_owned()),
        Err(reason) => Err(reason),
    }
    .map_err(|reason| FormatError { format: "ALTO", reason })
}

/// Points of one unit; none for pixels.
fn scale(unit: &str) -> Option<f32> {
    match unit {
        "mm10" => Some(INCH / 254.0),
        "inch1200" => Some(INCH / 1200.0),
        _ => None,
    }
}

fn bbox(builder: &Builder, element: &Element) -> Rect {
    let [left, top, width, height] = ["HPOS", "VPOS", "WIDTH", "HEIGHT"].map(|name| element.number(name));
    builder.rect(left, top, left + width, top + height)
}
