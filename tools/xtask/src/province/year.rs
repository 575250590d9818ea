//! A budget year: budgets, quotas on their way down, receipts; at its end what is left is carried over or taken back.

use ledger_schema::date::Year;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::funds::{
    FundBudgeted, FundLevel, FundsCarriedOver, FundsReclaimed, QuotaIssued, QuotaLine, QuotaReceived, Transfer,
};
use ledger_schema::list::List;
use ledger_schema::reference::LineRef;

use super::{Province, money, of};

/// What can stand on the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// The province's budget enters and goes out to the cities.
    Budget,
    /// A city receives its quota and passes it on.
    City(usize),
    /// A county receives its quota and budgets its own money.
    County(usize),
    /// The next step of a project.
    Project(usize),
    /// A county's year ends.
    Close(usize),
}

/// Day on which quotas are out and projects begin, and the last on which they do anything but close.
pub(super) const PROJECTS_FROM: u16 = 16;
pub(super) const PROJECTS_UNTIL: u16 = 355;
const FUND: &str = "bridging_fund";
/// Central, provincial and county money: what of a hundred projects lives on which.
const SOURCES: [FundLevel; 3] = [FundLevel::Central, FundLevel::Province, FundLevel::County];
const SHARES: [u64; 3] = [65, 90, 100];
/// What is left over on each way down, in fen, beside a hundredth of the sum.
const SLACK: u64 = 1_000_000;

/// About how many entries a year has beside those of its projects.
pub(super) const fn entries_without_projects(cities: u64, counties: u64) -> u64 {
    3 + 3 * cities + 6 * counties
}

fn with_slack(fen: u64) -> u64 {
    fen + fen / 100 + SLACK
}

fn draw(lot: &LineRef, fen: u64) -> List<Draw, { ledger_schema::limits::DRAWS }> {
    List::new(vec![Draw { lot: lot.clone(), amount: money(fen) }]).expect("one draw")
}

impl Province {
    /// Turns to the next year and plans it.
    pub(super) fn begin_year(&mut self) {
        self.year += 1;
        self.day = 0;
        self.places.counties.iter_mut().for_each(|county| county.left = [0; 3]);
        self.projects.clear();
        for serial in 1..=self.projects_per_year {
            let county = self.random.place(self.places.counties.len());
            let share = self.random.below(100);
            let source = SHARES.iter().position(|end| share < *end).expect("the shares end at a hundred");
            let project = self.new_project(serial, county, source);
            self.places.counties[county].left[source] += project.amount;
            self.projects.push(Some(project));
        }
        self.plan(3, Task::Budget);
        for city in 0..self.places.cities.len() {
            let day = self.random.days(6, 9);
            self.plan(day, Task::City(city));
        }
        for county in 0..self.places.counties.len() {
            self.places.counties[county].left.iter_mut().for_each(|left| *left = with_slack(*left));
            let (received, closed) = (self.random.days(10, 15), self.random.days(361, 364));
            self.plan(received, Task::County(county));
            self.plan(closed, Task::Close(county));
        }
        for at in 0..self.projects.len() {
            let day = self.random.days(PROJECTS_FROM, 75);
            self.plan(day, Task::Project(at));
        }
    }

    pub(super) fn perform(&mut self, task: Task) {
        match task {
            Task::Budget => self.budget(),
            Task::City(city) => self.pass_on(city),
            Task::County(county) => self.receive(county),
            Task::Project(at) => self.step_project(at),
            Task::Close(county) => self.close_year(county),
        }
    }

    pub(super) fn fund_year(&self) -> Year {
        Year::new(u64::from(self.year)).expect("a year of this century")
    }

    /// What the counties of a city get of one source.
    fn of_city(&self, city: usize, source: usize) -> u64 {
        let counties = &self.places.counties[self.places.cities[city].counties.clone()];
        counties.iter().map(|county| county.left[source]).sum()
    }

    fn budgeted(&mut self, unit: usize, source: usize, fen: u64) -> LineRef {
        let level = SOURCES[source];
        let prefix = if level == FundLevel::Central { "财农" } else { "清财农" };
        let body = FundBudgeted {
            fund: of(FUND),
            fund_year: self.fund_year(),
            level,
            amount: money(fen),
            document: self.document(unit, prefix),
            received_on: (level == FundLevel::Central).then(|| self.date(0)),
            task: None,
            transfer: (level == FundLevel::Central).then_some(Transfer::General),
            direct: (level == FundLevel::Central).then_some(true),
            evidence: None,
            note: None,
        };
        self.emit(unit, body).line(1)
    }

