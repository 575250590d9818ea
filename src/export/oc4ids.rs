//! Projects for OC4IDS 0.9 (standard.open-contracting.org/infrastructure): what each got, when it came how far, what was paid to
//! whom and what was made public about it. Identifiers are the entries that things come from.

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::entry::disclosure::Matter;
use ledger_schema::entry::projects::{AwardMethod, ConstructionKind, ContractAwarded};
use ledger_schema::text::{Name, ProjectCode};
use serde_json::{Value, json};

use super::json::{Parties, moment, package, set, sum, uri, value};
use super::parts::{Did, Notice, Standing};
use super::picture::Picture;
use super::projects::{Project, Stage};
use crate::obligations::{Obligation, Report, State};

/// What things are called: these exports say it in Chinese, whatever language their reader has.
#[derive(Clone, Copy)]
pub struct Words {
    /// A step of a project.
    pub step: fn(EntryType) -> &'static str,
    /// What a notice is about.
    pub matter: fn(Matter) -> &'static str,
    /// A way of awarding.
    pub method: fn(AwardMethod) -> &'static str,
    /// A fund.
    pub fund: fn(&str) -> &str,
}

/// A package of the projects whose listing stands, as JSON. Of `duties`, those that are about a project and were not simply met
/// in time are milestones of it, beside its own steps.
pub fn oc4ids(picture: &Picture, duties: &Report, words: Words) -> Vec<u8> {
    let mut of_project = std::collections::BTreeMap::<&ProjectCode, Vec<&Obligation>>::new();
    for duty in duties.obligations.iter().filter(|duty| duty.state != State::Met) {
        for project in picture.projects_of(&duty.subject) {
            of_project.entry(project).or_default().push(duty);
        }
    }
    let head = json!({
        "uri": uri(picture, "oc4ids"), "version": "0.9", "publishedDate": picture.last_at,
        "publisher": { "name": picture.title },
    });
    let none = Vec::new();
    let projects = picture.listed().map(|(code, project)| {
        let duties = of_project.get(code).unwrap_or(&none);
        Drawn { picture, code, project, steps: picture.steps(code), words }.project(duties)
    });
    package(&head, "projects", projects)
}

/// One project while it is drawn.
struct Drawn<'a> {
    picture: &'a Picture,
    code: &'a ProjectCode,
    project: &'a Project,
    steps: &'a [Did],
    words: Words,
}

/// The procurement method as the Open Contracting standards tell methods apart; none if the ledger does not say enough.
pub(super) const fn method(method: AwardMethod) -> Option<&'static str> {
    match method {
        AwardMethod::OpenTender => Some("open"),
        AwardMethod::InvitedTender | AwardMethod::Negotiation | AwardMethod::Consultation | AwardMethod::Inquiry => {
            Some("selective")
        }
        AwardMethod::SingleSource | AwardMethod::Direct => Some("direct"),
        AwardMethod::Other => None,
    }
}

const fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Approved => "preparation",
        Stage::Started => "implementation",
        Stage::Completed | Stage::Accepted => "completion",
        Stage::Cancelled => "cancelled",
        Stage::Listed | Stage::Reversed => "identification",
    }
}

