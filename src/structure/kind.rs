//! What the nodes of a tree are: section, heading, item, bullet, task or paragraph; their titles, texts, roles and ids.

use super::block::{Block, Mark};
use super::ids::Ids;
use super::numbering::System;
use super::roles;
use super::tree::Draft;
use super::weight::Weights;
use crate::document::{Node, NodeKind, Role};
use crate::layout::{Flow, Pages};
use crate::page::Place;
use crate::refs::labelled;
use crate::restore::Restored;
use crate::text::{Source, Span};

/// Words that a title has at most when nothing but its shape tells it from an item.
const TITLE_WORDS: usize = 20;

/// Words of a name or a title before a colon.
const LEAD_WORDS: usize = 12;

/// Makes nodes of drafts.
pub struct Builder<'a> {
    /// The document's lines.
    pub pages: &'a Pages<'a>,
    /// Their source.
    pub source: &'a Source,
    /// Their restored text.
    pub restored: &'a Restored,
    /// Ids given so far.
    ids: Ids,
    weights: Weights,
    /// The text of each node, to be searched for references.
    pub flows: Vec<(Option<String>, Flow<'a>)>,
}

/// What was told of a draft.
struct Told {
    id: String,
    kind: NodeKind,
    title: Option<String>,
    text: Option<String>,
    /// The role that what stands below takes over.
    role: Role,
}

/// How the text of a draft looks, children aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// No closing mark, and something below it.
    Title,
    /// A short lead with a colon, or one sentence, and something below it.
    Maybe,
    /// Anything else.
    Text,
}

impl<'a> Builder<'a> {
    /// A builder for one document.
    pub fn new(pages: &'a Pages<'a>, source: &'a Source, restored: &'a Restored) -> Self {
        Self { pages, source, restored, ids: Ids::default(), weights: Weights::default(), flows: Vec::new() }
    }

    /// The top level of a tree.
    pub fn sections(&mut self, drafts: Vec<Draft>) -> Vec<Node> {
        let mut counts = Counts::default();
        self.weights.look(self.pages, &drafts);
        drafts.into_iter().map(|draft| self.section(draft, &mut counts)).collect()
    }

    fn section(&mut self, draft: Draft, counts: &mut Counts) -> Node {
        let flow = self.flow(&draft.block);
        let system = match draft.block.mark {
            Mark::Label(label) => Some(label.system),
            _ => None,
        };
        let article = system == Some(System::Article);
        // A sentence is no title, whatever its place.
        let sentence =
            system.is_some_and(|s| s >= System::Article) && self.look(&draft, &flow, Role::Other) == Look::Text;
        let id = self.id("sec", &draft.block, counts);
        let (title, text) = if sentence {
            (None, Some(flow.text().to_owned()))
        } else {
            (Some(flow.text().trim_end_matches([':', '.', ' ']).to_owned()), None)
        };
        let role = roles::role(title.as_deref().unwrap_or_default());
        let kind = match draft.block.mark {
            Mark::None => NodeKind::Paragraph,
            Mark::Title(_) => NodeKind::Section,
            _ if article => NodeKind::Heading,
            _ if sentence => NodeKind::Item,
            _ => NodeKind::Section,
        };
        self.node(draft, flow, Told { id, kind, title, text, role })
    }

    fn children(&mut self, drafts: Vec<Draft>, parent: &str, role: Role) -> Vec<Node> {
        let flows: Vec<Flow<'a>> = drafts.iter().map(|draft| self.flow(&draft.block)).collect();
        let looks: Vec<Look> = drafts.iter().zip(&flows).map(|(draft, flow)| self.look(draft, flow, role)).collect();
        let numbered = |draft: &Draft| matches!(draft.block.mark, Mark::Label(_));
        let count =
            |look| drafts.iter().zip(&looks).filter(|(draft, other)| numbered(draft) && **other == look).count();
        // What is in doubt follows its siblings.
        let titles = count(Look::Title) >= count(Look::Text);
        let mut counts = Counts::default();
        let mut nodes = Vec::with_capacity(drafts.len());
        for ((draft, flow), look) in drafts.into_iter().zip(flows).zip(looks) {
            let id = self.id(parent, &draft.block, &mut counts);
            let title = match look {
                Look::Title => true,
                Look::Maybe => titles,
                Look::Text => false,
            };
            let body = flow.text().to_owned();
            let (kind, (title, text), role) = match draft.block.mark {
                Mark::None => (NodeKind::Paragraph, (None, Some(body)), role),
                Mark::Label(_) | Mark::Title(_) if title => {
                    let title = body.trim_end_matches([':', ' ']).to_owned();
                    let role = roles::role_below(&title, role);
                    (NodeKind::Heading, (Some(title), None), role)
                }
                mark => {
                    let plain = if matches!(mark, Mark::Bullet(_)) { NodeKind::Bullet } else { NodeKind::Item };
                    let task = roles::assigns(role) && roles::is_action(&body) && !labelled::opens(&body);
                    (if task { NodeKind::Task } else { plain }, (None, Some(body)), role)
                }
            };
            nodes.push(self.node(draft, flow, Told { id, kind, title, text, role }));
        }
        nodes
    }

