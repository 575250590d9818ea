//! The tree that `trace` draws for people, with plain characters: a line for each draw, and under it what it is.

use ledger_schema::date::Date;
use mingzhang::ledger::{Lot, LotKind};
use mingzhang::query::{Direction, Line, Node, Payment, QueryError, Share, Trace, What};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, fund_name, money, say, task_name, yuan};

use super::Answer;
use crate::cli::facts::width;
use crate::cli::unit_name::UnitNames;

/// The whole answer.
pub(super) fn text<S: Store>(answer: &Answer, names: &UnitNames<'_, S>, lang: Lang) -> Result<String, QueryError> {
    if answer.start.lines.is_empty() {
        let asked = &answer.asked;
        return Ok(say!(lang, zh: "项目 {asked} 没有分配到资金", en: "no money is allocated to project {asked}"));
    }
    let parts = answer.traces.iter().map(|trace| Tree { trace, names, lang, as_of: answer.as_of }.text(answer));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.join("\n\n"))
}

struct Tree<'a, 'b, S> {
    trace: &'a Trace,
    names: &'a UnitNames<'b, S>,
    lang: Lang,
    as_of: Date,
}

/// One draw: its line, and what stands under it.
struct Drawn {
    /// What leads to the reference from the left.
    stem: String,
    head: [String; 4],
    under: Vec<String>,
}

impl<S: Store> Tree<'_, '_, S> {
    fn text(&self, answer: &Answer) -> Result<String, QueryError> {
        let (asked, total, lang) = (&answer.asked, money(self.trace.total, self.lang), self.lang);
        let title = match self.trace.direction {
            Direction::Up => say!(lang, zh: "{asked} 的来源，共 {total}", en: "sources of {asked}: {total}"),
            Direction::Down => say!(lang, zh: "{asked} 的去向，共 {total}", en: "uses of {asked}: {total}"),
        };
        let mut drawn = Vec::new();
        for node in &self.trace.nodes[..self.trace.roots] {
            self.draw(node, "", "", &mut drawn)?;
        }
        let mut text = format!("{title}\n\n{}\n\n", self.lines(&drawn));
        text.push_str(&self.end());
        Ok(text)
    }

    /// What it all comes to; nothing is added up of which a part is missing.
    fn end(&self) -> String {
        let (lang, hidden) = (self.lang, self.trace.hidden());
        if self.trace.is_cut() {
            return say!(lang,
                zh: "至少还有 {hidden} 行没有列出，因此不作合计；--most 0 列出全部",
                en: "lines not shown: {hidden} or more, so nothing is added up; --most 0 shows all");
        }
        if self.trace.total.is_zero() {
            return say!(lang,
                zh: "这笔资金已全部退回、收回或冲销",
                en: "all of it was returned, reclaimed or reversed");
        }
        match self.trace.direction {
            Direction::Up => self.budgets(),
            Direction::Down => self.paid_and_left(),
        }
    }

    /// Adds a node and, from the left to the right, everything after it.
    fn draw(&self, node: &Node, stem: &str, after: &str, drawn: &mut Vec<Drawn>) -> Result<(), QueryError> {
        let next = &self.trace.nodes[node.next.clone()];
        let more = !next.is_empty() || node.hidden > 0;
        let rail = if more { "|  " } else { "   " };
        let mut under: Vec<String> = self.under(node)?.into_iter().map(|line| format!("{after}{rail}{line}")).collect();
        if node.hidden > 0 && next.is_empty() {
            under.push(format!("{after}`- {}", self.hidden(node)));
        }
        drawn.push(Drawn { stem: stem.to_owned(), head: self.head(node), under });
        for (at, child) in next.iter().enumerate() {
            let last = at + 1 == next.len() && node.hidden == 0;
            let (branch, follow) = if last { ("`- ", "   ") } else { ("|- ", "|  ") };
            self.draw(child, &format!("{after}{branch}"), &format!("{after}{follow}"), drawn)?;
        }
        if node.hidden > 0 && !next.is_empty() {
            let hidden = format!("{after}`- {}", self.hidden(node));
            drawn.last_mut().expect("the node itself is there").under.push(hidden);
        }
        Ok(())
    }

