//! Figures that are read from across a room: each of their dots is a block of cells.

/// Rows of dots in a figure.
pub(crate) const ROWS: usize = 5;
/// Columns of the terminal for a dot: a cell is twice as high as wide.
const WIDE: usize = 2;

/// The dots of a figure, row by row.
fn dots(letter: char) -> Option<[&'static str; ROWS]> {
    Some(match letter {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => [" # ", "## ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", "###", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        ':' => [" ", "#", " ", "#", " "],
        '-' => ["  ", "  ", "##", "  ", "  "],
        'd' => ["  #", "  #", "###", "# #", "###"],
        ' ' => [" ", " ", " ", " ", " "],
        _ => return None,
    })
}

/// The columns that a text takes.
pub(crate) fn columns(text: &str, scale: usize) -> usize {
    let figures = text.chars().filter_map(dots);
    let dots: usize = figures.map(|rows| rows[0].len() + 1).sum();
    dots.saturating_sub(1) * WIDE * scale
}

/// The lines of a text in figures; what has no figure is left out.
pub(crate) fn lines(text: &str, scale: usize) -> Vec<String> {
    let figures: Vec<[&str; ROWS]> = text.chars().filter_map(dots).collect();
    let line = |row: usize| {
        let rows: Vec<&str> = figures.iter().map(|figure| figure[row]).collect();
        let dots = rows.join(" ");
        let cells = dots
            .chars()
            .map(|dot| if dot == '#' { "█" } else { " " }.repeat(WIDE * scale));
        cells.collect::<String>()
    };
    (0..ROWS)
        .flat_map(|row| std::iter::repeat_n(line(row), scale))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{columns, lines};

    #[test]
    fn a_text_takes_the_columns_it_says() {
        for text in ["02:11", "-123:59", "14 d", ""] {
            for scale in 1..4 {
                let drawn = lines(text, scale);
                assert_eq!(drawn.len(), 5 * scale);
                for line in drawn {
                    assert_eq!(line.chars().count(), columns(text, scale), "{text}");
                }
            }
        }
        assert_eq!(lines("1", 1)[1], "████  ");
    }
}
