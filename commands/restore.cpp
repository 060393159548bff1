#include "commands/restore.hpp"

#include <ostream>

#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "commands/limits.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {

namespace fs = std::filesystem;

namespace {

// As many whole lines as the event has room for. The log's own signature is the first.
std::string shortened(const std::string& note) {
    if (note.size() <= limits::former_note_bytes) return note;
    return note.substr(0, note.rfind('\n', limits::former_note_bytes - 1) + 1);
}

// The name in the log, a key for it, and nothing left that was signed under the former one, but for
// evidence that the former one had forked, which nobody may lose.
void rename_log(const storage::DataDir& dir, const std::string& origin) {
    storage::Log::open(dir.log()).rename(origin);
    fs::remove(dir.checkpoint());
    fs::remove(dir.signing_key());
}

ContinueLog what_happened(const storage::Restoration& restoring) {
    const storage::Checkpoint& restored = restoring.restored();
    const storage::KnownCheckpoint& furthest = restoring.furthest();
    ContinueLog command;
    command.former_origin = restored.origin;
    command.former_size = furthest.checkpoint.head.size;
    command.former_root = events::hash_from_bytes(furthest.checkpoint.head.root.data());
    command.former_note = shortened(furthest.note);
    command.size = restored.head.size;
    command.root = events::hash_from_bytes(restored.head.root.data());
    return command;
}

// The new log's first event of its own.
void continue_log(storage::Store& store, ContinueLog command) {
    Engine engine(store.log, store.vault, {});
    engine.start();
    const Answer answer = execute_for_city(engine, std::move(command));
    engine.stop();
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
        throw storage::Error("the new log could not say what it continues: " +
                             plan::in_words(*refusal));
    }
}

// What a copy of an earlier day must not bring back: a session that was ended since.
void sign_everybody_out(storage::Vault& vault) {
    vault.write([](storage::VaultTxn& txn) { txn.end_all_sessions(); });
    vault.compact();
}

// Gives how many people were erased again.
std::size_t settle(const storage::Restoration& restoring, const std::string& new_origin) {
    if (!new_origin.empty()) rename_log(restoring.dir(), new_origin);
    storage::Store store(restoring.dir().root);
    if (!new_origin.empty()) continue_log(store, what_happened(restoring));
    const std::size_t erased = apply_erasures(store);
    sign_everybody_out(store.vault);
    store.checkpoints.sign_if_grown();
    return erased;
}

void tell(const storage::RestoreOptions& options, const storage::Restoration& restoring,
          std::size_t erased, std::ostream& out) {
    const std::uint64_t size = restoring.restored().head.size;
    out << "restored " << size << " events of " << restoring.restored().origin << " into "
        << options.data.string() << "\n";
    if (!options.new_origin.empty()) {
        out << "the log goes on as " << options.new_origin << ", with a new signing key; "
            << restoring.furthest().checkpoint.head.size - size
            << " events that were signed are not in it, which its event " << size << " says\n";
        if (const fs::path forks = storage::DataDir{options.data}.forks(); fs::exists(forks)) {
            out << "the evidence that " << restoring.restored().origin << " had forked is kept in "
                << forks.string() << "\n";
        }
    } else if (options.checkpoints.empty()) {
        out << "a witness's or a reader's checkpoint (--checkpoint) would tell whether more was "
               "signed than is known here\n";
    }
    if (erased > 0) {
        out << erased << (erased == 1 ? " person was" : " people were") << " erased again\n";
    }
    out << "everybody has to sign in again\n";
}

}  // namespace

int restore_command(const storage::RestoreOptions& options, std::ostream& out,
                    std::ostream* progress) {
    storage::Restoration restoring(options, progress);
    const std::size_t erased = settle(restoring, options.new_origin);
    const auto aside = restoring.publish();
    tell(options, restoring, erased, out);
    if (aside) out << "what stood there is now " << aside->string() << "\n";
    out << std::flush;
    return 0;
}

}  // namespace imaginons::commands
