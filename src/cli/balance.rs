//! `balance`: who holds how much; for one unit, lot by lot.

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::{Date, Year};
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;
use ledger_schema::text::{ProjectCode, Slug};
use ledger_schema::unit::UnitId;
use mingzhang::ledger::Total;
use mingzhang::query::{Balance, FundKey, HeldLot, QueryError, Reader, UnitSums, What};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, fund_name, say, yuan};
use serde::Serialize;

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::ledger::open_read_only;
use super::log::{most, most_argument};
use super::table::{Column, Table};
use super::unit_name::UnitNames;
use super::{Context, Format, Verb, argument};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let unit = say!(lang, zh: "单位编号；不写就列出所有单位", en: "A unit; all units if left out");
    let most = say!(lang, zh: "最多列出几个批次，0 为全部（默认 100）", en: "How many lots at most; 0 is all (100)");
    Command::new("balance")
        .about(say!(lang, zh: "各单位收到、下达、分配、支付和剩余的资金", en: "What units received, passed on, paid and hold"))
        .arg(Arg::new("unit").value_name("UNIT").help(unit))
        .arg(most_argument("100").help(most))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let unit: Option<UnitId> = argument::value(matches, "unit", lang)?;
    let store = open_read_only(context)?;
    let reader = Reader::new(&store);
    let asked = || {
        let balance = reader.balance(unit.as_ref())?;
        Report::new(balance, unit.clone(), most(matches), &UnitNames::new(reader, lang))
    };
    let report = asked().map_err(|error| query_failure(&error, lang))?;
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text => tell(context, &report)?,
    }
    Ok(Exit::Fine)
}

/// What `balance` reports.
#[derive(Serialize)]
struct Report {
    unit: Option<UnitId>,
    units: Vec<UnitRow>,
    funds: Vec<FundRow>,
    unit_funds: Vec<UnitFundRow>,
    lots: Vec<LotRow>,
    /// Lots that `--most` leaves out.
    lots_hidden: usize,
}

#[derive(Serialize)]
struct UnitRow {
    unit: UnitId,
    name: Option<String>,
    #[serde(flatten)]
    sums: Sums,
}

#[derive(Serialize)]
struct UnitFundRow {
    fund: Slug,
    fund_year: Year,
    level: FundLevel,
    #[serde(flatten)]
    sums: Sums,
}

#[derive(Serialize)]
struct FundRow {
    fund: Slug,
    fund_year: Year,
    level: FundLevel,
    budgeted: Total,
    paid: Total,
    left: Total,
}

#[derive(Serialize)]
struct Sums {
    received: Total,
    passed_down: Total,
    allocated: Total,
    unallocated: Total,
    paid: Total,
    left: Total,
}

#[derive(Serialize)]
struct LotRow {
    lot: LineRef,
    kind: &'static str,
    fund: Slug,
    fund_year: Year,
    level: FundLevel,
    project: Option<ProjectCode>,
    opened_on: Date,
    received_on: Option<Date>,
    amount: Money,
    drawn: Money,
    reclaimed: Money,
    left: Money,
    #[serde(skip)]
    held: HeldLot,
}

impl Sums {
    fn new(sums: &UnitSums) -> Self {
        let UnitSums { received, passed_down, allocated, unallocated, paid, .. } = *sums;
        Self { received, passed_down, allocated, unallocated, paid, left: sums.left() }
    }

    fn cells(&self) -> [String; 5] {
        [self.received, self.passed_down, self.allocated, self.paid, self.left].map(yuan)
    }
}

impl LotRow {
    fn new(held: HeldLot) -> Self {
        let lot = &held.lot;
        Self {
            lot: held.reference.clone(),
            kind: What::Lot(Box::new(lot.clone())).as_str(),
            fund: lot.fund.clone(),
            fund_year: lot.fund_year,
            level: lot.level,
            project: lot.project.clone(),
            opened_on: lot.opened_on,
            received_on: lot.received_on,
            amount: lot.amount,
            drawn: lot.drawn,
            reclaimed: lot.reclaimed,
            left: lot.left(),
            held,
        }
    }
}

impl Report {
    fn new<S: Store>(
        balance: Balance,
        unit: Option<UnitId>,
        most: usize,
        names: &UnitNames<'_, S>,
    ) -> Result<Self, QueryError> {
        let mut units = Vec::new();
        for (unit, sums) in &balance.units {
            units.push(UnitRow { unit: unit.clone(), name: names.name(unit)?, sums: Sums::new(sums) });
        }
        let funds = balance.funds.into_iter().map(|(key, sums)| {
            let FundKey { fund, fund_year, level } = key;
            FundRow { fund, fund_year, level, budgeted: sums.budgeted, paid: sums.paid, left: sums.left }
        });
        let unit_funds = balance.unit_funds.into_iter().map(|(key, sums)| {
            let FundKey { fund, fund_year, level } = key;
            UnitFundRow { fund, fund_year, level, sums: Sums::new(&sums) }
        });
        let lots_hidden = balance.lots.len().saturating_sub(most);
        let lots = balance.lots.into_iter().take(most).map(LotRow::new).collect();
        Ok(Self { unit, units, funds: funds.collect(), unit_funds: unit_funds.collect(), lots, lots_hidden })
    }
}

