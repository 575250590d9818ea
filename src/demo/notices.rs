//! The notices of the first ledger as pages: each says of itself that it is part of a demonstration.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger_schema::entry::disclosure::{Matter, NoticeKind, Place, PlaceKind};
use ledger_schema::reference::Subject;

use super::datong::Datong;
use super::error::DemoError;
use super::figures::{DATONG_PAGE, DATONG_PROJECTS};
use super::folder::{self, io_error};
use super::mark::fixed;
use super::page::Page;
use crate::notice::{self, Paper, Request, TEMPLATE};
use crate::prove;
use crate::query::Reader;
use crate::store::redb::RedbStore;
use crate::wording::say;

const RURAL: &str = "230606-rural";

/// One page: its file, and what it is about.
struct Sheet {
    file: &'static str,
    matter: Matter,
    subjects: Vec<Subject>,
    from: &'static str,
    until: Option<&'static str>,
    given: &'static [(&'static str, &'static str)],
}

fn sheets(datong: &Datong) -> [Sheet; 3] {
    let projects = || DATONG_PROJECTS.iter().map(|(item, _)| Subject::Project(fixed(item.code)));
    [
        Sheet {
            file: "allocation-result.html",
            matter: Matter::AllocationResult,
            subjects: vec![Subject::Entry(datong.allocation.clone())],
            from: DATONG_PAGE,
            until: None,
            given: &[],
        },
        Sheet {
            file: "project-library.html",
            matter: Matter::Library,
            subjects: projects().collect(),
            from: "2022-12-20",
            until: Some("2022-12-27"),
            given: &[("时间进度", "未公布")],
        },
        Sheet {
            file: "project-completion.html",
            matter: Matter::ProjectCompletion,
            subjects: projects().take(1).collect(),
            from: "2023-11-16",
            until: None,
            given: &[("建设完成情况", "按合同完成（虚构）"), ("绩效目标和带贫减贫机制实现情况", "未公布")],
        },
    ]
}

/// Says which pages there will be.
pub(super) fn tell(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    page.line(say!(page.lang,
        zh: "  该贴的公告公示由账本直接成页，每份打印一张，印有可核验的二维码：{count} 份，在 {dir}",
        en: "  what must be posted is drafted from the ledger, a sheet each, with a QR code that proves it: {count} pages in {dir}",
        count = sheets(datong).len(), dir = dir.join(folder::NOTICES).display()))
}

/// Writes the pages into the folder of notices, each with the proof of what it is about.
pub(super) fn write(dir: &Path, store: &RedbStore, datong: &Datong) -> Result<(), DemoError> {
    let notices = dir.join(folder::NOTICES);
    fs::create_dir(&notices).map_err(|source| io_error(&notices, source))?;
    for Sheet { file, matter, subjects, from, until, given } in sheets(datong) {
        let kind = if until.is_some() { NoticeKind::Publicity } else { NoticeKind::Announcement };
        let given = given.iter().map(|(field, value)| ((None, (*field).to_owned()), (*value).to_owned()));
        let request = Request {
            issuer: fixed(RURAL),
            kind,
            matter,
            subjects,
            place: Place {
                kind: PlaceKind::Website, r#where: fixed("大庆市大同区人民政府网站 www.dqdt.gov.cn")
            },
            from: fixed(from),
            until: until.map(fixed),
            hotline: fixed("12317"),
            contact: Some("本页是演示，含假定和虚构内容，不是真实的公告公示".to_owned()),
            title: None,
            given: given.collect::<BTreeMap<_, _>>(),
            text: Vec::new(),
        };
        let draft = notice::draft(Reader::new(store), &request)?;
        let proof = prove::prove(store, &draft.about)?;
        let (html, _) = notice::page(&draft.prove(&proof, folder::VERIFIER_ADDRESS)?, TEMPLATE, Paper::A3Landscape)?;
        let path = notices.join(file);
        fs::write(&path, html).map_err(|source| io_error(&path, source))?;
    }
    Ok(())
}
