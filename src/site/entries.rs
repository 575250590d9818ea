//! The entries, a few dozen to a page, each with its signed text and what it takes to prove it: there once for both languages.
//!
//! What a proof has in common with those of its neighbours stands once on a page; `prove.js` puts it together (SPEC §18).

use std::fmt::Write as _;

use ledger_schema::base64;
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::entry::Entry;
use ledger_schema::hash::Hash;
use ledger_schema::merkle::{self, InclusionProof, Node, ProofError, node_hash};
use ledger_schema::record::{Record, leaf_hash};
use ledger_schema::reference::EntryRef;
use quick_xml::escape::{escape, minimal_escape};
use rayon::prelude::*;

use super::Put;
use crate::export::{ExportError, Picture};
use crate::query;
use crate::verify::Source;
use crate::wording::{Lang, Named};

/// Entries of a page, unless they are long. Pages begin at its multiples: what lies below their subtree is proven by few hashes.
const ENTRIES: usize = 32;
/// Pages of a folder.
const PAGES: usize = 256;
/// The way from a page to the site's folder.
const UP: &str = "../../";
/// Most bytes of a page, unless one entry has more.
const PAGE_BYTES: usize = 70_000;
/// Bytes that a page has for an entry besides its text, about.
const AROUND: usize = 700;
/// Records that are read at once: those of a published file.
const BLOCK: usize = 256;

/// Every entry's place on a page, and the tree that proves them.
pub(super) struct Shelf {
    /// The first record of each page.
    starts: Vec<u64>,
    /// All hashes of the tree, level by level from the leaves.
    levels: Vec<Vec<Hash>>,
    checkpoint: UnverifiedCheckpoint,
}

impl Shelf {
    /// Reads all records; refuses those that do not give the root of the checkpoint beside them: what is drawn would be proven
    /// by nothing.
    pub(super) fn of(ledger: &dyn Source) -> Result<Self, ExportError> {
        let damaged = |index| ExportError::Damaged { index };
        let note = ledger.checkpoint()?.unwrap_or_default();
        let checkpoint = UnverifiedCheckpoint::read(&note).map_err(|_| damaged(0))?;
        let size = checkpoint.claims().size;
        let blocks: Vec<Vec<(usize, Hash)>> = (0..size.div_ceil(BLOCK as u64))
            .into_par_iter()
            .map(|block| {
                let records = ledger.records(block * BLOCK as u64, BLOCK)?;
                Ok(records.iter().map(|(_, bytes)| (bytes.len(), leaf_hash(bytes).0)).collect())
            })
            .collect::<Result<_, ExportError>>()?;
        let (lengths, leaves): (Vec<usize>, Vec<Hash>) = blocks.into_iter().flatten().unzip();
        let shelf = Self { starts: starts(&lengths), levels: levels(leaves), checkpoint };
        let root = merkle::root(size, |node| shelf.hash(node).ok());
        if root == Some(shelf.root()) {
            return Ok(shelf);
        }
        // The tree beside the records tells which was touched; if it was as well, any may be.
        for (index, leaf) in (0..).zip(&shelf.levels[0]) {
            if ledger.leaf(index)? != Some(*leaf) {
                return Err(damaged(index));
            }
        }
        Err(damaged(0))
    }

    /// The root that was signed.
    pub(super) fn root(&self) -> Hash {
        self.checkpoint.claims().root
    }

    /// The page on which an entry stands; none if it is not there.
    pub(super) fn path(&self, picture: &Picture, entry: &EntryRef) -> Option<String> {
        let index = picture.place(entry)?;
        self.starts.partition_point(|start| *start <= index).checked_sub(1).map(path)
    }

    fn hash(&self, node: Node) -> Result<Hash, ProofError> {
        let level = usize::try_from(node.level).ok().and_then(|level| self.levels.get(level));
        let hash = level.zip(usize::try_from(node.index).ok()).and_then(|(level, index)| level.get(index));
        let missing = ProofError::Index { index: node.index, size: self.checkpoint.claims().size };
        hash.copied().ok_or(missing)
    }

