#include "storage/erasure_list.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include "storage/data_dir.hpp"
#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

constexpr std::string_view words_kept = " kept";
constexpr std::string_view words_removed = " removed";
constexpr std::size_t handle_characters = 36;

std::string line_of(const Erasure& erasure) {
    std::string line = events::to_text(erasure.person);
    line += erasure.words_removed ? words_removed : words_kept;
    return line + '\n';
}

std::optional<Erasure> parsed(std::string_view line) {
    const auto person = events::parse_id<events::PersonId>(line.substr(0, handle_characters));
    if (!person) return std::nullopt;
    const std::string_view choice = line.substr(handle_characters);
    if (choice != words_kept && choice != words_removed) return std::nullopt;
    return Erasure{*person, choice == words_removed};
}

}  // namespace

std::vector<Erasure> read_erasures(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return {};
    std::ifstream in(file);
    if (!in) throw Error("cannot read " + file.string());
    std::vector<Erasure> erasures;
    for (std::string line; std::getline(in, line);) {
        const auto erasure = parsed(line);
        if (!erasure) {
            throw Error(file.string() + ", line " + std::to_string(erasures.size() + 1) +
                        ": not a handle and what became of the words");
        }
        erasures.push_back(*erasure);
    }
    if (in.bad()) throw Error("cannot read " + file.string());
    return erasures;
}

void add_erasures(const std::filesystem::path& file, std::span<const Erasure> erasures) {
    std::vector<Erasure> all = read_erasures(file);
    const std::size_t before = all.size();
    for (const Erasure& erasure : erasures) {
        const auto same = [&](const Erasure& other) { return other.person == erasure.person; };
        if (std::none_of(all.begin(), all.end(), same)) all.push_back(erasure);
    }
    if (all.size() == before) return;
    std::string text;
    for (const Erasure& erasure : all) text += line_of(erasure);
    write_file_durably(file, text);
}

}  // namespace imaginons::storage
