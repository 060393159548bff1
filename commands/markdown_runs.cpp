// Escaping, flanking and links: the places where words could turn into signs.
#include "commands/markdown_runs.hpp"

#include <algorithm>

namespace imaginons::commands::markdown {
namespace {

// Where a text stands decides what in it could be read as a sign.
struct Place {
    bool at_line_start = false;
    bool at_run_end =
        false;  // something else is written right after: its first character is not known here
    bool in_heading = false;
    bool in_link = false;
};

// open_end: what is unfinished might be finished by what follows.
bool entity_starts(std::string_view at_ampersand, bool open_end) {
    std::size_t i = 1;
    if (i < at_ampersand.size() && at_ampersand[i] == '#') ++i;
    const std::size_t first = i;
    while (i < at_ampersand.size() && (is_alpha(at_ampersand[i]) || is_digit(at_ampersand[i]))) ++i;
    if (i == at_ampersand.size()) return open_end;
    return i > first && at_ampersand[i] == ';';
}

// How many characters at the start of a line must be kept from starting a block: the position of
// the one to escape.
std::optional<std::size_t> block_sign(std::string_view line) {
    if (line.empty()) return std::nullopt;
    const auto ends_or_space = [&](std::size_t i) { return i >= line.size() || is_space(line[i]); };
    const char c = line.front();
    if (c == '>' || c == '=') return 0;
    if (c == '~') return line.starts_with("~~~") ? std::optional<std::size_t>(0) : std::nullopt;
    if (c == '-' || c == '+') {
        return ends_or_space(1) || line[1] == c ? std::optional<std::size_t>(0) : std::nullopt;
    }
    if (c == '#') {
        const std::size_t n = std::min(line.find_first_not_of('#'), line.size());
        return n <= 6 && ends_or_space(n) ? std::optional<std::size_t>(0) : std::nullopt;
    }
    std::size_t digits = 0;
    while (digits < line.size() && is_digit(line[digits])) ++digits;
    if (digits == 0 || digits > 9 || digits == line.size()) return std::nullopt;
    const bool marker = (line[digits] == '.' || line[digits] == ')') && ends_or_space(digits + 1);
    return marker ? std::optional<std::size_t>(digits) : std::nullopt;
}

// After '<': what CommonMark takes for the beginning of an e-mail address.
bool address_starts(std::string_view text) {
    constexpr std::string_view local =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-";
    const std::size_t end = text.find_first_not_of(local);
    return end != std::string_view::npos && end != 0 && text[end] == '@';
}

bool needs_escape(std::string_view text, std::size_t i, const Place& place) {
    const bool last = i + 1 == text.size();
    const char next = last ? '\0' : text[i + 1];
    const bool open_end = last && place.at_run_end;
    const bool lone = (i == 0 ? place.at_line_start : is_space(text[i - 1])) &&
                      (last ? !place.at_run_end : is_space(next));
    switch (text[i]) {
        case '\\': return last || is_ascii_punct(next);
        case '`': return true;
        case '*': return !lone || (i == 0 && place.at_line_start);
        case '_':
            if (i == 0 && place.at_line_start) return true;
            return !lone && (i == 0 || last || !is_word(text[i - 1]) || !is_word(next));
        case '[': return place.in_link;
        case ']': return place.in_link || open_end || next == '(' || next == '[' || next == ':';
        case '!': return open_end;
        case '<':
            return open_end || is_alpha(next) || next == '/' || next == '!' || next == '?' ||
                   address_starts(text.substr(i + 1));
        case '&': return entity_starts(text.substr(i), place.at_run_end);
        case '#': return place.in_heading;
        default: return false;
    }
}

std::string escaped(std::string_view text, const Place& place) {
    std::string out;
    out.reserve(text.size() + 8);
    const auto sign = place.at_line_start ? block_sign(text) : std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (sign == i || needs_escape(text, i, place)) out += '\\';
        out += text[i];
    }
    return out;
}

// "<url>" if what is shown is the address itself, else "[text](<url>)".
std::string link(std::string_view text, const std::string& href, bool in_heading) {
    const bool entity_like =
        href.find('&') != std::string::npos && href.find(';') != std::string::npos;
    if (text == href && !entity_like && !href.starts_with("mailto:")) return "<" + href + ">";
    std::string address;
    for (const char c : href) {
        address += c;
        if (c == '&' && entity_like) address += "amp;";
    }
    return "[" + escaped(text, {.at_run_end = false, .in_heading = in_heading, .in_link = true}) +
           "](<" + address + ">)";
}

// General punctuation and the signs of Latin-1 that Unicode counts as punctuation: enough for
// European texts. A sign that is missed costs an asterisk that shows.
bool punctuation_at_front(std::string_view text) {
    if (is_ascii_punct(text.front())) return true;
    if (text.starts_with("\xC2"))
        return std::string_view("\xA1\xA7\xAB\xB6\xB7\xBB\xBF").find(text[1]) !=
               std::string_view::npos;
    return text.starts_with("\xE2\x80") && text.size() > 2 &&
           static_cast<unsigned char>(text[2]) >= 0x90 &&
           static_cast<unsigned char>(text[2]) <= 0xBE && text[2] != '\xA8' && text[2] != '\xA9' &&
           text[2] != '\xAF';
}
bool punctuation_at_back(std::string_view text) {
    if (is_ascii_punct(text.back())) return true;
    std::size_t first = text.size() - 1;
    while (first > 0 && (static_cast<unsigned char>(text[first]) & 0xC0U) == 0x80) --first;
    return static_cast<unsigned char>(text[first]) >= 0x80 &&
           punctuation_at_front(text.substr(first));
}
bool blank_at_front(std::string_view text) {
    return is_space(text.front()) || text.starts_with(no_break_space);
}
bool blank_at_back(std::string_view text) {
    return is_space(text.back()) || text.ends_with(no_break_space);
}

// Splits white space off the ends of styled runs: "** bold **" would not be bold.
Runs with_plain_edges(const Runs& runs) {
    Runs out;
    for (const Run& run : runs) {
        if (run.line_break || (!run.strong && !run.emphasis)) {
            out.push_back(run);
            continue;
        }
        std::string middle = run.text;
        trim(middle, true, true);
        const std::size_t at = middle.empty() ? 0 : run.text.find(middle);
        const auto add = [&](std::string_view text, bool styled) {
            if (text.empty()) return;
            Run part = run;
            part.text = text;
            if (!styled) {
                part.strong = part.emphasis = false;
                part.href.clear();
            }
            out.push_back(std::move(part));
        };
        const std::string_view whole = run.text;
        add(whole.substr(0, middle.empty() ? whole.size() : at), false);
        add(middle, true);
        if (!middle.empty()) add(whole.substr(at + middle.size()), false);
    }
    return out;
}

// Whether delimiters around run i would be read as delimiters (CommonMark 0.30, 6.2: flanking).
// What is written for a link begins and ends in punctuation.
bool can_be_emphasised(const Runs& runs, std::size_t i) {
    const Run& run = runs[i];
    const bool first_in_line = i == 0 || runs[i - 1].line_break;
    const bool last_in_line = i + 1 == runs.size() || runs[i + 1].line_break;
    const bool opens_with_sign = !run.href.empty() || punctuation_at_front(run.text);
    const bool closes_with_sign = !run.href.empty() || punctuation_at_back(run.text);
    if (!first_in_line) {
        const Run& before = runs[i - 1];
        // Two styles side by side could be paired otherwise than meant.
        if (before.strong || before.emphasis) return false;
        const bool free =
            !before.href.empty() || blank_at_back(before.text) || punctuation_at_back(before.text);
        if (opens_with_sign && !free) return false;
    }
    if (!last_in_line) {
        const Run& after = runs[i + 1];
        const bool free =
            !after.href.empty() || blank_at_front(after.text) || punctuation_at_front(after.text);
        if (closes_with_sign && !free) return false;
    }
    return true;
}

}  // namespace

