//! The published figures, as on the two counties' pages, in 万元. What the pages do not show stands nowhere in this file.

use ledger_schema::entry::funds::{FundLevel, Use};
use ledger_schema::money::Money;

use crate::wording::Lang;

/// A project, or a class of projects where the page names only classes.
pub(super) struct Item {
    /// Not published: made up to tell them apart.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) english: &'static str,
    /// Its class on the page.
    pub(super) class: &'static str,
    pub(super) r#use: Use,
}

/// A document that brought money.
pub(super) struct Source {
    pub(super) level: FundLevel,
    pub(super) number: &'static str,
    pub(super) amount: &'static str,
}

const fn item(code: &'static str, class: &'static str, r#use: Use, name: &'static str, english: &'static str) -> Item {
    Item { code, name, english, class, r#use }
}

/// 大庆市大同区 2023: the documents, each with its day.
#[rustfmt::skip]
pub(super) const DATONG_SOURCES: [(Source, &str); 2] = [
    (Source { level: FundLevel::Central, number: "黑财指(农)〔2023〕34号", amount: "3174" }, "2022-11-29"),
    (Source { level: FundLevel::Province, number: "黑财指(农)〔2023〕78号", amount: "2958" }, "2022-12-20"),
];

/// The day of the page that allocates them.
pub(super) const DATONG_PAGE: &str = "2023-01-11";

/// 大庆市大同区 2023: the projects in the order of the page.
#[rustfmt::skip]
pub(super) const DATONG_PROJECTS: [(Item, &str); 8] = [
    (item("230606-2023-01", "产业类", Use::Industry, "大同区冷棚育苗基地建设项目", "Cold-frame seedling base"), "850"),
    (item("230606-2023-02", "产业类", Use::Industry, "大同区超大棚室种植基地建设项目", "Large greenhouse base"), "742"),
    (item("230606-2023-03", "产业类", Use::Industry, "大同区鲜食玉米制品生产基地项目", "Fresh-corn products base"), "1950"),
    (item("230606-2023-04", "产业类", Use::Industry, "大同区生态养殖场区建设项目", "Ecological livestock farm"), "450"),
    (item("230606-2023-05", "产业类", Use::Industry, "扶贫小额贷款贴息项目", "Micro-loan interest subsidy"), "205"),
    (item("230606-2023-06", "基础设施类", Use::Infrastructure, "大同区农村道路改造项目", "Rural road rebuilding"), "1600"),
    (item("230606-2023-07", "政策落实类", Use::Other, "雨露计划项目", "Rain-and-dew student aid"), "31"),
    (item("230606-2023-08", "政策落实类", Use::Employment, "就业务工补贴项目", "Migrant-work subsidy"), "304"),
];

/// 金寨县 2025: the documents. Their days were not published.
#[rustfmt::skip]
pub(super) const JINZHAI_SOURCES: [Source; 2] = [
    Source { level: FundLevel::Central, number: "皖财农〔2024〕1179号", amount: "15587" },
    Source { level: FundLevel::Province, number: "皖财农〔2024〕1314号", amount: "7926" },
];

/// A class of projects with its central and its provincial money; nothing where the page cannot be seen.
pub(super) type Class = (Item, Option<&'static str>, Option<&'static str>);

/// 金寨县 2025, block 产业, complete: central and provincial money of each class. The zero is published.
#[rustfmt::skip]
pub(super) const JINZHAI_INDUSTRY: [Class; 7] = [
    (item("341524-2025-101", "产业", Use::Industry, "千万工程产业项目", "Thousand-village industry"), Some("2825"), Some("733.83")),
    (item("341524-2025-102", "产业", Use::Industry, "农业产业项目", "Agriculture"), Some("2930"), Some("2342")),
    (item("341524-2025-103", "产业", Use::Industry, "林业产业项目", "Forestry"), Some("1042"), Some("0")),
    (item("341524-2025-104", "产业", Use::Industry, "中药产业项目", "Medicinal plants"), Some("300"), Some("108")),
    (item("341524-2025-105", "产业", Use::Industry, "村集体经济项目", "Village collectives"), Some("1113"), Some("160")),
    (item("341524-2025-106", "产业", Use::Industry, "旅游产业项目", "Tourism"), Some("800"), Some("940")),
    (item("341524-2025-107", "产业", Use::Industry, "金融帮扶项目", "Financial support"), Some("494.83"), Some("555.17")),
];

/// 金寨县 2025, block 基础设施: the two classes that can be seen. Of the first, only the central sum.
#[rustfmt::skip]
pub(super) const JINZHAI_INFRASTRUCTURE: [Class; 2] = [
    (item("341524-2025-201", "基础设施", Use::Infrastructure, "安全饮水项目", "Safe drinking water"), Some("2000"), None),
    (item("341524-2025-202", "基础设施", Use::WorkRelief, "以工代赈项目", "Work relief"), Some("355"), Some("334")),
];

/// The name of a project in `lang`; an unknown code stands for itself.
pub(super) fn name(code: &str, lang: Lang) -> &str {
    let jinzhai = JINZHAI_INDUSTRY.iter().chain(&JINZHAI_INFRASTRUCTURE).map(|(item, _, _)| item);
    let mut items = DATONG_PROJECTS.iter().map(|(item, _)| item).chain(jinzhai);
    items.find(|item| item.code == code).map_or(code, |item| lang.pick(item.name, item.english))
}

/// Whether the provincial money of a project cannot be seen on the page.
pub(super) fn unseen(code: &str) -> bool {
    JINZHAI_INFRASTRUCTURE.iter().any(|(item, _, province)| item.code == code && province.is_none())
}

/// A published figure in 万元.
pub(super) fn wan(figure: &str) -> Money {
    Money::from_wan(figure).expect("published figures are written here as numbers")
}

/// The sum of money that is all within one ledger.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::sum(amounts).expect("the sums of a county are far from the largest sum")
}

