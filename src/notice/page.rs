//! The page of a notice: plain, in the manner of official documents (GB/T 9704), on one sheet; and what it says of itself.

use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::hash::Hash;
use ledger_schema::unit::UnitId;
use minijinja::Environment;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::{Draft, NoticeError, Sheet, day};
use crate::wording::Lang;

/// The usual page; a bureau may bring its own.
pub const TEMPLATE: &str = include_str!("notice.html");
/// The name of the `meta` element in which a page carries its unit and the body of its entry, as JSON.
pub const META: &str = "mingzhang-notice";
/// Longest page that is read, in bytes.
pub const PAGE_BYTES: u64 = 4 << 20;

/// A sheet, and the room on it: margins are those of GB/T 9704, the longer side lying down for wide tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A4, standing.
    A4,
    /// A4, lying.
    A4Landscape,
    /// A3, lying.
    A3Landscape,
}

impl Paper {
    /// Every sheet, the smallest first.
    pub const ALL: &'static [Self] = &[Self::A4, Self::A4Landscape, Self::A3Landscape];

    /// What `@page` is told.
    const fn size(self) -> &'static str {
        match self {
            Self::A4 => "A4 portrait",
            Self::A4Landscape => "A4 landscape",
            Self::A3Landscape => "A3 landscape",
        }
    }

    /// What it is called.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::A4 => lang.pick("A4 纸", "A4"),
            Self::A4Landscape => lang.pick("A4 横排", "A4, landscape"),
            Self::A3Landscape => lang.pick("A3 横排", "A3, landscape"),
        }
    }

    /// Width and height inside the margins, in mm.
    const fn room(self) -> (u32, u32) {
        match self {
            Self::A4 => (156, 225),
            Self::A4Landscape => (234, 146),
            Self::A3Landscape => (357, 233),
        }
    }
}

/// How large the text is: GB/T 9704 asks for 16 pt; what does not fit so is set smaller, tables first of all.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// What the style is told: text and its lines, then the table and its lines.
    text: &'static str,
    table: &'static str,
    line: &'static str,
    /// A full-width character and a line of text, in tenths of a millimetre; the same of the table.
    character: u32,
    height: u32,
    small: u32,
    small_height: u32,
}

/// From the usual one down; nothing below 9 pt.
const SIZES: &[Size] = &[
    Size { text: "16pt/28pt", table: "10.5pt", line: "5.4mm", character: 57, height: 100, small: 37, small_height: 54 },
    Size { text: "14pt/24pt", table: "10.5pt", line: "5.2mm", character: 50, height: 86, small: 37, small_height: 52 },
    Size { text: "12pt/20pt", table: "9pt", line: "4.6mm", character: 43, height: 72, small: 32, small_height: 46 },
];

/// Widest that a column may ask to be, in half-width characters.
const WIDEST: usize = 40;
/// Most columns that stand on a standing sheet.
const NARROW: usize = 7;

/// Whether a column holds figures.
fn figures(name: &str) -> bool {
    name.contains("元）") || name == "序号"
}

fn cells(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Tenths of a millimetre that text takes: lines of it, given the room across and the size of a full-width character.
fn height(text: &str, room: u32, character: u32, line: u32) -> u32 {
    let per_line = (room * 10 * 2 / character).max(1);
    let lines = text.lines().map(|part| (u32::try_from(cells(part)).unwrap_or(u32::MAX).div_ceil(per_line)).max(1));
    lines.sum::<u32>().saturating_mul(line)
}

impl Sheet {
    /// Side of the code in mm: 0.36 for each module, and what stays light around them.
    fn side(&self) -> u32 {
        (u32::try_from(self.code.modules).unwrap_or(u32::MAX).saturating_add(8)).saturating_mul(36).div_ceil(100)
    }

    /// With the lines below it, in tenths of a millimetre.
    fn height(&self, line: u32) -> u32 {
        self.side() * 10 + (if self.code.whole { 3 } else { 4 }) * line
    }
}

/// A proof, as the template names it.
#[derive(Serialize)]
struct ProofFacts<'a> {
    svg: &'a str,
    side: u32,
    entry: &'a str,
    kind: &'static str,
    /// How many the notice is about: the code is about the first.
    of: usize,
    check_code: &'a str,
    whole: bool,
}

/// What the template names.
#[derive(Serialize)]
struct Facts<'a> {
    title: &'a str,
    lead: &'a [String],
    closing: &'a [String],
    unit: &'a str,
    date: String,
    /// Whether fields stand under each other: one row with many fields.
    upright: bool,
    columns: Vec<Column<'a>>,
    rows: &'a [Vec<String>],
    total: Option<&'a Vec<String>>,
    size: &'static str,
    text: &'static str,
    table: &'static str,
    line: &'static str,
    margin: &'static str,
    proof: Option<ProofFacts<'a>>,
    meta_name: &'static str,
    meta: String,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    /// Share of the width, in percent.
    width: usize,
    figures: bool,
}

impl Draft {
    fn upright(&self) -> bool {
        self.table.rows.len() == 1 && self.table.columns.len() > NARROW
    }

    /// Share of the width of each column, in percent, adding up to 100: as its longest value asks; figures are never broken.
    fn widths(&self) -> Vec<usize> {
        let of = |at: usize| {
            let name = &self.table.columns[at];
            let values = self.table.rows.iter().chain(&self.table.total).map(|row| cells(&row[at]));
            let longest = values.max().unwrap_or(0);
            let room = if figures(name) { longest + 3 } else { longest.max(cells(name).div_ceil(2)) + 1 };
            room.clamp(6, WIDEST)
        };
        let wanted: Vec<usize> = (0..self.table.columns.len()).map(of).collect();
        let whole: usize = wanted.iter().sum::<usize>().max(1);
        let mut shares: Vec<usize> = wanted.iter().map(|width| width * 100 / whole).collect();
        // What rounding left over goes to the widest.
        let left = 100_usize.saturating_sub(shares.iter().sum());
        if let Some(widest) = shares.iter_mut().max() {
            *widest += left;
        }
        shares
    }

