//! What is made public about a project, and what happens when somebody objects.

use ledger_schema::entry::disclosure::{
    Matter, NoticeKind, NoticePosted, ObjectionReceived, ObjectionResolved, Outcome, Place, PlaceKind,
};
use ledger_schema::entry::projects::ProjectCancelled;
use ledger_schema::hash::Hash;
use ledger_schema::list::List;
use ledger_schema::reference::{EntryRef, Subject};
use ledger_schema::text::Name;

use super::project::{Project, Step};
use super::{Province, of};

const FIELDS: [&str; 6] = ["项目名称", "实施地点", "资金来源", "资金规模", "建设任务", "监督电话"];
/// Days that a publicity stays.
const PERIOD: u16 = 10;

impl Province {
    /// A notice of `unit` about one subject: a publicity for its period, or an announcement for good.
    fn notice(&mut self, unit: usize, kind: NoticeKind, matter: Matter, subject: Subject) -> EntryRef {
        let (place, until) = match kind {
            NoticeKind::Publicity => (PlaceKind::Board, Some(self.date_on(self.day + PERIOD))),
            NoticeKind::Announcement => (PlaceKind::Website, None),
        };
        let body = NoticePosted {
            kind,
            matter,
            subjects: List::new(vec![subject]).expect("one subject"),
            place: Place { kind: place, r#where: of("政府门户网站及村务公开栏") },
            from: self.date(0),
            until,
            fields: List::new(FIELDS.map(of::<Name>).to_vec()).expect("six fields"),
            hotline: Some(of("12317")),
            content: Some(Hash::from_bytes(self.random.bytes())),
            evidence: None,
            note: None,
        };
        self.emit(unit, body)
    }

    pub(super) fn publicise(&mut self, project: &mut Project) -> (Step, u16) {
        let subject = Subject::Project(project.code.clone());
        let notice = self.notice(self.rural(project), NoticeKind::Publicity, Matter::ProjectBeforeStart, subject);
        project.about = Some(notice);
        match self.random.below(60) {
            0..3 => (Step::Object, self.random.days(2, PERIOD)),
            3 => (Step::Cancel, PERIOD),
            _ => (Step::Approve, self.random.days(PERIOD, 14)),
        }
    }

    pub(super) fn object(&mut self, project: &mut Project) -> (Step, u16) {
        let body = ObjectionReceived {
            notice: project.about.take().expect("the publicity was posted"),
            received_on: self.date(0),
            summary: of("有群众反映受益范围划定不清，要求说明未列入的村民小组的理由。"),
            evidence: None,
            note: None,
        };
        project.about = Some(self.emit(project.township, body));
        (Step::Resolve, self.random.days(3, 7))
    }

    pub(super) fn resolve(&mut self, project: &Project) -> (Step, u16) {
        let body = ObjectionResolved {
            objection: project.about.clone().expect("the objection was received"),
            resolved_on: self.date(0),
            outcome: *self.random.pick(&[Outcome::Dismissed, Outcome::PartlyUpheld]),
            summary: Some(of("经实地核实并召开村民代表会议说明，反映人表示认可。")),
            evidence: None,
            note: None,
        };
        self.emit(self.rural(project), body);
        (Step::Approve, self.random.days(3, 6))
    }

    /// A project that is given up before it has money: that stays with the county and is carried over.
    pub(super) fn cancel(&mut self, project: &Project) -> (Step, u16) {
        let (code, reason) = (project.code.clone(), of("前期论证不充分，经研究不再实施"));
        self.emit(self.rural(project), ProjectCancelled { project: code, reason, evidence: None, note: None });
        (Step::End, 0)
    }

    pub(super) fn disclose(&mut self, project: &Project) -> (Step, u16) {
        let allocation = project.about.clone().expect("the money was allocated");
        let (finance, subject) = (self.finance(project), Subject::Entry(allocation));
        self.notice(finance, NoticeKind::Announcement, Matter::AllocationResult, subject);
        (Step::Award, self.random.days(8, 20))
    }

    pub(super) fn announce(&mut self, project: &Project) -> (Step, u16) {
        let subject = Subject::Project(project.code.clone());
        self.notice(project.township, NoticeKind::Announcement, Matter::ProjectCompletion, subject);
        (Step::Close, self.random.days(10, 60))
    }
}
