#include "commands/engine_fold.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "storage/log.hpp"
#include "storage/vault.hpp"

namespace imaginons::commands {

namespace {

// The sealed name of a PersonJoined or PersonRenamed, to be opened when the log is read.
struct SealedName {
    events::Id event;
    events::Hash commitment;
    std::size_t offset;
    std::size_t size;
};

class SealedNames {
  public:
    void keep(const events::Meta& meta, events::Bytes row) {
        if (row.empty() || meta.commitment == nullptr) return;
        names_.push_back({meta.id, *meta.commitment, rows_.size(), row.size()});
        rows_.insert(rows_.end(), row.begin(), row.end());
    }

    // In the order of the log: a name that somebody gave up may be another's since.
    void open(const storage::Vault& vault, People& people) const {
        const storage::VaultView view = vault.read();
        for (const SealedName& name : names_) {
            const events::Bytes row(rows_.data() + name.offset, name.size);
            const auto person = storage::subject_of(row);
            const auto key = person ? view.data_key(*person) : std::nullopt;
            if (!key) continue;
            const auto opened = storage::open_sealed(*key, name.event, name.commitment, row);
            const auto text = opened ? events::decode_text(opened->plaintext) : std::nullopt;
            if (text) go_by(people, *person, text->name);
        }
    }

  private:
    std::vector<SealedName> names_;
    std::vector<std::uint8_t> rows_;
};

// Of the answers in preparation, the words; of the others nothing is asked any more.
void open_drafts(const storage::Log& log, const storage::Vault& vault, Answers& answers) {
    const auto drafts = unopened_drafts(answers);
    if (drafts.empty()) return;
    const storage::VaultView view = vault.read();
    for (const auto& [proposal, seq] : drafts) {
        const auto event = log.event_at(seq);
        const auto row = log.sealed_at(seq);
        const auto subject = row ? storage::subject_of(*row) : std::nullopt;
        const auto key = subject ? view.data_key(*subject) : std::nullopt;
        if (!event || !key) continue;
        const events::Meta meta = events::read_meta(seq, *event);
        if (meta.commitment == nullptr) continue;
        const auto opened = storage::open_sealed(*key, meta.id, *meta.commitment, *row);
        const auto text = opened ? events::decode_text(opened->plaintext) : std::nullopt;
        if (text && text->answer) put_draft(answers, proposal, *text->answer);
    }
}

bool names_a_person(schema::Payload kind) {
    return kind == schema::Payload::PersonJoined || kind == schema::Payload::PersonRenamed;
}

template <class Native, class Table>
Native unpacked(const Table* table) {
    Native native;
    table->UnPackTo(&native);
    return native;
}

void evolve_in_a_run(State& state, StanceRun& run, const events::Meta& meta, events::Bytes bytes) {
    const schema::Event& event = events::event_in(bytes);
    if (const auto* taken = event.payload_as_StanceTaken()) {
        run.add(unpacked<events::StanceTaken>(taken));
    } else if (const auto* withdrawn = event.payload_as_StanceWithdrawn()) {
        run.add(unpacked<events::StanceWithdrawn>(withdrawn));
    } else {
        evolve(state, meta, bytes);
    }
}

}  // namespace

void fold(const storage::Log& log, const storage::Vault& vault, State& state,
          RequestRing& requests) {
    const std::uint64_t size = log.size();
    const std::uint64_t remembered_from =
        size - std::min<std::uint64_t>(size, limits::remembered_requests);
    SealedNames names;
    StanceRun run(state.stances);
    const auto fold_one = [&](std::uint64_t seq, events::Bytes event, events::Bytes sealed_row) {
        const events::Meta meta = events::read_meta(seq, event);
        evolve_in_a_run(state, run, meta, event);
        if (seq >= remembered_from) requests.load(seq, meta.request);
        if (names_a_person(events::kind_of(event))) names.keep(meta, sealed_row);
    };
    log.read(0, size, fold_one);
    run.flush();
    requests.index();
    names.open(vault, state.people);
    open_drafts(log, vault, state.answers);
}

}  // namespace imaginons::commands
