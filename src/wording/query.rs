//! What to say when a question about the ledger has no answer; and what its answers call things.

use super::{Lang, Named, Say, Wording, say};
use crate::ledger::LotKind;
use crate::query::{QueryError, Step};

impl Say for QueryError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Store(error) => error.say(lang),
            Self::Damaged { detail } => Wording::new(say!(lang,
                zh: "账本受损，读不出：{detail}",
                en: "the ledger is damaged and cannot be read: {detail}"))
            .hint(say!(lang, zh: "用 mingzhang verify 查明", en: "mingzhang verify says what happened")),
            Self::NotOpened => {
                Wording::new(say!(lang, zh: "账本还没有开立", en: "the ledger is not opened yet")).hint(say!(lang,
                    zh: "开立时中断了：删去这个空文件夹，重新 mingzhang init",
                    en: "its opening was cut short: remove this empty folder and run mingzhang init again"))
            }
            Self::EntryUnknown { entry } => Wording::new(say!(lang,
                zh: "账本里没有 {entry} 这笔登记",
                en: "there is no entry {entry} in the ledger"))
            .hint(say!(lang,
                zh: "用 mingzhang log --unit {unit} 查看该单位的登记",
                en: "mingzhang log --unit {unit} lists the unit's entries",
                unit = entry.unit)),
            Self::IndexUnknown { index, size } => Wording::new(say!(lang,
                zh: "账本里没有第 {index} 条记录，共 {size} 条，从 0 数起",
                en: "there is no record {index}: the ledger has {size}, counted from 0")),
            Self::LineUnknown { line } => Wording::new(say!(lang,
                zh: "{line} 不是资金批次，也不是支付行",
                en: "{line} is neither a lot nor a payment line"))
            .hint(say!(lang,
                zh: "用 mingzhang show {entry} 查看有哪些行",
                en: "mingzhang show {entry} shows which lines there are",
                entry = line.entry)),
            Self::ProjectUnknown { project } => Wording::new(say!(lang,
                zh: "账本里没有项目 {project}",
                en: "there is no project {project} in the ledger"))
            .hint(say!(lang,
                zh: "用 mingzhang log --type project_listed 查看已入库的项目",
                en: "mingzhang log --type project_listed lists the projects in the library")),
            Self::UnitUnknown { unit } => Wording::new(say!(lang,
                zh: "账本里没有单位 {unit}",
                en: "there is no unit {unit} in the ledger"))
            .hint(say!(lang,
                zh: "用 mingzhang log --type unit_registered 查看已注册的单位",
                en: "mingzhang log --type unit_registered lists the registered units")),
            Self::NoMoney { entry, entry_type } => Wording::new(say!(lang,
                zh: "{entry}（{name}）不涉及资金，无从追溯",
                en: "{entry} ({name}) moves no money: there is nothing to trace",
                name = entry_type.name(lang))),
        }
    }
}

impl Named for LotKind {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Budget => lang.pick("预算", "budget"),
            Self::Quota => lang.pick("指标", "quota"),
            Self::Allocation => lang.pick("项目资金", "allocation"),
        }
    }
}

impl Named for Step {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Unlisted => lang.pick("未入库", "unlisted"),
            Self::Listed => lang.pick("已入库", "listed"),
            Self::Approved => lang.pick("已批复", "approved"),
            Self::Contracted => lang.pick("已签合同", "contracted"),
            Self::Started => lang.pick("已开工", "started"),
            Self::Completed => lang.pick("已完工", "completed"),
            Self::Accepted => lang.pick("已验收", "accepted"),
            Self::Cancelled => lang.pick("已取消", "cancelled"),
        }
    }
}
