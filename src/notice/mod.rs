//! Notices drafted from the ledger's own figures: the fields that rules ask for, on one page that prints.
//!
//! Only reads. A draft is not in the ledger: posting it is an entry that holds the hash of the page.

mod error;
mod funds;
mod page;
mod projects;
mod row;
mod said;
mod welfare;

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::entry::Entry;
use ledger_schema::entry::disclosure::{Matter, NoticeKind, NoticePosted, Place};
use ledger_schema::list::List;
use ledger_schema::personal::{self, Field};
use ledger_schema::proof_link::check_code;
use ledger_schema::reference::{EntryRef, Subject};
use ledger_schema::text::Name;
use ledger_schema::unit::UnitId;

use crate::prove::Proof;
use crate::qr::{self, Drawn};
use crate::query::{Found, QueryError, Reader};
use crate::store::Store;
use crate::wording::{Lang, Named};

pub use error::NoticeError;
pub use page::{META, PAGE_BYTES, Paper, Posted, TEMPLATE, page, posted};
use row::{Rows, Table};

/// What somebody wants to make public.
#[derive(Debug, Clone)]
pub struct Request {
    /// The unit that posts it.
    pub issuer: UnitId,
    /// 公示 or 公告.
    pub kind: NoticeKind,
    /// What it is about.
    pub matter: Matter,
    /// The entries, lines and projects that it is about.
    pub subjects: Vec<Subject>,
    /// Where it will be read.
    pub place: Place,
    /// First day.
    pub from: Date,
    /// Last day; none if it stays.
    pub until: Option<Date>,
    /// Telephone for questions and complaints.
    pub hotline: Name,
    /// Further contacts, such as an address.
    pub contact: Option<String>,
    /// A title instead of the usual one.
    pub title: Option<String>,
    /// What the ledger does not know: the value of a field, of one project or entry (`Some`) or of all.
    pub given: BTreeMap<(Option<String>, String), String>,
    /// Paragraphs that stand before the table.
    pub text: Vec<String>,
}

/// A notice before it is on a page.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// Paragraphs before the table.
    pub lead: Vec<String>,
    table: Table,
    /// Paragraphs after it: period, contacts.
    pub closing: Vec<String>,
    /// The unit that posts it.
    pub issuer: UnitId,
    /// Its name.
    pub unit: String,
    /// What the entry will say, but for the hash of the page.
    pub body: NoticePosted,
    /// The entry whose proof may stand on the page: that of the first subject, of a project its listing.
    pub about: EntryRef,
    sheet: Option<Sheet>,
}

/// A proof on paper.
#[derive(Debug, Clone)]
struct Sheet {
    code: Drawn,
    /// The entry, its type, and its check code.
    entry: String,
    kind: &'static str,
    check_code: String,
}

/// `2023年1月11日`
fn day(day: Date) -> String {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.trim_start_matches('0').to_owned());
    let mut next = || parts.next().unwrap_or_default();
    format!("{}年{}月{}日", next(), next(), next())
}

/// What a draft reads from, and what it is for.
struct Desk<'a, S> {
    reader: Reader<'a, S>,
    request: &'a Request,
}

impl<S: Store> Desk<'_, S> {
    fn entry(&self, entry: &EntryRef) -> Result<Found, NoticeError> {
        if let Some(by) = self.reader.reversed_by(entry)? {
            return Err(NoticeError::Reversed { entry: entry.clone(), by });
        }
        Ok(self.reader.entry(entry)?)
    }

    /// The latest name of a unit; what is no registered unit is a name itself.
    fn name(&self, unit: &str) -> Result<String, NoticeError> {
        let Ok(id) = unit.parse::<UnitId>() else { return Ok(unit.to_owned()) };
        match self.reader.unit(&id) {
            Ok(unit) => Ok(unit.name().to_owned()),
            Err(QueryError::UnitUnknown { .. }) => Ok(unit.to_owned()),
            Err(error) => Err(error.into()),
        }
    }

    /// 公示 before a decision, 公布 after it.
    fn verb(&self) -> &'static str {
        match self.request.kind {
            NoticeKind::Publicity => "公示",
            NoticeKind::Announcement => "公布",
        }
    }

    /// The value of `field` that was given for `about`, or for all.
    fn given(&self, about: &str, field: &str) -> Option<String> {
        let of = |about: Option<&str>| self.request.given.get(&(about.map(str::to_owned), field.to_owned())).cloned();
        of(Some(about)).or_else(|| of(None))
    }
}

/// Drafts a notice. Refuses subjects that the matter is not about, fields that are missing, personal data, and characters that the
/// fonts of official documents lack.
pub fn draft<S: Store>(reader: Reader<'_, S>, request: &Request) -> Result<Draft, NoticeError> {
    let desk = Desk { reader, request };
    if request.subjects.is_empty() {
        return Err(NoticeError::NoSubject);
    }
    let rows = match request.matter {
        Matter::AllocationResult => funds::allocation(&desk)?,
        Matter::Budget => funds::budget(&desk)?,
        Matter::BeneficiaryList | Matter::Subsidy => welfare::payments(&desk)?,
        Matter::Asset => welfare::assets(&desk)?,
        Matter::AnnualPlan | Matter::Library | Matter::ProjectBeforeStart | Matter::PerformanceTarget => {
            projects::listed(&desk)?
        }
        Matter::ProjectCompletion => projects::completed(&desk)?,
        Matter::ProjectChange => projects::changed(&desk)?,
        Matter::Award | Matter::Contract => projects::awarded(&desk)?,
        Matter::Other => Rows::default(),
    };
    finish(&desk, rows)
}

