// A head of fixed size, the title, the body, then zeros (FORMAT.md).
#include "storage/draft.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "storage/limits.hpp"

namespace imaginons::storage {

namespace {

struct Head {
    events::ProjectId project;
    std::uint32_t title_bytes;
    std::uint32_t body_bytes;
};
static_assert(sizeof(Head) == 24);

}  // namespace

std::vector<std::uint8_t> encoded(const Draft& draft) {
    assert(draft.title.size() <= limits::draft_title_bytes);
    assert(draft.body.size() <= limits::draft_body_bytes);
    const Head head{draft.project, static_cast<std::uint32_t>(draft.title.size()),
                    static_cast<std::uint32_t>(draft.body.size())};
    const std::size_t size = sizeof head + draft.title.size() + draft.body.size();
    constexpr std::size_t step = limits::draft_step_bytes;
    std::vector<std::uint8_t> out((size + step - 1) / step * step);
    std::memcpy(out.data(), &head, sizeof head);
    const auto words = out.begin() + sizeof head;
    std::copy(draft.body.begin(), draft.body.end(),
              std::copy(draft.title.begin(), draft.title.end(), words));
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
    return draft;
}

}  // namespace imaginons::storage
