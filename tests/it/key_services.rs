//! Key services as the manual describes them, run where this machine has the programs: age with an identity and with an ssh
//! key, a PKCS#11 token (softhsm2) through pkcs11-tool. GnuPG is in `record_slots`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::project;
use crate::common::record::{Desk, Ran};

fn with_config(desk: &Desk, text: &str, args: &[&str]) -> Ran {
    let config = desk.beside("config.toml");
    fs::write(&config, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    let command = command
        .env_clear()
        .env("HOME", desk.beside(""))
        .env("PATH", "/usr/bin:/bin");
    command
        .arg("--data-dir")
        .arg(desk.data())
        .arg("--config")
        .arg(config)
        .args(args);
    command.output().unwrap().into()
}

/// Runs a script of the shell; `None`, and said so, where a program of it is not there.
fn sh(folder: &Path, script: &str) -> Option<String> {
    let ran = Command::new("sh")
        .current_dir(folder)
        .args(["-ec", script])
        .output()
        .unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    match ran.status.success() {
        true => Some(out.trim().to_owned()),
        false => {
            println!("skipped: {}", String::from_utf8_lossy(&ran.stderr));
            None
        }
    }
}

/// The service opens the record without a passphrase, after a rotation too, and opens none without its own key.
fn opens(desk: &Desk, service: &str, spoil: impl Fn()) {
    let pass = desk.beside("pass");
    let set_up = ["--passphrase-file", pass.to_str().unwrap(), "key", "service"];
    let _ = with_config(desk, service, &set_up).ok();
    let _ = with_config(desk, service, &["incident", "list"]).ok();
    let _ = with_config(desk, service, &["key", "rotate"]).ok();
    let _ = with_config(desk, service, &["incident", "list"]).ok();
    spoil();
    let refused = with_config(desk, service, &["incident", "list"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn age_is_a_key_service() {
    let desk = Desk::new();
    let home = desk.beside("");
    let Some(recipient) = sh(&home, "age-keygen -o age.txt 2>/dev/null; age-keygen -y age.txt") else {
        return;
    };
    let identity = home.join("age.txt");
    let service = format!(
        "[key_service]\nkey_id = \"{recipient}\"\nwrap = \"age --armor --recipient $KEY_ID\"\n\
         unwrap = \"age --decrypt --identity '{}'\"\n",
        identity.display()
    );
    opens(&desk, &service, || fs::remove_file(&identity).unwrap());
}

/// A plugin of age stands for a token: what it wraps opens with it and with nothing else.
#[test]
fn a_plugin_of_age_is_a_key_service() {
    // Nothing is in these keys; age asks the plugin that their names name.
    const RECIPIENT: &str = "age1toy1ve5hyetzv4kxcgr5daujq6m90y2wa3qa";
    const IDENTITY: &str = "AGE-PLUGIN-TOY-1VE5HYETZV4KXCGR5DAUJQ6M90YCXWZFZ";
    let desk = Desk::new();
    let plugins = desk.beside("plugins");
    fs::create_dir(&plugins).unwrap();
    fs::copy(project("tests/data/age-plugin-toy"), plugins.join("age-plugin-toy")).unwrap();
    fs::write(plugins.join("token"), "here").unwrap();
    let identity = desk.beside("identity.txt");
    fs::write(&identity, format!("{IDENTITY}\n")).unwrap();
    let Some(_) = sh(&plugins, "age --version; chmod +x age-plugin-toy") else {
        return;
    };
    let path = format!("PATH=\\\"$PATH:{}\\\"", plugins.display());
    let service = format!(
        "[key_service]\nkey_id = \"{RECIPIENT}\"\nwrap = \"{path} age --armor --recipient $KEY_ID\"\n\
         unwrap = \"{path} age --decrypt --identity '{}'\"\n",
        identity.display()
    );
    opens(&desk, &service, || fs::remove_file(plugins.join("token")).unwrap());
}

#[test]
fn an_ssh_key_is_a_key_service_through_age() {
    let desk = Desk::new();
    let home = desk.beside("");
    if sh(&home, "age --version; ssh-keygen -q -t ed25519 -N '' -f id").is_none() {
        return;
    }
    let identity = home.join("id");
    let service = format!(
        "[key_service]\nkey_id = \"laptop\"\nwrap = \"age --armor --recipients-file '{0}.pub'\"\n\
         unwrap = \"age --decrypt --identity '{0}'\"\n",
        identity.display()
    );
    opens(&desk, &service, || fs::remove_file(&identity).unwrap());
}

#[test]
fn a_pkcs11_token_is_a_key_service() {
    let desk = Desk::new();
    let home = desk.beside("");
    let module = "/usr/lib/softhsm/libsofthsm2.so";
    let set_up = format!(
        "mkdir tokens; printf 'directories.tokendir = %s/tokens\\nobjectstore.backend = file\\n' \"$PWD\" > softhsm2.conf; \
         export SOFTHSM2_CONF=\"$PWD/softhsm2.conf\"; test -e {module}; \
         softhsm2-util --init-token --free --label firebell --so-pin 12345678 --pin 1234 > /dev/null; \
         pkcs11-tool --module {module} --token-label firebell --login --pin 1234 --keypairgen --key-type rsa:3072 --id 01 > /dev/null; \
         pkcs11-tool --module {module} --token-label firebell --read-object --type pubkey --id 01 --output-file pub.der > /dev/null; \
         openssl pkey -pubin -inform DER -in pub.der -out pub.pem; printf 1234 > pin"
    );
    if sh(&home, &set_up).is_none() {
        return;
    }
    let at = home.display();
    let service = format!(
        "[key_service]\nkey_id = \"01\"\n\
         wrap = \"openssl pkeyutl -encrypt -pubin -inkey '{at}/pub.pem' -pkeyopt rsa_padding_mode:oaep | base64 -w0\"\n\
         unwrap = \"base64 -d | SOFTHSM2_CONF='{at}/softhsm2.conf' PIN=\\\"$(cat '{at}/pin')\\\" pkcs11-tool --module {module} \
         --token-label firebell --login --pin env:PIN --decrypt --mechanism RSA-PKCS-OAEP --hash-algorithm SHA-1 --mgf MGF1-SHA1 \
         --id \\\"$KEY_ID\\\"\"\n"
    );
    opens(&desk, &service, || fs::write(home.join("pin"), "9999").unwrap());
}
