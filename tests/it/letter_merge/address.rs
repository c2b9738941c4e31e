//! Address block and greeting, whatever the columns of the list are called.

use super::*;

const LETTER: &str = "[[person.address_block|name and postal address]]\n\nDear [[person.salutation|the name]],\n";

fn letters(roster: &str) -> Vec<String> {
    let post = Post::with(LETTER);
    post.merge(roster, &TXT).ok();
    post.list().iter().map(|line| post.letter(line)).collect()
}

#[test]
fn an_address_block_is_made_from_the_columns_there_are() {
    let american = letters(
        "First Name,Last Name,Mailing Address,Address 2,City,State,ZIP\nAda,Byron,1 A St,Apt 2,Boston,MA,2139\n",
    );
    assert_eq!(
        american,
        ["Ada Byron\n1 A St\nApt 2\nBoston, MA 02139\n\nDear Ada Byron,\n"]
    );
    let german = letters(
        "Anrede,Nachname,Vorname,Straße,Hausnummer,PLZ,Ort,Land\nFrau,Weiß,Änne,Ahornweg,7a,50667,Köln,Deutschland\n",
    );
    assert_eq!(
        german,
        ["Frau Änne Weiß\nAhornweg 7a\n50667 Köln\nDEUTSCHLAND\n\nDear Frau Änne Weiß,\n"]
    );
    let firm = letters("Name,Company,Street,City,State,Zip\nBo Ek,Ek Ltd,PO Box 9,Austin,TX,78701-1234\n");
    assert_eq!(
        firm,
        ["Bo Ek\nEk Ltd\nPO Box 9\nAustin, TX 78701-1234\n\nDear Bo Ek,\n"]
    );
}

#[test]
fn who_has_no_address_gets_no_letter() {
    let post = Post::with(LETTER);
    let roster = "Name,Street,City,State\nAda,1 A St,Town,TX\nBo,,Town,TX\nCy,3 C St,,TX\n,4 D St,Town,TX\n";
    let ran = post.merge(roster, &TXT_JSON);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let told = told(&ran);
    assert_eq!(rows(&told["failed"]), [3, 4, 5], "{told}");
    assert!(
        told["failed"][0]["text"].as_str().unwrap().contains("address_block"),
        "{told}"
    );
}

#[test]
fn a_column_of_the_list_itself_comes_first() {
    let own = letters("Name,Address_Block,Street,City\nAda,\"Ada, c/o Bo\",1 A St,Town\n");
    assert_eq!(own, ["Ada, c/o Bo\n\nDear Ada,\n"]);
}
