//! What an obligation is about: the lot, project, entry, unit or year that its cause and its answer have in common.

use std::borrow::Cow;

use foldhash::HashMap;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::{EntryRef, LineRef, Subject as Reference};
use serde_json::Value;

use super::event::{Event, text};
use super::path::Path;
use super::world::{Kind, World};

/// Parts of a key stand between these.
const BETWEEN: &str = "|";

/// What ties an answer to its cause.
pub(super) type Key = String;

/// Which side of an obligation an event stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What gives rise to it: an entry is about what it opens.
    Cause,
    /// What answers it: an entry is about what it names.
    Answer,
}

/// One part of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// The entry itself; of an answer, the entries that it names, those that gave money to a project that it names, and those
    /// whose lots these drew on.
    Entry,
    /// The lot that is opened or received; of an answer, the lot drawn on.
    Lot,
    /// The unit that acts; of a registration, the one registered.
    Unit,
    /// The division of that unit, by the first digits of its code.
    Place(usize),
    /// A project, asset, household, notice, finding or complaint.
    Thing(Kind),
    /// Any other fact.
    Fact(Path),
}

/// The words for links, besides paths.
const WORDS: &str =
    "entry, lot, unit, place, province, city, county, township, project, asset, household, notice, finding, complaint";

impl Link {
    /// Reads a link of events of one of `types`; the error says what there is.
    pub(super) fn read(word: &str, types: &[EntryType]) -> Result<Self, String> {
        Ok(match word {
            "entry" => Self::Entry,
            "lot" => Self::Lot,
            "unit" => Self::Unit,
            "place" => Self::Place(12),
            "province" => Self::Place(2),
            "city" => Self::Place(4),
            "county" => Self::Place(6),
            "township" => Self::Place(9),
            _ => match Kind::ALL.iter().find(|kind| kind.as_str() == word) {
                Some(kind) => Self::Thing(*kind),
                None => Path::read(word, types)
                    .map(Self::Fact)
                    .map_err(|error| format!("{error}; or a subject: {WORDS}"))?,
            },
        })
    }

    /// The path of a fact.
    pub(super) const fn path(&self) -> Option<&Path> {
        match self {
            Self::Fact(path) => Some(path),
            _ => None,
        }
    }

    /// Whether only one cause can have this key: then nothing needs to be kept of it once it is met.
    pub(super) const fn is_single(&self) -> bool {
        matches!(self, Self::Entry | Self::Lot)
    }

    fn values<'a>(&self, event: &'a Event<'_>, side: Side, world: &World) -> Cow<'a, [String]> {
        Cow::Owned(match (self, side) {
            (Self::Entry, Side::Cause) => vec![event.entry.to_string()],
            (Self::Entry, Side::Answer) => {
                return Cow::Borrowed(event.named.entries.get_or_init(|| named_entries(event, world)));
            }
            (Self::Lot, Side::Cause) => {
                event.own_lot().or_else(|| event.drawn_lot()).iter().map(ToString::to_string).collect()
            }
            (Self::Lot, Side::Answer) => {
                return Cow::Borrowed(event.named.lots.get_or_init(|| named_lots(event, world)));
            }
            (Self::Unit, _) => vec![acting(event).to_owned()],
            (Self::Place(digits), _) => vec![place(acting(event), *digits).to_owned()],
            (Self::Thing(kind), _) => return event.things(*kind, world),
            (Self::Fact(path), _) => {
                path.of(event, world).and_then(|fact| Some(fact.text()?.into_owned())).into_iter().collect()
            }
        })
    }
}

/// The keys of an event: one for each way to choose a value of every link. None if a link has no value.
pub(super) fn keys<'a>(links: &[Link], event: &'a Event<'_>, side: Side, world: &World) -> Cow<'a, [Key]> {
    if let [only] = links {
        return only.values(event, side, world);
    }
    let mut keys = vec![String::new()];
    for (at, link) in links.iter().enumerate() {
        let values = link.values(event, side, world);
        let with =
            |key: &String, value: &String| if at == 0 { value.clone() } else { format!("{key}{BETWEEN}{value}") };
        keys = keys.iter().flat_map(|key| values.iter().map(move |value| with(key, value))).collect();
    }
    Cow::Owned(keys)
}

