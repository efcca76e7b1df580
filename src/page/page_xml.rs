//! PAGE XML, of PRImA, Transkribus, eScriptorium and others. Source: <https://github.com/PRImA-Research-Lab/PAGE-XML>.

use super::builder::Builder;
use super::xml::{Step, walk};
use super::{FormatError, Page, Rect};

/// A line or word while it is read.
#[derive(Default)]
struct Piece {
    corners: Option<[f32; 4]>,
    text: Option<String>,
    confidence: Option<f32>,
}

/// What has a place and no text of its own.
#[derive(Clone, Copy)]
enum Shape {
    Line,
    Cell,
}

/// The pages in `text`.
pub fn read(text: &str) -> Result<Vec<Page>, FormatError> {
    let mut builder = Builder::default();
    let (mut line, mut word): (Option<Piece>, Option<Piece>) = (None, None);
    let (mut in_unicode, mut in_glyph) = (false, false);
    // What is no text but has a place: a printed line, or a cell, whose corners stand before its text.
    let mut shape: Option<(Shape, Piece)> = None;
    let walked = walk(text, |step| match step {
        Step::Open(element) => {
            let open = if in_glyph { None } else { word.as_mut().or(line.as_mut()) };
            let open = open.or(shape.as_mut().map(|(_, piece)| piece));
            match (element.name, open) {
                ("Page", _) => builder.page(element.number("imageWidth"), element.number("imageHeight"), None),
                ("TextRegion", _) => builder.paragraph(),
                ("SeparatorRegion", _) => shape = Some((Shape::Line, Piece::default())),
                ("TableCell", _) => {
                    builder.paragraph();
                    shape = Some((Shape::Cell, Piece::default()));
                }
                ("TextLine", _) => {
                    builder.line();
                    line = Some(Piece::default());
                }
                ("Word", _) => word = Some(Piece::default()),
                ("Glyph", _) => in_glyph = true,
                ("Coords", Some(piece)) => piece.corners = corners(&element.value("points")).or(piece.corners),
                // As versions before 2013 have it.
                ("Point", Some(piece)) => {
                    let (x, y) = (element.number("x"), element.number("y"));
                    piece.corners = Some(around(piece.corners, x, y));
                }
                ("TextEquiv", Some(piece)) if piece.text.is_none() => {
                    piece.confidence = element.value("conf").parse().ok();
                }
                // The first of several readings is the best.
                ("Unicode", Some(piece)) if piece.text.is_none() => {
                    in_unicode = true;
                    piece.text = Some(String::new());
                }
                _ => {}
            }
        }
        Step::Text(text) if in_unicode => {
            if let Some(known) = word.as_mut().or(line.as_mut()).and_then(|piece| piece.text.as_mut()) {
                known.push_str(text);
            }
        }
        Step::Text(_) => {}
        Step::Close("Coords") if line.is_none() => {
            if let Some((shape, piece)) = shape.take() {
                let bbox = piece.rect(&builder);
                match shape {
                    Shape::Line => builder.separator(bbox),
                    Shape::Cell => builder.cell(bbox),
                }
            }
        }
        Step::Close("Unicode") => in_unicode = false,
        Step::Close("Glyph") => in_glyph = false,
        Step::Close("Word") => {
            if let Some(piece) = word.take() {
                let bbox = piece.rect(&builder);
                builder.word(&piece.text.unwrap_or_default(), bbox, piece.confidence);
            }
        }
        Step::Close("TextLine") => {
            if let Some(piece) = line.take()
                && builder.last_line().is_none_or(|line| line.words.is_empty())
            {
                let bbox = piece.rect(&builder);
                builder.words(&piece.text.unwrap_or_default(), bbox, piece.confidence);
            }
        }
        Step::Close(_) => {}
    });
    match walked {
        Ok(0) => Ok(builder.finish()),
        Ok(_) => Err("it ends within an element".to_owned()),
        Err(reason) => Err(reason),
    }
    .map_err(|reason| FormatError { format: "PAGE XML", reason })
}

impl Piece {
    fn rect(&self, builder: &Builder) -> Rect {
        let [left, top, right, bottom] = self.corners.unwrap_or_default();
        builder.rect(left, top, right, bottom)
    }
}

/// What surrounds the points `x,y x,y …`.
fn corners(points: &str) -> Option<[f32; 4]> {
    points.split_whitespace().fold(None, |known, point| {
        let parsed = point.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
        parsed.map_or(known, |(x, y)| Some(around(known, x, y)))
    })
}

fn around(known: Option<[f32; 4]>, x: f32, y: f32) -> [f32; 4] {
    known.map_or([x, y, x, y], |[left, top, right, bottom]| [left.min(x), top.min(y), right.max(x), bottom.max(y)])
}
