//! The page that verifies proof links (SPEC §18.4): one file for any browser, without network, that brings its reader's policy.

/// The page without a policy, as `cargo xtask page` makes it.
const PAGE: &str = include_str!("../tools/verifier-page/verifier.html");
/// Where the policy stands in it.
const PLACE: &str = "<script type=\"application/json\" id=\"policy\">null</script>";

/// The page with a policy, as its file says it.
pub fn page(policy: &str) -> String {
    // What could end the element is written as an escape of JSON.
    let policy = serde_json::Value::from(policy).to_string().replace('<', "\\u003c");
    PAGE.replacen(PLACE, &PLACE.replacen("null", &policy, 1), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_stands_in_its_place_and_cannot_leave_it() {
        assert_eq!(PAGE.matches(PLACE).count(), 1);
        let policy = "# \"</script><b>\"\nquorum none\n";
        let page = page(policy);
        let (_, rest) = page.split_once("id=\"policy\">").expect("the element");
        let (json, _) = rest.split_once("</script>").expect("its end");
        assert_eq!(serde_json::from_str::<String>(json).expect("JSON"), policy);
    }
}
