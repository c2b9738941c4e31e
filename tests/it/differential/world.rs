//! The law as the naive evaluator reads it: the TOML of every file, parsed once.

use super::*;

pub(super) struct World {
    pub(super) regimes: Vec<Table>,
    pub(super) union: Vec<String>,
    pub(super) scales: HashMap<String, Vec<String>>,
    pub(super) implied: HashMap<String, Vec<String>>,
    pub(super) placed: HashSet<String>,
}

/// The law files are parsed once and not for every case.
pub(super) static WORLD: LazyLock<World> = LazyLock::new(world);

fn world() -> World {
    let mut world = World {
        regimes: Vec::new(),
        union: Vec::new(),
        scales: HashMap::new(),
        implied: HashMap::new(),
        placed: HashSet::new(),
    };
    for file in law::files::built_in() {
        if file.path.contains("calendars/") || file.path.ends_with("methods.toml") {
            continue;
        }
        let table: Table = file.text.parse().unwrap();
        world.regimes.extend(tables(&table, "regime"));
        for region in tables(&table, "region") {
            world.union = strings(region.get("members"));
        }
        for decision in tables(&table, "decision") {
            world.scales.insert(
                text(&decision, "id").unwrap().to_owned(),
                strings(decision.get("values")),
            );
        }
        for flag in tables(&table, "flag") {
            let id = text(&flag, "id").unwrap().to_owned();
            if flag["placed"].as_bool().unwrap() {
                world.placed.insert(id.clone());
            }
            world.implied.insert(id, strings(flag.get("implies")));
        }
    }
    world
}
