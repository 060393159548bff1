// Words are numbered, the numbers compared, and what differs is put together so that it reads well.
#include "projections/word_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "projections/limits.hpp"

namespace imaginons::projections {

namespace {

enum class Sort : std::uint8_t { word, space, line_end, mark };

struct Token {
    std::string_view text;
    std::uint32_t number = 0;  // equal for equal texts
    Sort sort = Sort::word;
    bool changed = false;
};
using Tokens = std::vector<Token>;

// --- reading words

std::size_t character_bytes(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// Spaces and marks of General Punctuation (U+2000 to U+206F: ’ … – narrow spaces) and of Latin-1 up
// to » separate words; letters do not.
bool is_mark_beyond_ascii(std::string_view character) {
    return character.starts_with("\xE2\x80") || character.starts_with("\xE2\x81") ||
           (character.starts_with("\xC2") && character.size() == 2);
}

// Scripts written without spaces (from U+2E80 on): each character is a word.
bool stands_alone(std::string_view character) {
    return character.size() >= 3 && character >= std::string_view("\xE2\xBA\x80");
}

Sort sort_of(std::string_view character) {
    const char c = character.front();
    if (c == '\n') return Sort::line_end;
    if (c == ' ' || c == '\t' || c == '\r') return Sort::space;
    if (static_cast<unsigned char>(c) >= 0x80) {
        return is_mark_beyond_ascii(character) ? Sort::mark : Sort::word;
    }
    const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter ? Sort::word : Sort::mark;
}

// Letters and spaces are taken as long as they last; marks and ends of lines one by one.
Tokens tokens_of(std::string_view text) {
    Tokens tokens;
    bool joins = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = std::min(character_bytes(text[at]), text.size() - at);
        const std::string_view character = text.substr(at, size);
        const Sort sort = sort_of(character);
        const bool alone = sort == Sort::mark || sort == Sort::line_end || stands_alone(character);
        if (joins && !alone && tokens.back().sort == sort) {
            Token& last = tokens.back();
            last.text = {last.text.data(), last.text.size() + size};
        } else {
            tokens.push_back({character, 0, sort, false});
        }
        joins = !alone;
        at += size;
    }
    return tokens;
}

void number_equal_ones(Tokens& before, Tokens& after) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    numbers.reserve(before.size() + after.size());
    for (Tokens* tokens : {&before, &after}) {
        for (Token& token : *tokens) {
            const auto next = static_cast<std::uint32_t>(numbers.size());
            token.number = numbers.emplace(token.text, next).first->second;
        }
    }
}

// --- comparing

// Marks what is in one only. Positions in the two lists are x and y, a diagonal is x - y, as in the
// paper.
class Comparison {
  public:
    Comparison(Tokens& before, Tokens& after)
        : before_(before), after_(after), forwards_(width), backwards_(width) {}

    void run() { compare({0, size_of(before_), 0, size_of(after_)}); }

  private:
    using Place = std::int32_t;
    static constexpr Place most = limits::diff_distance;  // edits looked at from each end
    static constexpr std::size_t width = 2 * static_cast<std::size_t>(most) + 3;
    static constexpr Place unreachable = -1;
    struct Box {
        Place x0, x1, y0, y1;
    };
    struct Point {
        Place x, y;
    };

    static Place size_of(const Tokens& tokens) { return static_cast<Place>(tokens.size()); }
    bool equal(Place x, Place y) const {
        return before_[static_cast<std::size_t>(x)].number ==
               after_[static_cast<std::size_t>(y)].number;
    }
    static Place& at(std::vector<Place>& furthest, Place diagonal) {
        return furthest[static_cast<std::size_t>(diagonal + most + 1)];
    }

