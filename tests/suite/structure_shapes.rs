//! Plans of other shapes than the seeds': each text, and the outline that it must give.

use vanban::document::{Channel, Document, Node};
use vanban::restore::Restored;
use vanban::structure::{Info, analyse};
use vanban::text::Source;

fn document(text: &str) -> Document {
    let source = Source::new(text);
    let restored = Restored::from_lines::<&str>(&source, Channel::Clean, &[]);
    analyse(&source, &restored, &Info::default())
}

/// One line a node: depth as dots, kind, label, first words of title and text.
fn outline(nodes: &[Node]) -> Vec<String> {
    fn walk(nodes: &[Node], depth: usize, lines: &mut Vec<String>) {
        for node in nodes {
            let kind = serde_json::to_value(node.kind).expect("kind");
            let words =
                |text: &Option<String>| text.as_deref().unwrap_or("").split(' ').take(3).collect::<Vec<_>>().join(" ");
            let (label, kind) = (node.label.as_deref().unwrap_or("_"), kind.as_str().unwrap_or("").to_owned());
            let line = format!("{}{kind} {label} [{}] {}", ".".repeat(depth), words(&node.title), words(&node.text));
            lines.push(line.trim_end().to_owned());
            walk(&node.children, depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    walk(nodes, 0, &mut lines);
    lines
}

#[test]
fn a_decision_with_its_plan() {
    let found = document(
        "UBND TỈNH NAM SƠN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc\n\
         Số: 112/QĐ-SNV Nam Sơn, ngày 03 tháng 02 năm 2025\n\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch cải cách hành chính năm 2025\n\n\
         GIÁM ĐỐC SỞ NỘI VỤ\n\nCăn cứ Luật Tổ chức chính quyền địa phương;\n\nTheo đề nghị của Chánh Văn phòng Sở.\n\nQUYẾT ĐỊNH:\n\n\
         Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2025.\n\n\
         Điều 2. Quyết định này có hiệu lực kể từ ngày ký.\n\n\
         Điều 3. Chánh Văn phòng Sở chịu trách nhiệm thi hành Quyết định này./.\n\n\
         Nơi nhận: KT. GIÁM ĐỐC\n- Như Điều 3; PHÓ GIÁM ĐỐC\n- Lưu: VT.\n\n\n\nTrần Văn Hòa\n\n\n\n\
         KẾ HOẠCH\nCải cách hành chính năm 2025\n(Ban hành kèm theo Quyết định số 112/QĐ-SNV ngày 03/02/2025)\n\n\
         I. MỤC TIÊU\n1. Hoàn thành 100% nhiệm vụ được giao.\n2. Đơn giản hóa thủ tục.\n\nII. NHIỆM VỤ\n\n\
         a) Rà soát thủ tục hành chính.\n\nb) Cung cấp dịch vụ công.\n",
    );
    assert_eq!(found.header.doc_type.map(|t| t.text).as_deref(), Some("QUYẾT ĐỊNH"));
    assert_eq!(found.header.issuer.map(|f| f.text).as_deref(), Some("SỞ NỘI VỤ"));
    assert_eq!(
        outline(&found.sections),
        [
            "heading Điều 1 [] Ban hành kèm",
            "heading Điều 2 [] Quyết định này",
            "heading Điều 3 [] Chánh Văn phòng",
            "section I [MỤC TIÊU]",
            ".item 1 [] Hoàn thành 100%",
            ".item 2 [] Đơn giản hóa",
            "section II [NHIỆM VỤ]",
            ".task a [] Rà soát thủ",
            ".task b [] Cung cấp dịch",
        ]
    );
    assert!(found.tasks.iter().all(|task| task.lead.is_empty() && task.missing.contains(&"lead".to_owned())));
    let signer = found.conclusion.signer.expect("signer");
    assert_eq!(signer.authority.as_deref(), Some("KT. GIÁM ĐỐC"));
    assert_eq!(signer.position.map(|f| f.text).as_deref(), Some("PHÓ GIÁM ĐỐC"));
    assert_eq!(signer.name.map(|f| f.text).as_deref(), Some("Trần Văn Hòa"));
}

#[test]
fn a_party_programme() {
    let found = document(
        "ĐẢNG BỘ TỈNH NAM SƠN ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG ỦY XÃ HÒA BÌNH\n*\nSố 07-CTr/ĐU Hòa Bình, ngày 5 tháng 3 năm 2025\n\n\
         CHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện Nghị quyết Đại hội\n-----\n\nThực hiện Nghị quyết, Ban Thường vụ ban hành chương trình như sau:\n\n\
         I- MỤC ĐÍCH, YÊU CẦU\n\n1- Mục đích\n\nCụ thể hóa Nghị quyết.\n\n2- Yêu cầu\n\nBám sát tình hình.\n\n\
         II- NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM\nGIAI ĐOẠN 2025 - 2030\n\n1- Về phát triển kinh tế\n\n- Tập trung phát triển nông nghiệp:\n\
         + Mở rộng vùng trồng.\n+ Hỗ trợ giống.\n\n- Xây dựng hạ tầng.\n\n2- Về văn hóa\n\n- Giữ gìn di sản.\n\n\
         Nơi nhận: T/M BAN THƯỜNG VỤ\n- Tỉnh ủy; BÍ THƯ\n- Lưu Văn phòng.\n\n\nPhạm Thị Lan\n",
    );
    assert_eq!(found.header.number.map(|n| n.text).as_deref(), Some("07-CTr/ĐU"));
    assert_eq!(found.header.issuer.map(|f| f.text).as_deref(), Some("ĐẢNG ỦY XÃ HÒA BÌNH"));
    assert_eq!(found.header.parent_issuer.map(|f| f.text).as_deref(), Some("ĐẢNG BỘ TỈNH NAM SƠN"));
    assert_eq!(found.header.subject.map(|f| f.text).as_deref(), Some("thực hiện Nghị quyết Đại hội"));
    assert_eq!(
        outline(&found.sections),
        [
            "section I [MỤC ĐÍCH, YÊU]",
            ".heading 1 [Mục đích] Cụ thể hóa",
            ".heading 2 [Yêu cầu] Bám sát tình",
            "section II [NHIỆM VỤ, GIẢI]",
            ".heading 1 [Về phát triển]",
            "..task - [] Tập trung phát",
            "...task + [] Mở rộng vùng",
            "...task + [] Hỗ trợ giống.",
            "..task - [] Xây dựng hạ",
            ".heading 2 [Về văn hóa]",
            "..task - [] Giữ gìn di",
        ]
    );
    let signer = found.conclusion.signer.expect("signer");
    assert_eq!(signer.organ.map(|f| f.text).as_deref(), Some("BAN THƯỜNG VỤ"));
    assert_eq!(signer.position.map(|f| f.text).as_deref(), Some("BÍ THƯ"));
}

#[test]
fn agencies_as_titles_and_numbers_on_lines_of_their_own() {
    let found = document(
        "KẾ HOẠCH\nPhòng chống thiên tai năm 2025\n\nCăn cứ Luật Phòng, chống thiên tai;\n\n\
         PHẦN I\nĐÁNH GIÁ TÌNH HÌNH\n\nI. ĐẶC ĐIỂM TỰ NHIÊN\n\nXã có địa hình đồi núi.\n\nPHẦN II\nTỔ CHỨC THỰC HIỆN\n\n\
         1. Phòng Kinh tế:\n\na) Chủ trì, phối hợp với các thôn kiểm tra đê điều;\n\nb) Báo cáo trước ngày 30/6/2025.\n\n\
         2. Công an xã:\n\nBảo đảm an ninh trật tự.\n\n3. Các thôn xây dựng phương án tại chỗ.\n\nTrên đây là Kế hoạch của xã./.\n",
    );
    assert_eq!(
        outline(&found.sections),
        [
            "section PHẦN I [ĐÁNH GIÁ TÌNH]",
            ".heading I [ĐẶC ĐIỂM TỰ] Xã có địa",
            "section PHẦN II [TỔ CHỨC THỰC]",
            ".heading 1 [Phòng Kinh tế]",
            "..task a [] Chủ trì, phối",
            "..task b [] Báo cáo trước",
            ".heading 2 [Công an xã] Bảo đảm an",
            ".task 3 [] Các thôn xây",
        ]
    );
    // Who stands in a title answers for what stands below it; a title that names nobody puts nobody in charge.
    let leads: Vec<_> =
        found.tasks.iter().map(|task| (task.id.as_str(), task.lead.first().map(|a| a.text.as_str()))).collect();
    assert!(leads.contains(&("t_PHẦN_II_1_b", Some("Phòng Kinh tế"))), "{leads:?}");
    assert_eq!(found.closing.len(), 1);
    assert_eq!(found.preamble.len(), 1);
}
