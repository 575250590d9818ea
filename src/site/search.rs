//! Finding without a server: an index of every two neighbouring characters, in parts that a page loads as it needs them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::html::{Block, Page};
use super::projects::Places;
use super::{Desk, Put, documents, project_path, units};
use crate::export::{ExportError, Picture};

/// Bytes of the index in one part, about.
const PART_BYTES: usize = 40_000;
/// What is found, in one part.
const ITEMS: usize = 300;
/// A pair of characters that more things have than these says too little to be looked up.
const COMMON: usize = 4_000;

/// Something that can be found: name, what stands below it, its page.
type Item = [String; 3];

fn items(picture: &Picture, places: &Places<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for place in places.all() {
        for (code, project) in &place.projects {
            let listed = &project.listed;
            let village =
                listed.village.as_ref().map(|village| picture.unit_name(village.as_str())).unwrap_or_default();
            let below = format!("{code} {} {} {village}", place.name, listed.site);
            items.push([listed.name.to_string(), below.trim_end().to_owned(), project_path(code)]);
        }
    }
    items.extend(picture.units.iter().map(|(id, unit)| [unit.name.clone(), id.clone(), units::path(id)]));
    let papers = picture.papers.iter().enumerate();
    items.extend(papers.map(|(at, paper)| {
        let title = paper.title.clone().unwrap_or_default();
        [paper.number.clone(), format!("{} {title}", paper.issued_on), documents::path(at)]
    }));
    items
}

/// Every two neighbouring characters of a word, without those around blanks.
fn pairs(item: &Item) -> BTreeSet<[char; 2]> {
    let mut pairs = BTreeSet::new();
    for text in &item[..2] {
        let letters: Vec<char> = folded(text).chars().collect();
        pairs.extend(letters.windows(2).filter(|pair| !pair.contains(&' ')).map(|pair| [pair[0], pair[1]]));
    }
    pairs
}

/// A text as it is looked for: small letters, one kind of brackets, digits as they are typed. `search.js` does the same.
fn folded(text: &str) -> String {
    let one = |letter: char| match letter {
        '〔' | '﹝' | '［' | '（' | '【' | '(' => '[',
        '〕' | '﹞' | '］' | '）' | '】' | ')' => ']',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        letter => letter,
    };
    text.chars().map(one).collect::<String>().to_lowercase()
}

/// Writes the index: `search/items-N.js`, `search/pairs-N.js` and `search/index.js`, which says how many there are.
pub(super) fn write(picture: &Picture, places: &Places<'_>, put: &Put<'_>) -> Result<(), ExportError> {
    let items = items(picture, places);
    let mut found: BTreeMap<[char; 2], Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        for pair in pairs(item) {
            found.entry(pair).or_default().push(at);
        }
    }
    // A pair that too many have stands there without its places: it is not one that nobody has.
    found.values_mut().filter(|at| at.len() > COMMON).for_each(Vec::clear);
    // About the bytes of a pair and of its places.
    let bytes: usize = found.values().map(|at| 10 + at.len() * 6).sum();
    let count = bytes / PART_BYTES + 1;
    let mut parts: Vec<BTreeMap<String, Vec<usize>>> = vec![BTreeMap::new(); count];
    for (pair, at) in found {
        parts[part(pair, count)].insert(pair.iter().collect(), at);
    }
    for (number, part) in parts.iter().enumerate() {
        put(&format!("search/pairs-{number}.js"), &call("pairs", &json!([number, part])))?;
    }
    for (number, chunk) in items.chunks(ITEMS).enumerate() {
        put(&format!("search/items-{number}.js"), &call("items", &json!([number, chunk])))?;
    }
    let index = json!([{ "items": items.len(), "chunk": ITEMS, "parts": count }]);
    put("search/index.js", &call("index", &index))
}

/// The part that a pair stands in: `search.js` reckons the same.
fn part([first, second]: [char; 2], count: usize) -> usize {
    (u32::from(first) as usize * 31 + u32::from(second) as usize) % count
}

/// A script that hands its contents to the page: a file cannot be fetched from a folder in any other way.
fn call(what: &str, arguments: &serde_json::Value) -> String {
    format!("mingzhang.{what}(...{arguments});\n")
}

/// The page that searches.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    let up = desk.pick("", "../");
    let form = format!(
        "<form id=\"search\" role=\"search\" data-up=\"{up}\"><label for=\"words\">{label}</label>\n\
         <input id=\"words\" type=\"search\" autocomplete=\"off\"> <button type=\"submit\">{go}</button></form>\n\
         <p id=\"told\" role=\"status\" data-short=\"{short}\" data-none=\"{none}\" data-count=\"{count}\" data-failed=\"{failed}\" data-more=\"{more}\"></p>\n\
         <ul id=\"found\"></ul>\n<noscript><p>{noscript}</p></noscript>\n<script src=\"{up}search.js\"></script>\n",
        label = desk.pick(
            "项目、单位或文件的名称、编码、文号，至少两个字",
            "Name, code or number of a project, unit or document; two characters or more"
        ),
        go = desk.pick("查找", "Search"),
        short = desk.pick("请至少输入两个字", "Two characters at least, please"),
        none = desk.pick("没有找到", "Nothing found"),
        count = desk.pick("找到：", "Found: "),
        failed = desk.pick("索引没有读出来，请再试一次", "The index could not be read; try again"),
        more = desk.pick("（只列出一部分，请写得更具体）", " (not all are shown; be more specific)"),
        noscript = desk.pick(
            "这台设备的浏览器不运行脚本：请从“项目”“单位”“文件”逐级翻看。",
            "Scripts do not run here: go by Projects, Units and Documents instead."
        ),
    );
    Page {
        path: "search.html".to_owned(),
        under: "search.html",
        title: desk.pick("查找", "Search").to_owned(),
        blocks: vec![Block::Raw(form)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_however_their_brackets_and_digits_are_typed() {
        for typed in ["黑财指〔2023〕34号", "黑财指[2023]34号", "黑财指（２０２３）34号"] {
            assert_eq!(folded(typed), "黑财指[2023]34号");
        }
        assert_eq!(folded("230606-RURAL"), "230606-rural");
    }

    #[test]
    fn pairs_do_not_reach_over_blanks() {
        let item = ["路 桥".to_owned(), "ab".to_owned(), String::new()];
        assert_eq!(pairs(&item), BTreeSet::from([['a', 'b']]));
    }
}
