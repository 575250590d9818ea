//! A ledger of more than three hundred entries in which every type stands, for the tests that damage it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use ledger_schema::date::Instant;
use ledger_schema::entry::{Body, Entry, EntryType, HEADER};
use ledger_schema::json;
use ledger_schema::note::Note;
use ledger_schema::unit::UnitId;
use mingzhang::append::Appender;
use mingzhang::draft::{Drafts, sign};
use mingzhang::keyfile::SecretKey;
use mingzhang::store::memory::MemoryStore;
use mingzhang::verify::{Expectations, Verdict, verify};
use serde_json::{Value, json};

use crate::held::Held;
use crate::small::{ORIGIN, key_of, of};

/// First second of the story: 2024-01-01T08:00:00+08:00.
pub(crate) const BEGIN: i64 = 1_704_067_200;

/// The finished ledger, and drafts that go on from its end.
pub(crate) struct Story {
    pub(crate) held: Held,
    pub(crate) drafts: Drafts,
}

/// The story, told once.
pub(crate) fn story() -> &'static Story {
    static STORY: OnceLock<Story> = OnceLock::new();
    STORY.get_or_init(|| {
        let mut teller = Teller::new();
        teller.open();
        teller.units();
        let lots = teller.money();
        for (number, lot) in lots.iter().enumerate() {
            teller.project(number, lot);
        }
        teller.assets();
        teller.oversight();
        teller.households();
        teller.keys();
        teller.tail();
        Story { held: Held::of(teller.appender.store()), drafts: teller.drafts }
    })
}

/// A body from its JSON.
pub(crate) fn body(entry_type: &str, body: &Value) -> Body {
    let line = json!({"body": body, "date": "2022-01-01", "issuer": "23-finance", "ledger": ORIGIN, "number": 1, "type": entry_type});
    let text = format!("{HEADER}\n{}\n", json::write(&line));
    Entry::read(&text).unwrap_or_else(|error| panic!("{text}: {error}")).body
}

/// A note, signed by each of these units with the key of that name.
pub(crate) fn signed(entry: &Entry, keys: &[(&str, &str)]) -> Note {
    let keys: Vec<(UnitId, SecretKey)> = keys.iter().map(|(unit, name)| (of(unit), key_of(name))).collect();
    let keys: Vec<(&UnitId, &SecretKey)> = keys.iter().map(|(unit, key)| (unit, key)).collect();
    sign(entry, &keys).expect("a note")
}

pub(crate) fn public_key(name: &str) -> String {
    key_of(name).public().to_string()
}

struct Teller {
    appender: Appender<MemoryStore>,
    drafts: Drafts,
}

const COUNTY: &str = "230606-finance";
const RURAL: &str = "230606-rural";
const TOWNSHIP: &str = "230606101-township";
const BUILDER: &str = "230606-builder";

/// Unit, name, level, role, unit above.
const UNITS: &[[&str; 5]] = &[
    ["23-rural", "省乡村振兴局", "province", "rural", "23-finance"],
    ["2306-finance", "市财政局", "city", "finance", "23-finance"],
    [COUNTY, "区财政局", "county", "finance", "2306-finance"],
    ["230606-government", "区人民政府", "county", "government", "2306-finance"],
    [RURAL, "区乡村振兴局", "county", "rural", "230606-government"],
    ["230606-audit", "区审计局", "county", "audit", "230606-government"],
    [TOWNSHIP, "祥阳镇人民政府", "township", "township", "230606-government"],
    ["230606101-village", "双榆树村村委会", "village", "village", TOWNSHIP],
    [BUILDER, "庆同建筑有限公司", "other", "implementer", "230606-government"],
    ["230605-finance", "邻区财政局", "county", "finance", "2306-finance"],
    ["230605-old", "旧办公室", "county", "rural", "2306-finance"],
];

impl Teller {
    fn new() -> Self {
        let appender = Appender::open(MemoryStore::new(), key_of(ORIGIN)).expect("an empty store opens");
        Self { appender, drafts: Drafts::new(of(ORIGIN)) }
    }