    fn budget(&mut self) {
        let cities = self.places.cities.len();
        let lots = [0, 1].map(|source| {
            let sum: u64 = (0..cities).map(|city| with_slack(self.of_city(city, source))).sum();
            self.budgeted(0, source, with_slack(sum))
        });
        let mut lines = Vec::new();
        for city in 0..cities {
            for (source, lot) in lots.iter().enumerate() {
                let fen = with_slack(self.of_city(city, source));
                lines.push((self.places.cities[city].finance, lot.clone(), fen));
            }
        }
        let issued = self.issue(0, &lines);
        for (at, lot) in (0..).zip(issued) {
            self.places.cities[at / 2].lots[at % 2] = Some(lot);
        }
    }

    /// One quota document of `unit`; gives the lots that its lines open.
    fn issue(&mut self, unit: usize, lines: &[(usize, LineRef, u64)]) -> Vec<LineRef> {
        let quota = |(line, (to, lot, fen)): (u32, &(usize, LineRef, u64))| QuotaLine {
            line,
            to: self.places.units[*to].id.clone(),
            amount: money(*fen),
            from: draw(lot, *fen),
            task: None,
            task_change: None,
            subject: Some(of("2130505 生产发展")),
            level: None,
            direct: None,
        };
        let body = QuotaIssued {
            document: self.document(unit, "清财指(农)"),
            fund: of(FUND),
            fund_year: self.fund_year(),
            early: None,
            lines: List::new((1..).zip(lines).map(quota).collect()).expect("two lines for each of a few receivers"),
            evidence: None,
            note: None,
        };
        let entry = self.emit(unit, body);
        (1..).zip(lines).map(|(line, _)| entry.line(line)).collect()
    }

    fn received(&mut self, unit: usize, lot: LineRef) {
        let body = QuotaReceived { lot, received_on: self.date(0), evidence: None, note: None };
        self.emit(unit, body);
    }

    fn pass_on(&mut self, at: usize) {
        let city = &self.places.cities[at];
        let (finance, counties) = (city.finance, city.counties.clone());
        let lots: Vec<LineRef> = city.lots.iter().flatten().cloned().collect();
        for lot in &lots {
            self.received(finance, lot.clone());
        }
        let mut lines = Vec::new();
        for county in &self.places.counties[counties.clone()] {
            for (source, lot) in lots.iter().enumerate() {
                lines.push((county.finance, lot.clone(), county.left[source]));
            }
        }
        let issued = self.issue(finance, &lines);
        for (at, lot) in issued.into_iter().enumerate() {
            self.places.counties[counties.start + at / 2].lots[at % 2] = Some(lot);
        }
    }

    fn receive(&mut self, at: usize) {
        let county = &self.places.counties[at];
        let (finance, own) = (county.finance, county.left[2]);
        let lots: Vec<LineRef> = county.lots[..2].iter().flatten().cloned().collect();
        for lot in lots {
            self.received(finance, lot);
        }
        let budget = self.budgeted(finance, 2, own);
        self.places.counties[at].lots[2] = Some(budget);
    }

    /// The city takes central money back from some counties; what else is left is carried over.
    fn close_year(&mut self, at: usize) {
        let county = &mut self.places.counties[at];
        let (finance, city) = (county.finance, self.places.cities[county.city].finance);
        let lots = std::mem::take(&mut county.lots);
        let left = county.left;
        for (source, (lot, left)) in lots.into_iter().zip(left).enumerate() {
            let lot = lot.expect("every county has received its money by now");
            if source == 0 && self.random.one_in(4) {
                let reason = of("年度终了，收回结余指标统筹安排");
                self.emit(city, FundsReclaimed { lot, amount: money(left), reason, evidence: None, note: None });
            } else {
                let body = FundsCarriedOver {
                    lot,
                    amount: money(left),
                    into_year: Year::new(u64::from(self.year) + 1).expect("a year of this century"),
                    document: None,
                    evidence: None,
                    note: None,
                };
                self.emit(finance, body);
            }
        }
    }
}
