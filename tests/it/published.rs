//! The published allocation tables in `tests/data`, and each of them as a ledger of its own.

use std::collections::BTreeMap;

use ledger_schema::date::Instant;
use ledger_schema::document::DocumentNumber;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, LineRef};
use mingzhang::append::Appender;
use mingzhang::draft::Drafts;
use mingzhang::ledger::{Lot, decode, key, prefix};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use serde_json::{Value, json};

use crate::small::{ORIGIN, key_of, of};
use crate::story::{body, public_key, signed};

/// One published figure.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) kind: String,
    pub(crate) group: String,
    pub(crate) item: String,
    pub(crate) to_code: String,
    pub(crate) level: String,
    /// The figure as published, in 万元 or 亿元.
    pub(crate) figure: String,
    pub(crate) amount: Money,
    pub(crate) document: String,
    pub(crate) note: String,
    pub(crate) year: String,
}

fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = crate::source::root().join("tests/data").join(name);
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Every case with its rows.
pub(crate) fn cases() -> BTreeMap<String, Vec<Row>> {
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in table("allocations.csv") {
        let text = |name: &str| row[name].clone();
        let amount = money(&text("amount"), &text("unit"));
        cases.entry(text("case_id")).or_default().push(Row {
            number: text("row_no").parse().expect("a number"),
            kind: text("row_kind"),
            group: text("group"),
            item: text("item"),
            to_code: text("to_code"),
            level: text("funding_level"),
            figure: text("amount"),
            amount,
            document: text("doc_no"),
            note: text("note"),
            year: text("fund_year"),
        });
    }
    cases
}

/// A figure in 万元 or 亿元, exact to the fen.
pub(crate) fn money(figure: &str, unit: &str) -> Money {
    let wan = Money::from_wan(figure).expect(figure);
    match unit {
        "万元" => wan,
        "亿元" => Money::from_fen(wan.fen() * 10_000).expect(figure),
        other => panic!("{figure} {other}"),
    }
}

/// What must reproduce: case, number of the check, check, value.
pub(crate) fn checks() -> Vec<[String; 4]> {
    let columns = ["case_id", "check_no", "check", "expected_value"];
    table("allocations_expected.csv").iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

/// The verdict on each case, as the table of expectations says.
pub(crate) fn verdicts() -> BTreeMap<String, String> {
    let rows = table("allocations_expected.csv");
    let stated = rows.iter().filter(|row| !row["expected_verdict"].is_empty());
    stated.map(|row| (row["case_id"].clone(), row["expected_verdict"].clone())).collect()
}

/// What the lines of a case are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uses {
    /// Places below, which receive quota.
    Regions,
    /// Projects, to which quota is allocated.
    Projects,
    /// One project, whose figure is the total.
    OneProject,
    /// One project with sources that are no budget (labour, villagers' money): they stand in its listing.
    Funded,
    /// Not published.
    None,
}

/// How a case becomes a ledger.
pub(crate) struct Plan {
    pub(crate) case: &'static str,
    /// Only the rows of this group, if the case holds two tables.
    pub(crate) group: Option<&'static str>,
    /// The finance offices that the money comes down through, with their level; the first is the root of the ledger.
    pub(crate) chain: &'static [(&'static str, &'static str)],
    pub(crate) uses: Uses,
}

/// A case as a ledger.
pub(crate) struct Book {
    pub(crate) appender: Appender<MemoryStore>,
    drafts: Drafts,
    year: String,
    /// The lots that each row became; none for rows that are no money of the ledger.
    pub(crate) lots: BTreeMap<u32, Vec<LineRef>>,
    /// The lots that money is still taken from, each with the level it came from.
    pot: Vec<(LineRef, String, Money)>,
}

impl Plan {
    fn holder(&self) -> (&'static str, &'static str) {
        self.chain[self.chain.len() - 1]
    }

    pub(crate) fn rows(&self, cases: &BTreeMap<String, Vec<Row>>) -> Vec<Row> {
        let wanted = |row: &&Row| self.group.is_none_or(|group| row.group == group);
        cases[self.case].iter().filter(wanted).cloned().collect()
    }