fn tell(context: &mut Context, report: &Report) -> Result<(), Failure> {
    let lang = context.lang;
    if report.units.is_empty() {
        return context.out.line(lang.pick("账本里还没有资金", "there is no money in the ledger yet"));
    }
    if let (Some(unit), true) = (&report.unit, report.lots.is_empty()) {
        return context.out.line(say!(lang, zh: "{unit} 没有资金批次", en: "{unit} holds no lots"));
    }
    context.out.line(lang.pick("单位：元", "in yuan"))?;
    context.out.table(&units(report, lang))?;
    let groups = if report.unit.is_some() {
        by_fund(&report.unit_funds, unit_funds, lang)
    } else {
        by_fund(&report.funds, funds, lang)
    };
    for (name, table) in groups {
        context.out.line(format!("\n{name}\n{table}"))?;
    }
    if report.unit.is_some() {
        context.out.line("")?;
        context.out.table(&lots(report, lang))?;
    }
    let hidden = report.lots_hidden;
    if hidden > 0 {
        context.out.line(say!(lang,
            zh: "还有 {hidden} 个批次没有列出；--most 0 列出全部",
            en: "{hidden} more lots are not shown; --most 0 shows all"))?;
    }
    Ok(())
}

/// A row that is about one fund.
trait OfFund {
    fn fund(&self) -> &Slug;
}

impl OfFund for FundRow {
    fn fund(&self) -> &Slug {
        &self.fund
    }
}

impl OfFund for UnitFundRow {
    fn fund(&self) -> &Slug {
        &self.fund
    }
}

/// A table for each fund, under its name; rows come in order of fund.
fn by_fund<R: OfFund>(rows: &[R], table: fn(&[R], Lang) -> Table, lang: Lang) -> Vec<(&str, Table)> {
    let groups = rows.chunk_by(|a, b| a.fund() == b.fund());
    groups.map(|rows| (fund_name(rows[0].fund().as_str(), lang), table(rows, lang))).collect()
}

fn text(lang: Lang, zh: &str, en: &str) -> Column {
    Column::Text(lang.pick(zh, en).to_owned())
}

fn figures<'a>(lang: Lang, names: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = Column> + 'a {
    names.iter().map(move |(zh, en)| Column::Figures(lang.pick(zh, en).to_owned()))
}

const SUMS: &[(&str, &str)] =
    &[("收到", "received"), ("下达", "passed down"), ("分配到项目", "allocated"), ("已支付", "paid"), ("余额", "left")];

fn units(report: &Report, lang: Lang) -> Table {
    let mut table = Table::new([text(lang, "单位", "unit")].into_iter().chain(figures(lang, SUMS)));
    for row in &report.units {
        let name = row.name.clone().unwrap_or_else(|| row.unit.to_string());
        table.row([name].into_iter().chain(row.sums.cells()));
    }
    table
}

/// The columns that tell rows of one fund apart.
fn year_and_level(lang: Lang) -> impl Iterator<Item = Column> {
    [text(lang, "年度", "year"), text(lang, "级次", "level")].into_iter()
}

fn unit_funds(rows: &[UnitFundRow], lang: Lang) -> Table {
    let mut table = Table::new(year_and_level(lang).chain(figures(lang, SUMS)));
    for row in rows {
        let words = [row.fund_year.to_string(), row.level.name(lang).to_owned()];
        table.row(words.into_iter().chain(row.sums.cells()));
    }
    table
}

fn funds(rows: &[FundRow], lang: Lang) -> Table {
    let names = [("预算收入", "budgeted"), ("已支付", "paid"), ("余额", "left")];
    let mut table = Table::new(year_and_level(lang).chain(figures(lang, &names)));
    for row in rows {
        let words = [row.fund_year.to_string(), row.level.name(lang).to_owned()];
        table.row(words.into_iter().chain([row.budgeted, row.paid, row.left].map(yuan)));
    }
    table
}

/// An allocation is told by its project, other lots by their kind.
fn lots(report: &Report, lang: Lang) -> Table {
    let names = [("金额", "amount"), ("已用", "drawn"), ("收回", "reclaimed"), ("余额", "left")];
    let heads = [text(lang, "批次", "lot"), text(lang, "种类或项目", "kind or project")].into_iter();
    let mut table = Table::new(heads.chain(figures(lang, &names)));
    for row in &report.lots {
        let kind = row.project.as_ref().map_or_else(|| row.held.lot.kind.name(lang).to_owned(), ToString::to_string);
        let sums = [row.amount, row.drawn, row.reclaimed, row.left].map(yuan);
        table.row([row.lot.to_string(), kind].into_iter().chain(sums));
    }
    table
}