    /// Appends an entry of `issuer`, signed by its own key; gives its reference.
    fn act(&mut self, issuer: &str, date: &str, entry_type: &str, value: Value) -> String {
        self.act_with(&[(issuer, issuer)], issuer, date, entry_type, value)
    }

    #[expect(clippy::needless_pass_by_value, reason = "JSON is written where it is handed in")]
    fn act_with(&mut self, keys: &[(&str, &str)], issuer: &str, date: &str, entry_type: &str, value: Value) -> String {
        let entry = self.drafts.next(&of(issuer), of(date), body(entry_type, &value));
        let now = BEGIN + i64::try_from(self.appender.size()).expect("small") * 60;
        let now = Instant::from_unix(now).expect("in range");
        let appended = self.appender.append(&[signed(&entry, keys).to_string()], now);
        let appended = appended.unwrap_or_else(|error| panic!("{entry_type} {value}: {error:?}"));
        appended[0].entry.to_string()
    }

    fn open(&mut self) {
        let key = json!({"algorithm": "ed25519", "public_key": public_key("23-finance")});
        let root =
            json!({"unit": "23-finance", "name": "省财政厅", "level": "province", "role": "finance", "keys": [key]});
        let log_key = ledger_schema::key::VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name");
        let opened = json!({"title": "测试账本", "root": root, "log_key": log_key.to_string()});
        self.act("23-finance", "2022-11-01", "ledger_opened", opened);
    }

    fn units(&mut self) {
        for [unit, name, level, role, parent] in UNITS {
            let registered = json!({"unit": unit, "name": name, "level": level, "role": role, "parent": parent});
            self.act("23-finance", "2022-11-01", "unit_registered", registered);
            self.grant(unit, unit);
        }
        let named = json!({"unit": "23-rural", "name": "省农业农村厅", "from": "2023-06-01"});
        self.act("23-finance", "2023-06-01", "unit_changed", named);
        let closed = json!({"unit": "230605-old", "closed": true});
        self.act("23-finance", "2023-06-01", "unit_changed", closed);
        let rules = json!({"pack": "national", "version": "1", "sha256": "0".repeat(64)});
        self.act("23-rural", "2022-11-02", "rules_adopted", rules);
        let plan = json!({"duty": "plan_adopted", "kind": "annual", "period": "2023", "post": "head",
            "document": {"number": "黑乡振〔2022〕9号", "issued_on": "2022-11-02"}});
        self.act("23-rural", "2022-11-02", "duty_performed", plan);
    }

    fn grant(&mut self, unit: &str, key: &str) {
        let granted = json!({"unit": unit, "algorithm": "ed25519", "public_key": public_key(key)});
        self.act("23-finance", "2022-11-01", "key_granted", granted);
    }

    /// Central and provincial money comes down to the county; gives the county's lots.
    fn money(&mut self) -> Vec<String> {
        let mut lots = Vec::new();
        for (serial, level) in [(34, "central"), (78, "province")] {
            let document =
                |agency: &str| json!({"number": format!("{agency}〔2023〕{serial}号"), "issued_on": "2022-11-29"});
            let budget = json!({"fund": "bridging_fund", "fund_year": 2023, "level": level, "amount": "31740000.00",
                "document": document("黑财指(农)"), "received_on": "2022-11-28"});
            let budget = self.act("23-finance", "2022-11-29", "fund_budgeted", budget);
            let line = |to: &str, amount: &str, lot: &str, line: u32| json!({"line": line, "to": to, "amount": amount, "from": [{"lot": lot, "amount": amount}]});
            let lines = [line("2306-finance", "30000000.00", &format!("{budget}#1"), 1)];
            let issued = json!({"document": document("黑财农"), "fund": "bridging_fund", "fund_year": 2023, "early": true, "lines": lines});
            let city = self.act("23-finance", "2022-12-20", "quota_issued", issued);
            let lines: Vec<Value> =
                (1..=8).map(|number| line(COUNTY, "2000000.00", &format!("{city}#1"), number)).collect();
            let issued =
                json!({"document": document("庆财农"), "fund": "bridging_fund", "fund_year": 2023, "lines": lines});
            let county = self.act("2306-finance", "2023-01-05", "quota_issued", issued);
            for number in 1..=8 {
                let received = json!({"lot": format!("{county}#{number}"), "received_on": "2023-01-06"});
                self.act(COUNTY, "2023-01-06", "quota_received", received);
                lots.push(format!("{county}#{number}"));
            }
            let reclaimed = json!({"lot": format!("{county}#8"), "amount": "150000.00", "reason": "结余收回"});
            self.act("2306-finance", "2023-12-01", "funds_reclaimed", reclaimed);
        }
        lots
    }

