// Words of French texts as the search compares them: where they stand, without case and accents,
// and by their stems. Knows nothing of the index.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace imaginons::projections {

struct TextWord {
    std::size_t from = 0;  // bytes of the text it was read from
    std::size_t to = 0;
    std::string folded;   // as folded() gives it; cut at limits::search_word_bytes
    bool hyphen = false;  // a hyphen and nothing else parts it from the next one
};

// Apostrophes of any kind part words: "l’école" is "l" and "ecole". Any bytes.
std::vector<TextWord> words_in(std::string_view text);

// In lower case, its accents on its letters (NFC).
std::string lower_case(std::string_view word);

// What stands in every sentence and says nothing by itself: articles, pronouns, and what an elision
// leaves over ("l", "qu"). `folded` is one word.
bool is_stop_word(std::string_view folded);

// The French stems of a word. Snowball's rules need the accents that people leave out: a word has a
// stem as it is written and one as it is typed without accents, both without accents afterwards.
// Two words are the same if they share one. Plural endings go first, since Snowball leaves "vélos".
// Remembers what it was asked; of one thread.
class Stems {
  public:
    Stems();
    ~Stems();
    Stems(const Stems&) = delete;
    Stems& operator=(const Stems&) = delete;

    // One or two; lent until the next call. `written` is the word in its text, `folded` the same
    // folded.
    const std::vector<std::string>& of(std::string_view written, std::string_view folded);
    // Lets go of what it remembers.
    void forget() { known_.clear(); }

  private:
    struct Snowball;
    std::string stem(std::string_view word) const;

    const std::unique_ptr<Snowball> snowball_;
    std::unordered_map<std::string, std::vector<std::string>> known_;
};

// Tells words of a text that a search asked for, for who shows them. Of one thread.
class AskedFor {
  public:
    explicit AskedFor(std::string_view asked);
    // `written` is the word in its text.
    bool operator()(const TextWord& word, std::string_view written);

  private:
    Stems stems_;
    std::vector<std::pair<std::string, std::vector<std::string>>> words_;  // folded, with its stems
};

}  // namespace imaginons::projections
