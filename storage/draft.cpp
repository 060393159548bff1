// A head of fixed size, the title, the body, then zeros (FORMAT.md).
#include "storage/draft.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "events/label_table.hpp"
#include "storage/limits.hpp"

namespace imaginons::storage {

namespace {

struct Head {
    events::ProjectId project;
    std::uint32_t title_bytes;
    std::uint32_t body_bytes;
};
static_assert(sizeof(Head) == 24);

// After the words; drafts of before have none, and may have no room for it.
struct Tail {
    events::Id themes[events::themes_borne];
    events::Id district;
};
static_assert(sizeof(Tail) == 64);
// After the tail how many bytes the place has, and the place; drafts of before have zeros there, or
// no room.
using PlaceSize = std::uint32_t;

std::string place_after(events::Bytes bytes, std::size_t at) {
    PlaceSize size = 0;
    if (at + sizeof size > bytes.size()) return {};
    std::memcpy(&size, bytes.data() + at, sizeof size);
    const events::Bytes rest = bytes.subspan(at + sizeof size);
    if (size > limits::draft_place_bytes || size > rest.size()) return {};
    return {rest.begin(), rest.begin() + size};
}

}  // namespace

std::vector<std::uint8_t> encoded(const Draft& draft) {
    assert(draft.title.size() <= limits::draft_title_bytes);
    assert(draft.body.size() <= limits::draft_body_bytes);
    assert(draft.place.size() <= limits::draft_place_bytes);
    const Head head{draft.project, static_cast<std::uint32_t>(draft.title.size()),
                    static_cast<std::uint32_t>(draft.body.size())};
    Tail tail{};
    for (std::size_t i = 0; i < std::min(draft.themes.size(), events::themes_borne); ++i)
        tail.themes[i] = events::id_of_code(draft.themes[i]);
    tail.district = events::id_of_code(draft.district);
    const auto place_bytes = static_cast<PlaceSize>(draft.place.size());
    const std::size_t size = sizeof head + draft.title.size() + draft.body.size() + sizeof tail +
                             sizeof place_bytes + draft.place.size();
    constexpr std::size_t step = limits::draft_step_bytes;
    std::vector<std::uint8_t> out((size + step - 1) / step * step);
    std::memcpy(out.data(), &head, sizeof head);
    const auto words = out.begin() + sizeof head;
    const auto end = std::copy(draft.body.begin(), draft.body.end(),
                               std::copy(draft.title.begin(), draft.title.end(), words));
    std::memcpy(&*end, &tail, sizeof tail);
    const auto place = end + sizeof tail;
    std::memcpy(&*place, &place_bytes, sizeof place_bytes);
    std::copy(draft.place.begin(), draft.place.end(), place + sizeof place_bytes);
    return out;
}

std::optional<Draft> decode_draft(events::Bytes bytes) {
    Head head;
    if (bytes.size() < sizeof head) return std::nullopt;
    std::memcpy(static_cast<void*>(&head), bytes.data(), sizeof head);
    const bool fits = head.title_bytes <= limits::draft_title_bytes &&
                      head.body_bytes <= limits::draft_body_bytes &&
                      sizeof head + head.title_bytes + head.body_bytes <= bytes.size();
    if (!fits) return std::nullopt;
    const char* const words = reinterpret_cast<const char*>(bytes.data()) + sizeof head;
    Draft draft;
    draft.project = head.project;
    draft.title.assign(words, head.title_bytes);
    draft.body.assign(words + head.title_bytes, head.body_bytes);
    const std::size_t words_end = sizeof head + head.title_bytes + head.body_bytes;
    Tail tail{};
    if (words_end + sizeof tail <= bytes.size())
        std::memcpy(static_cast<void*>(&tail), bytes.data() + words_end, sizeof tail);
    for (const events::Id& theme : tail.themes) {
        if (!events::is_nil(theme)) draft.themes.push_back(events::code_of_id(theme));
    }
    draft.district = events::code_of_id(tail.district);
    draft.place = place_after(bytes, words_end + sizeof tail);
    return draft;
}

}  // namespace imaginons::storage