    /// The folders that pages stand in.
    pub(super) fn folders(&self) -> impl Iterator<Item = String> {
        (0..self.starts.len()).step_by(PAGES).map(folder)
    }

    /// Writes the pages of all entries, into folders that are there.
    pub(super) fn write(
        &self,
        ledger: &dyn Source,
        picture: &Picture,
        put: &Put<'_>,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<(), ExportError> {
        (0..self.starts.len()).into_par_iter().try_for_each(|page| {
            let from = self.starts[page];
            let size = self.checkpoint.claims().size;
            let until = self.starts.get(page + 1).copied().unwrap_or(size);
            let count = usize::try_from(until - from).unwrap_or(usize::MAX);
            let records = ledger.records(from, count)?;
            put(&path(page), &self.page(page, &records, picture)?)?;
            done(until - from);
            Ok(())
        })
    }

    fn page(&self, page: usize, records: &[(u64, Vec<u8>)], picture: &Picture) -> Result<String, ExportError> {
        let mut read = Vec::new();
        for (index, bytes) in records {
            let damaged = || ExportError::Damaged { index: *index };
            let record = Record::read(bytes).map_err(|_| damaged())?;
            let entry = Entry::read(record.note.text()).map_err(|_| damaged())?;
            let path = InclusionProof::prove(*index, self.checkpoint.claims().size, |node| self.hash(node));
            let path = path.map_err(|_| damaged())?.path().to_vec();
            read.push((record, entry, path));
        }
        let common = read.iter().map(|(.., path)| path.as_slice()).reduce(common_end).map_or(0, <[Hash]>::len);
        let mut text = head(page, self.starts.len(), picture);
        for (record, entry, path) in &read {
            article(&mut text, record, entry, &path[..path.len() - common], picture);
        }
        let end = read.first().map_or(&[][..], |(.., path)| &path[path.len() - common..]);
        let shared = serde_json::json!({ "path": lines(end), "checkpoint": self.checkpoint.note().to_string() });
        let _ = write!(
            text,
            "</main>\n<script type=\"application/json\" id=\"shared\">{}</script>\n<script src=\"{UP}prove.js\"></script>\n</body>\n</html>\n",
            shared.to_string().replace('<', "\\u003c"),
        );
        Ok(text)
    }
}

fn path(page: usize) -> String {
    format!("{}/{page}.html", folder(page))
}

/// The way from one page of entries to another.
fn beside(page: usize) -> String {
    format!("../{}/{page}.html", page / PAGES)
}

fn folder(page: usize) -> String {
    format!("entries/{}", page / PAGES)
}

/// Hashes as they stand in a proof file: base64, a line each.
fn lines(hashes: &[Hash]) -> String {
    hashes.iter().flat_map(|hash| [base64::write(hash.as_bytes()), "\n".to_owned()]).collect()
}

/// What both end with.
fn common_end<'a>(one: &'a [Hash], other: &'a [Hash]) -> &'a [Hash] {
    let same = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    &one[one.len() - same..]
}

/// Where pages begin so that each is short.
fn starts(lengths: &[usize]) -> Vec<u64> {
    let (mut starts, mut bytes) = (Vec::new(), 0);
    for (index, length) in lengths.iter().enumerate() {
        if index % ENTRIES == 0 || bytes + length + AROUND > PAGE_BYTES {
            starts.push(index as u64);
            bytes = 0;
        }
        bytes += length + AROUND;
    }
    starts
}

fn levels(leaves: Vec<Hash>) -> Vec<Vec<Hash>> {
    let mut levels = vec![leaves];
    while let Some(below) = levels.last().filter(|level| level.len() > 1) {
        let above = below.par_chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        levels.push(above);
    }
    levels
}

