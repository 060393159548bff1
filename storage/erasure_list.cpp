#include "storage/erasure_list.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include "storage/crc32c.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

constexpr std::string_view words_kept = " kept";
constexpr std::string_view words_removed = " removed";
constexpr std::string_view sum_word = "sum ";
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

// The last line. A flipped bit of a handle would make it another's.
std::string sum_line(std::string_view lines) {
    const std::uint32_t crc =
        crc32c({reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size()});
    std::string line(sum_word);
    for (int shift = 28; shift >= 0; shift -= 4) line += "0123456789abcdef"[crc >> shift & 15];
    return line + '\n';
}

}  // namespace

std::vector<Erasure> read_erasures(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return {};
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error("cannot read " + file.string());
    std::vector<Erasure> erasures;
    std::string lines;
    std::string line;
    while (std::getline(in, line) && !line.starts_with(sum_word)) {
        const auto erasure = parsed(line);
        if (!erasure) {
            throw Error(file.string() + ", line " + std::to_string(erasures.size() + 1) +
                        ": not a handle and what became of the words");
        }
        erasures.push_back(*erasure);
        lines += line + '\n';
    }
    if (in.bad()) throw Error("cannot read " + file.string());
    const bool is_whole = in && !in.eof() && line + '\n' == sum_line(lines) && in.peek() == EOF;
    if (!is_whole)
        throw Error(file.string() +
                    " is damaged or cut: its last line is not the sum of the others");
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
    write_file_durably(file, text + sum_line(text));
}

}  // namespace imaginons::storage
