//! The tables with their columns and keys, and the file that describes them (Data Package version 2, Table Schema; the
//! `columnType` of columns is that of Fiscal Data Package 1.0).

use serde_json::{Value, json};

use Kind::{Amount, Date, Instant, Integer, Text};

/// What stands in a column.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Integer,
    /// Yuan with two decimals.
    Amount,
    Date,
    /// RFC 3339, +08:00.
    Instant,
}

#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// What it is called in Chinese and English.
    title: &'static str,
    kind: Kind,
    required: bool,
    fiscal: Option<&'static str>,
}

/// A table.
pub(super) struct Schema {
    pub(super) name: &'static str,
    title: &'static str,
    pub(super) columns: &'static [Column],
    /// Columns that say rows apart.
    key: &'static [&'static str],
    /// Column, and the table whose one key it holds.
    refers: &'static [(&'static str, &'static Schema)],
}

impl Schema {
    pub(super) fn path(&self) -> String {
        format!("{}.csv", self.name)
    }
}

const fn must(name: &'static str, title: &'static str, kind: Kind) -> Column {
    Column { name, title, kind, required: true, fiscal: None }
}

const fn may(name: &'static str, title: &'static str, kind: Kind) -> Column {
    Column { name, title, kind, required: false, fiscal: None }
}

const fn fiscal(column: Column, fiscal: &'static str) -> Column {
    Column { fiscal: Some(fiscal), ..column }
}

pub(super) static UNITS: Schema = Schema {
    name: "units",
    title: "单位 Units",
    columns: &[
        must("unit", "单位代码 Unit", Text),
        must("name", "名称（最新）Latest name", Text),
        must("level", "层级 Level", Text),
        must("role", "职责 Role", Text),
        may("parent", "上级 Parent", Text),
        must("entry", "登记 Entry", Text),
    ],
    key: &["unit"],
    refers: &[("parent", &UNITS), ("entry", &ENTRIES)],
};

pub(super) static ENTRIES: Schema = Schema {
    name: "entries",
    title: "登记 Entries",
    columns: &[
        must("entry", "登记 Entry", Text),
        must("index", "位置 Index", Integer),
        must("appended_at", "登记时间 Appended at", Instant),
        must("date", "日期 Date", Date),
        must("type", "类型 Type", Text),
        must("issuer", "单位 Issuer", Text),
        must("id", "指纹 Entry id (SHA-256)", Text),
        may("reversed_by", "冲销登记 Reversed by", Text),
    ],
    key: &["entry"],
    refers: &[("issuer", &UNITS), ("reversed_by", &ENTRIES)],
};

pub(super) static PROJECTS: Schema = Schema {
    name: "projects",
    title: "项目 Projects",
    columns: &[
        must("project", "项目代码 Project", Text),
        must("name", "名称 Name", Text),
        must("category", "类别 Category", Text),
        must("construction_kind", "建设性质 Construction kind", Text),
        must("site", "地点 Site", Text),
        may("village", "村 Village", Text),
        must("responsible_unit", "责任单位 Responsible unit", Text),
        must("implementing_unit", "实施单位 Implementing unit", Text),
        must("amount", "入库金额（元）Amount listed (yuan)", Amount),
        may("planned_start", "计划开工 Planned start", Date),
        may("planned_end", "计划完工 Planned end", Date),
        must("households", "受益户数 Households", Integer),
        must("persons", "受益人数 Persons", Integer),
        must("performance_target", "绩效目标 Performance target", Text),
        must("stage", "进展；冲销的为 reversed Stage; reversed if the listing was", Text),
        must("stage_on", "进展日期 Stage reached on", Date),
        must("entry", "入库登记 Entry", Text),
    ],
    key: &["project"],
    refers: &[("entry", &ENTRIES)],
};

pub(super) static PROJECT_STEPS: Schema = Schema {
    name: "project_steps",
    title: "项目进展 Project steps",
    columns: &[
        must("entry", "登记 Entry", Text),
        must("project", "项目代码 Project", Text),
        must("step", "环节 Step", Text),
        must("date", "日期 Date", Date),
        may("amount", "金额（元）Amount (yuan)", Amount),
        may("percent", "进度（%）Percent", Integer),
        may("supplier", "中标单位 Supplier", Text),
        may("document", "文号 Document", Text),
    ],
    key: &["entry"],
    refers: &[("entry", &ENTRIES), ("project", &PROJECTS)],
};

pub(super) static LOTS: Schema = Schema {
    name: "lots",
    title: "资金批次（冲销见登记表）Lots: sums that can be drawn on, as written; what was reversed stands in entries",
    columns: &[
        must("lot", "批次 Lot", Text),
        must("entry", "登记 Entry", Text),
        must("kind", "种类 Kind", Text),
        must("date", "日期 Date", Date),
        must("holder", "持有单位 Holder", Text),
        must("fund", "资金 Fund", Text),
        must("fund_year", "资金年度 Fund year", Text),
        must("level", "资金层级 Level of the money", Text),
        must("amount", "金额（元）Amount (yuan)", Amount),
        may("document", "文号 Document", Text),
        may("project", "项目 Project", Text),
        may("use", "用途 Use", Text),
        may("task", "任务 Task", Text),
    ],
    key: &["lot"],
    refers: &[("entry", &ENTRIES), ("holder", &UNITS), ("project", &PROJECTS)],
};

