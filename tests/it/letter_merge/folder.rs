//! The folder of a merge: whose it is, what is made again, what is taken away, and how an interrupted merge goes on.

use super::*;

#[test]
fn a_row_put_on_top_shifts_nobody_s_letter() {
    let post = Post::with(DEAR);
    let said = post.merge(people(1..=30), &TXT).ok();
    assert!(said.contains("Created 30 letters; 0 already existed"), "{said}");
    assert_eq!(post.in_order(), 30);
    let shifted = people(1..=30).replacen('\n', "\nEve New,666 Other St,Elsewhere\n", 1);
    let said = post.merge(shifted, &TXT).ok();
    assert!(said.contains("Created 1 letter; 30 already existed"), "{said}");
    assert_eq!(post.in_order(), 31);
    let first = &post.list()[0];
    assert!(
        first["row"] == "2" && first["Name"] == "Eve New" && first["City"] == "Elsewhere",
        "{first:?}"
    );
}

#[test]
fn another_roster_in_the_same_folder_takes_the_former_letters_away_by_name() {
    let post = Post::with(DEAR);
    post.merge("Name,Street,City\nAnna,A St,Town\nZara,Z St,Town\n", &TXT)
        .ok();
    let anna = post.letter(&post.list()[0]);
    let again = post.merge("Name,Street,City\nZara,Z St,Town\nBo,B St,Town\n", &TXT_JSON);
    let told = told(&again);
    assert_eq!(
        (told["made"].as_u64(), told["there"].as_u64()),
        (Some(1), Some(1)),
        "{told}"
    );
    assert_eq!(rows(&told["removed"][0]["rows"]), [2], "{told}");
    assert_eq!(post.in_order(), 2);
    assert!(anna.contains("Dear Anna,") && !post.list().iter().any(|line| post.letter(line) == anna));
    // A corrected cell makes a letter anew, and the one with the mistake goes.
    let said = post
        .merge("Name,Street,City\nZara,Z St,Town\nBoris,B St,Town\n", &TXT)
        .ok();
    assert!(said.contains("Created 1 letter; 1 already existed"), "{said}");
    assert!(
        said.contains("Removed 1 file of an earlier run") && said.contains("for rows 3."),
        "{said}"
    );
    assert_eq!(post.in_order(), 2);
}

#[test]
fn letters_of_an_older_text_are_never_kept() {
    let post = Post::with("# Notice\n\nDear [[person.name|the name]],\n\n24 months.\n");
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    post.revise("all", "# Notice\n\nDear [[person.name|the name]],\n\n36 months.\n");
    let before = post.names();
    let refused = post.merge(&roster, &TXT).fails(1);
    assert!(refused.contains("contains letters from another merge"), "{refused}");
    assert!(refused.contains("the text was different"), "{refused}");
    assert!(
        refused.contains("--replace") && refused.contains("remove the 3 files"),
        "{refused}"
    );
    assert_eq!(post.names(), before, "a refusal changes nothing");
    let said = post.merge(&roster, &["--format", "txt", "--replace"]).ok();
    assert!(
        said.contains("Created 3 letters; 0 already") && said.contains("Removed 3 files of an earlier run"),
        "{said}"
    );
    assert_eq!(post.in_order(), 3);
    assert!(post.list().iter().all(|line| post.letter(line).contains("36 months")));
}