/// Changes what is kept under a key, or what would be; it stays only if `act` says so. A key is copied only when it is new.
pub(super) fn change<T: Default>(kept: &mut HashMap<Key, T>, key: &Key, act: impl FnOnce(&mut T) -> bool) {
    if let Some(known) = kept.get_mut(key) {
        if !act(known) {
            kept.remove(key);
        }
        return;
    }
    let mut new = T::default();
    if act(&mut new) {
        kept.insert(key.clone(), new);
    }
}

/// The unit that an event is of.
fn acting<'a>(event: &Event<'a>) -> &'a str {
    match event.entry_type {
        EntryType::UnitRegistered => text(event.body, "unit").unwrap_or(event.issuer),
        _ => event.issuer,
    }
}

/// The first `digits` of a unit's division code, without the pairs of zeros that stand for "all of it".
pub(super) fn place(unit: &str, digits: usize) -> &str {
    let code = unit.split('-').next().unwrap_or(unit);
    super::scope::trimmed(&code[..code.len().min(digits)])
}

/// References in the fields of a body: entries, lines of them, project codes.
fn references(event: &Event<'_>) -> Vec<Reference> {
    let mut found = Vec::new();
    for (field, value) in event.body {
        let texts: Vec<&str> = match value {
            Value::String(text) => vec![text],
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        let codes = matches!(field.as_str(), "subjects" | "subject");
        found.extend(texts.iter().filter(|text| codes || text.contains('/')).filter_map(|text| text.parse().ok()));
    }
    found
}

fn named_entries(event: &Event<'_>, world: &World) -> Vec<String> {
    let mut entries = Vec::new();
    for reference in references(event) {
        match reference {
            Reference::Entry(entry) => entries.push(entry),
            Reference::Line(line) => entries.push(line.entry),
            Reference::Project(code) => {
                let thing = world.thing(Kind::Project, &code.to_string());
                entries.extend(thing.into_iter().flat_map(|thing| thing.allocations.iter().cloned()));
            }
        }
    }
    // Whoever says where money went says so of the document that brought it.
    let sources: Vec<EntryRef> = entries.iter().flat_map(|entry| world.sources_of(entry)).cloned().collect();
    entries.extend(sources);
    entries.sort();
    entries.dedup();
    entries.iter().map(ToString::to_string).collect()
}

fn named_lots(event: &Event<'_>, world: &World) -> Vec<String> {
    if let Some(lot) = event.drawn_lot() {
        return vec![lot.to_string()];
    }
    let of = |reference| match reference {
        Reference::Line(line) => vec![line],
        Reference::Entry(entry) => world.lots_of(&entry),
        Reference::Project(_) => Vec::new(),
    };
    references(event).into_iter().flat_map(of).map(|lot| lot.to_string()).collect()
}

impl Event<'_> {
    /// The codes of the things of a kind that this event is about.
    pub(super) fn things(&self, kind: Kind, world: &World) -> Cow<'_, [String]> {
        match kind {
            Kind::Project => Cow::Borrowed(self.named.projects.get_or_init(|| self.things_of(kind, world))),
            _ => Cow::Owned(self.things_of(kind, world)),
        }
    }

    fn things_of(&self, kind: Kind, world: &World) -> Vec<String> {
        if self.entry_type == kind.opened_by() && matches!(kind, Kind::Notice | Kind::Finding | Kind::Complaint) {
            return vec![self.entry.to_string()];
        }
        if let Some(code) = self.stated(kind.as_str()).and_then(Value::as_str) {
            return vec![code.to_owned()];
        }
        if let Some(Value::Array(several)) = kind.several().and_then(|field| self.stated(field)) {
            return several.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        }
        if kind != Kind::Project {
            return Vec::new();
        }
        let project_of = |lot: &LineRef| world.lot(lot)?.project.map(|project| world.word(project).to_owned());
        if let Some(lot) = self.drawn_lot() {
            return project_of(&lot).into_iter().collect();
        }
        let of = |reference| match reference {
            Reference::Project(code) => vec![code.to_string()],
            Reference::Line(line) => project_of(&line).into_iter().collect(),
            Reference::Entry(entry) => {
                let step = world.project_of(&entry).map(str::to_owned);
                step.into_iter().chain(world.lots_of(&entry).iter().filter_map(project_of)).collect()
            }
        };
        let mut projects: Vec<String> = references(self).into_iter().flat_map(of).collect();
        projects.sort();
        projects.dedup();
        projects
    }
}