pub(super) static PAYMENTS: Schema = Schema {
    name: "payments",
    title: "支付（冲销见登记表）Payments, as written; what was reversed stands in entries",
    columns: &[
        must("payment", "支付 Payment", Text),
        must("entry", "登记 Entry", Text),
        must("payer", "支付单位 Payer", Text),
        may("requested_on", "申请日期 Requested on", Date),
        may("ordered_on", "指令日期 Ordered on", Date),
        must("cleared_on", "到账日期 Cleared on", Date),
        must("amount", "金额（元）Amount (yuan)", Amount),
        must("payee_kind", "收款人种类 Kind of payee", Text),
        must("payee", "收款人 Payee", Text),
        may("payee_id", "统一社会信用代码 Credit code", Text),
        must("method", "方式 Method", Text),
        must("category", "类别 Category", Text),
        may("stage", "阶段 Stage", Text),
    ],
    key: &["payment"],
    refers: &[("entry", &ENTRIES), ("payer", &UNITS)],
};

pub(super) static MOVEMENTS: Schema = Schema {
    name: "movements",
    title: "资金流动 Movements of money; what came back and what was reversed is negative, so that sums are what still stands",
    columns: &[
        must("movement", "序号 Number", Integer),
        must("entry", "登记 Entry", Text),
        fiscal(must("date", "日期 Date", Date), "date:generic"),
        must("type", "登记类型 Type of the entry", Text),
        fiscal(must("kind", "流动种类 Kind", Text), "phase:id"),
        must("line", "批次或支付 Lot or payment", Text),
        may("lot", "来源批次 Lot drawn on", Text),
        fiscal(may("from_unit", "来源单位 From", Text), "administrative-classification:generic:code:full"),
        must("to", "去向 To: a unit, or the payee", Text),
        fiscal(must("fund", "资金 Fund", Text), "fin-source:generic:code:full"),
        fiscal(must("fund_year", "资金年度 Fund year", Text), "date:fiscal-year"),
        must("level", "资金层级 Level of the money", Text),
        fiscal(may("project", "项目 Project", Text), "activity:generic:project:code:full"),
        fiscal(must("amount", "金额（元）Amount (yuan)", Amount), "value"),
    ],
    key: &["movement"],
    refers: &[("entry", &ENTRIES), ("lot", &LOTS), ("from_unit", &UNITS), ("project", &PROJECTS)],
};

pub(super) static NOTICES: Schema = Schema {
    name: "notices",
    title: "公告公示 Notices",
    columns: &[
        must("entry", "登记 Entry", Text),
        must("kind", "形式 Kind", Text),
        must("matter", "事项 Matter", Text),
        must("issuer", "张贴单位 Issuer", Text),
        must("place_kind", "载体 Kind of place", Text),
        must("place", "位置 Place", Text),
        must("from", "起 From", Date),
        may("until", "止 Until", Date),
        must("fields", "公开内容 Fields shown", Text),
        may("hotline", "电话 Hotline", Text),
        may("content", "页面 SHA-256 of the page", Text),
    ],
    key: &["entry"],
    refers: &[("entry", &ENTRIES), ("issuer", &UNITS)],
};

pub(super) static NOTICE_SUBJECTS: Schema = Schema {
    name: "notice_subjects",
    title: "公告公示对象 What notices are about",
    columns: &[must("entry", "公告登记 Notice", Text), must("subject", "对象 Entry, line or project", Text)],
    key: &["entry", "subject"],
    refers: &[("entry", &NOTICES)],
};

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Amount => "number",
        Kind::Date => "date",
        Kind::Instant => "datetime",
    };
    let mut field = json!({ "name": column.name, "title": column.title, "type": kind });
    if let Kind::Amount = column.kind {
        field["unit"] = json!("CNY");
        field["decimalChar"] = json!(".");
    }
    if let Kind::Instant = column.kind {
        field["format"] = json!("%Y-%m-%dT%H:%M:%S%z");
    }
    if column.required {
        field["constraints"] = json!({ "required": true });
    }
    if let Some(fiscal) = column.fiscal {
        field["columnType"] = json!(fiscal);
    }
    field
}

/// The description of a table whose file has so many bytes.
pub(super) fn resource(schema: &Schema, bytes: u64) -> Value {
    let refers: Vec<Value> = schema
        .refers
        .iter()
        .map(|(field, table)| {
            // A table that refers to itself is named by an empty string.
            let resource = if table.name == schema.name { "" } else { table.name };
            json!({ "fields": [field], "reference": { "resource": resource, "fields": table.key } })
        })
        .collect();
    json!({
        "name": schema.name, "title": schema.title, "path": schema.path(), "type": "table", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": bytes,
        "schema": {
            "fields": schema.columns.iter().map(field).collect::<Vec<_>>(),
            "primaryKey": schema.key, "foreignKeys": refers, "missingValues": [""],
        },
    })
}
