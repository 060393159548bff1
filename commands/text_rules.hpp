// What may be written: lengths in code points, strict UTF-8, no control characters, something to
// see. Pure. It only says yes or no: what is accepted is stored byte for byte as it was sent, never
// trimmed or normalised.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "commands/result.hpp"

namespace imaginons::commands {

struct TextRule {
    std::string_view field;
    std::size_t most_chars = 0;
    // Line ends and tabs may stand in it: a body, not a title.
    bool many_lines = false;
    bool may_be_empty = false;
};

// Nothing if the text keeps the rule; else, in this order: not_utf8, too_long, control_character,
// empty.
std::optional<Refusal> defect_of(std::string_view text, const TextRule& rule);

// A name that a person goes by: also at least two characters to see, and none that is invisible or
// turns the direction of writing: it could pass for another's name.
std::optional<Refusal> defect_of_pseudonym(std::string_view pseudonym);

// http or https, a host, no spaces and no control characters.
std::optional<Refusal> defect_of_link(std::string_view url, std::string_view field);

// Code points. `text` must be UTF-8.
std::size_t chars_in(std::string_view text);

// Two pseudonyms are the same if their keys are: NFKC and case folding (Unicode's NFKC_Casefold),
// white space at the ends dropped and inside counted once. `pseudonym` must be UTF-8. Any thread.
std::string pseudonym_key(std::string_view pseudonym);

}  // namespace imaginons::commands