    void compare(Box box) {
        for (;;) {
            while (box.x0 < box.x1 && box.y0 < box.y1 && equal(box.x0, box.y0)) {
                ++box.x0;
                ++box.y0;
            }
            while (box.x0 < box.x1 && box.y0 < box.y1 && equal(box.x1 - 1, box.y1 - 1)) {
                --box.x1;
                --box.y1;
            }
            if (box.x0 == box.x1 || box.y0 == box.y1) break;
            const Point middle = middle_of(box);
            compare({box.x0, middle.x, box.y0, middle.y});
            box.x0 = middle.x;
            box.y0 = middle.y;
        }
        for (Place x = box.x0; x < box.x1; ++x) before_[static_cast<std::size_t>(x)].changed = true;
        for (Place y = box.y0; y < box.y1; ++y) after_[static_cast<std::size_t>(y)].changed = true;
    }

    // One step of all furthest paths from one corner; `step` says whether two tokens, counted from
    // there, are equal. Gives whether one of them meets a path from the other corner, by `meets`.
    template <class Equal, class Meets>
    static bool extend(std::vector<Place>& furthest, Place edits, Point size, Equal equal_from,
                       Meets meets, Point& end) {
        at(furthest, edits + 1) = unreachable;
        at(furthest, -edits - 1) = unreachable;
        for (Place diagonal = -edits; diagonal <= edits; diagonal += 2) {
            Place x = 0;
            if (edits > 0) {
                const Place left = at(furthest, diagonal - 1);
                const Place above = at(furthest, diagonal + 1);
                x = left != unreachable && left < size.x ? left + 1 : unreachable;
                if (above != unreachable && above - diagonal <= size.y) x = std::max(x, above);
            }
            if (x != unreachable) {
                while (x < size.x && x - diagonal < size.y && equal_from(x, x - diagonal)) ++x;
            }
            at(furthest, diagonal) = x;
            if (x != unreachable && meets(diagonal, x)) {
                end = {x, x - diagonal};
                return true;
            }
        }
        return false;
    }

    // A point on a shortest way through the box, neither of its corners: both lists have tokens
    // here, and neither the first nor the last are equal. If the way is too long to find, the point
    // that came furthest.
    Point middle_of(const Box& box) {
        const Point size{box.x1 - box.x0, box.y1 - box.y0};
        const Place shift = size.x - size.y;
        const bool odd = shift % 2 != 0;
        const auto met = [&](std::vector<Place>& others, Place edits) {
            return [&others, edits, size, shift](Place diagonal, Place x) {
                const Place opposite = shift - diagonal;
                if (opposite < -edits || opposite > edits) return false;
                const Place other = at(others, opposite);
                return other != unreachable && x + other >= size.x;
            };
        };
        const auto never = [](Place, Place) { return false; };
        const auto from_start = [&](Place x, Place y) { return equal(box.x0 + x, box.y0 + y); };
        const auto from_end = [&](Place x, Place y) {
            return equal(box.x1 - 1 - x, box.y1 - 1 - y);
        };
        Point end{};
        for (Place edits = 0; edits <= most; ++edits) {
            const bool forwards_first =
                odd ? extend(forwards_, edits, size, from_start, met(backwards_, edits - 1), end)
                    : extend(forwards_, edits, size, from_start, never, end);
            if (forwards_first) return {box.x0 + end.x, box.y0 + end.y};
            const bool backwards_now =
                odd ? extend(backwards_, edits, size, from_end, never, end)
                    : extend(backwards_, edits, size, from_end, met(forwards_, edits), end);
            if (backwards_now) return {box.x1 - end.x, box.y1 - end.y};
        }
        const Point start = furthest_of(forwards_);
        const Point back = furthest_of(backwards_);
        if (start.x + start.y >= back.x + back.y) return {box.x0 + start.x, box.y0 + start.y};
        return {box.x1 - back.x, box.y1 - back.y};
    }

    static Point furthest_of(std::vector<Place>& furthest) {
        Point best{0, 0};
        for (Place diagonal = -most; diagonal <= most; diagonal += 2) {
            const Place x = at(furthest, diagonal);
            if (x != unreachable && x + x - diagonal > best.x + best.y) best = {x, x - diagonal};
        }
        return best;
    }

