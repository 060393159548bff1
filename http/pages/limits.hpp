// Every limit of what is shown: sizes at which templates, texts from people and addresses are cut
// or refused. What people may send is limited by the commands, not here.
#pragma once

#include <cstddef>

namespace imaginons::http::pages::limits {

inline constexpr std::size_t url_bytes = 2'000;
inline constexpr std::size_t markdown_bytes = 20'000;     // longer input is cut before it is parsed
inline constexpr std::size_t markdown_depth = 24;         // deeper nesting is shown as plain text
inline constexpr std::size_t template_bytes = 1'000'000;  // a page's template with its partials
inline constexpr std::size_t template_depth = 16;         // partials within partials
inline constexpr std::size_t plural_forms = 6;            // the most that a known language has
inline constexpr std::size_t excerpt_characters = 180;    // of a body, in lists
inline constexpr std::size_t calendar_characters = 1'000;  // of an agenda, in iCalendar
inline constexpr std::size_t project_form_phases = 5;

}  // namespace imaginons::http::pages::limits
