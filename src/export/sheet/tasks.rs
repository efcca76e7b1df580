//! The table of tasks, in the columns by which offices follow them up.

use super::{Cell, DOCUMENT, FIRST, Kind, LAST, NUMBER, Sheet, agencies, column, leaders, origin, outputs};
use crate::document::{DeadlineType, Document, Task};
use crate::export::Item;

pub const SHEET: Sheet = Sheet {
    name: "tasks",
    title: "Nhiệm vụ",
    columns: &[
        column("index", "TT", Kind::Integer, 6),
        column("work", "Nhiệm vụ", Kind::Text, 60),
        column("lead", "Chủ trì", Kind::List, 28),
        column("coordinating", "Phối hợp", Kind::List, 28),
        column("leader", "Lãnh đạo phụ trách", Kind::List, 24),
        column("deadline", "Hạn", Kind::Date, 12),
        column("deadline_text", "Thời hạn ghi trong văn bản", Kind::Text, 24),
        column("output", "Sản phẩm", Kind::List, 24),
        column("basis", "Căn cứ", Kind::List, 20),
        column("note", "Ghi chú", Kind::Text, 28),
        column("start", "Bắt đầu", Kind::Date, 12),
        column("deadline_type", "Loại thời hạn", Kind::Text, 14),
        column("frequency", "Định kỳ", Kind::Text, 10),
        column("authority", "Cấp quyết định", Kind::Text, 18),
        column("path", "Mục", Kind::List, 14),
        column("group", "Nhóm", Kind::Text, 24),
        column("missing", "Chưa rõ", Kind::List, 18),
        column("confidence", "Độ tin cậy", Kind::Number, 10),
        column("task", "Mã nhiệm vụ", Kind::Text, 16),
        DOCUMENT,
        NUMBER,
        FIRST,
        LAST,
    ],
    rows: |item| item.document.tasks.iter().map(|task| row(item, task)).collect(),
};

fn row(item: &Item, task: &Task) -> Vec<Cell> {
    let deadline = task.deadline.as_ref();
    let mut cells = vec![
        Cell::text(&task.work.text),
        agencies(&task.lead),
        agencies(&task.coordinating),
        leaders(&task.leader),
        Cell::date(deadline.and_then(|found| found.end.as_deref())),
        Cell::maybe(deadline.map(|found| found.text.as_str())),
        outputs(&task.output),
        Cell::list(task.basis.iter().cloned()),
        Cell::maybe(note(item.document, task)),
        Cell::date(deadline.and_then(|found| found.start.as_deref())),
        Cell::maybe(deadline.and_then(|found| kind(found.kind))),
        Cell::maybe(deadline.and_then(|found| found.frequency.as_deref())),
        Cell::maybe(task.authority.as_deref()),
        Cell::list(task.path.iter().cloned()),
        Cell::maybe(task.group.as_deref()),
        Cell::list(task.missing.iter().map(|slot| missing(slot))),
        Cell::confidence(task.confidence),
        Cell::text(&task.id),
    ];
    cells.extend(origin(item, task.lines));
    cells
}

/// What stands in the note column of the task's row in an appendix table.
fn note<'d>(document: &'d Document, task: &Task) -> Option<&'d str> {
    let table = document.tables.iter().find(|table| Some(&table.id) == task.table.as_ref())?;
    let column = table.columns.iter().position(|column| column.field == "note")?;
    let cell = table.rows.get(task.row?)?.cells.get(column)?;
    cell.as_ref().map(|cell| cell.text.as_str())
}

fn kind(kind: DeadlineType) -> Option<&'static str> {
    match kind {
        DeadlineType::By => Some("trước ngày"),
        DeadlineType::Within => Some("trong kỳ"),
        DeadlineType::On => Some("vào lúc"),
        DeadlineType::Recurring => Some("định kỳ"),
        DeadlineType::Ongoing => Some("thường xuyên"),
        DeadlineType::PerSchedule => Some("theo lộ trình"),
        DeadlineType::None => None,
    }
}

/// A slot that was not found, by the title of its column.
fn missing(slot: &str) -> String {
    let column = SHEET.columns.iter().find(|column| column.key == slot);
    column.map_or_else(|| slot.to_owned(), |column| column.title.to_owned())
}
