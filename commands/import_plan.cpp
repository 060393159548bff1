// Ids, times and names of what is imported: pure but for reading files.
#include "commands/import_plan.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "commands/limits.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands::plan {

Numbers::Numbers(std::string_view name) : state_(0) {
    const storage::Digest digest = storage::sha256(
        {storage::as_bytes("imaginons/import/numbers/v1\n"), storage::as_bytes(name)});
    for (std::size_t i = 0; i < 8; ++i) state_ = state_ << 8 | digest[i];
}

std::uint64_t Numbers::below(std::uint64_t limit) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    x ^= x >> 31;
    return x % limit;
}

std::variant<std::string, FileError> read_file(const std::filesystem::path& file) {
    const auto name = file.filename().string();
    std::error_code code;
    if (!std::filesystem::is_regular_file(file, code))
        return FileError{name, 0, "is not there, or is not a file"};
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in || in.bad())
        return FileError{name, 0, std::string("cannot be read: ") + std::strerror(errno)};
    return std::move(bytes).str();
}

std::string in_words(const Refusal& refusal) {
    std::string words(refusal.field);
    if (!words.empty()) words += ": ";
    words += name(refusal.code);
    if (refusal.limit != 0) {
        words += ", " + std::to_string(refusal.actual) + " where the limit is " +
                 std::to_string(refusal.limit);
    }
    return words;
}

bool nothing_to_see(std::string_view text) {
    const auto defect =
        defect_of(text, {.field = {}, .most_chars = text.size(), .many_lines = true});
    return defect && defect->code == RefusalCode::empty;
}

std::string counted(std::uint64_t n, std::string_view thing) {
    return std::to_string(n) + " " + std::string(thing) + (n == 1 ? "" : "s");
}

events::PersonId Timeline::person(const std::string& pseudonym, std::int64_t acts_at_ms) {
    const auto found = persons_.find(pseudonym);
    if (found != persons_.end()) {
        found->second.first_act_ms = std::min(found->second.first_act_ms, acts_at_ms);
        return found->second.id;
    }
    const auto id = derived_id<events::PersonId>(origin_ + "\nperson\n" + pseudonym);
    persons_.emplace(pseudonym, Person{id, acts_at_ms});
    return id;
}

void Timeline::add(Rank rank, std::int64_t at_ms, PlannedCommand command) {
    placed_.push_back({at_ms, rank, std::move(command)});
}

std::vector<PlannedCommand> Timeline::finish() {
    for (const auto& [pseudonym, person] : persons_) {
        add(Rank::person, person.first_act_ms,
            {.key = origin_ + "/person/" + pseudonym,
             .body =
                 JoinPerson{.pseudonym = pseudonym, .charter_version = 0, .email_confirmed = false},
             .actor = by(person.id),
             .occurred_at_ms = person.first_act_ms,
             .origin = origin_ + "/person/" + pseudonym});
    }
    std::stable_sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) {
        return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : a.rank < b.rank;
    });
    std::vector<PlannedCommand> commands;
    commands.reserve(placed_.size());
    for (Placed& placed : placed_) commands.push_back(std::move(placed.command));
    return commands;
}

}  // namespace imaginons::commands::plan
