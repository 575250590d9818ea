//! The first page, and the one about data and proof.

use super::html::{Block, Cell, Page, Target};
use super::{Desk, flow, money};
use crate::export::MovementKind;
use crate::obligations::State;
use crate::wording::{Named, say};

/// The first page: how much there is, where it goes and where it lies.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    let (picture, lang) = (desk.picture, desk.lang);
    let standing = |kind: MovementKind| picture.sums().get(&kind).copied().unwrap_or_default();
    let figures = [MovementKind::Budgeted, MovementKind::Allocated, MovementKind::Paid];
    let mut figures: Vec<_> = figures.iter().map(|kind| (kind.name(lang), desk.yuan(standing(*kind)))).collect();
    figures.push((desk.pick("项目", "projects"), picture.listed().count().to_string()));
    let lead = say!(lang,
        zh: "每一笔钱从哪份文件来、到了哪一级、给了哪个项目、付给了谁，都在这里。数字截至 {as_of}，出自逐笔签名、改了就会被发现的账本；每笔金额都能点到它的登记，每笔登记都能当场核验。",
        en: "Here is for every yuan which document brought it, which level has it, which project got it and who was paid. As of {as_of}, from a ledger of signed entries in which every change shows: every amount leads to its entry, and every entry can be verified at once.",
        as_of = desk.as_of);
    let missed: u64 = desk
        .duties
        .counts
        .iter()
        .filter(|((state, _), _)| matches!(state, State::Overdue | State::Breached))
        .map(|(_, count)| count)
        .sum();
    let duties = if desk.duties.packs.is_empty() {
        desk.pick("这个账本没有采用规则，没有检查义务。", "The ledger has adopted no rules: no duty was checked.")
            .to_owned()
    } else {
        say!(lang, zh: "没有做到的义务 {missed} 项", en: "Duties not done: {missed}")
    };
    let flows = flow::flows(desk);
    let page = |path: &str| Target::Page(path.to_owned());
    let ways = vec![
        Cell::from(desk.pick(
            "各地项目：得了多少钱、付给了谁、公示了没有",
            "Projects by place: what they got, who was paid, what was posted",
        ))
        .leading(page("projects.html")),
        Cell::from(desk.pick("钱现在在哪里，停了多久", "Where money is now, and for how long"))
            .leading(page("money.html")),
        Cell::from(duties).leading(page("duties.html")),
        Cell::from(desk.pick("按名称、编码、文号查找", "Search by name, code or document"))
            .leading(page("search.html")),
    ];
    Page {
        path: "index.html".to_owned(),
        under: "index.html",
        title: desk.pick("总览", "Overview").to_owned(),
        blocks: vec![
            Block::Text(lead),
            Block::Figures(figures),
            Block::Items(ways),
            Block::Heading(desk.pick("资金流向", "Flow of funds")),
            Block::Raw(flow::picture(desk, &flows)),
            Block::Table(flow::table(desk, &flows)),
            Block::Heading(desk.pick("钱在哪里", "Where money is")),
            Block::Table(money::by_level(desk, &money::lying(desk))),
        ],
    }
}

/// The page about data and proof.
pub(super) fn data(desk: &Desk<'_>, files: &[(String, String)]) -> Page {
    let lang = desk.lang;
    let shared = |path: &str| Target::Shared(path.to_owned());
    let proof = vec![
        Cell::from(desk.pick(
            "核验网页：粘贴证明链接，或在登记页点“核验”",
            "The page that verifies: paste a proof link, or press Verify beside an entry",
        ))
        .leading(shared(desk.pick("verify.html", "verify.html?lang=en"))),
        Cell::from(desk.pick("所有登记的原文", "The text of all entries")).leading(shared("entries/0/0.html")),
        Cell::from(desk.pick(
            "账本的检查点（公布的账本在 ledger 文件夹）",
            "The ledger's checkpoint; the published ledger is the folder ledger",
        ))
        .leading(shared("ledger/checkpoint")),
        Cell::from(
            desk.pick("出具本网站时所用的信任文件，供比对", "The policy that this site was made with, to be compared"),
        )
        .leading(shared("policy")),
    ];
    let how = say!(lang,
        zh: "不必相信本网站：把整个文件夹拷走，用 mingzhang verify ledger --policy 信任文件 核验整本账本；信任文件要从别处取得。",
        en: "There is no need to trust this site: take the folder away and run mingzhang verify ledger --policy FILE, with a policy from elsewhere.");
    let files = files.iter().map(|(path, what)| Cell::from(path.as_str()).note(what.as_str()).leading(shared(path)));
    Page {
        path: "data.html".to_owned(),
        under: "data.html",
        title: desk.pick("数据与核验", "Data and proof").to_owned(),
        blocks: vec![
            Block::Heading(desk.pick("核验", "Proof")),
            Block::Text(how),
            Block::Items(proof),
            Block::Heading(desk.pick("开放数据", "Open data")),
            Block::Items(files.collect()),
        ],
    }
}
