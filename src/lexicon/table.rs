//! Reading the tables of `dictionaries/`.

/// Rows of `N` cells; lines that start with `#` and blank lines are passed over, and so is a row of another width.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// Checks that a table is as its readers expect it: a header of comments that tells origin and licence, then rows of
/// `columns` trimmed NFC cells, sorted and unique. Returns the number of rows.
#[cfg(test)]
pub(crate) fn check(table: &str, columns: usize) -> usize {
    use unicode_normalization::is_nfc;

    assert!(table.ends_with('\n') && !table.contains('\r'));
    let header: Vec<_> = table.lines().take_while(|line| line.starts_with("# ")).collect();
    assert!(header.iter().any(|line| line.contains("Origin:")) && header.iter().any(|line| line.contains("Licence:")));
    assert_eq!(header.last().expect("names of columns").split('\t').count(), columns);
    let rows: Vec<_> = table.lines().skip(header.len()).collect();
    for row in &rows {
        assert!(is_nfc(row), "not NFC: {row}");
        assert_eq!(row.split('\t').count(), columns, "cells: {row}");
        assert!(row.split('\t').all(|cell| cell.trim() == cell), "white space: {row}");
        assert!(!row.starts_with('\t'), "no name: {row}");
    }
    for pair in rows.windows(2) {
        assert!(pair[0] < pair[1], "not sorted or twice: {} | {}", pair[0], pair[1]);
    }
    rows.len()
}