#[test]
fn a_folder_belongs_to_one_letter_and_one_form() {
    let post = Post::with(DEAR);
    post.draft(
        "other",
        &["inside/staff"],
        "# Other\n\nDear [[person.name|the name]],\n\nnot this one.\n",
    );
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    let refused = post.merge_letter("other", &roster, &TXT).fails(1);
    assert!(refused.contains("made from the letter all of"), "{refused}");
    let refused = post.merge(&roster, &["--format", "html"]).fails(1);
    assert!(refused.contains("they were made as txt"), "{refused}");
    let refused = post.merge(&roster, &["--format", "txt", "--cohort", "name"]).fails(1);
    assert!(refused.contains("grouped differently"), "{refused}");
    assert_eq!(post.in_order(), 3);
    // A folder with other things in it, such as the letters of a version without manifests, is not touched at all.
    let out = post.desk.beside("old");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("00000002.txt"), "Dear Somebody,").unwrap();
    let out = out.display().to_string();
    let roster = post.file("people.csv", &roster);
    for more in [&[][..], &["--replace"]] {
        let args = [
            &["letter", "merge", &post.code, "all", &roster, "--out", &out][..],
            more,
        ]
        .concat();
        let refused = post.desk.run(&args).fails(1);
        assert!(refused.contains("contains files that no merge recorded"), "{refused}");
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn what_changed_in_the_folder_is_made_again_or_named() {
    let post = Post::with(DEAR);
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    let lines = post.list();
    std::fs::write(post.out().join(&lines[0]["file"]), "Dear Somebody Else,").unwrap();
    std::fs::remove_file(post.out().join(&lines[1]["file"])).unwrap();
    std::fs::write(post.out().join("00000009.txt"), "Dear Stranger,").unwrap();
    let said = post.merge(&roster, &TXT).ok();
    assert!(said.contains("Created 2 letters; 1 already existed"), "{said}");
    assert!(said.contains("had been changed since it was created"), "{said}");
    assert!(
        said.contains("00000009.txt is in the folder but was not created by this merge"),
        "{said}"
    );
    assert_eq!(post.list(), lines);
    assert_eq!(post.in_order(), 3);
}

#[cfg(unix)]
#[test]
fn files_are_private_and_the_list_holds_what_a_mail_house_needs() {
    use std::os::unix::fs::PermissionsExt as _;
    let post = Post::with(DEAR);
    let roster = "Name,Birth date,SSN,Address,City,State,ZIP,mailing_opt_in,Email,Ref\n\
                  \"=cmd|' /C calc'!A0\",1970-01-01,999-99-9999,\"\t+1 A St\",Town,TX,78701,yes,a@example.com,R1\n\
                  Änne,1971-01-01,999-99-9998,＝2 B St,Town,TX,78701,no,b@example.com,R2\n\
                  Cy,1972-01-01,999-99-9997,,Town,TX,,yes,c@example.com,R3\n";
    let ran = post.merge(roster, &TXT_JSON);
    let told = told(&ran);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in post.names() {
        let mode = post.out().join(&name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    assert_eq!(post.out().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    // A town and an e-mail address do not make a postal address, and an answer about mailing is none.
    assert_eq!(rows(&told["without_address"]), [4], "{told}");
    let text = std::fs::read_to_string(post.out().join("mail-house.csv")).unwrap();
    let head = text.trim_start_matches('\u{feff}').lines().next().unwrap();
    assert_eq!(head, "row,file,letter,sha256,Name,Address,City,State,ZIP");
    for secret in ["999-99", "1970", "example.com", "R1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let lines = post.list();
    assert_eq!(lines[0]["Name"], "'=cmd|' /C calc'!A0");
    assert!(
        lines[0]["Address"].starts_with('\'') && lines[1]["Address"].starts_with("'＝"),
        "{lines:?}"
    );
    assert!(text.starts_with('\u{feff}'), "Excel must see that the names are UTF-8");
    post.merge(roster, &["--format", "txt", "--list-columns", "ref,Email"])
        .ok();
    assert_eq!(
        (&post.list()[1]["Ref"][..], &post.list()[1]["Email"][..]),
        ("R2", "b@example.com")
    );
    let refused = post
        .merge(roster, &["--format", "txt", "--list-columns", "nothing"])
        .fails(2);
    assert!(
        refused.contains("the affected-persons list has no column `nothing`"),
        "{refused}"
    );
}

#[test]
fn one_merge_at_a_time_works_in_a_folder() {
    let post = Post::with(DEAR);
    post.merge(people(1..=2), &TXT).ok();
    let lock = std::fs::File::open(post.out().join(".firebell-merge.lock")).unwrap();
    lock.lock().unwrap();
    let refused = post.merge(people(1..=3), &TXT).fails(1);
    assert!(refused.contains("another merge is writing into"), "{refused}");
    assert_eq!(post.in_order(), 2);
    drop(lock);
    post.merge(people(1..=3), &TXT).ok();
    assert_eq!(post.in_order(), 3);
}

/// A merge that is killed leaves no list and no half letter under a letter's name; run again, it ends as if nothing
/// had happened.
#[test]
fn a_killed_merge_goes_on() {
    let post = Post::with(DEAR);
    let roster = people(1..=700);
    let whole = {
        post.merge(&roster, &TXT).ok();
        let texts: Vec<String> = post.list().iter().map(|line| post.letter(line)).collect();
        std::fs::remove_dir_all(post.out()).unwrap();
        texts
    };
    let (people, out) = (post.file("people.csv", &roster), post.out().display().to_string());
    let mut times = 0;
    for wanted in [1, 400] {
        let args = [
            "letter", "merge", &post.code, "all", &people, "--out", &out, "--format", "txt",
        ];
        let mut child = post
            .desk
            .command(&args)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let count = || match std::fs::read_dir(post.out()) {
            Ok(all) => all
                .filter(|entry| {
                    entry
                        .as_ref()
                        .unwrap()
                        .file_name()
                        .to_string_lossy()
                        .starts_with("letter-")
                })
                .count(),
            Err(_) => 0,
        };
        while count() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            times += 1;
            child.wait().unwrap();
            // Either it was cut off before the list, or the list was the last thing it did.
            if post.out().join("mail-house.csv").exists() {
                assert_eq!(post.in_order(), 700);
            }
            for file in post.files() {
                let text = std::fs::read_to_string(post.out().join(&file)).unwrap();
                assert!(text.ends_with("we write to you.\n"), "{file}: {text}");
            }
        }
    }
    assert!(times > 0, "no run was cut off");
    post.merge(&roster, &TXT).ok();
    assert_eq!(post.in_order(), 700);
    let texts: Vec<String> = post.list().iter().map(|line| post.letter(line)).collect();
    assert_eq!(texts, whole);
    assert!(
        !post
            .names()
            .iter()
            .any(|name| name.ends_with(".part") || name.contains("journal")),
        "{:?}",
        post.names()
    );
}
