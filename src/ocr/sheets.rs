//! A page in several pictures: its text, and the cells of its tables below one another.
//!
//! Tesseract looks for blocks of text, and what a table has to offer leads it astray: it takes rulings for letters, passes over numbers that
//! stand alone, and joins what stands in cells side by side. A column of cells is text as any other.

use serde::{Deserialize, Serialize};

use super::gray::Gray;
use super::rulings;
use crate::page::{Grid, Line, Page, Rect, Ruling};

/// Most points of height that a picture of cells has.
const TALLEST: usize = 16_000;
/// White space around a cell's letters, at the edges of the picture, and between a ruling and letters, in inches.
const MARGIN: f32 = 0.05;
const EDGE: f32 = 0.2;
const INSET: f32 = 0.02;
/// What is less dark than a point of text, in square inches, is an empty cell.
const EMPTY: f32 = 0.0003;

/// The pictures of a page: the one of its text, then those of its cells.
pub struct Sheets {
    pub pictures: Vec<Vec<u8>>,
    pub plan: Plan,
    /// The first of them, where it was looked at.
    pub text: Option<Gray>,
}

/// What the pictures of a page show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// Points of the pictures an inch, where they are not the page as it came.
    dpi: Option<f32>,
    /// The lines printed on the page.
    rulings: Vec<Ruling>,
    /// The cells in the pictures.
    cells: Vec<Cell>,
    /// Number of pictures of cells.
    pictures: usize,
}

/// A cell in a picture, in points of a page.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Cell {
    /// The grid of the page that it belongs to.
    grid: usize,
    /// Number of the picture, and where in it the cell begins and ends from above.
    picture: usize,
    top: f32,
    bottom: f32,
    /// What leads from a place in the picture to that on the levelled page.
    shift: [f32; 2],
}

impl Sheets {
    /// A page to be read as it came.
    pub fn whole(image: Vec<u8>) -> Self {
        Self { pictures: vec![image], plan: Plan::default(), text: None }
    }

    /// The pictures to be read of a page that is drawn with `dpi` points an inch.
    pub fn new(mut picture: Gray, dpi: f32) -> Self {
        let threshold = picture.threshold();
        let rulings = rulings::take(&mut picture, dpi);
        let mut column = Column { dpi, cells: Vec::new(), pictures: Vec::new(), open: Vec::new(), top: 0 };
        for (at, grid) in Grid::find(&rulings).iter().enumerate() {
            for cell in grid.cells() {
                column.add(at, &picture, threshold, grid, cell);
            }
            blank(&mut picture, grid, dpi);
        }
        let (cells, pictures) = column.finish();
        let plan = Plan { dpi: Some(dpi), rulings, cells, pictures: pictures.len() };
        let pictures = std::iter::once(&picture).chain(&pictures).map(Gray::write).collect();
        Self { pictures, plan, text: Some(picture) }
    }
}

impl Plan {
    /// Number of pictures of the page, itself one where there are no others.
    pub fn pictures(&self) -> usize {
        1 + self.pictures
    }

    /// Points of the pictures an inch, where they are not the page as it came.
    pub fn dpi(&self) -> Option<f32> {
        self.dpi
    }

    /// The page from what was read of its pictures.
    pub fn join(&self, readings: Vec<Page>) -> Page {
        let mut readings = readings.into_iter();
        let mut page = readings.next().unwrap_or_default();
        let grids = Grid::find(&self.rulings);
        let mut tables: Vec<Vec<Line>> = vec![Vec::new(); grids.len()];
        let mut last = None;
        for (picture, reading) in readings.enumerate() {
            for line in reading.lines {
                let middle = (line.bbox().top + line.bbox().bottom) / 2.0;
                let own = self.cells.iter().enumerate().filter(|(_, cell)| cell.picture == picture);
                let gap = |cell: &Cell| (cell.top - middle).max(middle - cell.bottom).max(0.0);
                let Some((at, cell)) = own.min_by(|a, b| gap(a.1).total_cmp(&gap(b.1))) else { continue };
                let Some((grid, table)) = grids.get(cell.grid).zip(tables.get_mut(cell.grid)) else { continue };
                let mut line = line;
                for word in &mut line.words {
                    word.bbox = cell.place(grid, word.bbox);
                }
                // A cell is a paragraph of its own.
                table.push(Line { apart: last.replace(at) != Some(at), ..line });
            }
        }
        for (grid, table) in grids.iter().zip(tables).rev() {
            let at = page.lines.iter().position(|line| !grid.is_below(line.bbox())).unwrap_or(page.lines.len());
            if let Some(next) = page.lines.get_mut(at) {
                next.apart = true;
            }
            page.lines.splice(at..at, table);
        }
        page.rulings.clone_from(&self.rulings);
        page
    }
}

