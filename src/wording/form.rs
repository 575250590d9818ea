//! How a value is written, by the name of its type in the JSON Schemas: one line for a table.

use super::{Lang, say};

/// How values of the type `name` are written; `None` if it is none of the types of plain values.
pub fn form(name: &str, lang: Lang) -> Option<String> {
    money_and_time(name, lang).or_else(|| names(name, lang)).or_else(|| ciphers(name, lang))
}

fn money_and_time(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "Money" => say!(lang, zh: "金额，元，两位小数，如 1234.50", en: "yuan with two decimals, such as 1234.50"),
        "Date" => say!(lang, zh: "日期，如 2023-01-11", en: "a day, YYYY-MM-DD, such as 2023-01-11"),
        "Year" => say!(lang, zh: "年度，如 2023", en: "a year, such as 2023"),
        "Period" => {
            say!(lang, zh: "期间，如 2022、2022-H1、2022-Q3、2022-07", en: "a period, such as 2022, 2022-H1, 2022-Q3 or 2022-07")
        }
        "Area" => say!(lang, zh: "平方米，两位小数，如 98.50", en: "square metres with two decimals, such as 98.50"),
        "Percent" => say!(lang, zh: "0 到 100 的整数，不加 %", en: "a whole number from 0 to 100, without %"),
        _ => return None,
    })
}

fn names(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "Name" => say!(lang, zh: "一行文字，最多 200 字", en: "one line of up to 200 characters"),
        "Text" => say!(lang, zh: "文字，最多 4000 字", en: "text of up to 4,000 characters"),
        "Slug" => {
            say!(lang, zh: "代码，小写字母、数字和下划线", en: "a code of lower-case letters, digits and underscores")
        }
        "Division" => say!(lang, zh: "行政区划代码，如 230606", en: "a division code, such as 230606"),
        "UnitId" => say!(lang, zh: "单位编号，如 230606-finance", en: "a unit, such as 230606-finance"),
        "ProjectCode" => say!(lang, zh: "项目编码，如 HLJ-2023-0017", en: "a project code, such as HLJ-2023-0017"),
        "AssetCode" => say!(lang, zh: "资产编码，如 ZC-2023-0017", en: "an asset code, such as ZC-2023-0017"),
        "HouseholdCode" => {
            say!(lang, zh: "农户编码，如 H-0017；不得用身份证号", en: "a household code, such as H-0017; never an identity number")
        }
        "EntryRef" => say!(lang, zh: "登记编号，如 230606-finance/3", en: "an entry, such as 230606-finance/3"),
        "LineRef" => {
            say!(lang, zh: "登记中某一行，如 230606-finance/3#1", en: "a line of an entry, such as 230606-finance/3#1")
        }
        "Subject" => say!(lang,
            zh: "登记编号、其中一行或项目编码",
            en: "an entry, a line of one, or a project code"),
        "DocumentNumber" => say!(lang,
            zh: "文号，如 黑财指(农)〔2023〕34号；括号样式不限",
            en: "a document number, such as 黑财指(农)〔2023〕34号, in any style of brackets"),
        "Origin" => say!(lang,
            zh: "账本名称，如 ledger.hlj.example/bridging",
            en: "a ledger's name, such as ledger.hlj.example/bridging"),
        "CreditCode" => say!(lang, zh: "统一社会信用代码，18 位", en: "a unified social credit code of 18 characters"),
        _ => return None,
    })
}

fn ciphers(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "Hash" | "EntryId" => say!(lang, zh: "SHA-256 摘要，64 位小写十六进制", en: "SHA-256 in 64 hexadecimal digits"),
        "PublicKey" => say!(lang, zh: "公钥，key new 所显示", en: "a public key as key new shows it"),
        "VerifierKey" => say!(lang, zh: "账本验证公钥，init 所显示", en: "a verifier key as init shows it"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ledger_schema::entry::EntryType;

    use super::*;

    #[test]
    fn every_type_of_a_plain_value_says_how_it_is_written() {
        let mut count = 0;
        for entry_type in EntryType::ALL {
            let schema = entry_type.schema().to_value();
            for (name, node) in schema["$defs"].as_object().into_iter().flatten() {
                let plain = node.get("pattern").is_some() || node["type"] == "integer";
                for lang in Lang::ALL.iter().filter(|_| plain) {
                    assert!(form(name, *lang).is_some(), "{entry_type}: {name}");
                    count += 1;
                }
            }
        }
        assert!(count > 200, "{count}");
        assert_eq!(form("Payee", Lang::Zh), None);
    }
}