    /// The rows that say where the money comes from: the sources; without any, the total; without one, the only line.
    pub(crate) fn sources(rows: &[Row]) -> Vec<Row> {
        let of_kind = |kind: &str| rows.iter().filter(|row| row.kind == kind).cloned().collect::<Vec<_>>();
        ["source", "total", "line"].map(of_kind).into_iter().find(|rows| !rows.is_empty()).unwrap_or_default()
    }

    /// The ledger of this case: budgets, quota down the chain, and what became of it.
    pub(crate) fn book(&self, cases: &BTreeMap<String, Vec<Row>>) -> Book {
        let rows = self.rows(cases);
        let mut book = Book::open(self.chain, &rows[0].year);
        let fiscal: Vec<Row> = Self::sources(&rows).into_iter().filter(|row| level(row).is_some()).collect();
        for row in &fiscal {
            book.budget(self.chain, row);
        }
        for pair in self.chain.windows(2) {
            book.pass_down(pair[0].0, pair[1].0, &rows[0]);
        }
        let (holder, _) = self.holder();
        let lines = rows.iter().filter(|row| row.kind == "line" && !row.amount.is_zero());
        match self.uses {
            Uses::Regions => lines.for_each(|row| book.issue_to_region(self, row)),
            Uses::Projects => lines.for_each(|row| book.allocate_to_project(holder, row, row.amount)),
            Uses::OneProject => book.allocate_to_project(holder, &rows[0], rows[0].amount),
            Uses::Funded => book.fund_listed_project(holder, &rows),
            Uses::None => {}
        }
        book
    }
}

/// The level that a row's money comes from; none if it is no public money.
///
/// 中央+省 is published undivided and counts as central. Surplus of earlier years, and 财政 without a level, are the
/// county's own: the tables say no more.
fn level(row: &Row) -> Option<&'static str> {
    match row.level.as_str() {
        "中央" | "中央+省" => Some("central"),
        "省级" => Some("province"),
        "市级" | "州级" => Some("city"),
        "县级" | "结余" | "财政" | "" => Some("county"),
        "村集体" | "村民" | "其他" | "投劳" => None,
        other => panic!("{other}"),
    }
}

/// Source of a project's money, as its listing says it.
fn funding(row: &Row) -> &'static str {
    match row.level.as_str() {
        "村集体" => "village",
        "村民" | "投劳" => "self_raised",
        "其他" => "other",
        _ => level(row).expect("public money"),
    }
}

const RURAL: &str = "rural";

impl Book {
    fn open(chain: &[(&str, &str)], year: &str) -> Self {
        let appender = Appender::open(MemoryStore::new(), key_of(ORIGIN)).expect("an empty store opens");
        let (year, lots, pot) = (year.to_owned(), BTreeMap::new(), Vec::new());
        let mut book = Self { appender, drafts: Drafts::new(of(ORIGIN)), year, lots, pot };
        let (root, level) = chain[0];
        let key = json!({"algorithm": "ed25519", "public_key": public_key(root)});
        let log_key = ledger_schema::key::VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name");
        let root_unit = json!({"unit": root, "name": root, "level": level, "role": "finance", "keys": [key]});
        book.act(
            root,
            "ledger_opened",
            json!({"title": "公开数据", "root": root_unit, "log_key": log_key.to_string()}),
        );
        for pair in chain.windows(2) {
            book.register(root, pair[1].0, pair[1].1, "finance", pair[0].0);
        }
        book
    }

    fn register(&mut self, root: &str, unit: &str, level: &str, role: &str, parent: &str) {
        let unit_registered = json!({"unit": unit, "name": unit, "level": level, "role": role, "parent": parent});
        self.act(root, "unit_registered", unit_registered);
        let granted = json!({"unit": unit, "algorithm": "ed25519", "public_key": public_key(unit)});
        self.act(root, "key_granted", granted);
    }