impl Drawn<'_> {
    fn project(&self, duties: &[&Obligation]) -> Value {
        let Self { picture, code, project: Project { listed, stage, entry, .. }, steps, .. } = *self;
        let mut parties = Parties::default();
        let payments = picture.payments(code);
        let last = steps.last().map_or(self.project.stage_on, |step| step.date);
        let authority = parties.office(picture, listed.responsible_unit.as_str(), "publicAuthority");
        parties.office(picture, listed.implementing_unit.as_str(), "administrativeEntity");
        let transactions: Vec<Value> =
            payments.iter().map(|payment| transaction(picture, payment, &mut parties)).collect();
        let mut drawn = json!({
            "id": format!("{}/{code}", picture.origin),
            "updated": moment(last),
            "language": "zh",
            "identifiers": [{ "id": code, "scheme": "project-library" }, { "id": entry, "scheme": "mingzhang-entry" }],
            "title": listed.name, "description": listed.tasks, "purpose": listed.performance_target,
            "status": status(*stage),
            "publicAuthority": authority,
            "additionalClassifications": [{ "scheme": "project-library-category", "id": listed.category, "description": listed.category }],
            "locations": [self.location()],
            "budget": self.budget(),
            "milestones": self.milestones(duties),
        });
        let kind = match listed.construction_kind {
            ConstructionKind::New | ConstructionKind::Continuing => Some("construction"),
            ConstructionKind::Extension => Some("expansion"),
            ConstructionKind::Rebuilding => Some("rehabilitation"),
            ConstructionKind::Other => None,
        };
        set(&mut drawn, "type", kind);
        set(&mut drawn, "period", period(listed.planned_start, listed.planned_end));
        let built = period(self.day(EntryType::ProjectStarted), self.day(EntryType::ProjectCompleted));
        set(&mut drawn, "implementationPeriod", built);
        set(&mut drawn, "transactions", Some(transactions));
        let documents: Vec<Value> = picture.notices(code).map(|notice| self.document(notice)).collect();
        set(&mut drawn, "documents", Some(documents));
        set(&mut drawn, "contractingProcesses", Some(self.contracts(&mut parties)));
        set(&mut drawn, "completion", self.completion());
        drawn["parties"] = parties.list().into();
        drawn
    }

    /// The day of the last step of a kind.
    fn day(&self, kind: EntryType) -> Option<Date> {
        self.steps.iter().rev().find(|step| step.kind == kind).map(|step| step.date)
    }

    fn location(&self) -> Value {
        let listed = &self.project.listed;
        let mut location = json!({ "id": "1", "description": listed.site, "address": { "countryName": "China" } });
        // A village may be a unit, a division code or a name: only the first two are codes of a gazetteer.
        let village = listed.village.as_ref().map(Name::as_str);
        let division = village.map(|village| village.split('-').next().unwrap_or(village));
        let code = division.filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
        set(&mut location, "gazetteer", code.map(|code| json!({ "scheme": "GB/T 2260", "identifiers": [code] })));
        location
    }

    fn budget(&self) -> Value {
        let listed = &self.project.listed;
        let allocated = value(self.picture.allocated(self.code));
        let parts = listed.funding.iter().enumerate().map(
            |(at, part)| json!({ "id": (at + 1).to_string(), "description": part.level, "amount": sum(part.amount) }),
        );
        let mut breakdowns = vec![json!({ "id": "allocated", "description": "已分配资金",
                "budgetBreakdown": [{ "id": "1", "description": "allocated", "amount": allocated }] })];
        let parts: Vec<Value> = parts.collect();
        if !parts.is_empty() {
            breakdowns.push(json!({ "id": "funding", "description": "资金来源", "budgetBreakdown": parts }));
        }
        let mut budget = json!({ "amount": sum(listed.amount), "budgetBreakdowns": breakdowns });
        set(&mut budget, "approvalDate", self.day(EntryType::ProjectApproved).map(moment));
        budget
    }

    fn milestones(&self, duties: &[&Obligation]) -> Vec<Value> {
        let mut milestones: Vec<Value> = self.steps.iter().map(|step| self.step(step)).collect();
        let listed = &self.project.listed;
        let done = self.day(EntryType::ProjectCompleted);
        if let Some(planned) = listed.planned_end {
            let late = self.picture.last_on.is_some_and(|today| today > planned);
            let status = if done.is_some() {
                "met"
            } else if late {
                "notMet"
            } else {
                "scheduled"
            };
            let mut milestone = json!({
                "id": format!("{}#planned_end", self.project.entry), "title": "计划完工", "type": "delivery",
                "dueDate": moment(planned), "status": status,
            });
            set(&mut milestone, "dateMet", done.map(moment));
            milestones.push(milestone);
        }
        milestones.extend(duties.iter().map(|duty| obligation(duty)));
        milestones
    }

    fn step(&self, step: &Did) -> Value {
        let kind = match step.kind {
            EntryType::ProjectListed => "preProcurement",
            EntryType::ProjectApproved | EntryType::ProjectChanged => "approval",
            EntryType::ContractAwarded => "procurement",
            EntryType::ProjectAccepted => "assessment",
            _ => "delivery",
        };
        let mut milestone = json!({
            "id": step.entry, "title": (self.words.step)(step.kind), "type": kind, "dateMet": moment(step.date),
            "status": "met",
        });
        set(&mut milestone, "description", step.percent.map(|percent| format!("{percent}%")));
        set(&mut milestone, "value", step.amount.map(sum));
        milestone
    }

    fn document(&self, notice: &Notice) -> Value {
        let body = &notice.body;
        let mut document = json!({
            "id": notice.entry, "title": (self.words.matter)(body.matter), "datePublished": moment(body.from),
            "language": "zh", "author": self.picture.unit_name(&notice.issuer),
            "accessDetails": format!("{}（{}）", body.place.r#where, body.place.kind),
        });
        let kind = match body.matter {
            Matter::Award => Some("awardNotice"),
            Matter::Contract => Some("contractNotice"),
            Matter::Budget | Matter::AllocationResult => Some("budgetApproval"),
            Matter::AnnualPlan => Some("projectPlan"),
            Matter::ProjectBeforeStart => Some("projectScope"),
            Matter::ProjectCompletion => Some("completionCertificate"),
            _ => None,
        };
        set(&mut document, "documentType", kind);
        set(&mut document, "description", body.content.map(|hash| format!("SHA-256 {hash}")));
        document
    }

    fn contracts(&self, parties: &mut Parties) -> Vec<Value> {
        let process = |(step, contract): (&Did, &ContractAwarded)| {
            let supplier = parties.firm(contract.supplier.name.as_str(), contract.supplier.id.as_ref(), "supplier");
            let buyer = parties.unit(self.picture, &step.issuer, "procuringEntity");
            let closed = matches!(self.project.stage, Stage::Accepted | Stage::Cancelled);
            let mut tender = json!({
                "procuringEntity": buyer, "procurementMethodDetails": (self.words.method)(contract.method),
            });
            set(&mut tender, "procurementMethod", method(contract.method));
            json!({ "id": step.entry, "summary": {
                "externalReference": step.entry, "title": self.project.listed.name, "nature": ["construction"],
                "status": if closed { "closed" } else { "active" }, "tender": tender, "suppliers": [supplier],
                "contractValue": sum(contract.amount),
                "contractPeriod": { "startDate": moment(contract.signed_on.unwrap_or(contract.awarded_on)) },
            } })
        };
        self.steps.iter().filter_map(|step| Some((step, step.contract.as_ref()?))).map(process).collect()
    }

    fn completion(&self) -> Option<Value> {
        let end = self.day(EntryType::ProjectCompleted)?;
        let mut completion = json!({ "endDate": moment(end) });
        let accepted = self.steps.iter().rev().find(|step| step.kind == EntryType::ProjectAccepted);
        set(&mut completion, "finalValue", accepted.and_then(|step| step.amount).map(sum));
        Some(completion)
    }
}

