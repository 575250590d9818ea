//! The story of one county, with fixed keys, days and times: two batches of central money, one mixed quota, two projects, payments
//! to a company and to households, a return, a reclaim and a reversal.

use ledger_schema::entry::Body;
use ledger_schema::entry::disclosure::NoticePosted;
use ledger_schema::entry::funds::{
    FundBudgeted, FundsReclaimed, PaymentMade, PaymentReturned, QuotaAllocated, QuotaIssued, QuotaReceived, Reversal,
};
use ledger_schema::entry::governance::{KeyGranted, UnitRegistered};
use ledger_schema::entry::projects::{ProjectListed, ProjectStarted};
use mingzhang::store::Store;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::small::{Small, key_of};

/// A body from its JSON.
fn body<T: DeserializeOwned + Into<Body>>(value: Value) -> Body {
    serde_json::from_value::<T>(value).expect("a good body").into()
}

fn add<S: Store + Sync>(ledger: &mut Small<S>, issuer: &str, date: &str, body: Body) {
    if let Err(error) = ledger.append(issuer, date, body) {
        panic!("{issuer} {date}: {error}");
    }
}

fn unit<S: Store + Sync>(ledger: &mut Small<S>, id: &str, name: &str, role: &str) {
    let registered = json!({ "unit": id, "name": name, "level": "county", "role": role, "parent": "23-finance" });
    add(ledger, "23-finance", "2022-11-02", body::<UnitRegistered>(registered));
    let public_key = key_of(id).public().to_string();
    let granted = json!({ "unit": id, "algorithm": "ed25519", "public_key": public_key, "holder": "国库股股长" });
    add(ledger, "23-finance", "2022-11-02", body::<KeyGranted>(granted));
}

fn budget(amount: &str, level: &str, document: &str) -> Body {
    body::<FundBudgeted>(json!({
        "fund": "bridging_fund", "fund_year": 2023, "level": level, "amount": amount,
        "document": { "number": document, "issued_on": "2022-11-08" }, "received_on": "2022-11-14",
    }))
}

fn draws(lots: &[(&str, &str)]) -> Value {
    lots.iter().map(|(lot, amount)| json!({ "lot": lot, "amount": amount })).collect()
}

fn quota(document: &str, amount: &str, from: &[(&str, &str)]) -> Body {
    body::<QuotaIssued>(json!({
        "fund": "bridging_fund", "fund_year": 2023, "document": { "number": document, "issued_on": "2022-11-29" },
        "lines": [{ "line": 1, "to": "230606-finance", "amount": amount, "from": draws(from) }],
    }))
}

fn listed(code: &str, name: &str, amount: &str) -> Body {
    body::<ProjectListed>(json!({
        "project": code, "name": name, "category": "产业发展", "construction_kind": "new", "site": "双榆树乡",
        "responsible_unit": "230606-rural", "implementing_unit": "双榆树乡人民政府", "tasks": "新建冷库一座",
        "amount": amount, "funding": [{ "level": "central", "amount": amount }],
        "beneficiaries": { "households": 120, "persons": 350 },
        "performance_target": "带动一百二十户增收", "linkage_mechanism": "带动就业和分红",
    }))
}

/// The story, on an empty store.
pub(crate) fn county<S: Store + Sync>(store: S) -> Small<S> {
    let mut ledger = Small::on(store);
    unit(&mut ledger, "230606-finance", "大同区财政局", "finance");
    unit(&mut ledger, "230606-rural", "大同区乡村振兴局", "rural");
    add(&mut ledger, "23-finance", "2022-11-10", budget("1000000.00", "central", "财农〔2022〕90号"));
    add(&mut ledger, "23-finance", "2022-11-10", budget("500000.00", "central", "财农〔2022〕91号"));
    add(&mut ledger, "23-finance", "2022-11-10", budget("200000.00", "province", "黑财农〔2022〕7号"));
    let mixed = [("23-finance/6#1", "600000.00"), ("23-finance/7#1", "300000.00")];
    add(&mut ledger, "23-finance", "2022-11-29", quota("黑财指(农)〔2023〕34号", "900000.00", &mixed));
    let province = [("23-finance/8#1", "200000.00")];
    add(&mut ledger, "23-finance", "2022-12-01", quota("黑财指(农)〔2023〕35号", "200000.00", &province));
    let received = json!({ "lot": "23-finance/9#1", "received_on": "2022-12-05" });
    add(&mut ledger, "230606-finance", "2022-12-05", body::<QuotaReceived>(received));
    projects(&mut ledger);
    payments(&mut ledger);
    ledger
}

