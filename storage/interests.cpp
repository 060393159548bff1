// The district, then places for as many themes as there may be, then the name (FORMAT.md).
#include "storage/interests.hpp"

#include <algorithm>
#include <cassert>

#include "events/label_table.hpp"
#include "storage/limits.hpp"

namespace imaginons::storage {

namespace {

constexpr std::size_t codes_bytes = (1 + limits::interests_themes) * events::label_code_bytes;
constexpr std::size_t row_bytes = codes_bytes + limits::interests_name_bytes;

}  // namespace

std::vector<std::uint8_t> encoded(const Interests& interests) {
    assert(interests.themes.size() <= limits::interests_themes);
    assert(interests.name.size() <= limits::interests_name_bytes);
    std::vector<std::uint8_t> out(row_bytes);
    auto at = out.begin();
    const auto put = [&](const std::string& code) {
        const auto id = events::bytes_of(events::id_of_code(code));
        at = std::copy(id.begin(), id.end(), at);
    };
    put(interests.district);
    for (const std::string& theme : interests.themes) put(theme);
    std::copy(interests.name.begin(), interests.name.end(),
              out.begin() + static_cast<std::ptrdiff_t>(codes_bytes));
    return out;
}

std::optional<Interests> decode_interests(events::Bytes bytes) {
    // Rows of before had no room for a name.
    if (bytes.size() != row_bytes && bytes.size() != codes_bytes) return std::nullopt;
    Interests interests;
    const auto code_at = [&](std::size_t i) {
        return events::code_of_id(
            events::from_bytes<events::Id>(bytes.data() + i * events::label_code_bytes));
    };
    interests.district = code_at(0);
    for (std::size_t i = 1; i <= limits::interests_themes; ++i) {
        if (std::string theme = code_at(i); !theme.empty())
            interests.themes.push_back(std::move(theme));
    }
    const events::Bytes name = bytes.subspan(codes_bytes);
    interests.name.assign(name.begin(), std::find(name.begin(), name.end(), std::uint8_t{0}));
    return interests;
}

}  // namespace imaginons::storage
