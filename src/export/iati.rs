//! The chain of funds for IATI 2.03 (iatistandard.org): an activity for each fund and year that a unit holds, and one for each
//! project; money goes from the one to the other down to payees. What came back or was reversed stands as a negative transaction.

use std::collections::BTreeMap;
use std::io;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::money::MovementKind;
use super::oc4ids::Words;
use super::parts::Moved;
use super::picture::Picture;
use super::projects::Stage;
use super::table::yuan;

/// Codes of IATI's lists.
const GOVERNMENT: &str = "10";
const INCOMING: &str = "1";
const DISBURSEMENT: &str = "3";
const EXPENDITURE: &str = "4";

type Xml = Writer<Vec<u8>>;

/// Why something could not be written: memory does not refuse.
type Written = io::Result<()>;

/// An activity while its transactions are gathered.
struct Activity<'a> {
    title: String,
    description: String,
    /// The unit that holds the money, or that answers for the project.
    holder: (String, String),
    implementing: Option<&'a str>,
    status: &'static str,
    /// Code of IATI's list, and day.
    dates: Vec<(&'static str, Date)>,
    sector: String,
    transactions: Vec<(&'static str, &'a Moved)>,
}

/// An XML file of every activity, in order of their identifiers.
///
/// # Panics
///
/// Never: what is written goes to memory.
pub fn iati(picture: &Picture, words: Words) -> Vec<u8> {
    let mut activities: BTreeMap<String, Activity<'_>> = BTreeMap::new();
    for (code, project) in picture.listed() {
        let listed = &project.listed;
        let day = |kind| picture.steps(code).iter().rev().find(|step| step.kind == kind).map(|step| step.date);
        let listed_on = picture.steps(code).first().map_or(project.stage_on, |step| step.date);
        let first = listed.planned_start.unwrap_or(listed_on);
        let dates = [
            Some(("1", first)),
            day(EntryType::ProjectStarted).map(|day| ("2", day)),
            listed.planned_end.map(|day| ("3", day)),
            day(EntryType::ProjectCompleted).map(|day| ("4", day)),
        ];
        let status = match project.stage {
            Stage::Started => "2",
            Stage::Completed => "3",
            Stage::Accepted => "4",
            Stage::Cancelled => "5",
            Stage::Listed | Stage::Approved | Stage::Reversed => "1",
        };
        let activity = Activity {
            title: listed.name.to_string(),
            description: listed.performance_target.to_string(),
            holder: office(picture, listed.responsible_unit.as_str()),
            implementing: Some(picture.unit_name(listed.implementing_unit.as_str())),
            status,
            dates: dates.into_iter().flatten().collect(),
            sector: listed.category.to_string(),
            transactions: Vec::new(),
        };
        activities.insert(identifier(picture, code), activity);
    }
    for moved in &picture.movements {
        for (id, kind) in sides(picture, moved) {
            let activity = activities.entry(id).or_insert_with(|| held(picture, moved, kind, words));
            activity.transactions.push((kind, moved));
        }
    }
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    write(&mut xml, picture, &activities).expect("memory takes what is written");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Characters that an identifier may not have become dots (IATI 2.03: none of `/ & | ?`).
fn identifier(picture: &Picture, of: impl std::fmt::Display) -> String {
    format!("{}-{of}", picture.origin).replace(['/', '&', '|', '?'], ".")
}

/// A unit as an organisation; others go by their names.
fn office(picture: &Picture, unit: &str) -> (String, String) {
    let id = if picture.units.contains_key(unit) { identifier(picture, unit) } else { unit.to_owned() };
    (id, picture.unit_name(unit).to_owned())
}

/// The activity of a fund that a unit holds.
fn fund(picture: &Picture, unit: &str, moved: &Moved) -> String {
    identifier(picture, format!("{unit}-{}-{}", moved.fund(), moved.fund_year()))
}

/// The activity that money leaves.
fn source(picture: &Picture, moved: &Moved) -> Option<String> {
    let from = moved.from.as_deref()?;
    Some(match (moved.kind, moved.project()) {
        (MovementKind::Paid, Some(project)) => identifier(picture, project),
        _ => fund(picture, from, moved),
    })
}

/// The activity that money enters; none if it goes to a payee.
fn target(picture: &Picture, moved: &Moved) -> Option<String> {
    match (moved.kind, moved.project()) {
        (MovementKind::Paid, _) => None,
        (MovementKind::Allocated, Some(project)) => Some(identifier(picture, project)),
        _ => Some(fund(picture, &moved.to, moved)),
    }
}

/// The activities that a movement stands in, and as what.
fn sides(picture: &Picture, moved: &Moved) -> impl Iterator<Item = (String, &'static str)> {
    let out = if moved.kind == MovementKind::Paid { EXPENDITURE } else { DISBURSEMENT };
    let leaves = source(picture, moved).map(|id| (id, out));
    leaves.into_iter().chain(target(picture, moved).map(|id| (id, INCOMING)))
}

/// A fund and year in the hands of a unit.
fn held<'a>(picture: &Picture, moved: &Moved, kind: &str, words: Words) -> Activity<'a> {
    let unit = if kind == INCOMING { &moved.to } else { moved.from.as_ref().unwrap_or(&moved.to) };
    let title = format!("{}：{} {}", picture.unit_name(unit), (words.fund)(moved.fund()), moved.fund_year());
    Activity {
        description: title.clone(),
        title,
        holder: office(picture, unit),
        implementing: None,
        status: "2",
        dates: vec![("2", moved.date)],
        sector: moved.fund().to_owned(),
        transactions: Vec::new(),
    }
}

fn narrative(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> Written {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    element.write_inner_content(|xml| {
        xml.create_element("narrative").write_text_content(BytesText::new(text))?;
        Ok(())
    })?;
    Ok(())
}

fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> Written {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty()?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> Written {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text))?;
    Ok(())
}

fn write(xml: &mut Xml, picture: &Picture, activities: &BTreeMap<String, Activity<'_>>) -> Written {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("iati-activities");
    let root = root.with_attributes([("version", "2.03"), ("generated-datetime", picture.last_at.as_str())]);
    root.write_inner_content(|xml| {
        activities.iter().try_for_each(|(id, activity)| {
            let element =
                xml.create_element("iati-activity").with_attributes([("xml:lang", "zh"), ("default-currency", "CNY")]);
            element.write_inner_content(|xml| write_activity(xml, picture, id, activity))?;
            Ok(())
        })
    })?;
    Ok(())
}

fn write_activity(xml: &mut Xml, picture: &Picture, id: &str, activity: &Activity<'_>) -> Written {
    text(xml, "iati-identifier", &[], id)?;
    let publisher = picture.origin.replace(['/', '&', '|', '?'], ".");
    narrative(xml, "reporting-org", &[("ref", &publisher), ("type", GOVERNMENT)], &picture.title)?;
    narrative(xml, "title", &[], &activity.title)?;
    narrative(xml, "description", &[("type", "1")], &activity.description)?;
    let (holder, name) = &activity.holder;
    narrative(xml, "participating-org", &[("ref", holder), ("type", GOVERNMENT), ("role", "2")], name)?;
    if let Some(implementing) = activity.implementing {
        narrative(xml, "participating-org", &[("role", "4")], implementing)?;
    }
    empty(xml, "activity-status", &[("code", activity.status)])?;
    for (kind, day) in &activity.dates {
        empty(xml, "activity-date", &[("type", kind), ("iso-date", &day.to_string())])?;
    }
    empty(xml, "recipient-country", &[("code", "CN"), ("percentage", "100")])?;
    narrative(xml, "sector", &[("vocabulary", "99"), ("code", "mingzhang")], &activity.sector)?;
    activity.transactions.iter().try_for_each(|(kind, moved)| write_transaction(xml, picture, kind, moved))
}

fn write_transaction(xml: &mut Xml, picture: &Picture, kind: &str, moved: &Moved) -> Written {
    let reference = moved.entry.to_string();
    xml.create_element("transaction").with_attribute(("ref", reference.as_str())).write_inner_content(|xml| {
        let day = moved.date.to_string();
        empty(xml, "transaction-type", &[("code", kind)])?;
        empty(xml, "transaction-date", &[("iso-date", &day)])?;
        text(xml, "value", &[("currency", "CNY"), ("value-date", &day)], &yuan(moved.fen))?;
        narrative(xml, "description", &[], &format!("{} {}", moved.entry_type, moved.line))?;
        match (&moved.from, source(picture, moved)) {
            (Some(from), Some(activity)) => {
                let organisation = identifier(picture, from);
                let attributes =
                    [("provider-activity-id", activity.as_str()), ("ref", &organisation), ("type", GOVERNMENT)];
                narrative(xml, "provider-org", &attributes, picture.unit_name(from))?;
            }
            _ => narrative(xml, "provider-org", &[("type", GOVERNMENT)], moved.level())?,
        }
        match target(picture, moved) {
            Some(activity) => {
                let organisation = identifier(picture, &moved.to);
                let attributes =
                    [("receiver-activity-id", activity.as_str()), ("ref", &organisation), ("type", GOVERNMENT)];
                narrative(xml, "receiver-org", &attributes, picture.unit_name(&moved.to))
            }
            None => narrative(xml, "receiver-org", &[], &moved.to),
        }
    })?;
    Ok(())
}