fn head(page: usize, pages: usize, picture: &Picture) -> String {
    let ledger = escape(picture.title()).into_owned();
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"mingzhang\">\n<title>登记 Entries {number} / {pages} - {ledger}</title>\n\
         <link rel=\"stylesheet\" href=\"{UP}style.css\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">跳到正文 Skip to content</a>\n<header>\n<p class=\"ledger\">{ledger}</p>\n\
         <nav aria-label=\"栏目 Menu\"><ul>\n<li><a href=\"{UP}index.html\">总览</a></li>\n\
         <li><a lang=\"en\" href=\"{UP}en/index.html\">Overview</a></li>\n<li><a href=\"{UP}search.html\">查找</a></li>\n\
         <li><a lang=\"en\" href=\"{UP}en/search.html\">Search</a></li>\n</ul></nav>\n</header>\n<main id=\"main\">\n\
         <h1>登记 <span lang=\"en\">Entries</span></h1>\n<p>",
        number = page + 1,
    );
    if page > 0 {
        let _ = write!(text, "<a href=\"{}\">上一页 <span lang=\"en\">back</span></a> ", beside(page - 1));
    }
    let _ = write!(text, "{} / {pages}", page + 1);
    if page + 1 < pages {
        let _ = write!(text, " <a href=\"{}\">下一页 <span lang=\"en\">next</span></a>", beside(page + 1));
    }
    text.push_str(
        "</p>\n<p><small>点“核验”看证明；没有脚本的浏览器，可用 mingzhang verify 核验 ledger 文件夹里的整本账本。\
         <span lang=\"en\">Verify shows the proof; where scripts do not run, mingzhang verify proves the whole ledger in the folder ledger.</span></small></p>\n",
    );
    text
}

fn article(text: &mut String, record: &Record, entry: &Entry, path: &[Hash], picture: &Picture) {
    let (reference, kind) = (entry.reference(), entry.body.entry_type());
    let amount = query::amount(&entry.body)
        .map(|amount| format!("，{} 元 <span lang=\"en\">yuan</span>", crate::wording::yuan(amount)))
        .unwrap_or_default();
    let subject = query::subject(&entry.body);
    let header = record.header_line();
    let reversed = picture
        .reversed
        .get(&reference)
        .map(|by| format!("<br><strong>已被 {by} 冲销 <span lang=\"en\">reversed by {by}</span></strong>"));
    let _ = write!(
        text,
        "<article id=\"{reference}\" data-header=\"{header}\" data-path=\"{path}\">\n<h2>{reference} {zh} <span lang=\"en\">{en}</span></h2>\n\
         <p>{date}，{unit}：{subject}{amount} <small>#{index} {at}</small>{reversed}</p>\n\
         <details><summary>签名原文 <span lang=\"en\">signed text</span></summary>\n<pre>{note}</pre></details>\n</article>\n",
        header = header.trim_end(),
        path = lines(path),
        zh = kind.name(Lang::Zh),
        en = kind.name(Lang::En),
        date = entry.date,
        unit = escape(picture.unit_name(entry.issuer.as_str())),
        subject = escape(subject.as_str()),
        index = record.index,
        at = record.appended_at,
        reversed = reversed.unwrap_or_default(),
        note = minimal_escape(record.note.to_string()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_begin_at_multiples_and_are_cut_where_entries_are_long() {
        assert_eq!(starts(&[800; 70]), [0, 32, 64]);
        assert_eq!(starts(&[60_000, 60_000, 100, 100]), [0, 1]);
        assert_eq!(starts(&[]), [0_u64; 0]);
    }

    #[test]
    fn hashes_that_paths_end_with_are_found() {
        let hash = |number: u8| Hash::of(&[&[number]]);
        let (one, other) = ([hash(1), hash(2), hash(3)], [hash(9), hash(2), hash(3)]);
        assert_eq!(common_end(&one, &other), [hash(2), hash(3)]);
        assert!(common_end(&one, &other[..1]).is_empty());
        assert_eq!(lines(&one[..1]).len(), 45);
    }
}