/// Part `from` of a sum to the projects in their order: each source is used up before the next is begun.
///
/// For every project, how much of each source it gets. The page does not say; this way is one of many.
pub(super) fn fill(projects: &[Money], sources: &[Money]) -> Vec<Vec<Money>> {
    let mut left = sources.to_vec();
    let share = |wanted: &Money| {
        let mut wanted = *wanted;
        let take = |left: &mut Money| {
            let part = wanted.min(*left);
            (wanted, *left) = (rest(wanted, part), rest(*left, part));
            part
        };
        left.iter_mut().map(take).collect()
    };
    projects.iter().map(share).collect()
}

fn rest(whole: Money, part: Money) -> Money {
    whole.minus(part).expect("the smaller of two is taken from both")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sums_hold() {
        let datong = |class: &str| {
            let of_class = DATONG_PROJECTS.iter().filter(|(item, _)| item.class.starts_with(class));
            total(of_class.map(|(_, amount)| wan(amount)))
        };
        let sums = ["产业类", "基础设施类", "政策落实类", ""].map(datong);
        assert_eq!(sums, ["4197", "1600", "335", "6132"].map(wan));
        assert_eq!(total(DATONG_SOURCES.map(|(source, _)| wan(source.amount))), wan("6132"));
        let central = JINZHAI_INDUSTRY.iter().filter_map(|(_, central, _)| central.map(wan));
        let province = JINZHAI_INDUSTRY.iter().filter_map(|(_, _, province)| province.map(wan));
        assert_eq!([total(central), total(province)], ["9504.83", "4839"].map(wan));
        assert_eq!(total(JINZHAI_SOURCES.map(|source| wan(source.amount))), wan("23513"));
    }

    #[test]
    fn sources_are_used_up_in_order_and_nothing_is_lost() {
        let parts = fill(&["3", "4", "5"].map(wan), &["5", "7"].map(wan));
        assert_eq!(parts, [["3", "0"], ["2", "2"], ["0", "5"]].map(|row| row.map(wan).to_vec()));
    }
}
