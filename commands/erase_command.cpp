// Erases through the engine like everybody; what the log cannot know (an address whose owner never
// joined) goes straight from the vault.
#include "commands/erase_command.hpp"

#include <optional>
#include <ostream>

#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "commands/state.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {

namespace {

// Addresses are compared as they were normalised when somebody signed in: in lower case.
std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::optional<events::PersonId> person_named(const storage::Store& store, const Engine& engine,
                                             const EraseOptions& options) {
    if (!options.person.empty()) return events::parse_id<events::PersonId>(options.person);
    if (!options.pseudonym.empty()) return engine.person_called(options.pseudonym);
    return store.vault.read().person_of(lower_case(options.email));
}

// An address that was confirmed, and nobody joined.
int forget_address(storage::Store& store, const events::PersonId& person, std::ostream& out) {
    forget(store, {person, true},
           [&](std::vector<storage::SealedRow> rows) { store.log.replace_sealed(rows); });
    store.vault.compact();
    out << "forgotten: an address whose owner never joined; the log knows nothing of it\n";
    return 0;
}

}  // namespace

int erase_command(const std::filesystem::path& data, const EraseOptions& options, std::ostream& out,
                  std::ostream& errors) {
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    finish_erasures(store, engine);
    const auto person = person_named(store, engine, options);
    if (!person) {
        errors << "erase: there is nobody of that "
               << (!options.person.empty()      ? "handle"
                   : !options.pseudonym.empty() ? "name"
                                                : "address")
               << "\n";
        return 1;
    }
    const bool joined = engine.state().people.by_id.contains(*person);
    if (!joined && store.vault.read().holds(*person)) return forget_address(store, *person, out);
    engine.start();
    const auto words =
        options.remove_words ? events::ErasedWords::removed : events::ErasedWords::kept;
    const Answer answer = execute_for_city(engine, ErasePerson{*person, words, false});
    engine.stop();
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
        errors << "erase: refused: " << plan::in_words(*refusal) << "\n";
        return 1;
    }
    const std::size_t kept =
        forget(store, {*person, options.remove_words},
               [&](std::vector<storage::SealedRow> rows) { store.log.replace_sealed(rows); });
    store.vault.compact();
    // Words of theirs stand in it; the next start makes it anew.
    std::filesystem::remove_all(store.dir.search());
    store.checkpoints.sign_if_grown();
    out << "erased " << events::to_text(*person) << ": "
        << (options.remove_words ? "no word of theirs is left"
                                 : plan::counted(kept, "text") + " left without a name")
        << "; every tally stays\n";
    return 0;
}

}  // namespace imaginons::commands