    Tokens& before_;
    Tokens& after_;
    std::vector<Place> forwards_;  // by diagonal, how far in x
    std::vector<Place> backwards_;
};

// --- telling

// Tokens [from, to) of each list: what both have, or what stands in place of what.
struct Run {
    bool same = false;
    std::size_t before_from = 0, before_to = 0;
    std::size_t after_from = 0, after_to = 0;
};

std::vector<Run> runs_of(const Tokens& before, const Tokens& after) {
    std::vector<Run> runs;
    std::size_t x = 0;
    std::size_t y = 0;
    while (x < before.size() || y < after.size()) {
        Run run{false, x, x, y, y};
        while (x < before.size() && before[x].changed) ++x;
        while (y < after.size() && after[y].changed) ++y;
        run.same = x == run.before_from && y == run.after_from;
        while (run.same && x < before.size() && y < after.size() && !before[x].changed &&
               !after[y].changed) {
            ++x;
            ++y;
        }
        run.before_to = x;
        run.after_to = y;
        runs.push_back(run);
    }
    return runs;
}

std::string_view text_of(const Tokens& tokens, std::size_t from, std::size_t to) {
    if (from == to) return {};
    const char* const begin = tokens[from].text.data();
    const std::string_view last = tokens[to - 1].text;
    return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
}

std::size_t changed_bytes(const Tokens& before, const Tokens& after, const Run& run) {
    return std::max(text_of(before, run.before_from, run.before_to).size(),
                    text_of(after, run.after_from, run.after_to).size());
}

// A space or a short word that happens to be in both, between two changes, tells nothing.
bool is_islet(const Tokens& before, const Tokens& after, const std::vector<Run>& runs,
              std::size_t at) {
    const Run& run = runs[at];
    if (!run.same || at == 0 || at + 1 == runs.size()) return false;
    std::size_t words = 0;
    for (std::size_t i = run.before_from; i < run.before_to; ++i) {
        if (before[i].sort == Sort::line_end) return false;
        if (before[i].sort == Sort::word) ++words;
    }
    const std::size_t bytes = text_of(before, run.before_from, run.before_to).size();
    return words == 0 || (words == 1 && bytes <= changed_bytes(before, after, runs[at - 1]) &&
                          bytes <= changed_bytes(before, after, runs[at + 1]));
}

std::vector<Run> without_islets(const Tokens& before, const Tokens& after,
                                const std::vector<Run>& runs) {
    std::vector<Run> joined;
    for (std::size_t at = 0; at < runs.size(); ++at) {
        const bool islet = is_islet(before, after, runs, at);
        const bool goes_on = islet || (at > 0 && is_islet(before, after, runs, at - 1));
        if (goes_on) {
            joined.back().before_to = runs[at].before_to;
            joined.back().after_to = runs[at].after_to;
        } else {
            joined.push_back(runs[at]);
        }
    }
    return joined;
}

}  // namespace

std::vector<DiffPiece> word_diff(std::string_view before, std::string_view after) {
    using Kind = DiffPiece::Kind;
    Tokens old_words = tokens_of(before);
    Tokens new_words = tokens_of(after);
    number_equal_ones(old_words, new_words);
    Comparison(old_words, new_words).run();
    std::vector<DiffPiece> pieces;
    for (const Run& run : without_islets(old_words, new_words, runs_of(old_words, new_words))) {
        const std::string_view removed = text_of(old_words, run.before_from, run.before_to);
        const std::string_view added = text_of(new_words, run.after_from, run.after_to);
        if (run.same) {
            pieces.push_back({Kind::same, added});
            continue;
        }
        if (!removed.empty()) pieces.push_back({Kind::removed, removed});
        if (!added.empty()) pieces.push_back({Kind::added, added});
    }
    return pieces;
}

}  // namespace imaginons::projections