impl Cell {
    /// Where on the page stands what is at `bbox` of the picture.
    fn place(&self, grid: &Grid, bbox: Rect) -> Rect {
        let [x, y] = [(bbox.left + bbox.right) / 2.0 + self.shift[0], (bbox.top + bbox.bottom) / 2.0 + self.shift[1]];
        let ([x, y], half, tall) = (grid.place([x, y]), bbox.width() / 2.0, bbox.height() / 2.0);
        Rect::new(x - half, y - tall, x + half, y + tall)
    }
}

/// Cells put below one another.
struct Column {
    dpi: f32,
    cells: Vec<Cell>,
    pictures: Vec<Gray>,
    /// The pieces of the picture at hand, and where the next one begins.
    open: Vec<(usize, Gray)>,
    top: usize,
}

impl Column {
    fn points(&self, inches: f32) -> usize {
        (inches * self.dpi) as usize
    }

    /// Adds a cell of `grid`, which is the one of number `at`, unless it is empty.
    fn add(&mut self, at: usize, picture: &Gray, threshold: u8, grid: &Grid, cell: Rect) {
        let (scale, inset) = (self.dpi / 72.0, self.points(INSET) as f32);
        let [left, top, right, bottom] = [
            cell.left * scale + inset,
            cell.top * scale + inset,
            cell.right * scale - inset,
            cell.bottom * scale - inset,
        ];
        if right <= left || bottom <= top {
            return;
        }
        let (width, height) = ((right - left) as usize, (bottom - top) as usize);
        let mut piece = Gray { width, height, points: Vec::with_capacity(width * height) };
        for y in 0..height {
            piece.points.extend((0..width).map(|x| {
                let [x, y] = grid.place([left + x as f32, top + y as f32]);
                picture.at(x, y)
            }));
        }
        let Some([from_x, from_y, to_x, to_y]) = piece.ink(threshold, (EMPTY * self.dpi * self.dpi) as usize) else {
            return;
        };
        let piece = piece.cut([from_x, from_y, to_x, to_y]);
        if self.top + piece.height + 2 * self.points(EDGE) > TALLEST {
            self.close();
        }
        if self.open.is_empty() {
            self.top = self.points(EDGE);
        }
        let (margin, edge) = (self.points(MARGIN), self.points(EDGE) as f32);
        let place = |at: usize| at as f32 / scale;
        self.cells.push(Cell {
            grid: at,
            picture: self.pictures.len(),
            top: place(self.top),
            bottom: place(self.top + piece.height),
            shift: [(left + from_x as f32 - edge) / scale, (top + from_y as f32 - self.top as f32) / scale],
        });
        let next = self.top + piece.height + 2 * margin;
        self.open.push((self.top, piece));
        self.top = next;
    }

    /// Puts the pieces at hand into a picture.
    fn close(&mut self) {
        let edge = self.points(EDGE);
        let open = std::mem::take(&mut self.open);
        let (Some(width), Some(height)) =
            (open.iter().map(|(_, piece)| piece.width).max(), open.iter().map(|(top, piece)| top + piece.height).max())
        else {
            return;
        };
        let (width, height) = (width + 2 * edge, height + edge);
        let mut picture = Gray { width, height, points: vec![255; width * height] };
        for (top, piece) in open {
            for (row, points) in piece.points.chunks(piece.width).enumerate() {
                let from = (top + row) * width + edge;
                picture.points[from..from + piece.width].copy_from_slice(points);
            }
        }
        self.pictures.push(picture);
        self.top = 0;
    }

    fn finish(mut self) -> (Vec<Cell>, Vec<Gray>) {
        self.close();
        (self.cells, self.pictures)
    }
}

