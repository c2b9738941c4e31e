//! Picks the fonts that letters are printed with.

#[cfg(feature = "pdf")]
mod fonts {
    use std::error::Error;
    use std::path::PathBuf;

    /// The fonts of letters by their PostScript names: the faces of the text in the order that `letter/pdf/fonts.rs`
    /// knows, then two that draw what those lack (Hebrew, Coptic, Cherokee; Armenian, Georgian, Lao, Arabic). All of `typst-assets` take 9.6 MB,
    /// most of it for mathematics.
    const FONTS: [&str; 8] = [
        "LibertinusSerif-Regular",
        "LibertinusSerif-Bold",
        "LibertinusSerif-Italic",
        "LibertinusSerif-BoldItalic",
        "LibertinusSerif-Semibold",
        "LibertinusSerif-SemiboldItalic",
        "NewCM10-Regular",
        "DejaVuSansMono",
    ];

    /// Writes each font into a file and a list of them that the program includes.
    pub(crate) fn pick() -> Result<(), Box<dyn Error>> {
        let out = PathBuf::from(variable("OUT_DIR")?);
        let mut list = String::from("[\n");
        for name in FONTS {
            let named = |font: &&[u8]| post_script_name(font).as_deref() == Some(name);
            let font = typst_assets::fonts()
                .find(named)
                .ok_or_else(|| format!("typst-assets has no font {name}"))?;
            std::fs::write(out.join(name), font)?;
            list += &format!("include_bytes!({:?}),\n", out.join(name));
        }
        list += "]\n";
        Ok(std::fs::write(out.join("fonts.rs"), list)?)
    }

    fn post_script_name(font: &[u8]) -> Option<String> {
        let face = ttf_parser::Face::parse(font, 0).ok()?;
        let mut names = face.names().into_iter();
        let name = names.find(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME && name.is_unicode())?;
        name.to_string()
    }

    fn variable(name: &str) -> Result<std::ffi::OsString, String> {
        std::env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "pdf")]
    fonts::pick()?;
    Ok(())
}