fn period(start: Option<Date>, end: Option<Date>) -> Option<Value> {
    let mut period = json!({});
    set(&mut period, "startDate", start.map(moment));
    set(&mut period, "endDate", end.map(moment));
    (period != json!({})).then_some(period)
}

/// A payment as these standards have it.
pub(super) fn transaction(picture: &Picture, payment: &Standing<'_>, parties: &mut Parties) -> Value {
    json!({
        "id": payment.line, "date": moment(payment.paid.cleared_on), "value": value(payment.fen),
        "payer": parties.unit(picture, payment.payer, "payer"), "payee": parties.payee(payment),
    })
}

fn obligation(duty: &Obligation) -> Value {
    let rule = &duty.rule;
    let due = duty.due.map(|due| format!("#{due}")).unwrap_or_default();
    let mut milestone = json!({
        "id": format!("{}#{}{due}", rule.name, duty.subject), "title": rule.asks.zh, "type": "reporting",
        "description": format!("{} {}", rule.basis.instrument, rule.basis.article),
    });
    let status = match duty.state {
        State::Met | State::MetLate => Some("met"),
        State::Pending => Some("scheduled"),
        State::Overdue | State::Breached => Some("notMet"),
        // A fact is missing: nothing is said that is not known.
        State::Undetermined => None,
    };
    set(&mut milestone, "status", status);
    set(&mut milestone, "dueDate", duty.due.map(moment));
    set(&mut milestone, "dateMet", duty.met_on.map(moment));
    milestone
}