    /// The whole way of one project: seventeen entries, more for some.
    fn project(&mut self, number: usize, lot: &str) {
        let project = format!("5100001234{number:03}");
        let only = json!({"project": project});
        self.act(RURAL, "2022-12-25", "project_listed", listed(&project));
        let document = json!({"number": format!("同政发〔2023〕{}号", number + 1), "issued_on": "2023-01-08"});
        let approved = json!({"project": project, "document": document, "amount": "1800000.00"});
        self.act("230606-government", "2023-01-08", "project_approved", approved);
        let publicity = self.notice("publicity", "allocation_result", &[&project]);
        let lines = json!([{"line": 1, "project": project, "amount": "1800000.00", "use": "industry", "from": [{"lot": lot, "amount": "1800000.00"}]}]);
        let signers = [(COUNTY, COUNTY), (RURAL, RURAL)];
        let allocated = self.act_with(
            &signers,
            COUNTY,
            "2023-01-11",
            "quota_allocated",
            json!({"document": document, "lines": lines}),
        );
        let awarded = json!({"project": project, "supplier": {"name": "庆同建筑有限公司"}, "method": "open_tender", "amount": "1750000.00", "awarded_on": "2023-02-20", "signed_on": "2023-02-25"});
        self.act(RURAL, "2023-02-25", "contract_awarded", awarded);
        self.act(BUILDER, "2023-03-01", "project_started", only.clone());
        self.pay(&format!("{allocated}#1"), "500000.00", "contractor", "庆同建筑有限公司");
        self.act(BUILDER, "2023-06-30", "project_progressed", json!({"project": project, "percent": 60}));
        let paid = self.pay(&format!("{allocated}#1"), "1000.00", "household", "张*");
        let returned = json!({"payment": format!("{paid}#1"), "amount": "400.00", "reason": "重复发放"});
        self.act(COUNTY, "2023-08-01", "payment_returned", returned);
        let wrong = self.pay(&format!("{allocated}#1"), "2000.00", "household", "李*");
        self.act(COUNTY, "2023-08-02", "reversal", json!({"entry": wrong, "reason": "对象有误"}));
        let change = json!({"project": project, "changes": {"tasks": "新建冷棚二十二栋"}, "document": document});
        self.act(RURAL, "2023-08-03", "project_changed", change);
        let objection = json!({"notice": publicity, "received_on": "2023-01-20", "summary": "面积与公示不符"});
        let objection = self.act(RURAL, "2023-01-20", "objection_received", objection);
        let resolved = json!({"objection": objection, "resolved_on": "2023-01-25", "outcome": "dismissed"});
        self.act(RURAL, "2023-01-25", "objection_resolved", resolved);
        let removed = json!({"notice": publicity, "removed_on": "2023-02-01"});
        self.act(RURAL, "2023-02-01", "notice_removed", removed);
        if number % 4 == 3 {
            self.act(RURAL, "2023-09-01", "project_cancelled", json!({"project": project, "reason": "选址调整"}));
            return;
        }
        self.act(BUILDER, "2023-09-30", "project_completed", only);
        let accepted = json!({"project": project, "settlement": "1700000.00", "retention": "51000.00", "witnesses": ["village_supervision_committee"]});
        self.act_with(&[(RURAL, RURAL), (TOWNSHIP, TOWNSHIP)], RURAL, "2023-10-10", "project_accepted", accepted);
        let carried = json!({"lot": format!("{allocated}#1"), "amount": "10000.00", "into_year": 2024});
        self.act(COUNTY, "2023-12-31", "funds_carried_over", carried);
    }

