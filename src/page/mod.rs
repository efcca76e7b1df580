//! Pages as they were read: words with their places on paper.
//!
//! Every input becomes [`Page`]s: what an OCR engine wrote about a page ([`read`]), or the text layer of a PDF. [`source`] writes their text,
//! line for line as the engine does, into a [`Source`](crate::text::Source) that knows the [`Placed`] words of its text. Plain text is the case
//! without: its source has no places.
//!
//! Lengths are points (1/72 inch), counted from the top left corner of the page. Where a format counts pixels and does not say how large they
//! are, the shorter side of the page is taken for that of A4.

mod alto;
mod builder;
mod error;
mod format;
mod fragments;
pub(crate) mod gaps;
mod grid;
mod hocr;
mod level;
mod model;
mod page_xml;
mod pair;
mod place;
mod places;
pub(crate) mod poppler;
mod rows;
mod ruling;
pub(crate) mod tsv;
mod xml;

pub(crate) use builder::guess;
pub use error::FormatError;
pub use format::Format;
pub(crate) use fragments::letters;
pub use grid::Grid;
pub(crate) use level::{levelled, slope};
pub use model::{Line, Page, Rect, Word};
pub use pair::pair;
pub use place::Place;
pub use places::{Other, Placed, Places, source};
pub(crate) use rows::mend;
pub use ruling::Ruling;

