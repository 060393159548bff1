// Plain text, as people typed it into other platforms' forms, into Markdown.
#include <algorithm>

#include "commands/html_to_markdown.hpp"
#include "commands/markdown_runs.hpp"

namespace imaginons::commands {
namespace {

using namespace markdown;

// The length of "<br>", "<br/>", "<br />", "</br>" in either case at `i`, 0 if there is none.
std::size_t break_at(std::string_view text, std::size_t i) {
    const std::size_t start = i;
    const auto skip = [&](char c) { return i < text.size() && text[i] == c && (++i, true); };
    const auto letter = [&](char c) {
        return i < text.size() && (text[i] | 0x20) == c && (++i, true);
    };
    if (!skip('<')) return 0;
    skip('/');
    if (!letter('b') || !letter('r')) return 0;
    while (skip(' ')) {
    }
    skip('/');
    return skip('>') ? i - start : 0;
}

// The length of a web address that starts at `i`, 0 if there is none. Signs that end a sentence are
// not part of it.
std::size_t address_at(std::string_view text, std::size_t i) {
    const std::string_view rest = text.substr(i);
    if (i > 0 && is_word(text[i - 1])) return 0;
    const std::size_t scheme = rest.starts_with("https://")  ? 8
                               : rest.starts_with("http://") ? 7
                                                             : 0;
    if (scheme == 0) return 0;
    std::size_t n = scheme;
    while (n < rest.size() && static_cast<unsigned char>(rest[n]) > 0x20 &&
           static_cast<unsigned char>(rest[n]) < 0x7F &&
           std::string_view("<>\"\\`").find(rest[n]) == std::string_view::npos) {
        ++n;
    }
    const auto whole = rest.substr(0, n);
    const auto opened = std::count(whole.begin(), whole.end(), '(');
    auto closed = std::count(whole.begin(), whole.end(), ')');
    while (n > scheme &&
           std::string_view(".,;:!?'*_)").find(rest[n - 1]) != std::string_view::npos) {
        if (rest[n - 1] == ')' && opened >= closed--) break;
        --n;
    }
    return n == scheme ? 0 : n;
}

Runs text_runs(std::string_view text, BareLinks links) {
    Runs runs;
    std::string words;
    const auto flush = [&] {
        if (!words.empty()) runs.push_back({.text = std::move(words), .href = {}});
        words.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t tag = break_at(text, i)) {
            flush();
            runs.push_back({.text = {}, .href = {}, .line_break = true});
            i += tag;
            // The line end that was typed after the tag is the same line end.
            while (i < text.size() && (text[i] == ' ' || text[i] == '\r')) ++i;
            if (i < text.size() && text[i] == '\n') ++i;
            continue;
        }
        if (const std::size_t address = links == BareLinks::mark ? address_at(text, i) : 0) {
            flush();
            const std::string href(text.substr(i, address));
            runs.push_back({.text = href, .href = href});
            i += address;
            continue;
        }
        if (text[i] == '\n' || text[i] == '\r') {
            flush();
            runs.push_back({.text = {}, .href = {}, .line_break = true});
            i += text.substr(i).starts_with("\r\n") ? std::size_t{2} : std::size_t{1};
            continue;
        }
        words += text[i++];
    }
    flush();
    return runs;
}

}  // namespace

std::string text_to_markdown(std::string_view text, BareLinks links) {
    std::string out;
    for (const std::string& paragraph : paragraphs(text_runs(without_controls(text), links))) {
        if (!out.empty()) out += "\n\n";
        out += paragraph;
    }
    return out;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : without_controls(text)) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    trim(out, true, true);
    return out;
}

}  // namespace imaginons::commands