    /// Builds a node and what stands below it.
    fn node(&mut self, draft: Draft, mut flow: Flow<'a>, told: Told) -> Node {
        let Told { id, kind, title, mut text, role } = told;
        let (mut first, mut last) = (draft.block.first, draft.block.last);
        let mut confidence = flow.confidence(0..flow.text().len());
        if let Mark::Label(label) = draft.block.mark {
            confidence *= label.confidence;
        }
        for paragraph in &draft.paragraphs {
            let more = self.flow(paragraph);
            text = Some(match text {
                Some(text) => format!("{text} {}", more.text()),
                None => more.text().to_owned(),
            });
            for line in &self.pages.lines[paragraph.first..=paragraph.last] {
                flow.push(line.index, 0..self.restored.lines[line.index].text.len());
            }
            last = last.max(paragraph.last);
        }
        let (label, label_raw) = match draft.block.mark {
            Mark::None | Mark::Title(_) => (None, None),
            _ => (draft.block.label(), Some(draft.block.raw.clone())),
        };
        self.flows.push((Some(id.clone()), flow));
        let children = self.children(draft.children, &id, role);
        if let Some(child) = children.last() {
            last = last.max(self.pages.lines.partition_point(|line| line.index < child.lines[1]) - 1);
        }
        first = first.min(last);
        let lines = [self.pages.lines[first].index + 1, self.pages.lines[last].index + 1];
        let span = span(self.source, lines);
        Node {
            id,
            kind,
            label,
            label_raw,
            title,
            text,
            lines,
            span,
            confidence: (confidence * 1000.0).round() / 1000.0,
            place: Place::of(self.source.places(), span),
            role: (kind == NodeKind::Section).then_some(role),
            children,
        }
    }

    fn flow(&self, block: &Block) -> Flow<'a> {
        block.flow(self.pages, self.source, self.restored)
    }

    /// How the text of a draft looks under a section of `role`.
    fn look(&self, draft: &Draft, flow: &Flow, role: Role) -> Look {
        match draft.block.mark {
            Mark::Bullet(_) | Mark::None => return Look::Text,
            Mark::Title(_) => return Look::Title,
            Mark::Label(_) => {}
        }
        let text = flow.text().trim_end();
        let words = text.split_whitespace().count();
        match self.weights.is_title(self.pages, &draft.block) {
            Some(true) if words <= 3 * TITLE_WORDS => return Look::Title,
            Some(false) => return Look::Text,
            _ => {}
        }
        // What stands over nothing but its slots ("Đơn vị chủ trì: …") is an item.
        let slot = |child: &Draft| labelled::opens(self.flow(&child.block).text());
        if !draft.children.is_empty() && draft.children.iter().all(slot) {
            return Look::Text;
        }
        if draft.children.is_empty() && draft.paragraphs.is_empty() {
            return Look::Text;
        }
        if text.ends_with(':') {
            return match words {
                _ if words > TITLE_WORDS || roles::is_lead(text) => Look::Text,
                _ if words > LEAD_WORDS || self.goes_on(draft, role) => Look::Maybe,
                _ => Look::Title,
            };
        }
        if text.ends_with(['.', ';', ',', '/']) {
            let sentences = roles::sentences(text).count();
            return if text.ends_with('.') && sentences == 1 && words <= 3 * TITLE_WORDS {
                Look::Maybe
            } else {
                Look::Text
            };
        }
        Look::Title
    }

    /// Whether what stands below a colon is the rest of one sentence, so that what stands above may be a task: its first part ends in a semicolon.
    fn goes_on(&self, draft: &Draft, role: Role) -> bool {
        let below = draft.children.first().filter(|below| below.children.is_empty());
        roles::assigns(role) && below.is_some_and(|below| self.flow(&below.block).text().trim_end().ends_with(';'))
    }

    /// A new id below `parent`.
    fn id(&mut self, parent: &str, block: &Block, counts: &mut Counts) -> String {
        let part = match block.mark {
            Mark::None => {
                counts.paragraphs += 1;
                format!("par_{}", counts.paragraphs)
            }
            Mark::Title(_) => {
                counts.titles += 1;
                format!("title_{}", counts.titles)
            }
            Mark::Bullet(_) => {
                counts.bullets += 1;
                format!("bullet_{}", counts.bullets)
            }
            Mark::Label(_) => block.label().unwrap_or_default().replace(' ', "_"),
        };
        let base = if parent == "sec" { format!("sec_{part}") } else { format!("{parent}__{part}") };
        self.ids.unique(base)
    }
}

/// Running numbers of the children without label.
#[derive(Default)]
struct Counts {
    bullets: usize,
    titles: usize,
    paragraphs: usize,
}

/// The span from the first character of the first line to the last of the last, white space at both ends left out.
pub fn span(source: &Source, lines: [usize; 2]) -> Span {
    let (first, last) = (lines[0].saturating_sub(1), lines[1].saturating_sub(1));
    let lead = source.line(first).chars().take_while(|c| c.is_whitespace()).count();
    let end = source.line_start(last) + source.line(last).trim_end().chars().count();
    Span::new(source.line_start(first) + lead, end)
}
