// One of the two files that know Xapian: its stemmer is used here, its index in search_index.cpp.
#include "projections/search_words.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <xapian.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "projections/limits.hpp"
#include "projections/queries.hpp"
#include "projections/utf8.hpp"

namespace imaginons::projections {

namespace {

// Sorted, folded. Without words that are others when their accents are gone: "été", "sûr", "côté".
constexpr std::array stop_words = std::to_array<std::string_view>(
    {"a",     "afin",  "ai",      "au",   "aucun",  "aucune",  "aussi", "autre", "autres",   "aux",
     "avec",  "c",     "ce",      "cela", "celle",  "celui",   "ces",   "cet",   "cette",    "ceux",
     "chez",  "comme", "comment", "d",    "dans",   "de",      "des",   "dont",  "du",       "elle",
     "elles", "en",    "est",     "et",   "eux",    "faut",    "il",    "ils",   "j",        "je",
     "l",     "la",    "le",      "les",  "leur",   "leurs",   "lui",   "m",     "ma",       "mais",
     "me",    "mes",   "moi",     "mon",  "n",      "ne",      "ni",    "nos",   "notre",    "nous",
     "on",    "ont",   "ou",      "par",  "pas",    "peut",    "plus",  "pour",  "pourquoi", "puis",
     "qu",    "quand", "que",     "quel", "quelle", "quelles", "quels", "qui",   "quoi",     "s",
     "sa",    "sans",  "se",      "ses",  "si",     "soit",    "son",   "sont",  "sous",     "sur",
     "t",     "ta",    "te",      "tes",  "toi",    "ton",     "tres",  "tu",    "un",       "une",
     "vers",  "vos",   "votre",   "vous", "y"});
static_assert(std::is_sorted(stop_words.begin(), stop_words.end()));

bool in_word(UChar32 c) {
    return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK;
}

bool is_hyphen(UChar32 c) {
    return c == '-' || c == 0x2010 || c == 0x2011;
}

void append(std::string& out, UChar32 c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else {
        append_utf8(out, c);
    }
}

// What is left of a long word is whole characters.
std::string_view cut(std::string_view word) {
    std::size_t end = std::min(word.size(), limits::search_word_bytes);
    while (end > 0 && end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80)
        --end;
    return word.substr(0, end);
}

// "velos" is "velo", "jeux" is "jeu"; short words ("bus", "prix") and "ss" stay.
std::string_view without_plural(std::string_view word) {
    if (word.size() < 4) return word;
    const std::string_view rest = word.substr(0, word.size() - 1);
    if (word.back() == 's' && rest.back() != 's') return rest;
    if (rest.ends_with("eu") || rest.ends_with("ou") || rest.ends_with("eau")) {
        if (word.back() == 'x') return rest;
    }
    return word;
}

// Plurals that no rule makes out.
std::string_view singular(std::string_view folded) {
    if (folded == "travaux") return "travail";
    if (folded == "vitraux") return "vitrail";
    if (folded == "baux") return "bail";
    if (folded == "yeux") return "oeil";
    return folded;
}

}  // namespace

std::vector<TextWord> words_in(std::string_view text) {
    std::vector<TextWord> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        std::size_t to = at;
        UChar32 c = next_in_utf8(text, at);
        while (in_word(c)) {
            to = at;
            if (at == text.size()) break;
            c = next_in_utf8(text, at);
        }
        if (to == from) continue;
        TextWord word{from, to, folded(text.substr(from, to - from)), false};
        // What folds into several, or into nothing, is no word that anybody types.
        std::erase(word.folded, ' ');
        word.folded.resize(cut(word.folded).size());
        if (at < text.size() && is_hyphen(c)) {
            std::size_t after = at;
            word.hyphen = in_word(next_in_utf8(text, after));
        }
        if (!word.folded.empty()) words.push_back(std::move(word));
    }
    return words;
}

std::string lower_case(std::string_view word) {
    UErrorCode error = U_ZERO_ERROR;
    static const UNormalizer2* const nfc = unorm2_getNFCInstance(&error);
    assert(nfc != nullptr && "ICU brings its own tables");
    std::string out;
    UChar32 last = 0;
    for (std::size_t at = 0; at < word.size();) {
        const UChar32 c = u_tolower(next_in_utf8(word, at));
        const UChar32 both = last == 0 ? -1 : unorm2_composePair(nfc, last, c);
        if (both < 0 && last != 0) append(out, last);
        last = both < 0 ? c : both;
    }
    if (last != 0) append(out, last);
    return out;
}

bool is_stop_word(std::string_view folded) {
    return std::binary_search(stop_words.begin(), stop_words.end(), folded);
}

struct Stems::Snowball {
    const Xapian::Stem french{"french"};
};

Stems::Stems() : snowball_(std::make_unique<Snowball>()) {}
Stems::~Stems() = default;

std::string Stems::stem(std::string_view word) const {
    return snowball_->french(std::string(without_plural(word)));
}

const std::vector<std::string>& Stems::of(std::string_view written, std::string_view folded_word) {
    if (known_.size() > limits::search_stems_remembered) known_.clear();
    written = cut(written);
    const auto [place, is_new] = known_.try_emplace(std::string(written));
    std::vector<std::string>& stems = place->second;
    if (!is_new) return stems;
    const std::string_view plain = singular(folded_word);
    stems.push_back(stem(plain));
    if (plain == folded_word) {
        std::string accented = folded(stem(lower_case(written)));
        if (!accented.empty() && accented != stems.front()) stems.push_back(std::move(accented));
    }
    return stems;
}

AskedFor::AskedFor(std::string_view asked) {
    std::vector<TextWord> words = words_in(asked.substr(0, limits::search_bytes));
    const bool only_stop_words = std::all_of(
        words.begin(), words.end(), [](const TextWord& word) { return is_stop_word(word.folded); });
    for (TextWord& word : words) {
        if (!only_stop_words && is_stop_word(word.folded)) continue;
        const auto& stems = stems_.of(asked.substr(word.from, word.to - word.from), word.folded);
        words_.emplace_back(std::move(word.folded), stems);
    }
}

// Stemming costs more than the rest, and words with one stem begin alike.
bool AskedFor::operator()(const TextWord& word, std::string_view written) {
    constexpr std::size_t alike = 2;
    for (const auto& [folded_word, stems] : words_) {
        if (word.folded == folded_word) return true;
        if (word.folded.compare(0, alike, folded_word, 0, alike) != 0) continue;
        for (const std::string& stem : stems_.of(written, word.folded)) {
            if (std::find(stems.begin(), stems.end(), stem) != stems.end()) return true;
        }
    }
    return false;
}

}  // namespace imaginons::projections