    fn hidden(&self, node: &Node) -> String {
        let hidden = node.hidden;
        say!(self.lang, zh: "另有 {hidden} 行", en: "{hidden} more")
    }

    /// Reference, sum, day and days.
    fn head(&self, node: &Node) -> [String; 4] {
        let days = node.held_days.map(|days| say!(self.lang, zh: "{days}天", en: "{days} days"));
        [node.line.reference.to_string(), yuan(node.drawn), node.line.date.to_string(), days.unwrap_or_default()]
    }

    /// All lines with sums and days in columns.
    fn lines(&self, drawn: &[Drawn]) -> String {
        let heads = [
            self.lang.pick("编号", "line"),
            self.lang.pick("金额（元）", "yuan"),
            self.lang.pick("日期", "date"),
            match self.trace.direction {
                Direction::Up => self.lang.pick("停留", "held"),
                Direction::Down => self.lang.pick("历时", "after"),
            },
        ];
        let first =
            drawn.iter().map(|line| line.stem.len() + line.head[0].len()).max().unwrap_or(0).max(width(heads[0]));
        let column =
            |at: usize| drawn.iter().map(|line| width(&line.head[at])).max().unwrap_or(0).max(width(heads[at]));
        let (sums, days, held) = (column(1), column(2), column(3));
        let row = |reference: &str, [_, sum, day, span]: [&str; 4]| {
            let left = |text: &str, to: usize| format!("{text}{}", " ".repeat(to.saturating_sub(width(text))));
            let right = |text: &str, to: usize| format!("{}{text}", " ".repeat(to.saturating_sub(width(text))));
            let row =
                format!("{}  {}  {}  {}", left(reference, first), right(sum, sums), left(day, days), right(span, held));
            row.trim_end().to_owned()
        };
        let mut lines = vec![row(heads[0], heads)];
        for Drawn { stem, head, under } in drawn {
            lines.push(row(&format!("{stem}{}", head[0]), [&head[0], &head[1], &head[2], &head[3]]));
            lines.extend(under.iter().map(|line| line.trim_end().to_owned()));
        }
        lines.join("\n")
    }

    /// What stands under a line: what it is, its document, what is left of it, what came back.
    fn under(&self, node: &Node) -> Result<Vec<String>, QueryError> {
        let (line, lang) = (&node.line, self.lang);
        let mut under = match &line.what {
            What::Lot(lot) => self.lot(line, lot)?,
            What::Payment(payment) => vec![self.payment(payment)],
        };
        if let Some(document) = &line.document {
            let (number, day) = (&document.number, document.issued_on);
            under.push(say!(lang, zh: "{number}，{day} 印发", en: "{number}, issued {day}"));
        }
        if let Some(by) = &line.reversed_by {
            under.push(say!(lang, zh: "已被 {by} 冲销", en: "reversed by {by}"));
        } else {
            under.extend(self.came_back(line));
        }
        if node.share != Share::whole(node.drawn) {
            let share = self.share(node.share);
            under.push(say!(lang, zh: "其中属于所查资金：{share}", en: "of this, part of the traced sum: {share}"));
        }
        if self.trace.direction == Direction::Down {
            under.extend(self.left(line));
        }
        Ok(under)
    }