fn finish<S: Store>(desk: &Desk<'_, S>, rows: Rows) -> Result<Draft, NoticeError> {
    let request = desk.request;
    let unit = desk.name(request.issuer.as_str())?;
    let Rows { about, lead, table, missing } = rows;
    if !missing.is_empty() {
        return Err(NoticeError::Missing(missing));
    }
    let title = request.title.clone().unwrap_or_else(|| format!("{unit}关于{about}的{}", request.kind.name(Lang::Zh)));
    let lead = if request.text.is_empty() { lead } else { request.text.clone() };
    if request.matter == Matter::Other && (request.title.is_none() || lead.is_empty()) {
        return Err(NoticeError::NoText);
    }
    let fields: Vec<String> = if table.columns.is_empty() { vec!["正文".to_owned()] } else { table.columns.clone() };
    let mut shown = Vec::new();
    for field in &fields {
        shown.push(field.parse::<Name>().map_err(|_| NoticeError::FieldName(field.clone()))?);
    }
    let body = NoticePosted {
        kind: request.kind,
        matter: request.matter,
        subjects: List::new(request.subjects.clone()).map_err(|_| NoticeError::TooMany(request.subjects.len()))?,
        place: request.place.clone(),
        from: request.from,
        until: request.until,
        fields: List::new(shown).map_err(|_| NoticeError::TooMany(fields.len()))?,
        hotline: Some(request.hotline.clone()),
        content: None,
        evidence: None,
        note: None,
    };
    let (closing, issuer, sheet) = (closing(request), request.issuer.clone(), None);
    let about = proven(desk, &request.subjects[0])?;
    let draft = Draft { title, lead, table, closing, issuer, unit, body, about, sheet };
    draft.check()?;
    Ok(draft)
}

/// The entry that stands for a subject; of a project, its listing.
fn proven<S: Store>(desk: &Desk<'_, S>, subject: &Subject) -> Result<EntryRef, NoticeError> {
    Ok(match subject {
        Subject::Entry(entry) => entry.clone(),
        Subject::Line(line) => line.entry.clone(),
        Subject::Project(code) => {
            let fact: Option<crate::ledger::Project> = desk.reader.fact(code)?;
            fact.and_then(|fact| fact.listed).ok_or_else(|| NoticeError::Unlisted(code.to_string()))?
        }
    })
}

fn closing(request: &Request) -> Vec<String> {
    let mut closing = Vec::new();
    let from = day(request.from);
    match (request.kind, request.until) {
        (NoticeKind::Publicity, Some(until)) => closing
            .push(format!("公示时间：{from}至{}。公示期内有异议的，可以向本单位或者上级主管部门反映。", day(until))),
        (NoticeKind::Publicity, None) => {
            closing.push(format!("公示时间：自{from}起。有异议的，可以向本单位或者上级主管部门反映。"));
        }
        (NoticeKind::Announcement, Some(until)) => closing.push(format!("公告时间：{from}至{}。", day(until))),
        (NoticeKind::Announcement, None) => closing.push(format!("公告时间：自{from}起，长期公开。")),
    }
    let contact = request.contact.as_ref().map_or_else(String::new, |contact| format!("；{contact}"));
    closing.push(format!("监督举报电话：{}{contact}。", request.hotline));
    closing
}

impl Draft {
    /// Puts the proof of the entry that the notice is about on its page: a QR code that leads to `page`, and its check code.
    pub fn prove(self, proof: &Proof, page: &str) -> Result<Self, NoticeError> {
        // What was proven has been read as an entry before.
        let entry = Entry::read(proof.entry.text()).map_err(|_| NoticeError::Code(self.about.clone()))?;
        let code = qr::draw(page, &proof.link()).ok_or_else(|| NoticeError::Code(self.about.clone()))?;
        let check_code = check_code(&proof.entry.entry_id());
        let kind = entry.body.entry_type().name(Lang::Zh);
        Ok(Self { sheet: Some(Sheet { code, entry: entry.reference().to_string(), kind, check_code }), ..self })
    }

    /// Every text of it, with the name of what it stands in.
    fn texts(&self) -> Vec<(&str, &str)> {
        let mut texts = vec![("标题", self.title.as_str()), ("落款", self.unit.as_str())];
        texts.extend(self.lead.iter().map(|text| ("正文", text.as_str())));
        for row in &self.table.rows {
            texts.extend(self.table.columns.iter().map(String::as_str).zip(row.iter().map(String::as_str)));
        }
        texts
    }

    fn check(&self) -> Result<(), NoticeError> {
        let closing = self.closing.iter().map(|text| ("联系方式", text.as_str(), Field::Contact));
        let texts = self.texts();
        for (place, text, field) in texts.into_iter().map(|(place, text)| (place, text, Field::Prose)).chain(closing) {
            if let Some((identifier, shown)) = personal::find(text, field) {
                return Err(NoticeError::Personal { place: place.to_owned(), identifier, shown });
            }
            // The fonts that official documents are set in have the characters of GBK.
            let lacking = |c: &char| encoding_rs::GBK.encode(c.encode_utf8(&mut [0; 4])).2;
            if let Some(character) = text.chars().find(lacking) {
                return Err(NoticeError::Glyph { place: place.to_owned(), character });
            }
        }
        Ok(())
    }
}