/// Whitens what stands in `grid`.
fn blank(picture: &mut Gray, grid: &Grid, dpi: f32) {
    let (scale, bbox) = (dpi / 72.0, grid.bbox());
    let range =
        |from: f32, to: f32, most: usize| ((from * scale) as usize).min(most)..((to * scale).ceil() as usize).min(most);
    let width = picture.width;
    for y in range(bbox.top, bbox.bottom, picture.height) {
        for x in range(bbox.left, bbox.right, width) {
            let (left, top) = (x as f32 / scale, y as f32 / scale);
            if grid.holds(Rect::new(left, top, left, top)) {
                picture.points[y * width + x] = 255;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Word;

    const DPI: f32 = 144.0;

    /// A page of 300 by 250 points with a table of two columns and rows that sinks by a point in a hundred: dark blocks stand above it, in
    /// three of its cells, and below it.
    fn page() -> Gray {
        let (width, height) = (600, 500);
        let dark = |x: usize, y: usize| {
            let within =
                |[left, top, right, bottom]: [usize; 4]| (left..right).contains(&x) && (top..bottom).contains(&y);
            let level = (100..500).contains(&x)
                && [100, 200, 300].iter().any(|row| (row + x / 100..row + x / 100 + 2).contains(&y));
            let upright = [100, 300, 498].iter().any(|&column| within([column, 100, column + 2, 304]));
            level
                || upright
                || [
                    [50, 40, 80, 60],
                    [120, 140, 160, 160],
                    [350, 150, 380, 170],
                    [120, 240, 150, 260],
                    [50, 400, 80, 420],
                ]
                .map(within)
                .contains(&true)
        };
        let points = (0..width * height).map(|at| if dark(at % width, at / width) { 0 } else { 255 }).collect();
        Gray { width, height, points }
    }

    fn line(bbox: Rect) -> Line {
        Line { words: vec![Word { text: "x".into(), bbox, ..Word::default() }], apart: false }
    }

    #[test]
    fn cells_are_read_apart_and_led_back() {
        let Sheets { pictures, plan, .. } = Sheets::new(page(), DPI);
        assert_eq!((pictures.len(), plan.pictures()), (2, 2));
        let [text, cells] = [0, 1].map(|at| Gray::read(&pictures[at]).expect("picture"));
        let dark = |one: &Gray, top: usize, bottom: usize| {
            one.points[top * one.width..bottom * one.width].iter().filter(|&&point| point < 128).count()
        };
        assert_eq!((dark(&text, 0, 90), dark(&text, 90, 310), dark(&text, 310, 500)), (600, 0, 600));
        assert_eq!(dark(&cells, 0, cells.height), 800 + 600 + 600);
        let boxes: Vec<Rect> = plan.cells.iter().map(|cell| Rect::new(14.0, cell.top, 29.0, cell.bottom)).collect();
        let readings = vec![
            Page {
                lines: vec![line(Rect::new(25.0, 20.0, 40.0, 30.0)), line(Rect::new(25.0, 200.0, 40.0, 210.0))],
                ..Page::default()
            },
            Page { lines: boxes.iter().copied().map(line).collect(), ..Page::default() },
        ];
        let page = plan.join(readings);
        let corner = |line: &Line| [line.bbox().left, line.bbox().top].map(f32::round);
        assert_eq!(
            page.lines.iter().map(corner).collect::<Vec<_>>(),
            [[25.0, 20.0], [60.0, 70.0], [175.0, 75.0], [60.0, 120.0], [25.0, 200.0]]
        );
        assert_eq!(page.lines.iter().map(|line| line.apart).collect::<Vec<_>>(), [false, true, true, true, true]);
        assert_eq!(page.rulings.len(), 6);
    }

    #[test]
    fn what_has_no_table_is_one_picture() {
        let Sheets { pictures, plan, .. } = Sheets::whole(b"\x89PNG".to_vec());
        assert_eq!((pictures, plan.pictures()), (vec![b"\x89PNG".to_vec()], 1));
        let blank = Gray { width: 9, height: 9, points: vec![255; 81] };
        assert_eq!(Sheets::new(blank.clone(), DPI).pictures, [blank.write()]);
        assert!(Plan::default().join(Vec::new()).lines.is_empty());
    }
}
