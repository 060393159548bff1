// What the tests of import, demo and token share: folders that vanish, and the log told over by a
// fold as naive as can be.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "events/codec.hpp"
#include "storage/store.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::tests {

class Folder {
  public:
    std::filesystem::path operator/(const std::string& name) const { return dir_.path / name; }
    void write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((dir_.path / name).parent_path());
        std::ofstream(dir_.path / name, std::ios::binary) << bytes;
    }
    const std::filesystem::path& path() const { return dir_.path; }

  private:
    TempDir dir_;
};

inline std::string bytes_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

inline std::filesystem::path shared_data(const std::string& what) {
    return std::filesystem::path(IMAGINONS_SHARED_DATA) / what;
}

struct Count {
    int for_ = 0, neutral = 0, against = 0, superseded = 0;
    bool operator==(const Count&) const = default;
};

// One object as the events tell it.
struct Object {
    std::string origin;
    std::string kind;  // "proposal", "statement", "argument", "source"
    std::string title, body, url;
    events::PersonId author;
    events::Id project, proposal, parent;
    events::Side side = events::Side::unset;
    std::int64_t happened_at_ms = 0;
    bool hidden = false, withdrawn = false;
    int version = 1;
    std::map<events::Token, events::Stance, events::ByBytes> stances;
    int superseded = 0;

    Count count() const {
        Count out;
        out.superseded = superseded;
        for (const auto& [token, stance] : stances) {
            out.for_ += stance == events::Stance::for_;
            out.neutral += stance == events::Stance::neutral;
            out.against += stance == events::Stance::against;
        }
        return out;
    }
};

struct Told {
    std::uint64_t events = 0;
    std::map<events::Id, Object, events::ByBytes> objects;
    std::map<std::string, events::Id> by_origin;
    std::map<events::PersonId, std::string, events::ByBytes> persons;  // pseudonyms
    std::map<events::Id, std::string, events::ByBytes> projects;       // titles
    std::map<std::string, int> kinds;                                  // how many events of each
    std::int64_t latest_ms = 0;
    bool in_order_of_time = true;

    const Object& at(const std::string& origin) const { return objects.at(by_origin.at(origin)); }
    std::vector<const Object*> of_kind(const std::string& kind) const {
        std::vector<const Object*> out;
        for (const auto& [id, object] : objects) {
            if (object.kind == kind) out.push_back(&object);
        }
        return out;
    }
    std::set<events::Token, events::ByBytes> tokens() const {
        std::set<events::Token, events::ByBytes> out;
        for (const auto& [id, object] : objects) {
            for (const auto& [token, stance] : object.stances) out.insert(token);
        }
        return out;
    }
};

class Teller {
  public:
    explicit Teller(Told& told) : told_(told) {}

    void operator()(const events::Meta& m, const events::PersonJoined& e) {
        told_.persons[e.person] = m.sealed->name;
    }
    void operator()(const events::Meta& m, const events::ProjectOpened& e) {
        told_.projects[events::id_as<events::Id>(e.project)] =
            e.text ? e.text->title : m.sealed->title;
        told_.by_origin[std::string(m.origin)] = events::id_as<events::Id>(e.project);
    }
    void operator()(const events::Meta& m, const events::ProposalSubmitted& e) {
        Object& object = add(m, events::id_as<events::Id>(e.proposal), "proposal");
        object.author = e.author;
        object.project = events::id_as<events::Id>(e.project);
    }
    void operator()(const events::Meta& m, const events::ProposalEdited& e) {
        Object& object = told_.objects.at(events::id_as<events::Id>(e.proposal));
        object.version = static_cast<int>(e.version);
        object.title = m.sealed->title;
        object.body = m.sealed->body;
    }
    void operator()(const events::Meta&, const events::ProposalWithdrawn& e) {
        told_.objects.at(events::id_as<events::Id>(e.proposal)).withdrawn = true;
    }
    void operator()(const events::Meta& m, const events::StatementAdded& e) {
        Object& object = add(m, events::id_as<events::Id>(e.statement), "statement");
        object.author = e.author;
        object.project = events::id_as<events::Id>(e.project);
    }
    void operator()(const events::Meta& m, const events::ArgumentAdded& e) {
        Object& object =
            add(m, events::id_as<events::Id>(e.argument), e.source ? "source" : "argument");
        object.author = e.author;
        object.proposal = events::id_as<events::Id>(e.proposal);
        object.parent = events::id_as<events::Id>(e.parent);
        object.side = e.side;
    }
    void operator()(const events::Meta&, const events::StanceTaken& e) {
        Object& object = told_.objects.at(e.object);
        const auto [at, fresh] = object.stances.insert_or_assign(e.token, e.stance);
        object.superseded += fresh ? 0 : 1;
    }
    void operator()(const events::Meta&, const events::StanceWithdrawn& e) {
        Object& object = told_.objects.at(e.object);
        object.superseded += static_cast<int>(object.stances.erase(e.token));
    }
    void operator()(const events::Meta&, const events::ContributionHidden& e) {
        told_.objects.at(e.object).hidden = true;
    }
    template <class Other>
    void operator()(const events::Meta&, const Other&) {}

  private:
    Object& add(const events::Meta& m, const events::Id& id, const char* kind) {
        Object& object = told_.objects[id];
        object.origin = m.origin;
        object.kind = kind;
        object.happened_at_ms = m.happened_at_ms();
        object.title = m.sealed->title;
        object.body = m.sealed->body;
        object.url = m.sealed->url;
        told_.by_origin[object.origin] = id;
        return object;
    }
    Told& told_;
};

// Everything that the log in `data` says.
inline Told told(const std::filesystem::path& data) {
    const storage::StoreReader store(data);
    const storage::VaultView vault = store.vault->read();
    Told out;
    Teller teller(out);
    store.log.read(
        0, store.log.size(), [&](std::uint64_t seq, events::Bytes event, events::Bytes row) {
            events::Meta meta = events::read_meta(seq, event);
            std::optional<events::Text> words;
            if (meta.commitment != nullptr) {
                const auto subject = storage::subject_of(row);
                REQUIRE(subject);
                const auto opened =
                    storage::open_sealed(*vault.data_key(*subject), meta.id, *meta.commitment, row);
                REQUIRE(opened);
                words = events::decode_text(opened->plaintext);
                REQUIRE(words);
                meta.sealed = &*words;
            }
            ++out.events;
            ++out.kinds[std::string(events::kind_name(events::kind_of(event)))];
            if (meta.occurred_at_ms != 0) {
                if (meta.occurred_at_ms < out.latest_ms) out.in_order_of_time = false;
                out.latest_ms = meta.occurred_at_ms;
            }
            events::visit(meta, event, teller);
        });
    return out;
}

}  // namespace imaginons::tests