    #[expect(clippy::needless_pass_by_value, reason = "JSON is written where it is handed in")]
    fn act(&mut self, issuer: &str, entry_type: &str, value: Value) -> EntryRef {
        let date = format!("{}-01-31", self.year);
        let entry = self.drafts.next(&of(issuer), of(&date), body(entry_type, &value));
        let now: Instant = of("2026-01-01T09:00:00+08:00");
        let appended = self.appender.append(&[signed(&entry, &[(issuer, issuer)]).to_string()], now);
        appended.unwrap_or_else(|error| panic!("{entry_type} {value}: {error:?}")).remove(0).entry
    }

    /// The document that a row names, brackets as they may be; of a chain of two the first.
    fn document(&self, row: &Row) -> Value {
        let first = row.document.split(" -> ").next().unwrap_or_default();
        let made_up = || of(&format!("公开表〔{}〕{}号", self.year, row.number));
        let number = DocumentNumber::normalise(first).unwrap_or_else(|_| made_up());
        json!({"number": number.as_str(), "issued_on": format!("{}-01-01", self.year)})
    }

    /// A source enters where it may: its own level's office, or from above the root.
    fn budget(&mut self, chain: &[(&str, &str)], row: &Row) {
        let level = level(row).expect("public money");
        let own = chain.iter().find(|(_, unit_level)| *unit_level == level);
        let (unit, _) = own.unwrap_or(&chain[0]);
        let budget = json!({"fund": "relief_fund", "fund_year": self.year.parse::<u16>().expect("a year"), "level": level,
            "amount": row.amount, "document": self.document(row)});
        let lot = self.act(unit, "fund_budgeted", budget).line(1);
        self.lots.entry(row.number).or_default().push(lot.clone());
        self.pot.push((lot, level.to_owned(), row.amount));
    }

    /// Everything that `from` holds goes on to `to`, lot by lot.
    fn pass_down(&mut self, from: &str, to: &str, row: &Row) {
        let held = std::mem::take(&mut self.pot);
        let (own, other): (Vec<_>, Vec<_>) = held.into_iter().partition(|(lot, ..)| self.lot(lot).holder == of(from));
        self.pot = other;
        for (lot, level, amount) in own {
            let issued = self.issue(from, to, &lot, amount, row);
            self.pot.push((issued, level, amount));
        }
    }

    fn issue(&mut self, from: &str, to: &str, lot: &LineRef, amount: Money, row: &Row) -> LineRef {
        let line = json!({"line": 1, "to": to, "amount": amount, "from": [{"lot": lot, "amount": amount}]});
        let issued = json!({"document": self.document(row), "fund": "relief_fund", "fund_year": self.year.parse::<u16>().expect("a year"), "lines": [line]});
        self.act(from, "quota_issued", issued).line(1)
    }

    /// Takes `wanted` from the pot, from lots of the row's own level if it names one, the oldest first.
    ///
    /// Tables that mix levels do not say which project is paid from which: any division that adds up is as good.
    fn take(&mut self, row: &Row, wanted: Money) -> Vec<(LineRef, Money)> {
        let of_level = level(row).filter(|_| !row.level.is_empty());
        let (mut taken, mut rest) = (Vec::new(), wanted);
        for (lot, level, left) in &mut self.pot {
            let part = if of_level.is_none_or(|of_level| level == of_level) { rest.min(*left) } else { Money::ZERO };
            if !part.is_zero() {
                *left = left.minus(part).expect("no more than is left");
                rest = rest.minus(part).expect("no more than is wanted");
                taken.push((lot.clone(), part));
            }
        }
        assert!(rest.is_zero(), "{} {}: {rest} more than there is", row.number, row.item);
        taken
    }

    /// A place below, with its own code or, for zones and townships without one, that of the place above.
    fn issue_to_region(&mut self, plan: &Plan, row: &Row) {
        let (holder, holder_level) = plan.holder();
        let root = plan.chain[0].0;
        let (above, _) = holder.split_once('-').expect("a unit");
        let unit = match row.to_code.as_str() {
            "" => format!("{above}-place-{}", row.number),
            code => format!("{code}-finance"),
        };
        let (level, role) = if holder_level == "county" { ("township", "township") } else { ("county", "finance") };
        self.register(root, &unit, level, role, holder);
        for (lot, part) in self.take(row, row.amount) {
            let issued = self.issue(holder, &unit, &lot, part, row);
            self.lots.entry(row.number).or_default().push(issued);
        }
    }

