//! Duties in words: what a rule asks, what became of it, and what is wrong with a pack.

use ledger_schema::money::Money;

use super::{Lang, Say, Wording, money, say};
use crate::obligations::{Grade, Obligation, PackError, Ruling, Severity, State};

/// What became of an obligation, as a sentence without a full stop.
pub fn standing(obligation: &Obligation, as_of: ledger_schema::date::Date, lang: Lang) -> String {
    let due = obligation.due.map(|day| day.to_string()).unwrap_or_default();
    let late = obligation.days_late.unwrap_or_default();
    let (found, asked) = obligation.figures.as_deref().cloned().unwrap_or_default();
    let figures = obligation.figures.is_some();
    let mut text = match obligation.state {
        State::Met => say!(lang, zh: "已按期完成", en: "done in time"),
        State::MetLate => match obligation.met_on {
            Some(day) => {
                say!(lang, zh: "期限 {due}，{day} 才完成，迟 {late} 天", en: "due on {due}, done on {day}, {late} days late")
            }
            None => say!(lang, zh: "到 {due} 未达到，后来达到", en: "not reached on {due}, but later"),
        },
        State::Pending => say!(lang, zh: "期限 {due}", en: "due on {due}"),
        State::Overdue => {
            say!(lang, zh: "期限 {due}，截至 {as_of} 已逾期 {late} 天", en: "due on {due}, {late} days overdue on {as_of}")
        }
        State::Breached if figures => String::new(),
        State::Breached => say!(lang, zh: "未做到，已无法补救", en: "not done, and can no longer be"),
        State::Undetermined => {
            say!(lang, zh: "缺少事实或日历，无法判定", en: "a fact or a calendar is missing: it cannot be told")
        }
    };
    let mut add = |part: String| {
        if !text.is_empty() {
            text.push_str(lang.pick("；", "; "));
        }
        text.push_str(&part);
    };
    // What is not known is held against nothing.
    if figures && obligation.state != State::Undetermined {
        add(say!(lang, zh: "实际 {found}，要求 {asked}", en: "found {found}, asked for {asked}"));
    }
    if let Some(amount) = obligation.amount.and_then(|fen| Money::from_fen(fen).ok()).filter(|amount| !amount.is_zero())
    {
        let amount = money(amount, lang);
        add(say!(lang, zh: "涉及 {amount}", en: "{amount} at stake"));
    }
    text
}

/// What a rule asks and what became of it, in one sentence.
pub fn message(obligation: &Obligation, as_of: ledger_schema::date::Date, lang: Lang) -> String {
    let asks = lang.pick(&obligation.rule.asks.zh, &obligation.rule.asks.en);
    let standing = standing(obligation, as_of, lang);
    say!(lang, zh: "{asks}：{standing}", en: "{asks}: {standing}")
}

/// What a rule rests on, and what it takes for granted where that gives no number.
pub fn basis(rule: &Ruling, lang: Lang) -> String {
    let (instrument, article) = (&rule.basis.instrument, &rule.basis.article);
    match &rule.assumes {
        None => format!("{instrument} {article}"),
        Some(assumes) => {
            let assumes = lang.pick(&assumes.zh, &assumes.en);
            say!(lang,
                zh: "{instrument} {article}（按此掌握：{assumes}）", en: "{instrument} {article} (read as: {assumes})")
        }
    }
}

/// The name of a state.
pub const fn state_name(state: State, lang: Lang) -> &'static str {
    match state {
        State::Met => lang.pick("按期", "met"),
        State::MetLate => lang.pick("迟办", "met late"),
        State::Pending => lang.pick("未到期", "pending"),
        State::Overdue => lang.pick("逾期", "overdue"),
        State::Breached => lang.pick("违反", "breached"),
        State::Undetermined => lang.pick("无法判定", "undetermined"),
    }
}

/// The name of a severity.
pub const fn severity_name(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Red => lang.pick("红", "red"),
        Severity::Orange => lang.pick("橙", "orange"),
        Severity::Yellow => lang.pick("黄", "yellow"),
    }
}

/// The name of a grade.
pub const fn grade_name(grade: Grade, lang: Lang) -> &'static str {
    match grade {
        Grade::Law => lang.pick("法定", "law"),
        Grade::Local => lang.pick("地方", "local"),
        Grade::Advisory => lang.pick("提示", "advisory"),
    }
}

impl Say for PackError {
    fn code(&self) -> &'static str {
        "rule-pack"
    }

    fn say(&self, lang: Lang) -> Wording {
        let Self { line, what } = self;
        let hint = say!(lang,
            zh: "写法见 ledger-schema/rules/README.md；现成的规则包见 mingzhang rules list",
            en: "ledger-schema/rules/README.md has the form; mingzhang rules list shows the packs that there are");
        Wording::new(say!(lang, zh: "第 {line} 行：{what}", en: "line {line}: {what}")).hint(hint)
    }
}
