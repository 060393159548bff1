// The words of faults, for the catalogues to have them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/pages/binding.hpp"

namespace imaginons::http::pages {

// The sentence for a field's fault; empty if it has none. What is missing, each field says itself.
std::string fault_words(const Catalogue& words, const Field& field,
                        std::string_view missing_words_of_field);
std::vector<CodePhrase> fault_phrases();

}  // namespace imaginons::http::pages
