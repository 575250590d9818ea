//! The packs that come with this release. What they say stands in `ledger-schema/rules/`.

use super::pack::Pack;

/// The files, in order of their names.
const FILES: &[(&str, &str)] = &[
    ("anhui_library", include_str!("../../ledger-schema/rules/anhui_library.toml")),
    ("audit_law", include_str!("../../ledger-schema/rules/audit_law.toml")),
    ("beita", include_str!("../../ledger-schema/rules/beita.toml")),
    ("bridging_fund", include_str!("../../ledger-schema/rules/bridging_fund.toml")),
    ("budget_law", include_str!("../../ledger-schema/rules/budget_law.toml")),
    ("chongqing_reimbursement", include_str!("../../ledger-schema/rules/chongqing_reimbursement.toml")),
    ("collective_economy", include_str!("../../ledger-schema/rules/collective_economy.toml")),
    ("enterprise_payments", include_str!("../../ledger-schema/rules/enterprise_payments.toml")),
    ("fengxin", include_str!("../../ledger-schema/rules/fengxin.toml")),
    ("fuliang", include_str!("../../ledger-schema/rules/fuliang.toml")),
    ("gansu_list", include_str!("../../ledger-schema/rules/gansu_list.toml")),
    ("guangdong_regulation", include_str!("../../ledger-schema/rules/guangdong_regulation.toml")),
    ("guizhou_use_plan", include_str!("../../ledger-schema/rules/guizhou_use_plan.toml")),
    ("hebei", include_str!("../../ledger-schema/rules/hebei.toml")),
    ("hebei_regulation", include_str!("../../ledger-schema/rules/hebei_regulation.toml")),
    ("heilongjiang", include_str!("../../ledger-schema/rules/heilongjiang.toml")),
    ("heilongjiang_regulation", include_str!("../../ledger-schema/rules/heilongjiang_regulation.toml")),
    ("henan_regulation", include_str!("../../ledger-schema/rules/henan_regulation.toml")),
    ("jiangxi", include_str!("../../ledger-schema/rules/jiangxi.toml")),
    ("jiangxi_opinion", include_str!("../../ledger-schema/rules/jiangxi_opinion.toml")),
    ("jinzhong", include_str!("../../ledger-schema/rules/jinzhong.toml")),
    ("labour", include_str!("../../ledger-schema/rules/labour.toml")),
    ("local_notices", include_str!("../../ledger-schema/rules/local_notices.toml")),
    ("money_in_time", include_str!("../../ledger-schema/rules/money_in_time.toml")),
    ("notices", include_str!("../../ledger-schema/rules/notices.toml")),
    ("open_information", include_str!("../../ledger-schema/rules/open_information.toml")),
    ("procurement", include_str!("../../ledger-schema/rules/procurement.toml")),
    ("project_assets", include_str!("../../ledger-schema/rules/project_assets.toml")),
    ("projects", include_str!("../../ledger-schema/rules/projects.toml")),
    ("qionghai", include_str!("../../ledger-schema/rules/qionghai.toml")),
    ("rongchang", include_str!("../../ledger-schema/rules/rongchang.toml")),
    ("rural_revitalisation_law", include_str!("../../ledger-schema/rules/rural_revitalisation_law.toml")),
    ("shanggao", include_str!("../../ledger-schema/rules/shanggao.toml")),
    ("songyang", include_str!("../../ledger-schema/rules/songyang.toml")),
    ("suzhou", include_str!("../../ledger-schema/rules/suzhou.toml")),
    ("village_committee", include_str!("../../ledger-schema/rules/village_committee.toml")),
    ("xuanhan", include_str!("../../ledger-schema/rules/xuanhan.toml")),
    ("yaoan", include_str!("../../ledger-schema/rules/yaoan.toml")),
    ("yunfu", include_str!("../../ledger-schema/rules/yunfu.toml")),
];

/// The file of a pack that comes with this release.
pub fn shipped_file(pack: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == pack).map(|(_, text)| *text)
}

/// Every pack that comes with this release, in order of its name.
pub fn shipped() -> Vec<Pack> {
    FILES.iter().map(|(_, text)| Pack::read(text).expect("every shipped pack is read by a test")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_pack_in_the_folder_is_shipped_under_its_own_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ledger-schema/rules");
        let names = |path: std::io::Result<std::fs::DirEntry>| {
            let path = path.expect("a file").path();
            (path.extension()? == "toml").then(|| path.file_stem().expect("a name").to_string_lossy().into_owned())
        };
        let there: BTreeSet<String> = folder.read_dir().expect("the folder").filter_map(names).collect();
        let listed: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(there, listed);
        for (name, text) in FILES {
            match Pack::read(text) {
                Ok(pack) => assert_eq!(pack.id, *name),
                Err(error) => panic!("{name}.toml: {error}"),
            }
        }
    }
}