    fn lot(&self, line: &Line, lot: &Lot) -> Result<Vec<String>, QueryError> {
        let (lang, kind, holder) = (self.lang, lot.kind.name(self.lang), self.names.full(&lot.holder)?);
        let what = match (lot.kind, &lot.project) {
            (LotKind::Allocation, Some(project)) => {
                say!(lang, zh: "{kind}：{project}，{holder}", en: "{kind} to {project}, {holder}")
            }
            (LotKind::Quota, _) => say!(lang, zh: "{kind}下达给 {holder}", en: "{kind} to {holder}"),
            _ => say!(lang, zh: "{kind}：{holder}", en: "{kind} of {holder}"),
        };
        let mut lines = vec![what];
        if lot.kind == LotKind::Budget {
            let (fund, year, level) = (fund_name(lot.fund.as_str(), lang), lot.fund_year, lot.level.name(lang));
            let task = lot.task.as_ref().map(|task| task_name(task.as_str(), lang));
            let task = task.map(|task| say!(lang, zh: "，{task}", en: ", {task}")).unwrap_or_default();
            lines.push(say!(lang, zh: "{year}年度{level}{fund}{task}", en: "{fund} {year}, {level}{task}"));
        }
        if let Some(day) = lot.received_on.filter(|day| *day != line.date) {
            lines.push(say!(lang, zh: "{day} 收到", en: "received {day}"));
        }
        Ok(lines)
    }

    fn payment(&self, payment: &Payment) -> String {
        let lang = self.lang;
        let (name, kind) = (&payment.payee.name, payment.payee.kind.name(lang));
        let (method, category) = (payment.method.name(lang), &payment.category);
        let stage = payment.stage.map(|stage| stage.name(lang));
        let stage = stage.map(|stage| say!(lang, zh: "，{stage}", en: ", {stage}")).unwrap_or_default();
        say!(lang,
            zh: "付给 {name}（{kind}）：{category}，{method}{stage}",
            en: "paid to {name} ({kind}): {category}, {method}{stage}")
    }

    fn came_back(&self, line: &Line) -> Option<String> {
        let (lang, written) = (self.lang, money(line.amount, self.lang));
        let (returned, verb) = match &line.what {
            What::Payment(payment) => (payment.returned, lang.pick("已退回", "returned")),
            What::Lot(lot) => (lot.reclaimed, lang.pick("已收回", "reclaimed")),
        };
        let back = money(returned, lang);
        (!returned.is_zero()).then(|| say!(lang, zh: "原 {written}，{verb} {back}", en: "of {written}, {back} {verb}"))
    }

    /// What is left in a lot, and for how long its holder has had it.
    fn left(&self, line: &Line) -> Option<String> {
        let left = line.lot()?.left();
        let (lang, since, as_of) = (self.lang, line.since(), self.as_of);
        let amount = money(left, lang);
        if let Some(days) = line.held_days(as_of) {
            return Some(say!(lang,
                zh: "结余 {amount}，自 {since} 至 {as_of} 已 {days} 天",
                en: "left {amount}, held for {days} days from {since} to {as_of}"));
        }
        (!left.is_zero()).then(|| say!(lang, zh: "结余 {amount}", en: "left {amount}"))
    }

    fn share(&self, share: Share) -> String {
        let (least, most) = (money(share.least, self.lang), money(share.most, self.lang));
        match share.exact() {
            Some(_) => least,
            None => say!(self.lang,
                zh: "{least} 至 {most}（与其他资金混用）",
                en: "{least} to {most} (mixed with other money)"),
        }
    }

    fn budgets(&self) -> String {
        let lang = self.lang;
        let mut lines = vec![lang.pick("最终来源", "in the end from").to_owned()];
        for top in self.trace.tops() {
            let (lot, share) = (&top.line.reference, self.share(top.share));
            let document = top.line.document.as_ref().map(|document| document.number.to_string()).unwrap_or_default();
            lines.push(say!(lang, zh: "  {document}（{lot}）：{share}", en: "  {document} ({lot}): {share}"));
        }
        lines.join("\n")
    }

    fn paid_and_left(&self) -> String {
        let (paid, left) = self.trace.paid_and_left();
        let (paid, left) = (self.share(paid), self.share(left));
        say!(self.lang, zh: "已支付  {paid}\n结余    {left}", en: "paid  {paid}\nleft  {left}")
    }
}