    fn notice(&mut self, kind: &str, matter: &str, subjects: &[&str]) -> String {
        let posted = json!({"kind": kind, "matter": matter, "subjects": subjects, "place": {"kind": "board", "where": "村务公开栏"},
            "from": "2023-01-10", "until": "2023-01-20", "fields": ["项目名称", "金额"]});
        self.act(RURAL, "2023-01-10", "notice_posted", posted)
    }

    fn pay(&mut self, lot: &str, amount: &str, kind: &str, name: &str) -> String {
        let line = json!({"from": [{"lot": lot, "amount": amount}], "amount": amount, "payee": {"kind": kind, "name": name}, "method": "treasury", "category": "工程款"});
        self.act(COUNTY, "2023-07-01", "payment_made", json!({"lines": [line], "cleared_on": "2023-07-01"}))
    }

    /// A key is narrowed, used, revoked and replaced.
    fn keys(&mut self) {
        let narrowed = json!({"unit": COUNTY, "algorithm": "ed25519", "public_key": public_key("cashier"), "holder": "出纳", "types": ["payment_made", "reversal"], "limit": "5000.00"});
        self.act("23-finance", "2023-07-01", "key_granted", narrowed);
        let line = json!({"from": [{"lot": "230606-finance/17#1", "amount": "100.00"}], "amount": "100.00", "payee": {"kind": "person", "name": "王*"}, "method": "one_card", "category": "补助"});
        let paid = json!({"lines": [line], "cleared_on": "2023-07-02"});
        self.act_with(&[(COUNTY, "cashier")], COUNTY, "2023-07-02", "payment_made", paid);
        let revoked = json!({"unit": COUNTY, "public_key": public_key("cashier"), "reason": "人员调离"});
        self.act("2306-finance", "2023-08-01", "key_revoked", revoked);
        self.grant(COUNTY, "second");
        self.act_with(&[(COUNTY, "second")], COUNTY, "2023-12-31", "payment_made", {
            let line = json!({"from": [{"lot": "230606-finance/17#1", "amount": "100.00"}], "amount": "100.00", "payee": {"kind": "person", "name": "赵*"}, "method": "one_card", "category": "补助"});
            json!({"lines": [line], "cleared_on": "2023-12-31"})
        });
    }

    /// An asset is registered, settled, earns, gives out and ends; each act once wrongly, and taken back.
    fn assets(&mut self) {
        let asset = json!({"asset": "ZC-1", "name": "冷棚育苗基地", "class": "operating", "project": "5100001234000", "value": "1700000.00",
            "site": "双榆树村", "responsible_unit": TOWNSHIP, "supervisor": "230606101-village"});
        self.twice(RURAL, "asset_registered", &asset);
        let steps = [
            (
                "asset_title_confirmed",
                json!({"asset": "ZC-1", "owner_kind": "village_collective", "owner": "230606101-village"}),
            ),
            ("asset_income_received", json!({"asset": "ZC-1", "amount": "90000.00", "period": "2023"})),
            (
                "income_distributed",
                json!({"asset": "ZC-1", "lines": [{"line": 1, "amount": "30000.00", "use": "households"}]}),
            ),
            ("asset_disposed", json!({"asset": "ZC-1", "method": "scrapped", "reason": "雪灾毁损"})),
        ];
        for (entry_type, body) in &steps {
            self.twice(TOWNSHIP, entry_type, body);
        }
    }

