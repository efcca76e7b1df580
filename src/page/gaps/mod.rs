//! The cells of a table that no ruling parts, by the white space between them.
//!
//! Columns are parted by white stripes that go down through the lines of a table. Rows are parted where that explains best how cells stand
//! beside one another: see [`rows`].

mod columns;
mod rows;

use super::fragments::{fragments, letters};
use super::level::{levelled, slope};
use super::{Grid, Rect};
use columns::Columns;

/// White space that shows two cells side by side, in the height of letters.
const BESIDE: f32 = 1.0;
/// Lines of a table that have cells side by side follow one another within so many heights.
const APART: f32 = 12.0;
/// Most pieces of a line that is a title above a table: engines put wide spaces into it.
const TITLE: usize = 2;
/// What engines read where rulings or specks stand.
const BARS: &str = "|¦│[]{}!_'`´‘’.,:;~";
/// Most words of a page: no page has a tenth of them.
const MOST: usize = 20_000;

/// A word where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its place on the page.
    pub bbox: Rect,
}

/// Words of a line that stand close together.
type Fragment<'a> = super::fragments::Fragment<&'a str>;

/// The grids that the words of a page make, top to bottom, given line by line. `before` is the last grid of the page before: its columns may go on.
pub fn find(lines: &[Vec<Item<'_>>], before: Option<&Grid>) -> Vec<Grid> {
    if lines.iter().map(Vec::len).sum::<usize>() > MOST {
        return Vec::new();
    }
    let lean = slope(lines.iter().filter_map(|line| Some((line.first()?.bbox, line.last()?.bbox))));
    let words = lines.iter().flatten().filter(|word| !word.text.chars().all(|c| BARS.contains(c)));
    let words: Vec<(Rect, &str)> = words.map(|word| (levelled(word.bbox, lean), word.text)).collect();
    let Some(height) = letters(words.iter().map(|(bbox, _)| *bbox)) else { return Vec::new() };
    let fragments = fragments(words, height);
    let mut grids = Vec::new();
    for ([top, bottom], lines) in regions(&fragments, height) {
        let from = fragments.partition_point(|one| one.middle() < top);
        let to = fragments.partition_point(|one| one.middle() <= bottom);
        let own: Vec<&Fragment> = fragments[from..to].iter().collect();
        let Some(columns) = Columns::find(&own, height, lines, before.map(Grid::columns)) else { continue };
        let start = below_titles(&own, &columns, height);
        let mut own = extended(&fragments, [top, bottom], &columns, height);
        if start > top {
            own.retain(|one| one.middle() >= start);
        }
        let more = before.is_some() && grids.is_empty();
        grids.extend(rows::grid(&own, &columns, lean, height, more));
    }
    grids
}

/// Where lines have fragments side by side: from the middle of the first to that of the last, and how many there are.
fn regions(fragments: &[Fragment], height: f32) -> Vec<([f32; 2], usize)> {
    let mut found: Vec<([f32; 2], usize)> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for (at, one) in fragments.iter().enumerate() {
        let near = fragments[at + 1..].iter().take_while(|other| other.middle() - one.middle() < height / 2.0);
        let gap = |other: &Fragment| (other.bbox.left - one.bbox.right).max(one.bbox.left - other.bbox.right);
        let Some(beside) = near.filter(|other| gap(other) > BESIDE * height).last() else { continue };
        let to = beside.middle();
        // Each line counts once.
        let fresh = usize::from(one.middle() - last > height / 2.0);
        if fresh > 0 {
            last = one.middle();
        }
        match found.last_mut().filter(|(known, _)| one.middle() - known[1] < APART * height) {
            Some((known, count)) => {
                known[1] = known[1].max(to);
                *count += fresh;
            }
            None => found.push(([one.middle(), to], fresh)),
        }
    }
    found
}

/// Where a table begins of which `own` are the fragments, from above: titles above it run over its columns, whose own titles are more.
fn below_titles(own: &[&Fragment], columns: &Columns, height: f32) -> f32 {
    let mut bands = own.chunk_by(|a, b| b.middle() - a.middle() < height / 2.0);
    let is_title = |band: &[&Fragment]| band.len() <= TITLE && band.iter().any(|one| columns.crosses(one.bbox));
    bands.find(|band| !is_title(band)).and_then(|band| band.first()).map_or(f32::NEG_INFINITY, |one| one.middle())
}

/// The fragments of a table, with those above and below that stand in one of its columns and close by.
fn extended<'f, 'a>(
    fragments: &'f [Fragment<'a>],
    [top, bottom]: [f32; 2],
    columns: &Columns,
    height: f32,
) -> Vec<&'f Fragment<'a>> {
    let close = 2.0 * height;
    let within = |one: &&Fragment| !columns.crosses(one.bbox);
    let first = fragments.partition_point(|one| one.middle() < top);
    let last = fragments.partition_point(|one| one.middle() <= bottom);
    let mut from = top;
    let above = fragments[..first].iter().rev().take_while(|one| {
        let goes_on = within(one) && from - one.middle() < close;
        from = one.middle();
        goes_on
    });
    let first = first - above.count();
    let mut to = bottom;
    let below = fragments[last..].iter().take_while(|one| {
        let goes_on = within(one) && one.middle() - to < close;
        to = one.middle();
        goes_on
    });
    let last = last + below.count();
    fragments[first..last].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [f32; 4] = [50.0, 90.0, 250.0, 340.0];
    const PITCH: f32 = 14.0;

    /// Where the text of a cell stands within its row.
    #[derive(Clone, Copy)]
    enum Stand {
        Top,
        Middle,
    }

    /// The words of a table on a page that sinks by `lean`, line by line of each cell; cells are parted by nothing but white space.
    fn table<'a>(rows: &[[&'a str; 4]], stand: Stand, lean: f32) -> Vec<Vec<Item<'a>>> {
        let (mut lines, mut top) = (Vec::new(), 100.0);
        for cells in rows {
            let count = |cell: &str| cell.split('\n').count();
            let tallest = cells.iter().map(|cell| count(cell)).max().unwrap_or(1);
            for (cell, left) in cells.iter().zip(COLUMNS).filter(|(cell, _)| !cell.is_empty()) {
                let down = match stand {
                    Stand::Top => 0.0,
                    Stand::Middle => PITCH * (tallest - count(cell)) as f32 / 2.0,
                };
                for (line, at) in cell.split('\n').zip(0..) {
                    let (mut x, y) = (left, top + down + PITCH * at as f32);
                    let word = |text: &'a str| {
                        let (from, to) = (x, x + 5.0 * text.chars().count() as f32);
                        x = to + 3.0;
                        Item {
                            text,
                            bbox: Rect::new(from - lean * y, y + lean * from, to - lean * y, y + 9.0 + lean * from),
                        }
                    };
                    lines.push(line.split(' ').map(word).collect());
                }
            }
            top += PITCH * tallest as f32 + 3.0;
        }
        lines
    }

    /// The text of each cell of a grid, row by row.
    fn cells(grid: &Grid, lines: &[Vec<Item>]) -> Vec<String> {
        let text = |row: usize, column: usize| {
            let own =
                lines.iter().flatten().filter(|word| grid.holds(word.bbox) && grid.cell(word.bbox) == (row, column));
            own.map(|word| word.text).collect::<Vec<_>>().join(" ")
        };
        let row = |row: usize| (0..grid.width()).map(|column| text(row, column)).collect::<Vec<_>>().join("|");
        (0..grid.height()).map(row).collect()
    }

    const BUDGET: [[&str; 4]; 5] = [
        ["TT", "Nội dung chi", "Đơn vị\ntính", "Kinh phí"],
        ["A", "Tuyên truyền", "", ""],
        ["1", "Lớp hướng dẫn phân loại\nrác cho tổ trưởng các tổ\ndân phố", "Lớp", "720"],
        ["2", "In cẩm nang phân loại\nrác bằng tranh", "Cuốn", "60"],
        ["3", "Phóng sự trên Báo và Đài", "Kỳ", "300"],
    ];
    const EXPECTED: [&str; 5] = [
        "TT|Nội dung chi|Đơn vị tính|Kinh phí",
        "A|Tuyên truyền||",
        "1|Lớp hướng dẫn phân loại rác cho tổ trưởng các tổ dân phố|Lớp|720",
        "2|In cẩm nang phân loại rác bằng tranh|Cuốn|60",
        "3|Phóng sự trên Báo và Đài|Kỳ|300",
    ];

    #[test]
    fn cells_are_parted_by_white_space() {
        for stand in [Stand::Top, Stand::Middle] {
            for lean in [0.0, 0.008, -0.008] {
                let lines = table(&BUDGET, stand, lean);
                let grids = find(&lines, None);
                assert_eq!(grids.len(), 1);
                assert_eq!(cells(&grids[0], &lines), EXPECTED, "{lean}");
            }
        }
    }

    #[test]
    fn titles_above_a_table_are_none_of_its_rows() {
        // Over all columns, with white space as wide as that between cells before its last word; and close to the table.
        let title = [("(Kèm theo Kế hoạch số 214/KH-SYT ngày 14 tháng 10 năm 2025 của", 52.0), ("Sở)", 390.0)];
        let words = title.map(|(text, left)| Item {
            text,
            bbox: Rect::new(left, 84.0, left + 5.0 * text.chars().count() as f32, 93.0),
        });
        let mut lines = vec![words.to_vec()];
        lines.extend(table(&BUDGET, Stand::Top, 0.0));
        let grids = find(&lines, None);
        assert_eq!(grids.len(), 1);
        assert_eq!(cells(&grids[0], &lines), EXPECTED);
    }

    #[test]
    fn rows_without_numbers_are_told_by_where_cells_stand() {
        let rows: Vec<[&str; 4]> =
            BUDGET.iter().filter(|row| row[0] != "A").map(|row| ["", row[1], row[2], row[3]]).collect();
        let lines = table(&rows, Stand::Middle, 0.0);
        let grids = find(&lines, None);
        let expected: Vec<&str> = EXPECTED
            .iter()
            .filter(|row| !row.starts_with('A'))
            .map(|row| &row[row.find('|').unwrap_or(0) + 1..])
            .collect();
        assert_eq!(cells(&grids[0], &lines), expected);
    }

    #[test]
    fn columns_go_on_over_pages() {
        let before = find(&table(&BUDGET, Stand::Top, 0.0), None).pop();
        // One row is too little to tell columns by.
        let lines = table(&[["4", "Thùng rác ba ngăn đặt tại\ncông viên", "Bộ", "450"]; 1], Stand::Top, 0.0);
        assert!(find(&lines, None).is_empty());
        let more = table(&[BUDGET[0], ["4", "Thùng rác", "Bộ", "450"]], Stand::Top, 0.0);
        let grids = find(&more, before.as_ref());
        assert_eq!(grids.len(), 1);
        assert_eq!(cells(&grids[0], &more), [EXPECTED[0], "4|Thùng rác|Bộ|450"]);
    }

    #[test]
    fn running_text_is_no_table() {
        let prose = ["", "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6", "", ""];
        assert!(find(&table(&[prose; 12], Stand::Top, 0.0), None).is_empty());
        assert!(find(&[], None).is_empty());
        let nowhere = vec![vec![Item { text: "x", bbox: Rect::default() }]; 9];
        assert!(find(&nowhere, None).is_empty());
    }
}
