//! The province's places and units: how many there are for a ledger of a given size, their names, parents and keys.
//!
//! The province is made up: code 98 is not in GB/T 2260, and its keys come from public names and guard nothing.

use std::ops::Range;

use ledger_schema::hash::Hash;
use ledger_schema::reference::LineRef;
use ledger_schema::text::Name;
use ledger_schema::unit::{Level, Role, UnitId};
use mingzhang::keyfile::SecretKey;

use super::of;

/// Entries for each county and for each township, until there are as many as a province has.
const ENTRIES_PER_COUNTY: u64 = 500;
const ENTRIES_PER_TOWNSHIP: u64 = 100;
const CITIES: u64 = 13;
const COUNTIES: u64 = 100;
const TOWNSHIPS: u64 = 500;
const COUNTIES_PER_CITY: u64 = 8;

const FIRST: [&str; 10] = ["安", "宁", "清", "和", "永", "丰", "兴", "平", "临", "泰"];
const SECOND: [&str; 10] = ["河", "山", "阳", "源", "川", "林", "溪", "原", "岭", "泽"];

/// A unit with its key.
pub(crate) struct Unit {
    pub(crate) id: UnitId,
    pub(crate) key: SecretKey,
    pub(super) name: Name,
    pub(super) level: Level,
    pub(super) role: Role,
    /// The unit above, which registers it; none for the root.
    pub(super) parent: Option<usize>,
    /// How many entries it has issued.
    pub(super) entries: u64,
}

/// A city: passes quota on to its counties.
pub(super) struct City {
    pub(super) finance: usize,
    pub(super) counties: Range<usize>,
    /// This year's quota: central and provincial money.
    pub(super) lots: [Option<LineRef>; 2],
}

/// A county: where the money is spent.
pub(super) struct County {
    pub(super) city: usize,
    pub(super) finance: usize,
    pub(super) rural: usize,
    pub(super) townships: Range<usize>,
    /// This year's money by source, in fen: what its projects need at first, then what is not allocated.
    pub(super) left: [u64; 3],
    /// Where it stands: two quotas and the county's own budget.
    pub(super) lots: [Option<LineRef>; 3],
}

/// Everything that has a place on the map.
pub(crate) struct Places {
    pub(crate) units: Vec<Unit>,
    pub(super) cities: Vec<City>,
    pub(super) counties: Vec<County>,
}

/// The secret key that belongs to a name.
pub(crate) fn key_of(name: &str) -> SecretKey {
    SecretKey::from_seed(*Hash::of(&[b"simulated key of ", name.as_bytes()]).as_bytes())
}

impl Places {
    /// The places of a ledger of `entries` entries.
    pub(super) fn new(entries: u64) -> Self {
        let counties = (entries / ENTRIES_PER_COUNTY).clamp(1, COUNTIES);
        let cities = counties.div_ceil(COUNTIES_PER_CITY).clamp(1, CITIES);
        let townships = (entries / ENTRIES_PER_TOWNSHIP).clamp(1, TOWNSHIPS);
        let mut places = Self { units: Vec::new(), cities: Vec::new(), counties: Vec::new() };
        let root = places.unit("98-finance", "清江省财政厅", Level::Province, Role::Finance, None);
        places.unit("98-rural", "清江省乡村振兴局", Level::Province, Role::Rural, Some(root));
        for city in 0..cities {
            let own = share(counties, cities, city);
            let code = format!("98{:02}", city + 1);
            let name = format!("{}州市财政局", FIRST[at(city % 10)]);
            let finance = places.unit(&format!("{code}-finance"), &name, Level::City, Role::Finance, Some(root));
            places.cities.push(City { finance, counties: at(own.start)..at(own.end), lots: [None, None] });
            for county in own.clone() {
                let towns = share(townships, counties, county);
                places.county(&format!("{code}{:02}", county - own.start + 1), county, towns);
            }
        }
        places
    }

    /// A county with its two offices and its townships; belongs to the city that was made last.
    fn county(&mut self, code: &str, county: u64, towns: Range<u64>) {
        let city = self.cities.len() - 1;
        let above = self.cities[city].finance;
        let name = format!("{}{}县", FIRST[at(county / 10 % 10)], SECOND[at(county % 10)]);
        let office = |role: &str| format!("{code}-{role}");
        let finance =
            self.unit(&office("finance"), &format!("{name}财政局"), Level::County, Role::Finance, Some(above));
        let rural =
            self.unit(&office("rural"), &format!("{name}乡村振兴局"), Level::County, Role::Rural, Some(finance));
        let first = self.units.len();
        for (serial, town) in (101..).zip(towns) {
            let town = format!("{name}{}{}镇人民政府", SECOND[at(town % 10)], FIRST[at(town / 10 % 10)]);
            self.unit(&format!("{code}{serial}-township"), &town, Level::Township, Role::Township, Some(rural));
        }
        let townships = first..self.units.len();
        let (left, lots) = ([0; 3], [None, None, None]);
        self.counties.push(County { city, finance, rural, townships, left, lots });
    }

    fn unit(&mut self, id: &str, name: &str, level: Level, role: Role, parent: Option<usize>) -> usize {
        self.units.push(Unit { id: of(id), key: key_of(id), name: of(name), level, role, parent, entries: 0 });
        self.units.len() - 1
    }
}

/// The part of `all` things that falls to `which` of `parts`.
fn share(all: u64, parts: u64, which: u64) -> Range<u64> {
    all * which / parts..all * (which + 1) / parts
}

fn at(number: u64) -> usize {
    usize::try_from(number).expect("there are few places")
}
