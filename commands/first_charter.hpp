// The charter that a new log opens with: commands/charter_fr.md, built into the program. Later
// versions are the city's to publish.
#pragma once

#include <string_view>

namespace imaginons::commands {

std::string_view first_charter_title();
// Markdown.
std::string_view first_charter_body();

}  // namespace imaginons::commands
