//! What rules may ask about the world at an event: units, lots, and the things that entries open (projects, assets, households, notices).
//!
//! Grows with what is there, never with what happened to it. Believes what it is told: whether a lot may be drawn on is for `ledger`.

use foldhash::HashMap;
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::{EntryRef, LineRef};
use serde_json::{Map, Value};

use super::event::{Event, text};

/// Most lines of an entry (SPEC §5.1).
const LINES: u32 = 1000;

/// A unit as it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) level: String,
    pub(super) role: String,
    pub(super) parent: Option<String>,
    pub(super) attributes: Map<String, Value>,
    pub(super) closed_on: Option<Date>,
}

/// A lot as rules see it: what it inherited, and who holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lot {
    pub(super) fund: Name,
    pub(super) fund_year: u16,
    /// Where the money comes from: central, province, city, county.
    pub(super) level: Name,
    pub(super) task: Option<Name>,
    pub(super) transfer: Option<Name>,
    pub(super) direct: Option<bool>,
    pub(super) early: bool,
    /// In fen.
    pub(super) amount: u64,
    pub(super) holder: Name,
    pub(super) opened_on: Date,
    pub(super) received_on: Option<Date>,
    /// What an allocated lot is for, and its project.
    pub(super) purpose: Option<Name>,
    pub(super) project: Option<Name>,
}

/// A word that stands many times and is kept once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

/// What an entry opens and later ones name by a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Project,
    Asset,
    Household,
    Notice,
    Finding,
    Complaint,
}

impl Kind {
    pub(super) const ALL: &'static [Self] =
        &[Self::Project, Self::Asset, Self::Household, Self::Notice, Self::Finding, Self::Complaint];

    /// The word by which paths and subjects name it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Asset => "asset",
            Self::Household => "household",
            Self::Notice => "notice",
            Self::Finding => "finding",
            Self::Complaint => "complaint",
        }
    }

    /// The entry type that opens it.
    pub(super) const fn opened_by(self) -> EntryType {
        match self {
            Self::Project => EntryType::ProjectListed,
            Self::Asset => EntryType::AssetRegistered,
            Self::Household => EntryType::HouseholdListed,
            Self::Notice => EntryType::NoticePosted,
            Self::Finding => EntryType::FindingRaised,
            Self::Complaint => EntryType::ComplaintReceived,
        }
    }

    /// The entry type that changes what it says, and the field that holds the changes; the body itself if there is none.
    pub(super) const fn changed_by(self) -> Option<(EntryType, Option<&'static str>)> {
        match self {
            Self::Project => Some((EntryType::ProjectChanged, Some("changes"))),
            Self::Asset => Some((EntryType::AssetTitleConfirmed, None)),
            Self::Household => Some((EntryType::HouseholdStatusChanged, None)),
            Self::Notice | Self::Finding | Self::Complaint => None,
        }
    }

    /// The field in which others name several.
    pub(super) const fn several(self) -> Option<&'static str> {
        match self {
            Self::Finding => Some("findings"),
            _ => None,
        }
    }

    /// Whether others name it by a code of its own; else by the entry that opened it.
    const fn has_code(self) -> bool {
        matches!(self, Self::Project | Self::Asset | Self::Household)
    }
}

/// A thing: the fields of its opening that rules ask for, as later entries have changed them.
#[derive(Debug, Clone, Default)]
pub(super) struct Thing {
    pub(super) fields: Map<String, Value>,
    pub(super) opened_on: Option<Date>,
    /// The entries that gave it money.
    pub(super) allocations: Vec<EntryRef>,
}

/// The world so far.
#[derive(Debug, Default)]
pub(super) struct World {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, Name>,
    units: HashMap<String, Unit>,
    lots: HashMap<LineRef, Lot>,
    /// By kind, in the order of [`Kind::ALL`].
    things: [HashMap<Box<str>, Thing>; Kind::ALL.len()],
    /// The entries whose lots an entry drew on to open its own.
    sources: HashMap<EntryRef, Vec<EntryRef>>,
    /// The project of each entry that is a step of one.
    steps: HashMap<EntryRef, Name>,
    /// The fields of things that some rule asks for.
    wanted: Vec<(Kind, String)>,
}

