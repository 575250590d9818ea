//! QR codes of proof links (SPEC §18), drawn as SVG.

use std::fmt::Write as _;

use ledger_schema::proof_link::ProofLink;
use qrcode::{Color, EcLevel, QrCode};

/// Widest code that is drawn with the stronger correction of errors, in modules: version 25. Wider ones are hard enough to read.
const STRONG: usize = 117;
/// Modules that stay light around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The drawing; it has no size of its own.
    pub svg: String,
    /// Modules across, without what stays light around them. A phone reads half a millimetre for each.
    pub modules: usize,
    /// Whether the entry is in it; else only its proof.
    pub whole: bool,
}

/// The address of a link on a page that verifies.
pub fn address(page: &str, link: &ProofLink) -> String {
    format!("{page}#{link}")
}

/// Draws the code of a link on `page`; without the entry where both do not fit. None if even the proof does not: the largest code holds
/// some 2,900 bytes.
pub fn draw(page: &str, link: &ProofLink) -> Option<Drawn> {
    let whole = code(&address(page, link)).map(|code| (code, link.entry().is_some()));
    let (code, whole) = whole.or_else(|| Some((code(&address(page, &link.clone().without_entry()))?, false)))?;
    Some(Drawn { svg: svg(&code), modules: code.width(), whole })
}

fn code(text: &str) -> Option<QrCode> {
    let of = |level| QrCode::with_error_correction_level(text, level).ok();
    of(EcLevel::M).filter(|code| code.width() <= STRONG).or_else(|| of(EcLevel::L))
}

/// Dark modules, each run of a row as one rectangle of one path.
fn svg(code: &QrCode) -> String {
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).expect("a text takes what is written");
            }
            x += run.max(1);
        }
    }
    let side = width + 2 * QUIET;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}
