// Words that people write, in Markdown, made into HTML that cannot do anything: CommonMark's safe
// mode, then links only to http, https and mailto, no images, headings that fit the page's outline.
// Also excerpts in plain text.
#pragma once

#include <string>
#include <string_view>

namespace imaginons::http {

// HTML that may stand in a page as it is. Only render_markdown makes it, so nothing else can reach
// a page unescaped.
class Html {
  public:
    Html() = default;
    const std::string& str() const { return html_; }
    bool empty() const { return html_.empty(); }

  private:
    explicit Html(std::string html) : html_{std::move(html)} {}
    friend Html render_markdown(std::string_view text, int top_heading);
    std::string html_;
};

// `top_heading` is the level that the text's highest heading gets (2..6); 0 turns headings into
// bold paragraphs. Input beyond limits::markdown_bytes is cut; invalid UTF-8 is replaced. Never
// throws on content. About 20 us a body.
Html render_markdown(std::string_view text, int top_heading = 0);

// The first words of a text without its marks, at most `characters` long, cut between words and
// ended with "…".
std::string plain_excerpt(std::string_view markdown, std::size_t characters);

// `text` with invalid UTF-8 and control characters other than tab and newline replaced by U+FFFD.
std::string clean_utf8(std::string_view text);

// Number of characters (code points) of valid UTF-8.
std::size_t count_characters(std::string_view text);

}  // namespace imaginons::http