    /// Height of the whole on a sheet of this width, in tenths of a millimetre.
    fn height(&self, width: u32, size: Size) -> u32 {
        let Size { character, height: line, small, small_height, .. } = size;
        let title = height(&self.title, width, 78, 130) + 80;
        let texts = |texts: &[String], room: u32| -> u32 {
            texts.iter().map(|text| height(text, room.saturating_sub(12), character, line)).sum()
        };
        // A code stands to the left of what closes the notice.
        let end = match &self.sheet {
            None => texts(&self.closing, width) + 2 * line,
            Some(sheet) => {
                let beside = texts(&self.closing, width.saturating_sub(sheet.side() + 6)) + 2 * line;
                beside.max(sheet.height(small_height)) + 40
            }
        };
        let table: u32 = if self.upright() {
            let room = (width * 72 / 100).saturating_sub(4);
            self.table.rows[0].iter().map(|value| height(value, room, small, small_height) + 24).sum()
        } else {
            let widths = self.widths();
            let share = |at: usize| (width * u32::try_from(widths[at]).unwrap_or(1) / 100).saturating_sub(3).max(4);
            let row = |row: &Vec<String>| {
                let tallest = row.iter().enumerate().map(|(at, value)| height(value, share(at), small, small_height));
                tallest.max().unwrap_or(small_height) + 24
            };
            std::iter::once(&self.table.columns).chain(&self.table.rows).chain(&self.table.total).map(row).sum()
        };
        title + texts(&self.lead, width) + table + end + 140
    }

    /// The smallest sheet that holds it, and the largest text on that; a table of many columns lies down.
    fn paper(&self, most: Paper) -> Option<(Paper, Size)> {
        let wide = !self.upright() && self.table.columns.len() > NARROW;
        let sheets = Paper::ALL.iter().copied().filter(|paper| paper.room().0 <= most.room().0);
        let sheets = sheets.filter(|paper| !(wide && *paper == Paper::A4));
        let mut ways = sheets.flat_map(|paper| SIZES.iter().map(move |size| (paper, *size)));
        ways.find(|(paper, size)| {
            let (width, height) = paper.room();
            self.height(width, *size) <= height * 10
        })
    }
}

/// The page of a draft by `template`, and the sheet that it prints on. Refuses what does not fit on `most`.
pub fn page(draft: &Draft, template: &str, most: Paper) -> Result<(String, Paper), NoticeError> {
    let rows = draft.table.rows.len();
    let (paper, size) = draft.paper(most).ok_or(NoticeError::TooLong { rows })?;
    let columns = draft.table.columns.iter().zip(draft.widths());
    let own = Posted { issuer: draft.issuer.clone(), body: draft.body.clone() };
    let meta = serde_json::to_string(&own).expect("an entry's body is JSON");
    let facts = Facts {
        title: &draft.title,
        lead: &draft.lead,
        closing: &draft.closing,
        unit: &draft.unit,
        date: day(draft.body.from),
        upright: draft.upright(),
        columns: columns.map(|(name, width)| Column { name, width, figures: figures(name) }).collect(),
        rows: &draft.table.rows,
        total: draft.table.total.as_ref(),
        size: paper.size(),
        text: size.text,
        table: size.table,
        line: size.line,
        margin: if paper == Paper::A4 { "37mm 26mm 35mm 28mm" } else { "34mm 35mm 30mm 28mm" },
        proof: draft.sheet.as_ref().map(|sheet| ProofFacts {
            svg: &sheet.code.svg,
            side: sheet.side(),
            entry: &sheet.entry,
            kind: sheet.kind,
            of: draft.body.subjects.len(),
            check_code: &sheet.check_code,
            whole: sheet.code.whole,
        }),
        meta_name: META,
        meta,
    };
    let told = |error: minijinja::Error| NoticeError::Template(error.to_string());
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    environment.add_template("notice", template).map_err(told)?;
    let page = environment.get_template("notice").and_then(|template| template.render(Serde(facts))).map_err(told)?;
    // A template of a bureau's own must not lose what the page says of itself.
    match posted(&page).map(Posted::without_hash) {
        Ok(said) if said == own => Ok((page, paper)),
        _ => Err(NoticeError::Template(format!("no <meta name=\"{META}\" content=\"{{{{ meta }}}}\">"))),
    }
}

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posted {
    /// The unit that drafted it and posts it.
    pub issuer: UnitId,
    /// The body of its entry.
    pub body: NoticePosted,
}

impl Posted {
    fn without_hash(self) -> Self {
        Self { body: NoticePosted { content: None, ..self.body }, ..self }
    }
}

/// What a page says of itself, with the hash of the page in the body.
pub fn posted(page: &str) -> Result<Posted, NoticeError> {
    let start = format!("<meta name=\"{META}\" content=\"");
    let (_, rest) = page.split_once(&start).ok_or(NoticeError::Page)?;
    let (escaped, _) = rest.split_once('"').ok_or(NoticeError::Page)?;
    let json = [("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(escaped.to_owned(), |text, (from, to)| text.replace(from, to));
    let Posted { issuer, body } = serde_json::from_str(&json).map_err(|_| NoticeError::Page)?;
    Ok(Posted { issuer, body: NoticePosted { content: Some(Hash::of(&[page.as_bytes()])), ..body } })
}
