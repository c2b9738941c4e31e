//! Disks and clocks that fail: a shim under the binary, small file systems, folders that cannot be written.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::common::project;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

static SHIM: LazyLock<Option<(TempDir, PathBuf)>> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let library = folder.path().join("fault.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(project("tests/data/fault.c"))
        .arg("-ldl")
        .status();
    match built {
        Ok(status) => assert!(status.success(), "tests/data/fault.c does not compile"),
        Err(_) => return None,
    }
    Some((folder, library))
});

/// What the shim does, and to which files.
#[derive(Clone, Copy)]
pub(crate) struct Fault<'a> {
    /// Part of their path.
    pub path: &'a str,
    /// Which operations.
    pub ops: &'a str,
    /// From which of them on, counted from 1.
    pub at: usize,
    /// `kill`, `delay`, `wait:FILE`, or the number of an error; nothing where they are only listed.
    pub does: Option<&'a str>,
}

/// Lays the shim under a command; `None`, and said so, where this machine has no C compiler.
pub(crate) fn under(mut command: Command, fault: Fault<'_>, log: &Path) -> Option<Command> {
    let Some((_, library)) = SHIM.as_ref() else {
        println!("skipped: there is no C compiler to build the shim with");
        return None;
    };
    command.env("LD_PRELOAD", library).env("FAULT_LOG", log);
    command.env("FAULT_PATH", fault.path).env("FAULT_OPS", fault.ops);
    command.env("FAULT_AT", fault.at.to_string());
    if let Some(does) = fault.does {
        command.env("FAULT_DO", does);
    }
    Some(command)
}

/// The library, to lay under a command by hand.
pub(crate) fn shim() -> Option<PathBuf> {
    SHIM.as_ref().map(|(_, library)| library.clone())
}

/// Error numbers.
pub(crate) const EIO: &str = "5";
pub(crate) const ENOSPC: &str = "28";
pub(crate) const ENOTSUP: &str = "95";

/// Starts a command under the shim and waits until it has come to the fault.
pub(crate) fn held(mut command: Command, log: &Path) -> Child {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + PATIENCE;
    while std::fs::metadata(log).map_or(true, |entry| entry.len() == 0) {
        assert!(Instant::now() < until, "the fault never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn runs(program: &str, args: &[&str]) -> bool {
    let run = Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    run.is_ok_and(|status| status.success())
}

/// Something mounted, for as long as this is held.
pub(crate) struct Mounted {
    place: PathBuf,
    _home: TempDir,
}

impl Mounted {
    /// A file system of its own, of so many kilobytes; `None`, and said so, where mounting is not allowed.
    pub(crate) fn small(kilobytes: usize) -> Option<Mounted> {
        let home = TempDir::new().unwrap();
        let (image, place) = (home.path().join("image"), home.path().join("disk"));
        std::fs::create_dir(&place).unwrap();
        std::fs::write(&image, vec![0u8; kilobytes * 1024]).unwrap();
        let (image, to) = (image.to_str().unwrap(), place.to_str().unwrap());
        let made = runs("mkfs.ext4", &["-q", "-O", "inline_data", "-I", "256", "-m", "0", image]);
        if !(made && runs("mount", &["-o", "loop", image, to])) {
            println!("skipped: mounting a file system is not allowed here");
            return None;
        }
        Some(Mounted { place, _home: home })
    }

    /// A folder as it is seen where it cannot be written.
    pub(crate) fn read_only(folder: &Path) -> Option<Mounted> {
        let home = TempDir::new().unwrap();
        let place = home.path().join("sealed");
        std::fs::create_dir(&place).unwrap();
        let (from, to) = (folder.to_str().unwrap(), place.to_str().unwrap());
        if !runs("mount", &["--bind", from, to]) {
            println!("skipped: mounting a folder is not allowed here");
            return None;
        }
        assert!(runs("mount", &["-o", "remount,bind,ro", to]));
        Some(Mounted { place, _home: home })
    }

    pub(crate) fn place(&self) -> &Path {
        &self.place
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        runs("umount", &["-l", self.place.to_str().unwrap()]);
    }
}
