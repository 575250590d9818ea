//! A page as blocks, and how it is written: plain HTML that reads without scripts, in one language, with links that stay in the folder.
//!
//! A table that is too long for one page goes on in pages of its own, so that every page stays small.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use crate::wording::Lang;

/// Bytes of rows that a page shows of one table; the rest goes on elsewhere.
const FIRST_BYTES: usize = 12_000;
/// Bytes of rows of a page that only goes on with a table.
const NEXT_BYTES: usize = 70_000;

/// Where a link leads.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// A page in the language of this one: its path.
    Page(String),
    /// Something that is there once for all languages: its path.
    Shared(String),
}

/// A piece of text, with a link or none.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    text: String,
    to: Option<Target>,
    /// What stands below it in small letters.
    note: Option<String>,
}

impl Cell {
    /// Where the text leads.
    pub(super) fn leading(self, to: Target) -> Self {
        Self { to: Some(to), ..self }
    }

    /// The same, where there may be nowhere to go.
    pub(super) fn leading_if(self, to: Option<Target>) -> Self {
        Self { to, ..self }
    }

    /// What stands below the text.
    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()).filter(|note| !note.is_empty()), ..self }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.note.is_none()
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A column of a table: its heading in both languages, and what stands below it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    zh: &'static str,
    en: &'static str,
    figures: bool,
}

/// A column of words.
pub(super) const fn text(zh: &'static str, en: &'static str) -> Column {
    Column { zh, en, figures: false }
}