std::string without_controls(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) continue;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            ++i;
            continue;
        }
        if (const auto rest = text.substr(i);
            rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
            i += 2;
            continue;
        }
        out += text[i];
    }
    return out;
}

void trim(std::string& text, bool front, bool back) {
    std::string_view rest = text;
    while (front && !rest.empty() && blank_at_front(rest)) {
        rest.remove_prefix(is_space(rest.front()) ? 1 : no_break_space.size());
    }
    while (back && !rest.empty() && blank_at_back(rest)) {
        rest.remove_suffix(is_space(rest.back()) ? 1 : no_break_space.size());
    }
    if (rest.size() < text.size()) text = std::string(rest);
}

std::optional<std::string> safe_href(std::string_view href) {
    while (!href.empty() && is_space(href.front())) href.remove_prefix(1);
    while (!href.empty() && is_space(href.back())) href.remove_suffix(1);
    const auto starts = [&](std::string_view scheme) {
        return href.size() > scheme.size() &&
               std::equal(scheme.begin(), scheme.end(), href.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
               });
    };
    if (!starts("http://") && !starts("https://") && !starts("mailto:")) return std::nullopt;
    std::string out;
    for (const char c : href) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            return std::nullopt;  // browsers skip some of these: not what it seems
        constexpr std::string_view hex = "0123456789ABCDEF";
        if (c == ' ' || c == '<' || c == '>' || c == '\\' || c == '"' || c == '`') {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    return out;
}

