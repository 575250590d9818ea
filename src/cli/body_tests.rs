//! Pairs and files as bodies: types, dotted paths, normal forms, and every mistake at once.

use ledger_schema::entry::EntryType;
use ledger_schema::json;
use mingzhang::wording::Lang;
use serde_json::{Map, Value};

use super::{Body, fill};

fn read(entry_type: EntryType, pairs: &[&str]) -> Result<Body, Vec<String>> {
    let read = fill(entry_type, Value::Object(Map::new()), pairs, Lang::Zh);
    match read {
        Ok(filled) => Ok(filled.body),
        Err(failure) => Err(failure.faults.into_iter().map(|fault| fault.wording.what).collect()),
    }
}

#[test]
fn pairs_take_their_types_from_the_schema() {
    let pairs = [
        "document.number=黑财指（农）[2023] 034号",
        "document.issued_on=2023-01-11",
        "fund=bridging_fund",
        "fund_year=2023",
        "early=否",
        "lines.1.to=230606-finance",
        "lines.1.amount=2.00",
        "lines.1.from.0.lot=23-finance/1#1",
        "lines.1.from.0.amount=2.00",
        "lines.0.to=230607-finance",
        "lines.0.amount=1.00",
        "lines.0.from.0.lot=23-finance/1#1",
        "lines.0.from.0.amount=1.00",
    ];
    let Ok(Body::QuotaIssued(body)) = read(EntryType::QuotaIssued, &pairs) else { panic!("a quota") };
    assert_eq!(body.document.number.as_str(), "黑财指(农)〔2023〕34号");
    assert_eq!((body.early, body.lines[0].line, body.lines[1].line), (Some(false), 1, 2));
}

#[test]
fn a_plain_list_may_be_written_in_one_pair() {
    let key = "public_key=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    let pairs = ["unit=230606-finance", "algorithm=ed25519", key, "types=payment_made，payment_returned"];
    let Ok(Body::KeyGranted(body)) = read(EntryType::KeyGranted, &pairs) else { panic!("a grant") };
    assert_eq!(json::write(&body.types), r#"["payment_made","payment_returned"]"#);
}

#[test]
fn mistakes_in_pairs_and_in_values_are_told_together() {
    let pairs = ["fund", "amount=1.234", "amount=2.00", "document.number.x=1", "fund_year=二零二三", "colour=red"];
    assert_eq!(
        read(EntryType::FundBudgeted, &pairs).expect_err("a wrong body"),
        [
            "「fund」里没有等号",
            "amount 填了两次",
            "document.number.x：「x」前面是单个值，下面没有分项",
            "金额：金额「1.234」精确不到分",
            "内容：没有「colour」这一项",
            "文件：缺少「编号」",
            "文件：缺少「印发日期」",
            "资金年度：内容的类型不对",
            "内容：缺少「资金种类」",
            "内容：缺少「级次」",
        ]
    );
    let pairs = ["lines.first.amount=1.00", "lines.5000.amount=1.00"];
    assert_eq!(
        read(EntryType::QuotaAllocated, &pairs).expect_err("a wrong body"),
        [
            "lines.first.amount：这里是清单，「first」应是序号",
            "lines.5000.amount：前面的序号没有填，或序号过大",
            "明细：清单有 0 项，超出范围",
        ]
    );
}