fn projects<S: Store + Sync>(ledger: &mut Small<S>) {
    add(ledger, "230606-rural", "2022-12-10", listed("DT-2023-001", "双榆树乡冷库", "400000.00"));
    add(ledger, "230606-rural", "2022-12-10", listed("DT-2023-002", "务工交通补贴", "200000.00"));
    let line = |line: u32, project: &str, amount: &str, from: &str, r#use: &str| json!({ "line": line, "project": project, "amount": amount, "use": r#use, "from": draws(&[(from, amount)]) });
    let lines = json!([
        line(1, "DT-2023-001", "400000.00", "23-finance/9#1", "industry"),
        line(2, "DT-2023-002", "200000.00", "23-finance/10#1", "employment"),
    ]);
    let document =
        json!({ "number": "同财农〔2023〕5号", "issued_on": "2023-01-10", "title": "关于下达衔接资金的通知" });
    let allocated = json!({ "document": document, "lines": lines });
    add(ledger, "230606-finance", "2023-01-11", body::<QuotaAllocated>(allocated));
    add(ledger, "230606-rural", "2023-03-01", body::<ProjectStarted>(json!({ "project": "DT-2023-001" })));
    let notice = json!({
        "kind": "announcement", "matter": "allocation_result", "subjects": ["230606-finance/2", "DT-2023-001"],
        "place": { "kind": "website", "where": "https://www.dqdt.gov.cn/fp" }, "from": "2023-01-20",
        "fields": ["项目名称", "金额"], "hotline": "0459-12317",
    });
    add(ledger, "230606-finance", "2023-01-20", body::<NoticePosted>(notice));
}

fn payments<S: Store + Sync>(ledger: &mut Small<S>) {
    let line = |from: &str, amount: &str, payee: Value, method: &str, category: &str| json!({ "from": draws(&[(from, amount)]), "amount": amount, "payee": payee, "method": method, "category": category });
    let company = json!({ "kind": "contractor", "name": "龙江建筑有限公司" });
    let household = json!({ "kind": "household", "name": "张*三", "commitment": "ab".repeat(32) });
    let other = json!({ "kind": "household", "name": "李*", "commitment": "cd".repeat(32) });
    let cold_store = line("230606-finance/2#1", "150000.00", company.clone(), "treasury", "冷库工程款");
    let paid = json!({ "lines": [cold_store], "cleared_on": "2023-04-02" });
    add(ledger, "230606-finance", "2023-04-02", body::<PaymentMade>(paid));
    let lines = json!([
        line("230606-finance/2#2", "1200.00", household, "one_card", "跨省务工交通补贴"),
        line("230606-finance/2#2", "800.50", other, "one_card", "跨省务工交通补贴"),
    ]);
    add(
        ledger,
        "230606-finance",
        "2023-05-10",
        body::<PaymentMade>(json!({ "lines": lines, "cleared_on": "2023-05-11" })),
    );
    let returned = json!({ "payment": "230606-finance/5#1", "amount": "200.00", "reason": "卡号有误，部分退回" });
    add(ledger, "230606-finance", "2023-05-20", body::<PaymentReturned>(returned));
    let wrong = line("230606-finance/2#1", "9999.99", company, "treasury", "冷库工程款");
    let paid = json!({ "lines": [wrong], "cleared_on": "2023-06-01" });
    add(ledger, "230606-finance", "2023-06-01", body::<PaymentMade>(paid));
    let reversal = json!({ "entry": "230606-finance/7", "reason": "金额有误" });
    add(ledger, "230606-finance", "2023-06-02", body::<Reversal>(reversal));
    let reclaimed = json!({ "lot": "23-finance/9#1", "amount": "50000.00", "reason": "年底未用" });
    add(ledger, "23-finance", "2023-12-20", body::<FundsReclaimed>(reclaimed));
}
