//! One good body per entry type, in canonical JSON; `KEY`, `OTHER_KEY` and `LOG_KEY` stand for keys made from fixed seeds.

/// Entry type, day and body, in the order in which one issuer could have signed them.
pub(super) const BODIES: &[(&str, &str, &str)] = &[
    (
        "ledger_opened",
        "2022-11-01",
        r#"{"log_key":"LOG_KEY","root":{"keys":[{"algorithm":"ed25519","public_key":"KEY"}],"level":"county","name":"大同区财政局","role":"finance","unit":"230606-finance"},"title":"大同区衔接资金账"}"#,
    ),
    (
        "unit_registered",
        "2022-11-01",
        r#"{"attributes":{"former_poverty_county":true,"key_county":"provincial","village_class":"exited"},"level":"village","name":"老山头村","parent":"230606-finance","role":"village","unit":"230606100201-village"}"#,
    ),
    (
        "unit_changed",
        "2023-06-01",
        r#"{"closed":false,"from":"2023-06-01","name":"大同区农业农村局","unit":"230606-rural"}"#,
    ),
    (
        "key_granted",
        "2022-11-02",
        r#"{"algorithm":"ed25519","holder":"国库科","limit":"5000000.00","public_key":"OTHER_KEY","types":["payment_made","payment_returned"],"unit":"230606-finance"}"#,
    ),
    (
        "key_revoked",
        "2023-12-29",
        r#"{"compromised_since":"2023-12-20","public_key":"OTHER_KEY","reason":"U盾遗失","unit":"230606-finance"}"#,
    ),
    (
        "rules_adopted",
        "2022-11-02",
        r#"{"divisions":["23"],"from":"2022-03-01","pack":"bridging_fund","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","until":"2025-12-31","version":"2022.1"}"#,
    ),
    (
        "fund_budgeted",
        "2022-11-29",
        r#"{"amount":"61320000.00","direct":true,"document":{"issued_on":"2022-11-25","number":"黑财指(农)〔2022〕567号","title":"关于提前下达2023年衔接资金的通知"},"fund":"bridging_fund","fund_year":2023,"level":"central","received_on":"2022-11-29","task":"consolidation","transfer":"general"}"#,
    ),
    (
        "quota_issued",
        "2023-01-11",
        r#"{"document":{"issued_on":"2023-01-11","number":"黑财指(农)〔2023〕34号"},"early":false,"fund":"bridging_fund","fund_year":2023,"lines":[{"amount":"300.10","from":[{"amount":"100.10","lot":"230606-finance/7#1"},{"amount":"200.00","lot":"230606-finance/6#1"}],"level":"central","line":1,"subject":"2130505","task":"consolidation","to":"230606100-finance"},{"amount":"0.01","direct":true,"from":[{"amount":"0.01","lot":"230606-finance/7#1"}],"line":2,"to":"230606101-finance"}]}"#,
    ),
    ("quota_received", "2023-01-12", r#"{"lot":"230606-finance/8#1","received_on":"2023-01-12"}"#),
    (
        "quota_allocated",
        "2023-02-20",
        r#"{"document":{"issued_on":"2023-02-20","number":"同财农〔2023〕3号"},"lines":[{"amount":"300.10","from":[{"amount":"300.10","lot":"230606-finance/8#1"}],"line":1,"project":"HLJ-2023-0017","use":"industry"}]}"#,
    ),
    (
        "payment_made",
        "2023-05-10",
        r#"{"cleared_on":"2023-05-10","lines":[{"amount":"200.10","category":"工程进度款","from":[{"amount":"200.10","lot":"230606-finance/10#1"}],"method":"treasury","payee":{"id":"91350100M000100Y43","kind":"contractor","name":"某某建筑有限公司"},"stage":"progress"},{"amount":"100.00","category":"务工补助","from":[{"amount":"100.00","lot":"230606-finance/10#1"}],"method":"one_card","payee":{"commitment":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","kind":"household","name":"张*"}}],"ordered_on":"2023-05-09","requested_on":"2023-05-04"}"#,
    ),
    (
        "payment_returned",
        "2023-05-20",
        r#"{"amount":"100.00","payment":"230606-finance/11#2","reason":"账户已销户，退回"}"#,
    ),
    ("funds_reclaimed", "2023-11-30", r#"{"amount":"0.01","lot":"230606-finance/8#2","reason":"结余收回"}"#),
    (
        "funds_carried_over",
        "2023-12-31",
        r#"{"amount":"100.00","document":{"issued_on":"2023-12-28","number":"同财农〔2023〕99号"},"into_year":2024,"lot":"230606-finance/10#1"}"#,
    ),
    ("reversal", "2023-06-01", r#"{"entry":"230606-finance/12","reason":"金额录错"}"#),
    (
        "project_listed",
        "2022-10-15",
        r#"{"amount":"500.00","beneficiaries":{"households":120,"persons":301},"category":"产业发展","construction_kind":"new","funding":[{"amount":"400.00","level":"central"},{"amount":"100.00","level":"self_raised"}],"implementing_unit":"老山头乡人民政府","linkage_mechanism":"土地流转、务工增收","name":"棚室建设","performance_target":"户均增收1000元","planned_end":"2023-10-31","planned_start":"2023-04-01","project":"HLJ-2023-0017","responsible_unit":"区农业农村局","site":"老山头村","tasks":"新建大棚20栋","village":"230606100201-village","village_class":"exited","work_relief":false}"#,
    ),
    (
        "project_approved",
        "2023-02-15",
        r#"{"amount":"500.00","document":{"issued_on":"2023-02-15","number":"同振兴发〔2023〕2号"},"project":"HLJ-2023-0017"}"#,
    ),
    (
        "contract_awarded",
        "2023-03-20",
        r#"{"amount":"480.00","awarded_on":"2023-03-20","method":"open_tender","project":"HLJ-2023-0017","signed_on":"2023-03-28","supplier":{"id":"91350100M000100Y43","name":"某某建筑有限公司"}}"#,
    ),
    (
        "project_started",
        "2023-04-01",
        r#"{"evidence":[{"name":"开工令.pdf","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],"note":"按期开工\n现场已公示","project":"HLJ-2023-0017"}"#,
    ),
    ("project_progressed", "2023-05-01", r#"{"percent":45,"project":"HLJ-2023-0017"}"#),
    (
        "project_changed",
        "2023-06-10",
        r#"{"changes":{"amount":"520.00","funding":[{"amount":"520.00","level":"central"}],"planned_end":"2023-11-30","planned_start":"2023-04-01"},"document":{"issued_on":"2023-06-10","number":"同振兴发〔2023〕8号"},"project":"HLJ-2023-0017"}"#,
    ),
    ("project_completed", "2023-10-20", r#"{"project":"HLJ-2023-0017"}"#),
    (
        "project_accepted",
        "2023-11-05",
        r#"{"project":"HLJ-2023-0017","retention":"14.40","settlement":"480.00","witnesses":["village_supervision_committee"]}"#,
    ),
    ("project_cancelled", "2023-03-01", r#"{"project":"HLJ-2023-0099","reason":"选址不符合用地要求"}"#),
    (
        "notice_posted",
        "2023-02-21",
        r#"{"content":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","fields":["资金名称","金额","用途"],"from":"2023-02-21","hotline":"12317","kind":"publicity","matter":"allocation_result","place":{"kind":"board","where":"老山头村公示栏"},"subjects":["230606-finance/10","230606-finance/10#1","HLJ-2023-0017"],"until":"2023-03-02"}"#,
    ),
    ("notice_removed", "2023-03-03", r#"{"notice":"230606-finance/25","reason":"公示期满","removed_on":"2023-03-03"}"#),
    (
        "objection_received",
        "2023-02-25",
        r#"{"notice":"230606-finance/25","received_on":"2023-02-25","summary":"对项目选址有异议"}"#,
    ),
    (
        "objection_resolved",
        "2023-03-01",
        r#"{"objection":"230606-finance/27","outcome":"dismissed","resolved_on":"2023-03-01","summary":"经核查，选址合规"}"#,
    ),
];
