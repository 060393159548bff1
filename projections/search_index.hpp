// The search index as a thing of its own: documents in, keys of documents out. It is the one place
// that knows how they are kept (Xapian, in a directory), and makes that library's exceptions one of
// ours. What a document is made of, and when, is search.hpp's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "projections/views.hpp"

namespace imaginons::projections {

enum class SearchKind : std::uint8_t { proposal, statement, argument, project, news, person };
inline constexpr std::size_t search_kinds = 6;

// The row of the read models that a document is made from: a position in the vector of its kind; of
// news in Views::feed. Those positions are the same in every image of a log.
struct SearchKey {
    SearchKind kind{};
    std::uint32_t row = 0;
    bool operator==(const SearchKey&) const = default;
};

struct SearchDocument {
    SearchKey key;
    std::string title;  // weighs more than the body
    std::string body;
    std::int64_t at_ms = 0;
    std::uint32_t project = Proposal::none;
    State state = State::submitted;
    events::Labels labels{};  // of a project or a proposal, also that which an argument is about
};

struct SearchRequest {
    enum class Sort : std::uint8_t { relevance, recent };
    std::string text;  // words, and "phrases" between quotes; nothing else in it means anything
    std::vector<SearchKind> kinds;  // none = all
    std::optional<std::uint32_t> project;
    std::optional<State> state;
    std::optional<std::uint8_t> theme;  // places in Views::themes and Views::districts
    std::optional<std::uint8_t> district;
    std::optional<std::int64_t> from_ms;
    std::optional<std::int64_t> until_ms;  // exclusive
    Sort sort = Sort::relevance;
    bool beginnings = false;  // words need not be typed to their end
    bool all_words = false;   // nothing instead of what has only some of them
    std::size_t offset = 0;
    std::size_t limit = 20;
};

// A word of the request that stands nowhere, and one near it that does.
struct SearchCorrection {
    std::size_t from = 0;  // bytes of the request's text
    std::size_t to = 0;
    std::string word;  // folded
};

struct SearchAnswer {
    std::vector<SearchKey> keys;
    std::size_t matching = 0;  // exact up to limits::search_rows
    bool some_words = false;   // nothing has all words: these have some of them
    std::vector<SearchCorrection> corrections;
};

// The library failed, or the disk: the index is best thrown away and made anew.
class SearchError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// How far an index is, and of which log: it is believed only for the log whose tree had that root.
struct SearchMark {
    std::uint64_t position = 0;
    std::string root;
    bool operator==(const SearchMark&) const = default;
};

// All functions throw SearchError. One writer for a directory, of one thread.
class SearchWriter {
  public:
    // Opens the index in `dir`, or begins an empty one there.
    explicit SearchWriter(const std::filesystem::path& dir);
    ~SearchWriter();
    SearchWriter(const SearchWriter&) = delete;
    SearchWriter& operator=(const SearchWriter&) = delete;

    // Of the last commit with one; nothing if there was none, if another version of this program
    // made the index, or the machine was started anew since: it is written without syncs, so that
    // it never holds up the log's.
    std::optional<SearchMark> mark() const;
    void put(const SearchDocument& document);  // in the place of what was there under its key
    void remove(const SearchKey& key);
    // Readers see it when they look next. Without a mark the index is not whole yet.
    void commit(const std::optional<SearchMark>& mark);
    std::size_t documents() const;

    // Ends this writer and copies what is in the index, and nothing that has been
    // removed from it, to `fresh`, which must not be there. A new writer goes on there.
    static void copy_living(std::unique_ptr<SearchWriter> writer,
                            const std::filesystem::path& fresh);

  private:
    struct Impl;
    const std::unique_ptr<Impl> impl_;
};

// All functions throw SearchError. Of one thread at a time.
class SearchReader {
  public:
    explicit SearchReader(const std::filesystem::path& dir);
    ~SearchReader();
    SearchReader(const SearchReader&) = delete;
    SearchReader& operator=(const SearchReader&) = delete;

    SearchAnswer find(const SearchRequest& request);
    // Rows of proposals that have all words of the text, or words that begin with them, in no
    // order. Nothing if there is no word in the text.
    std::optional<std::vector<std::uint32_t>> proposals_with(std::string_view text);
    // Rows of proposals that seem to be about the same, best first; empty if none does.
    std::vector<std::uint32_t> similar_to(std::string_view title, std::string_view body,
                                          std::size_t limit);
    // A document in which a folded word stands; nothing if there is none.
    std::optional<SearchKey> holding(std::string_view folded_word);

  private:
    struct Impl;
    const std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::projections
