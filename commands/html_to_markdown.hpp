// Other people's words, as HTML or as plain text, into the Markdown that is kept here. Only words,
// emphasis, lists, quotes, headings and links to http, https and mailto survive. It renders
// nothing: that is http/markdown's.
#pragma once

#include <string>
#include <string_view>

namespace imaginons::commands {

// `html` must be UTF-8; it is read as browsers do, however broken, down to 200 levels of nesting.
// The answer holds no HTML tag and no link but to http, https and mailto; an image becomes a link
// to it; struck text stands between "~~".
std::string html_to_markdown(std::string_view html);

enum class BareLinks : unsigned char {
    leave,
    mark,  // "http://..." in the text becomes a link
};
// Plain text, where only <br> means something: line ends are kept, everything that Markdown would
// read as a sign is escaped. Text without such signs comes out as it went in, but for white space.
std::string text_to_markdown(std::string_view text, BareLinks links);

// One line of plain text: control characters dropped, runs of white space made one space, trimmed.
std::string one_line(std::string_view text);

}  // namespace imaginons::commands
