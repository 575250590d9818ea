//! What the fields of entries are called, and how to say where in an entry something stands.

use super::{Lang, say};

/// Field and Chinese name; English readers get the field's own name. A test holds the list against every schema.
const FIELDS: &[(&str, &str)] = &[
    ("algorithm", "算法"),
    ("amount", "金额"),
    ("amount_recovered", "追回金额"),
    ("asset", "资产编码"),
    ("attributes", "属性"),
    ("audit", "审计登记"),
    ("awarded_on", "中标（成交）日期"),
    ("beneficiaries", "受益对象"),
    ("benefit", "帮扶内容"),
    ("body", "内容"),
    ("build_mode", "建房方式"),
    ("category", "类别"),
    ("change", "变动"),
    ("changes", "变更事项"),
    ("channel", "来件渠道"),
    ("class", "资产类别"),
    ("cleared_on", "到账日期"),
    ("closed", "撤销标志"),
    ("commitment", "承诺值"),
    ("complaint", "信访举报"),
    ("compromised_since", "失密起始日期"),
    ("construction_kind", "建设性质"),
    ("content", "公示公告原文摘要"),
    ("counterparty", "对方单位"),
    ("date", "日期"),
    ("direct", "直达资金标识"),
    ("divisions", "适用行政区划"),
    ("document", "文件"),
    ("due", "整改期限"),
    ("duty", "职责事项"),
    ("early", "提前下达"),
    ("entry", "登记"),
    ("evidence", "附件"),
    ("fields", "公开项目"),
    ("finding", "问题"),
    ("findings", "所涉问题"),
    ("floor_area", "建筑面积"),
    ("former_poverty_county", "原贫困县"),
    ("from", "来源"),
    ("fund", "资金种类"),
    ("fund_year", "资金年度"),
    ("funding", "资金来源"),
    ("holder", "持有岗位"),
    ("hotline", "监督电话"),
    ("house_grade", "危房等级"),
    ("household", "农户编码"),
    ("households", "户数"),
    ("id", "统一社会信用代码"),
    ("implementing_unit", "实施单位"),
    ("into_year", "结转到年度"),
    ("issued_on", "印发日期"),
    ("issuer", "登记单位"),
    ("key_county", "重点帮扶县"),
    ("keys", "密钥"),
    ("kind", "种类"),
    ("ledger", "账本"),
    ("level", "级次"),
    ("limit", "限额"),
    ("line", "行号"),
    ("lines", "明细"),
    ("linkage_mechanism", "联农带农机制"),
    ("log_key", "账本验证公钥"),
    ("lot", "资金批次"),
    ("matter", "事项"),
    ("measure", "帮扶措施"),
    ("measures", "帮扶措施（列表）"),
    ("method", "方式"),
    ("name", "名称"),
    ("note", "备注"),
    ("notice", "公示公告"),
    ("number", "编号"),
    ("objection", "异议"),
    ("ordered_on", "支付令日期"),
    ("outcome", "办理结果"),
    ("owner", "产权人"),
    ("owner_kind", "产权归属"),
    ("pack", "规则包"),
    ("parent", "上级单位"),
    ("payee", "收款人"),
    ("payer", "付款方"),
    ("payment", "支付"),
    ("percent", "进度百分比"),
    ("performance_target", "绩效目标"),
    ("period", "所属期间"),
    ("persons", "人数"),
    ("place", "公开地点"),
    ("planned_end", "计划完工日期"),
    ("planned_start", "计划开工日期"),
    ("post", "岗位"),
    ("previous", "上一笔登记"),
    ("proceeds", "处置收入"),
    ("project", "项目编码"),
    ("public_key", "公钥"),
    ("real_name", "实名"),
    ("reason", "原因"),
    ("received_on", "收到日期"),
    ("recipient", "受益人"),
    ("removed_on", "撤下日期"),
    ("requested_on", "申请日期"),
    ("resolved_on", "办结日期"),
    ("responsible_unit", "责任单位"),
    ("retention", "质量保证金"),
    ("role", "职责类别"),
    ("root", "根单位"),
    ("rules", "所违反的规则"),
    ("self_raised", "自筹金额"),
    ("settlement", "结算金额"),
    ("sha256", "SHA-256 摘要"),
    ("shown_by", "佐证登记"),
    ("signed_on", "签订日期"),
    ("site", "实施地点"),
    ("stage", "支付阶段"),
    ("status", "状态"),
    ("subject", "预算科目"),
    ("subjects", "涉及对象"),
    ("summary", "内容摘要"),
    ("supervisor", "监管单位"),
    ("supplier", "中标（成交）单位"),
    ("task", "任务方向"),
    ("task_change", "任务变更批准文件"),
    ("tasks", "建设任务"),
    ("title", "标题"),
    ("to", "接收单位"),
    ("transfer", "转移支付类型"),
    ("type", "登记类型"),
    ("types", "限定类型"),
    ("unit", "单位"),
    ("until", "截止日期"),
    ("use", "用途"),
    ("value", "资产原值"),
    ("version", "版本"),
    ("village", "村"),
    ("village_class", "村类别"),
    ("warned_on", "预警日期"),
    ("where", "位置"),
    ("witnesses", "参与验收方"),
    ("work_relief", "以工代赈项目"),
];

