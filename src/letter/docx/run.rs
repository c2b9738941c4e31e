//! A run of text in a DOCX, and how it looks.

use docx_rs::{BreakType, Run, Shading};

/// How text looks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) gap: bool,
}

/// A run of text as it is, line feeds as breaks.
pub(super) fn text_run(text: &str) -> Run {
    text_run_in(text, Look::default())
}

pub(super) fn text_run_in(text: &str, look: Look) -> Run {
    let mut run = Run::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        if !line.is_empty() {
            run = run.add_text(line);
        }
    }
    dress(run, look)
}

pub(super) fn dress(mut run: Run, look: Look) -> Run {
    if look.strong {
        run = run.bold();
    }
    if look.emphasis {
        run = run.italic();
    }
    if look.gap {
        run = run.shading(Shading::new().fill("FFF3C4")).underline("dash");
    }
    run
}