    fn allocate_to_project(&mut self, holder: &str, row: &Row, amount: Money) {
        let project = format!("P-{}", row.number);
        let line = |(number, (lot, part)): (u32, &(LineRef, Money))| json!({"line": number, "project": project, "amount": part, "use": "other", "from": [{"lot": lot, "amount": part}]});
        let taken = self.take(row, amount);
        let lines: Vec<Value> = (1..).zip(&taken).map(line).collect();
        let entry = self.act(holder, "quota_allocated", json!({"lines": lines}));
        let lots = (1..).zip(&taken).map(|(number, _)| entry.line(number));
        self.lots.entry(row.number).or_default().extend(lots);
    }

    fn fund_listed_project(&mut self, holder: &str, rows: &[Row]) {
        let rural = format!("{}-{RURAL}", holder.split_once('-').expect("a unit").0);
        self.register(holder, &rural, "county", RURAL, holder);
        let total = &rows[0];
        let parts: Vec<Value> =
            Plan::sources(rows).iter().map(|row| json!({"level": funding(row), "amount": row.amount})).collect();
        let listed = json!({"project": format!("P-{}", total.number), "name": "项目", "category": "其他", "construction_kind": "other", "site": "见公开表",
            "responsible_unit": "见公开表", "implementing_unit": "见公开表", "tasks": "见公开表", "amount": total.amount, "funding": parts,
            "beneficiaries": {"households": 0, "persons": 0}, "performance_target": "见公开表", "linkage_mechanism": "见公开表"});
        self.act(&rural, "project_listed", listed);
        let fiscal = Money::sum(self.pot.iter().map(|(.., left)| *left)).expect("in range");
        self.allocate_to_project(holder, &Row { level: String::new(), ..total.clone() }, fiscal);
    }

    pub(crate) fn lot(&self, reference: &LineRef) -> Lot {
        let fact = self.appender.store().fact(&key::<Lot>(reference)).expect("readable");
        decode(&fact.unwrap_or_else(|| panic!("{reference}: no lot"))).expect("a lot")
    }

    /// What the ledger says was put into the lots of these rows.
    pub(crate) fn sum<'a>(&self, rows: impl IntoIterator<Item = &'a Row>) -> Money {
        let lots = rows.into_iter().filter_map(|row| self.lots.get(&row.number)).flatten();
        Money::sum(lots.map(|lot| self.lot(lot).amount)).expect("in range")
    }

    /// What can still be drawn by those whom the table says nothing more about.
    pub(crate) fn not_visible(&self) -> Money {
        let mut left = Money::ZERO;
        let uses: Vec<Vec<u8>> = self.lots.values().flatten().map(key::<Lot>).collect();
        let mut add = |lot_key: &[u8], value: &[u8]| {
            let lot: Lot = decode(value).expect("a lot");
            let last = lot.drawn.is_zero()
                && uses.iter().any(|used| used == lot_key)
                && lot.kind != mingzhang::ledger::LotKind::Budget;
            if !last {
                left = left.plus(lot.left()).expect("in range");
            }
        };
        self.appender.store().facts(&prefix::<Lot>(), &mut add).expect("readable");
        left
    }

    /// The parts of the money of the listed project, as the ledger holds them.
    pub(crate) fn funding(&self) -> Vec<Money> {
        let store = self.appender.store();
        let entries = (0..self.appender.size()).map(|index| {
            let bytes = Store::record(store, index).expect("readable").expect("a record");
            Entry::read(Record::read(&bytes).expect("a record").note.text()).expect("an entry")
        });
        let parts = |entry: Entry| match entry.body {
            Body::ProjectListed(body) => body.funding.iter().map(|part| part.amount).collect(),
            _ => Vec::new(),
        };
        entries.flat_map(parts).collect()
    }
}
