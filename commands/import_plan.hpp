// What the readers of formats share: ids that come out the same each time, checked texts, persons
// and their order in time.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "commands/import.hpp"
#include "storage/sha256.hpp"

namespace imaginons::commands::plan {

// SHA-256("imaginons/import/v1\n" + name)[:16] as a UUIDv8.
template <events::IdLike T>
T derived_id(std::string_view name) {
    const storage::Digest digest =
        storage::sha256({storage::as_bytes("imaginons/import/v1\n"), storage::as_bytes(name)});
    return events::uuid_from_bytes<T>(digest.data(), 8);
}

// Numbers that only depend on the name they start from (splitmix64, Steele et al. 2014): the same
// on every machine.
class Numbers {
  public:
    explicit Numbers(std::string_view name);
    // From 0 to limit - 1, limit > 0; its bias of at most limit / 2^64 harms nothing here.
    std::uint64_t below(std::uint64_t limit);

  private:
    std::uint64_t state_;
};

// The file's bytes, or why it cannot be read.
std::variant<std::string, FileError> read_file(const std::filesystem::path& file);

// A refusal in words for the operator: "body: too_long, 25731 of at most 25000".
std::string in_words(const Refusal& refusal);

// What stands for a text that is empty at its origin, where stances hang on it all the same.
constexpr std::string_view no_text = "(sans texte)";
// Whether there is nothing to see in it.
bool nothing_to_see(std::string_view text);

// 1 -> "1 stance", 2 -> "2 stances".
std::string counted(std::uint64_t n, std::string_view thing);

// Collects commands with the times that put them in order. What happens at the same time is ordered
// by rank.
enum class Rank : std::uint8_t { person, project, proposal, argument, stance, hide };

class Timeline {
  public:
    // `origin` names the source: "polis/brexit-consensus".
    explicit Timeline(std::string origin) : origin_(std::move(origin)) {}

    const std::string& origin() const { return origin_; }

    // A person acts at that time. They join when they first act.
    events::PersonId person(const std::string& pseudonym, std::int64_t acts_at_ms);
    std::size_t persons() const { return persons_.size(); }

    // `at_ms` orders; it differs from occurred_at_ms where the source is out of order with itself.
    void add(Rank rank, std::int64_t at_ms, PlannedCommand command);

    // Everything, in order.
    std::vector<PlannedCommand> finish();

  private:
    struct Placed {
        std::int64_t at_ms;
        Rank rank;
        PlannedCommand command;
    };
    struct Person {
        events::PersonId id;
        std::int64_t first_act_ms;
    };

    std::string origin_;
    std::map<std::string, Person> persons_;
    std::vector<Placed> placed_;
};

inline Actor city() {
    return {.kind = Actor::Kind::city, .person = {}};
}
inline Actor by(const events::PersonId& person) {
    return {.kind = Actor::Kind::person, .person = person};
}

}  // namespace imaginons::commands::plan