impl World {
    /// A world that keeps the fields `wanted` of things.
    pub(super) fn new(wanted: Vec<(Kind, String)>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// The word kept as `name`.
    pub(super) fn word(&self, name: Name) -> &str {
        &self.names[name.0 as usize]
    }

    fn keep(&mut self, word: &str) -> Name {
        if let Some(name) = self.numbers.get(word) {
            return *name;
        }
        let name = Name(u32::try_from(self.names.len()).expect("fewer words than records"));
        self.names.push(word.into());
        self.numbers.insert(word.into(), name);
        name
    }

    /// A unit that was registered.
    pub(super) fn unit(&self, unit: &str) -> Option<&Unit> {
        self.units.get(unit)
    }

    /// Every unit, in order of id.
    pub(super) fn units(&self) -> Vec<(&str, &Unit)> {
        let mut units: Vec<_> = self.units.iter().map(|(id, unit)| (id.as_str(), unit)).collect();
        units.sort_unstable_by_key(|(id, _)| *id);
        units
    }

    /// A lot that was opened.
    pub(super) fn lot(&self, lot: &LineRef) -> Option<&Lot> {
        self.lots.get(lot)
    }

    /// The lot that an event is about: the one that it draws on or names, else the one that it opens.
    pub(super) fn lot_of(&self, event: &Event<'_>) -> Option<Lot> {
        let drawn = event.drawn_lot().and_then(|lot| self.lots.get(&lot));
        drawn.or_else(|| self.lots.get(&event.own_lot()?)).copied()
    }

    /// The lots that an entry opened.
    pub(super) fn lots_of(&self, entry: &EntryRef) -> Vec<LineRef> {
        (1..=LINES).map(|line| entry.line(line)).take_while(|lot| self.lots.contains_key(lot)).collect()
    }

    /// A thing by its code, or by the entry that opened it.
    pub(super) fn thing(&self, kind: Kind, code: &str) -> Option<&Thing> {
        self.things[kind as usize].get(code)
    }

    /// The entries whose lots `entry` drew on to open its own.
    pub(super) fn sources_of(&self, entry: &EntryRef) -> &[EntryRef] {
        self.sources.get(entry).map_or(&[], Vec::as_slice)
    }

    /// The project that an entry is a step of.
    pub(super) fn project_of(&self, entry: &EntryRef) -> Option<&str> {
        self.steps.get(entry).map(|name| self.word(*name))
    }

    /// Takes in what an event changes, before the rules see it.
    pub(super) fn learn(&mut self, event: &Event<'_>) {
        match event.entry_type {
            EntryType::LedgerOpened => {
                if let Some(root) = event.body.get("root").and_then(Value::as_object) {
                    self.register(root);
                }
            }
            EntryType::UnitRegistered => self.register(event.body),
            EntryType::UnitChanged => self.change_unit(event),
            EntryType::FundBudgeted | EntryType::QuotaIssued | EntryType::QuotaAllocated => self.open_lot(event),
            EntryType::QuotaReceived => {
                let lot = text(event.body, "lot").and_then(|lot| lot.parse::<LineRef>().ok());
                if let Some(lot) = lot.and_then(|lot| self.lots.get_mut(&lot)) {
                    lot.received_on = text(event.body, "received_on").and_then(|day| day.parse().ok());
                }
            }
            _ => {}
        }
        self.learn_things(event);
    }

    fn register(&mut self, body: &Map<String, Value>) {
        let word = |field| text(body, field).unwrap_or_default().to_owned();
        let unit = Unit {
            name: word("name"),
            level: word("level"),
            role: word("role"),
            parent: text(body, "parent").map(str::to_owned),
            attributes: body.get("attributes").and_then(Value::as_object).cloned().unwrap_or_default(),
            closed_on: None,
        };
        self.units.insert(word("unit"), unit);
    }

    fn change_unit(&mut self, event: &Event<'_>) {
        let Some(unit) = text(event.body, "unit").and_then(|unit| self.units.get_mut(unit)) else { return };
        if let Some(name) = text(event.body, "name") {
            name.clone_into(&mut unit.name);
        }
        if let Some(attributes) = event.body.get("attributes").and_then(Value::as_object) {
            unit.attributes.clone_from(attributes);
        }
        if let Some(closed) = event.body.get("closed").and_then(Value::as_bool) {
            unit.closed_on = closed.then_some(event.date);
        }
    }

    /// A line that opens a lot; what it does not say itself it inherits from the first lot drawn on.
    fn open_lot(&mut self, event: &Event<'_>) {
        let Some(own) = event.own_lot() else { return };
        if let Some(drawn) = event.drawn_lot() {
            let sources = self.sources.entry(event.entry.clone()).or_default();
            if !sources.contains(&drawn.entry) {
                sources.push(drawn.entry);
            }
        }
        if !event.first {
            return;
        }
        let parent = event.drawn_lot().and_then(|lot| self.lots.get(&lot)).copied();
        let stated = |field: &str| event.stated(field).and_then(Value::as_str);
        let inherited =
            |this: &mut Self, field: &str, from: Option<Name>| stated(field).map(|word| this.keep(word)).or(from);
        let unknown = self.keep("");
        let lot = Lot {
            fund: inherited(self, "fund", parent.as_ref().map(|lot| lot.fund)).unwrap_or(unknown),
            level: inherited(self, "level", parent.as_ref().map(|lot| lot.level)).unwrap_or(unknown),
            task: inherited(self, "task", parent.as_ref().and_then(|lot| lot.task)),
            transfer: inherited(self, "transfer", parent.as_ref().and_then(|lot| lot.transfer)),
            fund_year: event
                .stated("fund_year")
                .and_then(Value::as_u64)
                .and_then(|year| u16::try_from(year).ok())
                .or(parent.as_ref().map(|lot| lot.fund_year))
                .unwrap_or_default(),
            direct: event.stated("direct").and_then(Value::as_bool).or(parent.as_ref().and_then(|lot| lot.direct)),
            early: event.stated("early").and_then(Value::as_bool).unwrap_or(false),
            amount: event.line_amount().unwrap_or_default(),
            holder: self.keep(stated("to").unwrap_or(event.issuer)),
            opened_on: event.date,
            received_on: stated("received_on").and_then(|day| day.parse().ok()),
            purpose: stated("use").map(|word| self.keep(word)),
            project: stated("project").map(|word| self.keep(word)),
        };
        self.lots.insert(own, lot);
    }

    fn learn_things(&mut self, event: &Event<'_>) {
        let word = event.entry_type;
        if let Some(kind) = Kind::ALL.iter().find(|kind| kind.opened_by() == word) {
            let own = event.entry.to_string();
            let code = if kind.has_code() { text(event.body, kind.as_str()).unwrap_or(&own) } else { &own };
            let mut thing = Thing { opened_on: Some(event.date), ..Thing::default() };
            take(&self.wanted, *kind, &mut thing, event.body);
            self.things[*kind as usize].insert(code.into(), thing);
        }
        let target = Kind::ALL.iter().find_map(|kind| match kind.changed_by() {
            Some((by, field)) if by == word => Some((*kind, field)),
            _ => None,
        });
        if let Some((kind, field)) = target {
            let changes = field.map_or(Some(event.body), |field| event.body.get(field).and_then(Value::as_object));
            let code = text(event.body, kind.as_str());
            if let (Some(changes), Some(code)) = (changes, code)
                && let Some(thing) = self.things[kind as usize].get_mut(code)
            {
                take(&self.wanted, kind, thing, changes);
            }
        }
        if let Some(project) = event.stated("project").and_then(Value::as_str) {
            if word == EntryType::QuotaAllocated {
                if let Some(thing) = self.things[Kind::Project as usize].get_mut(project)
                    && thing.allocations.last() != Some(&event.entry)
                {
                    thing.allocations.push(event.entry.clone());
                }
            } else {
                let name = self.keep(project);
                self.steps.insert(event.entry.clone(), name);
            }
        }
    }
}

/// Keeps those fields of `from` that rules ask for.
fn take(wanted: &[(Kind, String)], kind: Kind, thing: &mut Thing, from: &Map<String, Value>) {
    for (_, field) in wanted.iter().filter(|(of, _)| *of == kind) {
        if let Some(value) = from.get(field) {
            thing.fields.insert(field.clone(), value.clone());
        }
    }
}