Runs tidied(Runs runs) {
    Runs out;
    bool space_before = true;
    for (Run& run : runs) {
        if (run.line_break) {
            while (!out.empty() && !out.back().line_break) {
                trim(out.back().text, false, true);
                if (!out.back().text.empty()) break;
                out.pop_back();
            }
            out.push_back(std::move(run));
            space_before = true;
            continue;
        }
        std::string text;
        for (const char c : run.text) {
            if (!is_space(c)) {
                text += c;
                space_before = false;
            } else if (!space_before) {
                text += ' ';
                space_before = true;
            }
        }
        if (out.empty() || out.back().line_break) trim(text, true, false);
        if (text.empty()) continue;
        run.text = std::move(text);
        const bool same = !out.empty() && !out.back().line_break &&
                          out.back().strong == run.strong && out.back().emphasis == run.emphasis &&
                          out.back().href == run.href;
        if (same) {
            out.back().text += run.text;
        } else {
            out.push_back(std::move(run));
        }
    }
    while (!out.empty()) {
        trim(out.back().text, false, true);
        if (!out.back().text.empty()) break;
        out.pop_back();
    }
    const auto words =
        std::find_if(out.begin(), out.end(), [](const Run& run) { return !run.line_break; });
    out.erase(out.begin(), words);
    return out;
}

std::string written(const Runs& tidy, bool in_heading) {
    Runs runs = with_plain_edges(tidy);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i].line_break && (runs[i].strong || runs[i].emphasis) &&
            !can_be_emphasised(runs, i)) {
            runs[i].strong = runs[i].emphasis = false;
        }
    }
    std::string out;
    bool line_start = true;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Run& run = runs[i];
        if (run.line_break) {
            out += in_heading ? " " : "  \n";
            line_start = !in_heading;
            continue;
        }
        const std::string_view mark =
            run.strong ? (run.emphasis ? "***" : "**") : (run.emphasis ? "*" : "");
        const bool more = !mark.empty() || (i + 1 < runs.size() && !runs[i + 1].line_break);
        out += mark;
        if (run.href.empty()) {
            out += escaped(run.text, {.at_line_start = line_start && mark.empty(),
                                      .at_run_end = more,
                                      .in_heading = in_heading});
        } else {
            out += link(run.text, run.href, in_heading);
        }
        out += mark;
        line_start = false;
    }
    return out;
}

std::vector<std::string> paragraphs(Runs runs) {
    const Runs tidy = tidied(std::move(runs));
    std::vector<std::string> out;
    Runs one;
    for (std::size_t i = 0; i < tidy.size(); ++i) {
        if (tidy[i].line_break && i + 1 < tidy.size() && tidy[i + 1].line_break) {
            out.push_back(written(one, false));
            one.clear();
            while (i + 1 < tidy.size() && tidy[i + 1].line_break) ++i;
            continue;
        }
        one.push_back(tidy[i]);
    }
    if (!one.empty()) out.push_back(written(one, false));
    return out;
}

}  // namespace imaginons::commands::markdown