/// The pages that `text`, which is of `format`, tells of; none for formats without pages.
pub fn read(format: Format, text: &str) -> Result<Vec<Page>, FormatError> {
    let mut pages = match format {
        Format::Hocr => hocr::read(text)?,
        Format::Alto => alto::read(text)?,
        Format::PageXml => page_xml::read(text)?,
        Format::Tsv => tsv::read(text, None)?,
        Format::Text | Format::Pdf | Format::Png | Format::Jpeg | Format::Tiff => Vec::new(),
    };
    pages.iter_mut().for_each(mend);
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word with its page and box in whole points, lines after one another, `¶` before a line that stands apart.
    fn shown(pages: &[Page]) -> String {
        let mut out = Vec::new();
        for (at, page) in pages.iter().enumerate() {
            out.push(format!("[{} {:.0}x{:.0}]", at + 1, page.width, page.height));
            for line in &page.lines {
                out.push(if line.apart { "¶".to_owned() } else { "/".to_owned() });
                for Word { text, bbox, confidence, .. } in &line.words {
                    let sure = confidence.map_or(String::new(), |value| format!("~{value:.2}"));
                    out.push(format!(
                        "{text}@{:.0},{:.0},{:.0},{:.0}{sure}",
                        bbox.left, bbox.top, bbox.right, bbox.bottom
                    ));
                }
            }
        }
        out.join(" ")
    }

    #[test]
    fn what_engines_write_becomes_pages() {
        let tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                   1\t1\t0\t0\t0\t0\t0\t0\t1190\t1684\t-1\t\n2\t1\t1\t0\t0\t0\t0\t0\t9\t9\t-1\t\n3\t1\t1\t1\t0\t0\t0\t0\t9\t9\t-1\t\n\
                   4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t20\t40\t60\t20\t96.5\tKẾ\n5\t1\t1\t1\t1\t2\t90\t40\t60\t20\t91\tHOẠCH\n\
                   4\t1\t1\t1\t2\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t2\t1\t20\t80\t60\t20\t7\t\"Số\n";
        let hocr = "<!DOCTYPE html><html><head><meta name='ocr-system' content='x'><body>\
                    <div class='ocr_page' title='image \"a;b\"; bbox 0 0 1240 1754; scan_res 150 150'><p class='ocr_par'>\
                    <span class='ocr_line' title='bbox 0 0 9 9'><span class='ocrx_word' title='bbox 150 300 300 330; x_wconf 95'>\
                    <strong>K&#7871;</strong>&amp;</span><br> <span class='ocrx_word' title=\"bbox 310 300 400 330\">ho&#x1EA1;ch&nope;</span></span>\
                    <span class='ocr_line' title='bbox 150 600 450 630'>Trần Liễu</span></p></div></body></html>";
        let alto = "<alto:alto xmlns:alto='x'><alto:Description><alto:MeasurementUnit>mm10</alto:MeasurementUnit></alto:Description>\
                    <alto:Layout><alto:Page WIDTH='2100' HEIGHT='2970'><alto:TextBlock><alto:TextLine>\
                    <alto:String CONTENT='Kế' HPOS='254' VPOS='254' WIDTH='127' HEIGHT='254' WC='0.5'/><alto:SP/>\
                    <alto:String CONTENT='ho' HPOS='508' VPOS='254' WIDTH='127' HEIGHT='254'/><alto:HYP HPOS='635' VPOS='254' WIDTH='127' HEIGHT='254'/>\
                    </alto:TextLine></alto:TextBlock></alto:Page></alto:Layout></alto:alto>";
        let page = "<PcGts><Page imageWidth='1190' imageHeight='1684'><TextRegion><Coords points='0,0 5,5'/><TextLine><Coords points='20,40 160,40 160,60'/>\
                    <Word><Coords points='20,40 80,60'/><Glyph><TextEquiv><Unicode>K</Unicode></TextEquiv></Glyph>\
                    <TextEquiv conf='0.9'><Unicode>Kế</Unicode></TextEquiv><TextEquiv index='1'><Unicode>Ke</Unicode></TextEquiv></Word>\
                    <TextEquiv><Unicode>Kế</Unicode></TextEquiv></TextLine>\
                    <TextLine><Coords><Point x='20' y='80'/><Point x='200' y='100'/></Coords><TextEquiv><Unicode>Tổ chức</Unicode></TextEquiv></TextLine>\
                    </TextRegion></Page></PcGts>";
        for (format, text, expected) in [
            (Format::Tsv, tsv, "[1 595x842] ¶ KẾ@10,20,40,30~0.96 HOẠCH@45,20,75,30~0.91 / \"Số@10,40,40,50~0.07"),
            (
                Format::Hocr,
                hocr,
                "[1 595x842] ¶ Kế&@72,144,144,158~0.95 hoạch@149,144,192,158 / Trần@72,288,136,302 Liễu@152,288,216,302",
            ),
            (Format::Alto, alto, "[1 595x842] ¶ Kế@72,72,108,144~0.50 ho-@144,72,216,144"),
            (Format::PageXml, page, "[1 595x842] ¶ Kế@10,20,40,30~0.90 / Tổ@10,40,36,50 chức@49,40,100,50"),
        ] {
            assert_eq!(Format::detect(text.as_bytes()), format);
            assert_eq!(shown(&read(format, text).expect("pages")), expected, "{format:?}");
        }
    }

    #[test]
    fn printed_lines_and_cells_are_rulings() {
        let tsv = "level\n1\t1\t0\t0\t0\t0\t0\t0\t1190\t1684\t-1\t\n4\t1\t1\t1\t1\t0\t100\t200\t800\t4\t-1\t\n\
                   5\t1\t1\t1\t1\t1\t100\t200\t800\t4\t95\t \n";
        let line = "<PcGts><Page imageWidth='1190' imageHeight='1684'><SeparatorRegion><Coords points='100,200 900,200 900,204 100,204'/>\
                    </SeparatorRegion></Page></PcGts>";
        let cell = "<PcGts><Page imageWidth='1190' imageHeight='1684'><TableRegion><Coords points='0,0 9,9'/><TableCell row='0' col='0'>\
                    <Coords points='100,200 900,200 900,240 100,240'/><TextLine><Coords points='110,210 150,230'/><TextEquiv><Unicode>TT\
                    </Unicode></TextEquiv></TextLine></TableCell></TableRegion></Page></PcGts>";
        for (format, text, expected) in [
            (Format::Tsv, tsv, vec![[50.0, 102.0, 450.0, 100.0]]),
            (Format::PageXml, line, vec![[50.0, 102.0, 450.0, 100.0]]),
            (
                Format::PageXml,
                cell,
                vec![
                    [50.0, 100.0, 450.0, 100.0],
                    [50.0, 120.0, 450.0, 120.0],
                    [50.0, 100.0, 50.0, 120.0],
                    [450.0, 100.0, 450.0, 120.0],
                ],
            ),
        ] {
            let pages = read(format, text).expect("pages");
            let ends = |one: &Ruling| [one.from[0], one.from[1], one.to[0], one.to[1]].map(f32::round);
            assert_eq!(pages[0].rulings.iter().map(ends).collect::<Vec<_>>(), expected, "{format:?}");
        }
    }

    #[test]
    fn damaged_and_hostile_files_are_refused_or_bounded() {
        let deep = format!("<alto>{}", "<a>".repeat(100_000));
        let bomb = "<!DOCTYPE a [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><alto><Page WIDTH='9' HEIGHT='9'><TextLine>\
                    <String CONTENT='&b;'/><String CONTENT='x'/></TextLine></Page></alto>";
        let outside = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><PcGts><Page><TextLine><Word><TextEquiv><Unicode>&a;x</Unicode>\
                       </TextEquiv></Word></TextLine></Page></PcGts>";
        let attributes = format!("<alto {}><Page/></alto>", "a='' ".repeat(100_000));
        let failing: [(Format, &str, &str); 5] = [
            (Format::Alto, &deep, "damaged ALTO: elements nested deeper than 256"),
            (Format::Alto, "<alto><Layout><Page>", "damaged ALTO: it ends within an element"),
            (Format::PageXml, "<PcGts><Page imageWidth='1", "damaged PAGE XML: byte 7: "),
            (Format::Hocr, "<html><div class='ocr_page' title='bbox 0 0", "damaged hOCR: byte 6: "),
            (Format::Tsv, "level\n1\t1\tx", "damaged Tesseract TSV: line 2 is not a row of twelve fields"),
        ];
        for (format, text, expected) in failing {
            let error = read(format, text).expect_err("damaged").to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let words = |format, text: &str| -> Vec<String> {
            let lines = read(format, text).expect("pages").into_iter().flat_map(|page| page.lines);
            lines.flat_map(|line| line.words).map(|word| word.text).collect()
        };
        assert_eq!(words(Format::Alto, bomb), ["&b;", "x"]);
        assert_eq!(words(Format::PageXml, outside), ["x"]);
        assert!(words(Format::Alto, &attributes).is_empty());
        let nowhere = "level\n5\t1\t1\t1\t1\t1\t-9\t1e30\t3e38\t1\t999\tx\n";
        let pages = read(Format::Tsv, nowhere).expect("pages");
        let Word { bbox, confidence, .. } = &pages[0].lines[0].words[0];
        assert!(bbox.right >= bbox.left && bbox.right.is_finite() && *confidence == Some(1.0), "{bbox:?}");
    }
}
