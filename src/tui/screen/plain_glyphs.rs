//! The same screen in ASCII, for a terminal whose locale promises nothing else (`LANG=C`).

use ratatui::buffer::Buffer;

/// What stands for a sign; a letter of another script has no stand-in and is a question mark.
fn stand_in(sign: char) -> char {
    match sign {
        '─' | '━' | '–' | '—' => '-',
        '│' | '┃' | '▏' | '‖' => '|',
        '┌' | '┐' | '└' | '┘' | '┼' | '├' | '┤' | '┬' | '┴' => '+',
        '●' | '◆' | '•' => '*',
        '⏎' => '/',
        '◌' | '◇' | '◷' => 'o',
        '○' | '·' | '░' => '.',
        '◐' => '+',
        '▶' | '▸' | '›' | '→' => '>',
        '‹' | '←' => '<',
        '█' | '■' => '#',
        '…' => '~',
        '≡' | '≥' | '≤' => '=',
        '¶' | '§' => 'S',
        '✓' | '↓' => 'v',
        '↑' => '^',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        sign if sign.is_ascii() => sign,
        _ => '?',
    }
}

/// Changes every sign of a drawn screen.
pub(super) fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if symbol.is_ascii() {
            continue;
        }
        let sign = symbol.chars().next().map_or(' ', stand_in);
        cell.set_char(sign);
    }
}