/// A column of figures, which stand at its right.
pub(super) const fn figure(zh: &'static str, en: &'static str) -> Column {
    Column { zh, en, figures: true }
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// What it shows.
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What is said instead where there is no row; without it nothing stands there.
    pub(super) empty: Option<String>,
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum Block {
    Heading(&'static str),
    Text(String),
    /// A list of links or plain items.
    Items(Vec<Cell>),
    /// Names and values; those without a value are left out.
    Facts(Vec<(&'static str, Cell)>),
    /// Figures that stand out: what they are, and how much.
    Figures(Vec<(&'static str, String)>),
    Table(Table),
    /// Markup that is made elsewhere.
    Raw(String),
}

/// A page before it is written.
#[derive(Debug)]
pub(super) struct Page {
    /// Its path below the folder of its language.
    pub(super) path: String,
    /// The menu's entry that it belongs to.
    pub(super) under: &'static str,
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// What stands around every page.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) lang: Lang,
    /// The ledger's title.
    pub(super) ledger: String,
    /// What stands at the foot: the checkpoint that all is drawn from.
    pub(super) foot: String,
}

/// The menu: path, and name in both languages.
const MENU: [(&str, &str, &str); 9] = [
    ("index.html", "总览", "Overview"),
    ("projects.html", "项目", "Projects"),
    ("units.html", "单位", "Units"),
    ("documents.html", "文件", "Documents"),
    ("money.html", "钱在哪里", "Where money is"),
    ("notices.html", "公示公告", "Notices"),
    ("duties.html", "义务", "Duties"),
    ("search.html", "查找", "Search"),
    ("data.html", "数据与核验", "Data and proof"),
];

/// The folder of a language.
pub(super) const fn folder(lang: Lang) -> &'static str {
    lang.pick("", "en/")
}

/// The name of a file for a code: on systems that do not tell capitals apart, two codes still have two files.
pub(super) fn file_name(code: &str) -> String {
    let mut name = String::with_capacity(code.len());
    for letter in code.chars() {
        if letter.is_ascii_uppercase() {
            name.push('~');
        }
        name.push(letter);
    }
    name
}

/// A page while it is written.
struct Pen<'a> {
    frame: &'a Frame,
    /// How many folders lie between the page and that of its language.
    depth: usize,
    text: String,
    /// The last heading: a table does not show it again.
    heading: &'static str,
}

impl Frame {
    /// Writes a page, and those that go on with its tables: paths below the site's folder, and what stands there.
    pub(super) fn write(&self, page: &Page) -> Vec<(String, String)> {
        let mut pen = self.pen(&page.path);
        let mut more = Vec::new();
        pen.head(&page.title, page.under, &page.path);
        let mut tables = 0;
        for block in &page.blocks {
            if let Some(table) = pen.block(block) {
                tables += 1;
                let mut rows = pen.rows(table);
                if let Some(next) = cut(&rows, FIRST_BYTES) {
                    let rest = rows.split_off(next);
                    let stem = page.path.strip_suffix(".html").unwrap_or(&page.path);
                    let first = self.go_on(page, table, &rest, &format!("{stem}~{tables}"), &mut more);
                    pen.table(table, &rows, Some(&first));
                } else {
                    pen.table(table, &rows, None);
                }
            }
        }
        more.push((format!("{}{}", folder(self.lang), page.path), pen.end()));
        more
    }

    fn pen(&self, path: &str) -> Pen<'_> {
        Pen { frame: self, depth: path.matches('/').count(), text: String::new(), heading: "" }
    }

    /// The pages that go on with a table; gives the path of the first.
    fn go_on(
        &self,
        page: &Page,
        table: &Table,
        rows: &[String],
        stem: &str,
        written: &mut Vec<(String, String)>,
    ) -> String {
        let mut parts = Vec::new();
        let mut rest = rows;
        while let Some(next) = cut(rest, NEXT_BYTES) {
            let (part, after) = rest.split_at(next);
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        let path = |number: usize| format!("{stem}-{number}.html");
        let count = parts.len() + 1;
        for (at, part) in parts.iter().enumerate() {
            let here = path(at + 2);
            let before = if at == 0 { page.path.clone() } else { path(at + 1) };
            let mut pen = self.pen(&here);
            // The other language may be cut elsewhere: it is entered at its first page.
            pen.head(&page.title, page.under, &page.path);
            pen.text.push_str("<p>");
            pen.link(self.lang.pick("上一页", "back"), &Target::Page(before));
            let _ = write!(pen.text, " {} / {count} ", at + 2);
            if at + 1 < parts.len() {
                pen.link(self.lang.pick("下一页", "next"), &Target::Page(path(at + 3)));
            }
            pen.text.push_str("</p>\n");
            pen.table(table, part, None);
            written.push((format!("{}{here}", folder(self.lang)), pen.end()));
        }
        path(2)
    }
}

/// Whether a text is a day, which does not break.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Where rows are to be cut so that those before have about so many bytes; none if all have no more.
fn cut(rows: &[String], most: usize) -> Option<usize> {
    let mut bytes = 0;
    let too_many = |row: &String| {
        bytes += row.len();
        bytes > most
    };
    rows.iter().position(too_many).map(|at| at.max(1)).filter(|at| *at < rows.len())
}

impl Pen<'_> {
    fn head(&mut self, title: &str, under: &str, path: &str) {
        let Frame { lang, ledger, .. } = self.frame;
        let up = self.up();
        let code = lang.pick("zh-CN", "en");
        let (title, ledger) = (escape(title), escape(ledger.as_str()));
        let _ = write!(
            self.text,
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"mingzhang\">\n<title>{title} - {ledger}</title>\n\
             <link rel=\"stylesheet\" href=\"{up}style.css\">\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">{skip}</a>\n<header>\n<p class=\"ledger\">{ledger}</p>\n<nav aria-label=\"{menu}\"><ul>\n",
            skip = lang.pick("跳到正文", "Skip to content"),
            menu = lang.pick("栏目", "Menu"),
        );
        for (to, zh, en) in MENU {
            let current = match (to == under, to == path) {
                (_, true) => " aria-current=\"page\"",
                (true, false) => " aria-current=\"true\"",
                (false, false) => "",
            };
            let href = self.href(&Target::Page(to.to_owned()));
            let _ = writeln!(self.text, "<li><a href=\"{href}\"{current}>{}</a></li>", lang.pick(zh, en));
        }
        let other = match lang {
            Lang::Zh => format!("<a lang=\"en\" href=\"{up}en/{path}\">English</a>"),
            Lang::En => format!("<a lang=\"zh-CN\" href=\"{up}{path}\">中文</a>"),
        };
        let _ = write!(self.text, "<li>{other}</li>\n</ul></nav>\n</header>\n<main id=\"main\">\n<h1>{title}</h1>\n");
    }

    /// The way to the site's folder.
    fn up(&self) -> String {
        "../".repeat(self.depth + folder(self.frame.lang).matches('/').count())
    }

    fn href(&self, to: &Target) -> String {
        match to {
            Target::Page(path) => format!("{}{}", "../".repeat(self.depth), escape(path.as_str())),
            Target::Shared(path) => format!("{}{}", self.up(), escape(path.as_str())),
        }
    }

    fn link(&mut self, text: &str, to: &Target) {
        let href = self.href(to);
        let _ = write!(self.text, "<a href=\"{href}\">{}</a>", escape(text));
    }

    fn cell(&mut self, cell: &Cell) {
        match &cell.to {
            Some(to) => self.link(&cell.text, to),
            None => self.text.push_str(&escape(cell.text.as_str())),
        }
        if let Some(note) = &cell.note {
            let _ = write!(self.text, "<br><small>{}</small>", escape(note.as_str()));
        }
    }

    /// Writes a block; gives back a table, which may have to go on elsewhere.
    fn block<'b>(&mut self, block: &'b Block) -> Option<&'b Table> {
        match block {
            Block::Table(table) => return Some(table),
            Block::Heading(text) => {
                self.heading = text;
                let _ = writeln!(self.text, "<h2>{}</h2>", escape(*text));
            }
            Block::Text(text) => {
                let _ = writeln!(self.text, "<p>{}</p>", escape(text.as_str()));
            }
            Block::Raw(markup) => self.text.push_str(markup),
            Block::Items(items) => {
                self.text.push_str("<ul>\n");
                for item in items {
                    self.text.push_str("<li>");
                    self.cell(item);
                    self.text.push_str("</li>\n");
                }
                self.text.push_str("</ul>\n");
            }
            Block::Facts(facts) => {
                self.text.push_str("<dl>\n");
                for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
                    let _ = write!(self.text, "<div><dt>{name}</dt><dd>");
                    self.cell(value);
                    self.text.push_str("</dd></div>\n");
                }
                self.text.push_str("</dl>\n");
            }
            Block::Figures(figures) => {
                self.text.push_str("<dl class=\"figures\">\n");
                for (name, value) in figures {
                    let _ = writeln!(self.text, "<div><dt>{name}</dt><dd>{}</dd></div>", escape(value.as_str()));
                }
                self.text.push_str("</dl>\n");
            }
        }
        None
    }

    /// Every row of a table by itself.
    fn rows(&self, table: &Table) -> Vec<String> {
        let row = |cells: &Vec<Cell>| {
            let text = String::with_capacity(200);
            let mut pen = Pen { frame: self.frame, depth: self.depth, text, heading: "" };
            pen.text.push_str("<tr>");
            for (cell, column) in cells.iter().zip(&table.columns) {
                pen.text.push_str(if column.figures {
                    "<td class=\"n\">"
                } else if is_day(&cell.text) {
                    "<td class=\"day\">"
                } else {
                    "<td>"
                });
                pen.cell(cell);
                pen.text.push_str("</td>");
            }
            pen.text.push_str("</tr>\n");
            pen.text
        };
        table.rows.iter().map(row).collect()
    }

    fn table(&mut self, table: &Table, rows: &[String], next: Option<&str>) {
        let caption = escape(table.caption.as_str()).into_owned();
        let again = self.heading == table.caption;
        let seen = if again { " class=\"unseen\"" } else { "" };
        if rows.is_empty() {
            if let Some(empty) = &table.empty {
                let name = if again { String::new() } else { format!("<strong>{caption}</strong>　") };
                let _ = writeln!(self.text, "<p>{name}{}</p>", escape(empty.as_str()));
            }
            return;
        }
        let _ = write!(
            self.text,
            "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table>\n<caption{seen}>{caption}</caption>\n<thead><tr>"
        );
        for Column { zh, en, figures } in &table.columns {
            let class = if *figures { " class=\"n\"" } else { "" };
            let _ = write!(self.text, "<th scope=\"col\"{class}>{}</th>", escape(self.frame.lang.pick(zh, en)));
        }
        self.text.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.text.push_str(row);
        }
        self.text.push_str("</tbody>\n</table>\n</div>\n");
        if let Some(next) = next {
            let left = table.rows.len() - rows.len();
            let words = match self.frame.lang {
                Lang::Zh => format!("还有 {left} 行"),
                Lang::En => format!("{left} more rows"),
            };
            self.text.push_str("<p>");
            self.link(&words, &Target::Page(next.to_owned()));
            self.text.push_str("</p>\n");
        }
    }

    fn end(mut self) -> String {
        let _ = write!(
            self.text,
            "</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
            escape(self.frame.foot.as_str())
        );
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(lang: Lang) -> Frame {
        Frame { lang, ledger: "明账 <演示>".to_owned(), foot: "脚注".to_owned() }
    }

    fn long(rows: usize) -> Page {
        let row = |at: usize| vec![Cell::from(format!("第 {at} 行 <b>&\"")).leading(Target::Shared("x#1".to_owned()))];
        let table = Table {
            caption: "长表".to_owned(),
            columns: vec![text("行", "row")],
            rows: (0..rows).map(row).collect(),
            empty: None,
        };
        let blocks = vec![Block::Table(table)];
        Page { path: "units/a.html".to_owned(), under: "units.html", title: "单位".to_owned(), blocks }
    }

    #[test]
    fn a_long_table_goes_on_in_short_pages_that_lead_to_each_other_and_no_row_is_lost() {
        for (lang, folder) in [(Lang::Zh, ""), (Lang::En, "en/")] {
            let pages = frame(lang).write(&long(3_000));
            let rows: usize = pages.iter().map(|(_, text)| text.matches("<tr><td>").count()).sum();
            assert_eq!(rows, 3_000);
            assert!(pages.len() > 3 && pages.iter().all(|(_, text)| text.len() < 100_000));
            let text = |path: &str| &pages.iter().find(|(own, _)| own == path).expect(path).1;
            assert!(text(&format!("{folder}units/a.html")).contains("href=\"../units/a~1-2.html\""));
            for page in 2..pages.len() {
                let next = format!("href=\"../units/a~1-{}.html\"", page + 1);
                assert!(text(&format!("{folder}units/a~1-{page}.html")).contains(&next), "{page}");
            }
            assert!(!text(&format!("{folder}units/a~1-{}.html", pages.len())).contains("下一页"));
        }
    }

    #[test]
    fn what_is_put_on_a_page_cannot_become_part_of_it() {
        let [(_, text)] = &frame(Lang::Zh).write(&long(1))[..] else { panic!("one page") };
        assert!(text.contains("第 0 行 &lt;b&gt;&amp;&quot;") && !text.contains("<b>"), "{text}");
        assert!(text.contains("明账 &lt;演示&gt;") && text.contains("href=\"../x#1\""), "{text}");
    }

    #[test]
    fn codes_that_differ_in_capitals_only_have_two_files() {
        assert_eq!((file_name("road-1"), file_name("Road-1")), ("road-1".to_owned(), "~Road-1".to_owned()));
        assert_ne!(file_name("AB").to_lowercase(), file_name("ab").to_lowercase());
    }
}
