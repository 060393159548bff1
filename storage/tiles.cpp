#include "storage/tiles.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace imaginons::storage::tiles {

namespace {

constexpr std::string_view entries_row = "entries";
constexpr std::string_view partial_mark = ".p/";
constexpr unsigned level_limit = 64;
constexpr std::size_t group_digits = 3;

// Generous: what it reads may be spelt otherwise than number_path() would.
std::optional<std::uint64_t> number_in(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != 'x' && c != '/') digits += c;
    }
    std::uint64_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return index;
}

std::optional<unsigned> small_number(std::string_view text, unsigned below) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number >= below) {
        return std::nullopt;
    }
    return number;
}

}  // namespace

// No directory ever holds more than a thousand names.
std::string number_path(std::uint64_t index) {
    std::string digits = std::to_string(index);
    digits.insert(0, (group_digits - digits.size() % group_digits) % group_digits, '0');
    std::string out;
    for (std::size_t at = 0; at < digits.size(); at += group_digits) {
        const bool is_last = at + group_digits == digits.size();
        if (!is_last) out += 'x';
        out += digits.substr(at, group_digits);
        if (!is_last) out += '/';
    }
    return out;
}

std::string Name::path() const {
    std::string out = level ? std::to_string(*level) : std::string(entries_row);
    out += '/';
    out += number_path(index);
    if (width != full_width) {
        out += partial_mark;
        out += std::to_string(width);
    }
    return out;
}

std::optional<Name> Name::parse(std::string_view path) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view row = path.substr(0, slash);
    std::string_view rest = path.substr(slash + 1);
    Name name;
    if (row != entries_row) {
        name.level = small_number(row, level_limit);
        if (!name.level) return std::nullopt;
    }
    if (const std::size_t mark = rest.find(partial_mark); mark != std::string_view::npos) {
        const auto width = small_number(rest.substr(mark + partial_mark.size()), full_width);
        if (!width || *width == 0) return std::nullopt;
        name.width = *width;
        rest = rest.substr(0, mark);
    }
    const auto index = number_in(rest);
    if (!index) return std::nullopt;
    name.index = *index;
    if (name.path() != path) return std::nullopt;
    return name;
}

std::uint64_t count_at(unsigned level, std::uint64_t size) {
    const unsigned shift = level * height;
    return shift < 64 ? size >> shift : 0;
}

bool is_within(const Name& name, std::uint64_t size) {
    const std::uint64_t count = count_at(name.level.value_or(0), size);
    // Compared so that no index, however large, overflows.
    return name.index <= count / full_width &&
           name.width <= count - std::min(count, name.index * full_width);
}

Name at_size(std::optional<unsigned> level, std::uint64_t index, std::uint64_t size) {
    const std::uint64_t left = count_at(level.value_or(0), size) - index * full_width;
    assert(left > 0);
    return {level, index, static_cast<unsigned>(std::min<std::uint64_t>(left, full_width))};
}

std::string hashes(const Name& name, const NodeReader& nodes) {
    assert(name.level);
    const tree::ReadHash read = nodes.function();
    std::string out;
    out.reserve(name.width * sizeof(Digest));
    const std::uint64_t first = name.index * full_width;
    for (std::uint64_t n = first; n < first + name.width; ++n) {
        const Digest hash = read(tree::stored_index(*name.level * height, n));
        out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    }
    return out;
}

std::string entries(const Name& name, const Log& log) {
    std::string out;
    const std::uint64_t first = name.index * full_width;
    log.read(first, first + name.width, [&](std::uint64_t, Bytes event, Bytes) {
        out += static_cast<char>(event.size() >> 8U);
        out += static_cast<char>(event.size() & 0xFFU);
        out.append(reinterpret_cast<const char*>(event.data()), event.size());
    });
    return out;
}

std::optional<std::vector<Bytes>> entries_in(std::string_view bundle) {
    std::vector<Bytes> out;
    Bytes left = as_bytes(bundle);
    while (!left.empty()) {
        if (left.size() < 2) return std::nullopt;
        const std::size_t length = static_cast<std::size_t>(left[0]) * 256 + left[1];
        if (length > left.size() - 2) return std::nullopt;
        out.push_back(left.subspan(2, length));
        left = left.subspan(2 + length);
    }
    return out;
}

}  // namespace imaginons::storage::tiles