/// The name of a field for people; an unknown one keeps its own.
pub fn field_name(field: &str, lang: Lang) -> &str {
    match lang {
        Lang::En => field,
        Lang::Zh => FIELDS.binary_search_by_key(&field, |(name, _)| name).map_or(field, |at| FIELDS[at].1),
    }
}

/// The field of this Chinese name.
pub fn field_called(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|(_, zh)| *zh == name).map(|(field, _)| *field)
}

/// Where something stands, from a path such as `body.lines[0].from[1].amount`: 明细第1行·来源第2项·金额. In English the path itself.
pub fn place(path: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return if path.is_empty() { "entry".to_owned() } else { path.to_owned() };
    }
    let within = path.strip_prefix("body.").unwrap_or(path);
    let steps: Vec<String> = within.split('.').map(step).collect();
    if within.is_empty() { "登记".to_owned() } else { steps.join("·") }
}

/// One step of a path: a field, with the place in its list counted from 1.
fn step(step: &str) -> String {
    let (name, index) = step.split_once('[').unwrap_or((step, ""));
    let label = field_name(name, Lang::Zh);
    match index.trim_end_matches(']').parse::<usize>() {
        Ok(index) if name == "lines" => say!(Lang::Zh, zh: "{label}第{n}行", en: "{label} line {n}", n = index + 1),
        Ok(index) => say!(Lang::Zh, zh: "{label}第{n}项", en: "{label} item {n}", n = index + 1),
        Err(_) => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_schema::entry::EntryType;

    #[test]
    fn fields_are_sorted_and_named_apart_from_their_code() {
        assert!(FIELDS.is_sorted_by(|a, b| a.0 < b.0));
        for (field, name) in FIELDS {
            assert!(!name.is_empty() && name != field);
        }
    }

    /// Every property name in a JSON Schema.
    fn properties(schema: &serde_json::Value, found: &mut Vec<String>) {
        match schema {
            serde_json::Value::Object(members) => {
                if let Some(serde_json::Value::Object(fields)) = members.get("properties") {
                    found.extend(fields.keys().cloned());
                }
                members.values().for_each(|value| properties(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| properties(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_field_of_every_body_has_a_chinese_name() {
        let mut fields = Vec::new();
        for entry_type in EntryType::ALL {
            let schema = serde_json::to_value(entry_type.schema()).expect("a schema is JSON");
            properties(&schema, &mut fields);
        }
        let unnamed: Vec<_> = fields.iter().filter(|field| field_name(field, Lang::Zh) == field.as_str()).collect();
        assert!(unnamed.is_empty() && fields.len() > 100, "{unnamed:?}");
    }

    #[test]
    fn places_count_from_one() {
        assert_eq!(place("body.lines[0].from[1].amount", Lang::Zh), "明细第1行·来源第2项·金额");
        assert_eq!(place("body.lines[0].amount", Lang::En), "body.lines[0].amount");
        assert_eq!(place("", Lang::Zh), "登记");
    }
}
