//! Which tasks are clear, slot by slot.

use crate::document::{AgencyKind, Clarity, DeadlineType, Slot, SlotClarity, Task};

/// The clarity report over the tasks of a document.
pub fn report(tasks: &[Task]) -> Clarity {
    let slots = Slot::ALL.map(|slot| {
        let lacking: Vec<String> = tasks.iter().filter(|task| !fills(task, slot)).map(|task| task.id.clone()).collect();
        SlotClarity { slot, filled: tasks.len() - lacking.len(), lacking }
    });
    let clear = |task: &&Task| Slot::ALL.into_iter().all(|slot| slot == Slot::Authority || fills(task, slot));
    Clarity { tasks: tasks.len(), clear: tasks.iter().filter(clear).count(), slots: slots.into() }
}

fn fills(task: &Task, slot: Slot) -> bool {
    match slot {
        Slot::Who => !task.lead.is_empty() || !task.leader.is_empty(),
        Slot::What => task.work.text.contains(char::is_alphabetic),
        Slot::When => task.deadline.as_ref().is_some_and(|deadline| deadline.kind != DeadlineType::None),
        // One task, one that answers: a group or several in charge leave open who does.
        Slot::Responsibility => {
            !task.leader.is_empty() || matches!(&task.lead[..], [only] if only.kind != AgencyKind::Group)
        }
        Slot::Result => !task.output.is_empty(),
        Slot::Authority => task.authority.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Channel;
    use crate::restore::Restored;
    use crate::structure::{Info, analyse};
    use crate::text::Source;

    #[test]
    fn tasks_lack_what_their_sentences_do_not_say() {
        let text = "I. NHIỆM VỤ\n\
                    1. Giao Phòng Kinh tế xây dựng Kế hoạch khuyến công, trình UBND thành phố phê duyệt trước ngày 15/12/2025.\n\
                    2. Các phòng, đơn vị tổ chức học tập Nghị quyết trong tháng 9/2025.\n\
                    3. Tuyên truyền trên hệ thống loa truyền thanh.\n";
        let source = Source::new(text);
        let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
        let found = analyse(&source, &restored, &Info::default()).clarity;
        assert_eq!((found.tasks, found.clear), (3, 1));
        let told: Vec<(Slot, usize, Vec<&str>)> = found
            .slots
            .iter()
            .map(|slot| (slot.slot, slot.filled, slot.lacking.iter().map(String::as_str).collect()))
            .collect();
        let want = [
            (Slot::Who, 2, vec!["t_I_3"]),
            (Slot::What, 3, vec![]),
            (Slot::When, 2, vec!["t_I_3"]),
            (Slot::Responsibility, 1, vec!["t_I_2", "t_I_3"]),
            (Slot::Result, 1, vec!["t_I_2", "t_I_3"]),
            (Slot::Authority, 1, vec!["t_I_2", "t_I_3"]),
        ];
        assert_eq!(told, want);
    }

    #[test]
    fn a_document_without_tasks_has_an_empty_report() {
        let found = report(&[]);
        assert_eq!((found.tasks, found.clear, found.slots.len()), (0, 0, 6));
        assert!(found.slots.iter().all(|slot| slot.filled == 0 && slot.lacking.is_empty()));
    }
}
