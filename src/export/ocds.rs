//! Contracts for OCDS 1.1 (standard.open-contracting.org): one release for each contract that stands.

use std::collections::BTreeMap;

use ledger_schema::entry::projects::ContractAwarded;
use ledger_schema::text::ProjectCode;
use serde_json::{Value, json};

use super::json::{Parties, moment, package, set, sum, uri};
use super::oc4ids::{Words, method, transaction};
use super::parts::{Did, Standing};
use super::picture::Picture;
use super::projects::{Project, Stage};

/// A package of the contracts that stand, as JSON. `prefix` is that of the publisher's open contracting identifiers (`ocds-` and
/// six letters or digits, given by the Open Contracting Partnership).
pub fn ocds(picture: &Picture, prefix: &str, words: Words) -> Vec<u8> {
    let head = json!({
        "uri": uri(picture, "ocds"), "version": "1.1", "publishedDate": picture.last_at,
        "publisher": { "name": picture.title },
    });
    let releases = picture.listed().flat_map(|(code, project)| releases(picture, code, project, prefix, words));
    package(&head, "releases", releases)
}

/// The contracts of a project, and the payments that each of them explains.
fn releases(picture: &Picture, code: &ProjectCode, project: &Project, prefix: &str, words: Words) -> Vec<Value> {
    let contracts: Vec<(&Did, &ContractAwarded)> =
        picture.steps(code).iter().filter_map(|step| Some((step, step.contract.as_ref()?))).collect();
    let payments = picture.payments(code);
    let mut paid: BTreeMap<usize, Vec<&Standing<'_>>> = BTreeMap::new();
    for payment in &payments {
        if let Some(at) = explains(&contracts, payment) {
            paid.entry(at).or_default().push(payment);
        }
    }
    let none = Vec::new();
    let release = |(at, (step, contract)): (usize, &(&Did, &ContractAwarded))| {
        release(picture, (code, project), step, contract, paid.get(&at).unwrap_or(&none), prefix, words)
    };
    contracts.iter().enumerate().map(release).collect()
}

/// The last contract with the payee that was awarded before the payment.
fn explains(contracts: &[(&Did, &ContractAwarded)], payment: &Standing<'_>) -> Option<usize> {
    contracts.iter().rposition(|(_, contract)| {
        let same = match (&contract.supplier.id, &payment.paid.id) {
            (Some(supplier), Some(payee)) => supplier == payee,
            _ => contract.supplier.name.as_str() == payment.payee,
        };
        same && contract.awarded_on <= payment.paid.cleared_on
    })
}

fn release(
    picture: &Picture,
    (code, project): (&ProjectCode, &Project),
    step: &Did,
    contract: &ContractAwarded,
    payments: &[&Standing<'_>],
    prefix: &str,
    words: Words,
) -> Value {
    let mut parties = Parties::default();
    let supplier = parties.firm(contract.supplier.name.as_str(), contract.supplier.id.as_ref(), "supplier");
    let buyer = parties.unit(picture, &step.issuer, "buyer");
    let listed = &project.listed;
    let id = step.entry.to_string();
    let transactions: Vec<Value> = payments.iter().map(|payment| transaction(picture, payment, &mut parties)).collect();
    let status = match project.stage {
        Stage::Cancelled => "cancelled",
        Stage::Accepted => "terminated",
        _ if contract.signed_on.is_none() => "pending",
        _ => "active",
    };
    let mut tender = json!({
        "id": id, "title": listed.name, "status": "complete", "procuringEntity": buyer,
        "procurementMethodDetails": (words.method)(contract.method),
    });
    set(&mut tender, "procurementMethod", method(contract.method));
    let mut signed = json!({
        "id": id, "awardID": id, "title": listed.name, "status": status, "value": sum(contract.amount),
    });
    set(&mut signed, "dateSigned", contract.signed_on.map(moment));
    let tag = if transactions.is_empty() {
        json!(["award", "contract"])
    } else {
        json!(["award", "contract", "implementation"])
    };
    if !transactions.is_empty() {
        signed["implementation"] = json!({ "transactions": transactions });
    }
    json!({
        "ocid": format!("{prefix}-{}", id.replace('/', "-")), "id": id, "date": picture.last_at, "tag": tag,
        "initiationType": "tender", "language": "zh",
        "planning": { "budget": {
            "id": project.entry, "project": listed.name, "projectID": code, "amount": sum(listed.amount),
        } },
        "tender": tender, "buyer": buyer,
        "awards": [{
            "id": id, "title": listed.name, "status": "active", "date": moment(contract.awarded_on),
            "value": sum(contract.amount), "suppliers": [supplier],
        }],
        "contracts": [signed],
        "parties": parties.list(),
    })
}