    /// An audit finds something, a complaint comes in, both run their course; each act once wrongly, and taken back.
    fn oversight(&mut self) {
        const AUDIT: &str = "230606-audit";
        let audit = self.twice(
            AUDIT,
            "audit_opened",
            &json!({"kind": "tracking", "period": "2023", "subjects": ["5100001234000"]}),
        );
        let found = json!({"kind": "idle", "unit": RURAL, "audit": audit, "amount": "300000.00", "due": "2023-12-20", "summary": "资金闲置"});
        let found = self.twice(AUDIT, "finding_raised", &found);
        self.twice(RURAL, "rectification_reported", &json!({"finding": found, "outcome": "rectified"}));
        let complaint =
            json!({"channel": "hotline", "unit": RURAL, "subjects": ["5100001234000"], "summary": "未按期开工"});
        let complaint = self.twice(RURAL, "complaint_received", &complaint);
        self.twice(TOWNSHIP, "complaint_answered", &json!({"complaint": complaint, "outcome": "upheld"}));
        self.twice(
            "230606-government",
            "summons_held",
            &json!({"unit": RURAL, "reason": "整改迟缓", "findings": [found]}),
        );
        let referred = json!({"unit": RURAL, "to": AUDIT, "reason": "整改迟缓", "findings": [found], "rules": ["suzhou/late-money-is-referred"]});
        self.twice("230606-government", "accountability_referred", &referred);
        self.twice("230606-government", "post_changed", &json!({"unit": RURAL, "post": "head", "change": "vacant"}));
    }

    fn households(&mut self) {
        let listed = json!({"household": "H-1", "village": "双榆树村", "kind": "marginal", "persons": 4, "commitment": "0".repeat(64)});
        self.twice("230606101-village", "household_listed", &listed);
        self.twice(TOWNSHIP, "household_status_changed", &json!({"household": "H-1", "status": "monitored"}));
        let granted = json!({"household": "H-1", "benefit": "relocation", "project": "5100001234000", "floor_area": "98.50", "persons": 4});
        self.twice(TOWNSHIP, "benefit_granted", &granted);
    }

    /// An act, its reversal, and the act again; gives the one that stands.
    fn twice(&mut self, issuer: &str, entry_type: &str, body: &Value) -> String {
        let wrong = self.act(issuer, "2023-12-06", entry_type, body.clone());
        self.act(issuer, "2023-12-06", "reversal", json!({"entry": wrong, "reason": "登记有误"}));
        self.act(issuer, "2023-12-06", entry_type, body.clone())
    }

    fn tail(&mut self) {
        for number in 0..8 {
            let text = format!("第{number}期公告{}", "，内容从略".repeat(400));
            let posted = json!({"kind": "announcement", "matter": "annual_plan", "subjects": ["A-1"], "place": {"kind": "website", "where": "区政府网"},
                "from": "2023-12-01", "fields": ["计划"], "note": text});
            self.act("230606101-village", "2023-12-01", "notice_posted", posted);
        }
    }
}

fn listed(project: &str) -> Value {
    json!({"project": project, "name": "冷棚育苗基地建设项目", "category": "产业发展", "construction_kind": "new", "site": "双榆树村",
        "responsible_unit": "区乡村振兴局", "implementing_unit": "祥阳镇人民政府", "tasks": "新建冷棚二十栋", "amount": "1800000.00",
        "funding": [{"level": "central", "amount": "1800000.00"}], "beneficiaries": {"households": 30, "persons": 71},
        "performance_target": "带动脱贫户增收", "linkage_mechanism": "土地流转、务工"})
}

#[test]
fn the_story_has_every_type_and_verifies() {
    let held = &story().held;
    let entries: Vec<Entry> =
        (0..held.size()).map(|index| Entry::read(held.read(index).note.text()).expect("an entry")).collect();
    let types: BTreeSet<EntryType> = entries.iter().map(|entry| entry.body.entry_type()).collect();
    assert_eq!(types, EntryType::ALL.iter().copied().collect());
    assert!(entries.len() > 300, "{} entries", entries.len());
    let issuers: BTreeSet<&UnitId> = entries.iter().map(|entry| &entry.issuer).collect();
    assert!(issuers.len() >= 8, "{issuers:?}");
    let cosigned = (0..held.size()).filter(|index| held.read(*index).note.signatures().len() > 1).count();
    assert!(cosigned > 10);
    let report = verify(held, &Expectations::default(), &|_| {}).expect("memory is readable");
    assert_eq!(report.verdict(), Verdict::Intact, "{:?}", report.problems);
    assert_eq!(report.records, held.size());
}
