//! Vectors of entries (SPEC §5, §6): a chain with one good entry per type, and each way to spoil one.

use ledger_schema::entry;
use serde_json::{Value, json};

use super::bodies::BODIES;
use super::{ORIGIN, key, log_key};

/// The issuer of every entry.
const ISSUER: &str = "230606-finance";

/// Texts of one good entry per type, each naming the one before it.
pub(super) fn texts() -> Vec<(&'static str, String)> {
    let mut previous: Option<String> = None;
    let of_body = |(i, (entry_type, date, body)): (usize, &(&'static str, &str, &str))| {
        let body = body
            .replace("LOG_KEY", &log_key().to_string())
            .replace("OTHER_KEY", &key(2).to_string())
            .replace("KEY", &key(1).to_string());
        let link = previous.as_ref().map(|id| format!(r#""previous":"{id}","#)).unwrap_or_default();
        let number = i + 1;
        let text = format!(
            "{}\n{{\"body\":{body},\"date\":\"{date}\",\"issuer\":\"{ISSUER}\",\"ledger\":\"{ORIGIN}\",\"number\":{number},{link}\"type\":\"{entry_type}\"}}\n",
            entry::HEADER
        );
        previous = Some(entry::id(&text).to_string());
        (*entry_type, text)
    };
    BODIES.iter().enumerate().map(of_body).collect()
}

/// Type, what is replaced in its good entry, by what, and the code that must be given.
const SPOILT: &[(&str, &str, &str, &str)] = &[
    // Per type: fields, values and the rules within the body.
    ("ledger_opened", "\"title\":\"大同区衔接资金账\"", "\"title\":\" 账\"", "name-form"),
    ("ledger_opened", "\"algorithm\":\"ed25519\"", "\"algorithm\":\"sm2\"", "word-unknown"),
    ("ledger_opened", "\"log_key\":\"ledger.", "\"log_key\":\"ledgers.", "verifier-key-form"),
    ("ledger_opened", "\"unit\":\"230606-finance\"}", "\"unit\":\"finance\"}", "unit-form"),
    ("unit_registered", "\"parent\":\"230606-finance\",", "", "field-missing"),
    ("unit_registered", "{\"former_poverty_county\":true,", "{\"former_poverty_county\":1,", "field-type"),
    ("unit_changed", "\"closed\":false,\"from\":\"2023-06-01\",\"name\":\"大同区农业农村局\",", "", "nothing-changed"),
    ("key_granted", "[\"payment_made\",\"payment_returned\"]", "[\"payment_made\",\"payment_made\"]", "repeated"),
    ("key_granted", "[\"payment_made\",\"payment_returned\"]", "[]", "list-length"),
    ("key_granted", "\"limit\":\"5000000.00\"", "\"limit\":\"5,000,000.00\"", "money-form"),
    ("key_granted", "\"OTHER_KEY\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "key-point"),
    ("key_granted", "\"OTHER_KEY\"", "\"AAAA\"", "base64-form"),
    ("key_revoked", "\"reason\":\"U盾遗失\"", "\"reason\":\"\"", "text-form"),
    ("rules_adopted", "\"until\":\"2025-12-31\"", "\"until\":\"2022-02-28\"", "dates-order"),
    ("rules_adopted", "[\"23\"]", "[\"2\"]", "division-form"),
    ("rules_adopted", "[\"23\"]", "[\"23\",\"23\"]", "repeated"),
    ("rules_adopted", "\"pack\":\"bridging_fund\"", "\"pack\":\"Bridging\"", "slug-form"),
    ("rules_adopted", "\"sha256\":\"e3b0", "\"sha256\":\"E3B0", "hash-form"),
    ("fund_budgeted", "\"amount\":\"61320000.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("fund_budgeted", "\"amount\":\"61320000.00\"", "\"amount\":\"61320000.001\"", "money-decimals"),
    ("fund_budgeted", "\"amount\":\"61320000.00\"", "\"amount\":\"10000000000000.00\"", "money-range"),
    ("fund_budgeted", "\"amount\":\"61320000.00\"", "\"amount\":61320000", "field-type"),
    ("fund_budgeted", "黑财指(农)〔2022〕567号", "黑财指(农)[2022]567号", "document-form"),
    ("fund_budgeted", "\"fund_year\":2023", "\"fund_year\":23", "year-form"),
    ("fund_budgeted", "\"received_on\":\"2022-11-29\"", "\"received_on\":\"2022-11-31\"", "date-range"),
    (
        "fund_budgeted",
        "{\"issued_on\":\"2022-11-25\",\"number\":\"黑财指(农)〔2022〕567号\",\"title\":\"关于提前下达2023年衔接资金的通知\"}",
        "[\"黑财指(农)〔2022〕567号\",\"2022-11-25\",\"关于提前下达2023年衔接资金的通知\"]",
        "field-type",
    ),
    ("quota_issued", "\"amount\":\"300.10\"", "\"amount\":\"300.11\"", "lines-do-not-add-up"),
    ("quota_issued", "\"line\":2", "\"line\":3", "line-numbers"),
    ("quota_issued", "\"lot\":\"230606-finance/6#1\"", "\"lot\":\"230606-finance/7#1\"", "lot-twice"),
    ("quota_issued", "\"lot\":\"230606-finance/6#1\"", "\"lot\":\"230606-finance/6\"", "line-reference-form"),
    (
        "quota_issued",
        "{\"amount\":\"200.00\",\"lot\":\"230606-finance/6#1\"}",
        "[\"230606-finance/6#1\",\"200.00\"]",
        "field-type",
    ),
    ("quota_received", "\"received_on\":\"2023-01-12\"", "\"received_on\":\"2023年1月12日\"", "date-form"),
    ("quota_received", "\"lot\":\"230606-finance/8#1\",", "", "field-missing"),
    ("quota_allocated", "\"use\":\"industry\"", "\"use\":\"产业\"", "word-unknown"),
    ("quota_allocated", "\"project\":\"HLJ-2023-0017\"", "\"project\":\"棚室\"", "project-form"),
    ("quota_allocated", "\"line\":1", "\"line\":0", "line-numbers"),
    ("payment_made", "\"name\":\"张*\"", "\"name\":\"张三\"", "payee-not-masked"),
    ("payment_made", "\"name\":\"张*\"", "\"id\":\"91350100M000100Y43\",\"name\":\"张*\"", "json-key-order"),
    (
        "payment_made",
        "\"kind\":\"household\",\"name\":\"张*\"",
        "\"id\":\"91350100M000100Y43\",\"kind\":\"household\",\"name\":\"张*\"",
        "payee-not-masked",
    ),
    ("payment_made", "\"id\":\"91350100M000100Y43\"", "\"id\":\"91350100M000100Y44\"", "credit-code-form"),
    ("payment_made", "\"ordered_on\":\"2023-05-09\"", "\"ordered_on\":\"2023-05-03\"", "dates-order"),
    ("payment_made", "\"cleared_on\":\"2023-05-10\"", "\"cleared_on\":\"2023-05-08\"", "dates-order"),
    ("payment_made", "\"amount\":\"200.10\",\"category\"", "\"amount\":\"200.00\",\"category\"", "lines-do-not-add-up"),
    ("payment_returned", "\"amount\":\"100.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("payment_returned", "#2", "#1001", "line-reference-form"),
    ("funds_reclaimed", "\"amount\":\"0.01\"", "\"amount\":\"-0.01\"", "money-form"),
    ("funds_carried_over", "\"into_year\":2024", "\"into_year\":\"2024\"", "field-type"),
    ("funds_carried_over", "\"amount\":\"100.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("reversal", "\"entry\":\"230606-finance/12\"", "\"entry\":\"230606-finance/012\"", "reference-form"),
    ("project_listed", "\"amount\":\"400.00\"", "\"amount\":\"400.01\"", "funding-does-not-add-up"),
    ("project_listed", "\"planned_end\":\"2023-10-31\"", "\"planned_end\":\"2023-03-31\"", "dates-order"),
    ("project_listed", "\"households\":120", "\"households\":-1", "field-type"),
    ("project_approved", "\"amount\":\"500.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("contract_awarded", "\"signed_on\":\"2023-03-28\"", "\"signed_on\":\"2023-03-19\"", "dates-order"),
    ("contract_awarded", "\"amount\":\"480.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("project_started", "\"note\":\"按期开工\\n现场已公示\"", "\"note\":\"按期开工\\t现场已公示\"", "text-form"),
    ("project_started", "\"note\":", "\"notes\":", "field-unknown"),
    ("project_progressed", "\"percent\":45", "\"percent\":101", "percent-range"),
    (
        "project_changed",
        "{\"amount\":\"520.00\",\"funding\":[{\"amount\":\"520.00\",\"level\":\"central\"}],\"planned_end\":\"2023-11-30\",\"planned_start\":\"2023-04-01\"}",
        "{}",
        "nothing-changed",
    ),
    (
        "project_changed",
        "{\"amount\":\"520.00\",\"funding\"",
        "{\"amount\":\"520.01\",\"funding\"",
        "funding-does-not-add-up",
    ),
    ("project_changed", "\"planned_end\":\"2023-11-30\"", "\"planned_end\":\"2023-03-31\"", "dates-order"),
    (
        "project_completed",
        "\"project\":\"HLJ-2023-0017\"",
        "\"percent\":100,\"project\":\"HLJ-2023-0017\"",
        "field-unknown",
    ),
    ("project_accepted", "\"retention\":\"14.40\"", "\"retention\":\"480.01\"", "retention-above-settlement"),
    ("project_cancelled", "\"reason\":\"选址不符合用地要求\"", "\"reason\":[\"选址\"]", "field-type"),
    ("notice_posted", "\"until\":\"2023-03-02\"", "\"until\":\"2023-02-20\"", "dates-order"),
    ("notice_posted", "\"230606-finance/10#1\"", "\"230606-finance/10\"", "repeated"),
    (
        "notice_posted",
        "{\"kind\":\"board\",\"where\":\"老山头村公示栏\"}",
        "[\"board\",\"老山头村公示栏\"]",
        "field-type",
    ),
    ("notice_posted", "\"kind\":\"publicity\"", "\"kind\":\"公示\"", "word-unknown"),
    ("notice_removed", "\"notice\":\"230606-finance/25\"", "\"notice\":\"230606-finance/25#1\"", "reference-form"),
    ("objection_received", "\"summary\":\"对项目选址有异议\"", "\"summary\":\"电话13800138000\"", "personal-mobile"),
    ("objection_resolved", "\"outcome\":\"dismissed\"", "\"outcome\":\"ignored\"", "word-unknown"),
    ("duty_performed", "\"duty\":\"report_submitted\"", "\"duty\":\"report_written\"", "word-unknown"),
    ("duty_performed", "\"period\":\"2022\"", "\"period\":\"2022-H3\"", "period-form"),
    ("duty_performed", "\"post\":\"head\"", "\"post\":\"张三\"", "slug-form"),
    ("asset_registered", "\"value\":\"1800000.00\"", "\"value\":\"0.00\"", "amount-zero"),
    ("asset_registered", "\"asset\":\"ZC-2023-0017\"", "\"asset\":\"资产\"", "code-form"),
    ("asset_registered", "\"class\":\"operating\"", "\"class\":\"other\"", "word-unknown"),
    (
        "asset_registered",
        "\"responsible_unit\":\"230606100-township\"",
        "\"responsible_unit\":\"township\"",
        "unit-form",
    ),
    ("asset_registered", "\"asset\":\"ZC-2023-0017\"", "\"asset\":\"11010519491231002X\"", "personal-identity-number"),
    ("asset_title_confirmed", "\"owner_kind\":\"village_collective\",", "", "field-missing"),
    ("asset_title_confirmed", "\"owner\":\"230606100200-village\"", "\"owner\":\"\"", "name-form"),
    ("asset_income_received", "\"amount\":\"90000.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("asset_income_received", "\"period\":\"2024\"", "\"period\":\"2024-13\"", "period-form"),
    ("income_distributed", "\"line\":2", "\"line\":1", "line-numbers"),
    ("income_distributed", "\"amount\":\"36000.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    ("income_distributed", "\"recipient\":\"张*\"", "\"recipient\":\"张三\"", "payee-not-masked"),
    ("income_distributed", "\"use\":\"households\"", "\"use\":\"industry\"", "word-unknown"),
    ("asset_disposed", "\"method\":\"scrapped\"", "\"method\":\"burnt\"", "word-unknown"),
    ("asset_disposed", "\"proceeds\":\"1200.00\"", "\"proceeds\":\"1200\"", "money-decimals"),
    ("audit_opened", "\"kind\":\"tracking\"", "\"kind\":\"跟踪审计\"", "slug-form"),
    ("audit_opened", "[\"HLJ-2023-0017\"]", "[\"HLJ-2023-0017\",\"HLJ-2023-0017\"]", "repeated"),
    ("finding_raised", "\"audit\":\"230606-audit/1\"", "\"audit\":\"230606-audit/1#1\"", "reference-form"),
    (
        "finding_raised",
        "\"summary\":\"资金闲置\",",
        "\"summary\":\"卡号6222 0212 3456 7890 128\",",
        "personal-bank-card",
    ),
    ("finding_raised", "[\"HLJ-2023-0017\"]", "[\"HLJ-2023-0017\",\"HLJ-2023-0017\"]", "repeated"),
    ("rectification_reported", "\"outcome\":\"rectified\"", "\"outcome\":\"dismissed\"", "word-unknown"),
    ("rectification_reported", "[\"230606-finance/31\"]", "[\"230606-finance/31\",\"230606-finance/31\"]", "repeated"),
    ("rectification_reported", "[\"230606-finance/31\"]", "[]", "list-length"),
    ("complaint_received", "\"channel\":\"hotline\"", "\"channel\":\"rumour\"", "word-unknown"),
    ("complaint_received", "\"real_name\":true", "\"real_name\":\"张三\"", "field-type"),
    ("complaint_received", "\"summary\":\"反映项目未按期开工\"", "\"summary\":\"电话13800138000\"", "personal-mobile"),
    ("complaint_received", "[\"HLJ-2023-0017\"]", "[\"HLJ-2023-0017\",\"HLJ-2023-0017\"]", "repeated"),
    ("complaint_answered", "\"complaint\":\"230606-rural/9\"", "\"complaint\":\"230606-rural\"", "reference-form"),
    ("complaint_answered", "\"outcome\":\"partly_upheld\"", "\"outcome\":\"rectified\"", "word-unknown"),
    ("summons_held", "\"due\":\"2023-12-31\"", "\"due\":\"2023-12-32\"", "date-range"),
    ("summons_held", "[\"230606-audit/2\"]", "[\"230606-audit/2\",\"230606-audit/2\"]", "repeated"),
    ("accountability_referred", "[\"230606-audit/2\"]", "[\"230606-audit/2\",\"230606-audit/2\"]", "repeated"),
    (
        "accountability_referred",
        "[\"budget_law/county-allocates-in-30-days\"]",
        "[\"budget_law/county-allocates-in-30-days\",\"budget_law/county-allocates-in-30-days\"]",
        "repeated",
    ),
    ("accountability_referred", "\"to\":\"230606-discipline\",", "", "field-missing"),
    ("post_changed", "\"post\":\"head\"", "\"post\":\"张三\"", "slug-form"),
    ("post_changed", "\"change\":\"transferred\"", "\"change\":\"promoted\"", "word-unknown"),
    ("household_listed", "\"name\":\"张*\"", "\"name\":\"张三\"", "payee-not-masked"),
    (
        "household_listed",
        "\"household\":\"H-0017\"",
        "\"household\":\"11010519491231002X\"",
        "personal-identity-number",
    ),
    ("household_listed", "\"household\":\"H-0017\"", "\"household\":\"\"", "code-form"),
    ("household_listed", "\"persons\":4", "\"persons\":-4", "field-type"),
    ("household_status_changed", "[\"employment\"]", "[\"employment\",\"employment\"]", "repeated"),
    ("household_status_changed", "\"status\":\"measured\"", "\"status\":\"rich\"", "word-unknown"),
    ("benefit_granted", "\"floor_area\":\"98.50\"", "\"floor_area\":\"98.5\"", "area-form"),
    ("benefit_granted", "\"amount\":\"60000.00\"", "\"amount\":\"0.00\"", "amount-zero"),
    (
        "benefit_granted",
        "\"payment\":\"230606-finance/11#1\"",
        "\"payment\":\"230606-finance/11\"",
        "line-reference-form",
    ),
    ("benefit_granted", "\"house_grade\":\"d\"", "\"house_grade\":\"e\"", "word-unknown"),
    // Personal identifiers.
    ("project_started", "按期开工\\n现场已公示", "负责人11010519491231002X", "personal-identity-number"),
    ("project_started", "按期开工\\n现场已公示", "卡号6222 0212 3456 7890 128", "personal-bank-card"),
    ("project_started", "按期开工\\n现场已公示", "联系人 138-0013-8000", "personal-mobile"),
    (
        "project_started",
        "按期开工\\n现场已公示",
        "sixty-four bytes are no hash, so say it: id 11010519491231002X.!",
        "personal-identity-number",
    ),
    ("notice_posted", "\"hotline\":\"12317\"", "\"hotline\":\"6222021234567890128\"", "personal-bank-card"),
    // The line around the body.
    ("quota_received", "\"type\":\"quota_received\"", "\"type\":\"quota_refused\"", "entry-type"),
    ("quota_received", "\"number\":9", "\"number\":0", "entry-number"),
    ("quota_received", "\"number\":9", "\"number\":1", "entry-previous"),
    ("ledger_opened", "\"number\":1", "\"number\":2", "entry-previous"),
    ("quota_received", "\"issuer\":\"230606-finance\"", "\"issuer\":\"230606_finance\"", "unit-form"),
    ("quota_received", "\"ledger\":\"ledger.", "\"ledger\":\"https://ledger.", "origin-form"),
    ("quota_received", "\"date\":\"2023-01-12\"", "\"date\":\"2023-02-30\"", "date-range"),
    ("quota_received", "{\"body\"", "{\"also\":1,\"body\"", "field-unknown"),
    ("quota_received", "{\"body\"", "[{\"body\"", "json-syntax"),
    ("quota_received", "mingzhang/entry/v1", "mingzhang/entry/v2", "entry-header"),
    ("quota_received", "}\n", "}", "entry-header"),
    ("quota_received", "}\n", "}\n\n", "entry-header"),
    ("quota_received", "\"number\":9", "\"number\": 9", "json-whitespace"),
    ("quota_received", "\"number\":9", "\"number\":9.0", "json-integer"),
    ("quota_received", "\"number\":9", "\"number\":9007199254740992", "json-integer-range"),
    ("quota_received", "\"number\":9", "\"number\":null", "json-null"),
    ("quota_received", "\"number\":9", "\"number\":9,\"number\":9", "json-duplicate-key"),
];

/// The file `entry.json`.
pub(super) fn vectors() -> Result<Value, String> {
    let texts = texts();
    let good: Vec<_> =
        texts.iter().map(|(_, text)| json!({ "text": text, "id": entry::id(text).to_string() })).collect();
    let mut bad = Vec::new();
    for (entry_type, from, to, code) in SPOILT {
        let (_, text) = texts.iter().find(|(name, _)| name == entry_type).ok_or("no such type")?;
        let from = from.replace("OTHER_KEY", &key(2).to_string());
        if text.matches(&from).count() == 0 {
            return Err(format!("{entry_type}: {from} does not occur"));
        }
        bad.push(json!({ "input": text.replacen(&from, to, 1), "code": code }));
    }
    let array = |text: &str| -> Option<String> {
        let value: Value = serde_json::from_str(text.lines().nth(1)?).ok()?;
        let members: Vec<_> =
            ["body", "date", "issuer", "ledger", "number", "previous", "type"].map(|name| value[name].clone()).into();
        Some(format!("{}\n{}\n", entry::HEADER, Value::from(members)))
    };
    let array = texts.get(8).and_then(|(_, text)| array(text)).ok_or("no entry to spoil")?;
    bad.push(json!({ "input": array, "code": "field-type" }));
    bad.push(json!({ "input": { "repeat": "账", "times": 21_793 }, "code": "entry-too-long" }));
    Ok(json!({ "section": "6", "good": good, "bad": bad }))
}
