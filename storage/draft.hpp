// What the vault keeps of a proposal that somebody is still writing. Nobody else's business until
// it is published: nothing of it stands in the log. Plain data and its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

struct Draft {
    events::ProposalId id;      // of the proposal that it will be
    events::ProjectId project;  // nil if free-standing
    std::uint32_t version = 0;  // 1 when first kept, one more at each change
    std::int64_t saved_at_ms = 0;
    std::string title;  // at most limits::draft_title_bytes; any text that is UTF-8
    std::string body;   // at most limits::draft_body_bytes
    // Codes; what is no code of at most events::label_code_bytes, or a fourth theme, is not kept.
    std::vector<std::string> themes{};
    std::string district{};
    std::string place{};  // as it was typed; at most limits::draft_place_bytes
    bool operator==(const Draft&) const = default;
};

// Project and words: the rest stands in the row's key and in clear before them (FORMAT.md). A
// multiple of limits::draft_step_bytes.
std::vector<std::uint8_t> encoded(const Draft& draft);
// Nothing if these are not the bytes of one. Without id, version and time.
std::optional<Draft> decode_draft(events::Bytes bytes);

}  // namespace imaginons::storage
