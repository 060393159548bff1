// The word-level diff: what it tells is true for any two texts, and it reads as a person would say
// it.
#include "projections/word_diff.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "world.hpp"

using namespace imaginons;

namespace {

using projections::DiffPiece;
using projections::word_diff;
using Kind = DiffPiece::Kind;

std::string joined(const std::vector<DiffPiece>& pieces, Kind left_out) {
    std::string text;
    for (const DiffPiece& piece : pieces) {
        if (piece.kind != left_out) text += piece.text;
    }
    return text;
}

// "Un [-vieux-]{+jeune+} chat".
std::string told(std::string_view before, std::string_view after) {
    std::string text;
    for (const DiffPiece& piece : word_diff(before, after)) {
        const bool removed = piece.kind == Kind::removed;
        const bool added = piece.kind == Kind::added;
        text += removed ? "[-" : added ? "{+" : "";
        text += piece.text;
        text += removed ? "-]" : added ? "+}" : "";
    }
    return text;
}

void check_true(const std::string& before, const std::string& after) {
    const auto pieces = word_diff(before, after);
    CHECK(joined(pieces, Kind::added) == before);
    CHECK(joined(pieces, Kind::removed) == after);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        CHECK_FALSE(pieces[i].text.empty());
        if (i > 0) CHECK(pieces[i].kind != pieces[i - 1].kind);
        if (i > 0 && pieces[i].kind == Kind::removed) CHECK(pieces[i - 1].kind == Kind::same);
    }
}

class Writer {
  public:
    explicit Writer(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }
    // Of few words, so that texts have much in common by chance.
    std::string text(std::size_t words) {
        static const std::vector<std::string> some = {"la",   "place", "l’école", "à", ", ",
                                                      ". ",   "\n\n",  " ",       " ", " ",
                                                      "vélo", "公園",  "Œ",       "é"};
        std::string text;
        for (std::size_t i = 0; i < words; ++i) text += some[below(some.size())];
        return text;
    }
    std::string bytes(std::size_t size) {
        std::string text(size, ' ');
        for (char& c : text) c = static_cast<char>(random_());
        return text;
    }
    std::string edited(std::string text) {
        for (std::size_t i = below(6); i > 0; --i) {
            const std::size_t at = below(text.size() + 1);
            if (below(2) == 0) {
                text.insert(at, this->text(1 + below(5)));
            } else {
                text.erase(at, below(20));
            }
        }
        return text;
    }

  private:
    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("a diff reads as one would say it") {
    CHECK(told("Un vieux chat dort.", "Un jeune chat dort.") == "Un [-vieux-]{+jeune+} chat dort.");
    CHECK(told("Sans toucher aux terrains.", "Sans supprimer les terrains.") ==
          "Sans [-toucher aux-]{+supprimer les+} terrains.");
    CHECK(told("Ouvrir la cour.", "Ouvrir la cour, le samedi.") ==
          "Ouvrir la cour{+, le samedi+}.");
    CHECK(told("l’école", "l’étude") == "l’[-école-]{+étude+}");
    CHECK(told("Un.\n\nDeux.", "Un.\n\nEt demi.\n\nDeux.") == "Un.\n\n{+Et demi.\n\n+}Deux.");
    CHECK(told("中央公園", "中央広場") == "中央[-公園-]{+広場+}");
}

TEST_CASE("a diff of a text with itself, with nothing and of nothing") {
    CHECK(word_diff("", "").empty());
    CHECK(told("Pareil.", "Pareil.") == "Pareil.");
    CHECK(told("", "Tout neuf") == "{+Tout neuf+}");
    CHECK(told("Plus rien", "") == "[-Plus rien-]");
}

TEST_CASE("a diff applied to the text before gives the text after, whatever the texts") {
    Writer words(test::seed());
    for (int round = 0; round < 2000; ++round) {
        const std::string before = words.text(words.below(60));
        check_true(before, words.edited(before));
        check_true(before, words.text(words.below(60)));
        check_true(words.bytes(words.below(40)), words.bytes(words.below(40)));
    }
}

TEST_CASE("a diff of texts that have next to nothing in common is true too, and ends") {
    Writer words(test::seed());
    const std::string long_text = words.text(20'000);
    check_true(long_text, words.text(20'000));
    check_true(long_text, std::string(long_text.rbegin(), long_text.rend()));
    check_true(words.bytes(20'000), words.bytes(20'000));
    std::string commas;
    for (int i = 0; i < 20'000; ++i) commas += words.below(2) == 0 ? ',' : ';';
    std::string others;
    for (int i = 0; i < 20'000; ++i) others += words.below(2) == 0 ? ',' : ';';
    check_true(commas, others);
}

TEST_CASE("few changes in a long text are found one by one") {
    Writer words(7);
    std::string before;
    for (int i = 0; i < 3'000; ++i) before += "mot" + std::to_string(i) + ' ';
    std::string after = before;
    std::size_t changes = 0;
    for (int i = 100; i < 3'000; i += 300, ++changes) {
        const std::string word = "mot" + std::to_string(i) + ' ';
        after.replace(after.find(word), word.size(), "autre ");
    }
    std::size_t added = 0;
    for (const DiffPiece& piece : word_diff(before, after)) {
        if (piece.kind != Kind::added) continue;
        ++added;
        CHECK(piece.text == "autre");
    }
    CHECK(added == changes);
}
