//! `export site`: the public site, with the published ledger, the page that verifies and all open data beside it.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use mingzhang::export::DESCRIPTOR;
use mingzhang::publish;
use mingzhang::published::Published;
use mingzhang::site::{self, Folder, Sources};
use mingzhang::verifier_page;
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::exit::{Exit, Failure};
use super::export::{self, EXAMPLE_PREFIX, FORMS};
use super::progress::Progress;
use super::published::{publish_failure, published_failure};
use super::source::{self, Opened};
use super::{Context, Format, policy};

pub(crate) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let prefix = export::prefix(matches, lang)?;
    let (text, trusted) = policy::with_text(matches, lang)?;
    let opened = source::read(&source::path(context, matches), lang)?;
    let folder = Folder::new(dir).map_err(|error| export::failure(&error, lang))?;
    let ledger = folder.path().join("ledger");
    // Reading for each form, for the check and for the pages.
    let bar = Progress::new(opened.size(lang)?.saturating_mul(7));
    published(&opened, &ledger, lang)?;
    // Everything is drawn from what stands beside it.
    let published = Published::open(&ledger).map_err(|error| published_failure(&error, lang))?;
    let checkpoint = published.checkpoint().map_err(|error| published_failure(&error, lang))?;
    policy::accepts(&trusted, &checkpoint.unwrap_or_default(), lang)?;
    let draw = |picture: &_, duties: &_| {
        let sources = Sources { ledger: &published, picture, duties, data: &files };
        site::site(sources, &folder.path(), &|count| bar.advance(count)).map_err(|error| export::failure(&error, lang))
    };
    let data = folder.path().join("data");
    let (tables, forms, written) = export::everything(&published, &data, prefix, &bar, lang, &draw)?;
    // Nobody sees the folder before it is whole: its files need not be durable one by one.
    let write =
        |path: PathBuf, bytes: &[u8]| std::fs::write(&path, bytes).map_err(|error| Failure::io(&path, &error, lang));
    for (name, bytes) in &forms {
        write(data.join(name), bytes)?;
    }
    write(folder.path().join("verify.html"), verifier_page::page(&text).as_bytes())?;
    write(folder.path().join("policy"), text.as_bytes())?;
    folder.put().map_err(|error| export::failure(&error, lang))?;
    bar.done();
    match context.format {
        Format::Json => context.out.json(&json!({
            "folder": dir.display().to_string(), "records": tables.records, "pages": written.pages,
            "longest_page_bytes": written.longest, "sums": export::yuan(&tables.sums),
        }))?,
        Format::Text => {
            context.out.line(say!(lang,
                zh: "公开网站：{index}，{records} 条记录，{pages} 个网页",
                en: "the site: {index}, {records} records, {pages} pages",
                index = dir.join("index.html").display(), records = tables.records, pages = written.pages))?;
            context.out.line(export::standing(&tables.sums, lang))?;
            context.out.line(say!(lang,
                zh: "整个文件夹可以放到任何网站或拷给任何人；里面 ledger 是公布的账本，data 是开放数据",
                en: "put the folder on any web server or stick; in it, ledger is the published ledger and data the open data"))?;
            export::warn_of_prefix(context, prefix == EXAMPLE_PREFIX)?;
        }
    }
    Ok(Exit::Fine)
}

/// The ledger as it is published, beside the pages.
fn published(opened: &Opened, dir: &Path, lang: Lang) -> Result<(), Failure> {
    let written = match opened {
        Opened::Ledger(store) => {
            publish::signed(&**store).and_then(|signed| publish::publish(&**store, &signed, dir, &|_| {}).map(drop))
        }
        Opened::Published(published) => publish::again(published, dir, &|_| {}),
    };
    written.map_err(|error| publish_failure(&error, lang))
}

/// The open data beside the site, and what each file is.
fn files(lang: Lang) -> Vec<(String, String)> {
    let what = |form| match form {
        "xlsx" => {
            say!(lang, zh: "每行一笔资金流动的工作表，供数据透视", en: "a sheet with a row for each movement of money, for pivot tables")
        }
        "oc4ids" => say!(lang, zh: "项目（OC4IDS 0.9）", en: "projects (OC4IDS 0.9)"),
        "ocds" => say!(lang, zh: "合同（OCDS 1.1）", en: "contracts (OCDS 1.1)"),
        _ => say!(lang, zh: "资金链条（IATI 2.03）", en: "the chain of funds (IATI 2.03)"),
    };
    let tables = say!(lang,
        zh: "全部表格的说明（Data Package），CSV 文件在同一文件夹", en: "what describes the tables (Data Package); the CSV files stand beside it");
    let first = (format!("data/{DESCRIPTOR}"), tables);
    std::iter::once(first).chain(FORMS.map(|(form, name)| (format!("data/{name}"), what(form)))).collect()
}
