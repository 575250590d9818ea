//! The units of both ledgers: real offices by their published names, and two invented ones that do the invented work.

use ledger_schema::entry::governance::{FirstKey, KeyGranted, LedgerOpened, Root, UnitRegistered};
use ledger_schema::key::Algorithm;
use ledger_schema::list::List;
use ledger_schema::unit::{Level, Role};

use super::error::DemoError;
use super::keys::{key_of, log_key};
use super::mark::{Mark, fixed};
use super::pen::Pen;

/// A unit.
pub(super) struct Office {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) english: &'static str,
    level: Level,
    role: Role,
    /// The unit above; the first office of a ledger is its root and has none.
    parent: &'static str,
    mark: Mark,
}

/// A ledger with its units, the root first.
pub(super) struct Ground {
    pub(super) origin: &'static str,
    title: &'static str,
    /// The day on which it is opened.
    opened_on: &'static str,
    pub(super) offices: &'static [Office],
}

const fn office(
    mark: Mark,
    id: &'static str,
    level: Level,
    role: Role,
    parent: &'static str,
    name: &'static str,
    english: &'static str,
) -> Office {
    Office { id, name, english, level, role, parent, mark }
}

/// Heilongjiang: the province issues straight to the district; the city is registered and holds no money here.
#[rustfmt::skip]
pub(super) const DATONG: Ground = Ground {
    origin: "ledger.hlj.example/bridging",
    title: "黑龙江省财政衔接资金明账（演示，非真实账本）",
    opened_on: "2022-11-01",
    offices: &[
        office(Mark::Assumed, "23-finance", Level::Province, Role::Finance, "", "黑龙江省财政厅", "Heilongjiang provincial finance"),
        office(Mark::Assumed, "23-rural", Level::Province, Role::Rural, "23-finance", "黑龙江省乡村振兴局", "Heilongjiang rural revitalisation"),
        office(Mark::Assumed, "2306-finance", Level::City, Role::Finance, "23-finance", "大庆市财政局", "Daqing city finance"),
        office(Mark::Assumed, "230606-finance", Level::County, Role::Finance, "2306-finance", "大庆市大同区财政局", "Datong district finance"),
        office(Mark::Assumed, "230606-rural", Level::County, Role::Rural, "230606-finance", "大庆市大同区乡村振兴局", "Datong rural revitalisation"),
        office(Mark::Assumed, "230606-audit", Level::County, Role::Audit, "23-finance", "大庆市大同区审计局", "Datong district audit"),
        office(Mark::Invented, "230606-township", Level::Township, Role::Township, "230606-finance", "演示乡（虚构）", "invented township"),
        office(Mark::Invented, "230606-builder", Level::Other, Role::Implementer, "230606-rural", "演示项目实施单位（虚构）", "invented project owner"),
    ],
};

/// Anhui: as the county's page names the money's way.
#[rustfmt::skip]
pub(super) const JINZHAI: Ground = Ground {
    origin: "ledger.ah.example/bridging",
    title: "安徽省财政衔接资金明账（演示，非真实账本）",
    opened_on: "2024-12-02",
    offices: &[
        office(Mark::Assumed, "34-finance", Level::Province, Role::Finance, "", "安徽省财政厅", "Anhui provincial finance"),
        office(Mark::Assumed, "341524-finance", Level::County, Role::Finance, "34-finance", "金寨县财政局", "Jinzhai county finance"),
        office(Mark::Assumed, "341524-rural", Level::County, Role::Rural, "341524-finance", "金寨县农业农村局", "Jinzhai agriculture and rural affairs"),
    ],
};

/// Opens the ledger and brings its units in: each is registered, and given its key, by the unit above it.
pub(super) fn open(pen: &mut Pen, ground: &Ground) -> Result<(), DemoError> {
    let (root, others) = ground.offices.split_first().expect("a ledger has a root unit");
    pen.write(root.id, ground.opened_on, opening(ground, root))?;
    for office in others {
        pen.write(office.parent, ground.opened_on, registration(office))?;
        pen.write(office.parent, ground.opened_on, grant(office))?;
    }
    Ok(())
}

fn opening(ground: &Ground, root: &Office) -> LedgerOpened {
    let key = FirstKey { algorithm: Algorithm::Ed25519, public_key: key_of(root.id).public() };
    LedgerOpened {
        title: fixed(ground.title),
        root: Root {
            unit: fixed(root.id),
            name: fixed(root.name),
            level: root.level,
            role: root.role,
            keys: List::new(vec![key]).expect("one key"),
        },
        log_key: log_key(ground.origin),
        evidence: None,
        note: Mark::Assumed.note(
            "本账本由演示程序生成，所列单位没有参与；密钥人人可得，毫无价值。",
            "This ledger was made by the demonstration; the units named took no part, and everybody can make its keys.",
        ),
    }
}

fn registration(office: &Office) -> UnitRegistered {
    let note = match office.mark {
        Mark::Invented => Mark::Invented.note("单位系虚构。", "There is no such unit."),
        Mark::Published | Mark::Assumed => Mark::Assumed.note(
            "机构名称和隶属关系按通常情形假定。",
            "The name of the office and what it belongs to are assumed as usual.",
        ),
    };
    UnitRegistered {
        unit: fixed(office.id),
        name: fixed(office.name),
        level: office.level,
        role: office.role,
        parent: fixed(office.parent),
        attributes: None,
        evidence: None,
        note,
    }
}

fn grant(office: &Office) -> KeyGranted {
    KeyGranted {
        unit: fixed(office.id),
        algorithm: Algorithm::Ed25519,
        public_key: key_of(office.id).public(),
        holder: None,
        types: None,
        limit: None,
        evidence: None,
        note: Mark::Invented.note("演示密钥，毫无价值。", "A key of the demonstration, worth nothing."),
    }
}
