// Terms of a document: "W" and a word as folded() gives it, with its place; "Z" and a stem; "T" and
// a stem of the title; "K" and its kind, "P" and its project, "S" and its state, "N" and each
// theme, "D" and its district. Words joined by hyphens are also there as one. Its number is its row
// and kind.
#include "projections/search_index.hpp"

#include <xapian.h>

#include <algorithm>
#include <cassert>
#include <fstream>
#include <set>

#include "projections/limits.hpp"
#include "projections/search_words.hpp"

namespace imaginons::projections {

namespace {

// To be changed with the terms: an index of another version is made anew.
constexpr std::string_view index_version = "imaginons/search/v2";
constexpr Xapian::valueno slot_time = 0;
constexpr Xapian::termcount title_weight = 4;
// Between title and body, so that no phrase goes over it.
constexpr Xapian::termpos title_gap = 100;
constexpr unsigned most_retries = 3;
constexpr std::size_t shortest_corrected = 3;
constexpr std::size_t shortest_with_two_faults = 6;
constexpr std::size_t shortest_beginning = 2;

Xapian::docid number_of(const SearchKey& key) {
    return static_cast<Xapian::docid>(key.row * search_kinds + static_cast<std::size_t>(key.kind)) +
           1;
}

SearchKey key_of(Xapian::docid number) {
    const std::size_t n = number - 1;
    return {static_cast<SearchKind>(n % search_kinds),
            static_cast<std::uint32_t>(n / search_kinds)};
}

std::string kind_term(SearchKind kind) {
    return "K" + std::to_string(static_cast<int>(kind));
}
std::string project_term(std::uint32_t project) {
    return "P" + std::to_string(project);
}
std::string state_term(State state) {
    return "S" + std::to_string(static_cast<int>(state));
}

std::string theme_term(std::uint8_t theme) {
    return "N" + std::to_string(theme);
}
std::string district_term(std::uint8_t district) {
    return "D" + std::to_string(district);
}

template <class F>
auto guarded(F&& f) {
    try {
        return f();
    } catch (const Xapian::Error& error) {
        throw SearchError("search index: " + error.get_description());
    }
}

// Another one after each start of the machine; empty where there is none.
std::string boot() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(in, id);
    return id;
}

// The words between hyphens from `first` on as one, "co-voiturage" as "covoiturage"; `last` is set
// to the last of them. Empty if it stands alone.
std::string joined(const std::vector<TextWord>& words, std::size_t first, std::size_t& last) {
    std::string all = words[first].folded;
    for (last = first; words[last].hyphen && last + 1 < words.size(); ++last)
        all += words[last + 1].folded;
    return last == first || all.size() > limits::search_word_bytes ? std::string() : all;
}

// Puts the words of a text into a document.
class DocumentText {
  public:
    DocumentText(Xapian::Document& document, Stems& stems) : document_(document), stems_(stems) {}

    void add(std::string_view text, bool is_title) {
        const std::vector<TextWord> words = words_in(text);
        const Xapian::termcount weight = is_title ? title_weight : 1;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const TextWord& word = words[i];
            document_.add_posting("W" + word.folded, ++place_, weight);
            add_stems(text.substr(word.from, word.to - word.from), word.folded, is_title);
            std::size_t last = i;
            const bool begins = i == 0 || !words[i - 1].hyphen;
            const std::string one = begins ? joined(words, i, last) : std::string();
            if (one.empty()) continue;
            document_.add_term("W" + one, weight);
            add_stems(one, one, is_title);
        }
        place_ += title_gap;
    }

  private:
    void add_stems(std::string_view written, std::string_view folded_word, bool is_title) {
        for (const std::string& stem : stems_.of(written, folded_word)) {
            document_.add_term("Z" + stem, is_title ? title_weight : 1);
            if (is_title && !is_stop_word(folded_word)) document_.add_term("T" + stem);
        }
    }

    Xapian::Document& document_;
    Stems& stems_;
    Xapian::termpos place_ = 0;
};

}  // namespace

// --- writing

struct SearchWriter::Impl {
    explicit Impl(const std::filesystem::path& at)
        : dir(at),
          database(at.string(),
                   Xapian::DB_CREATE_OR_OPEN | Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS) {}

    bool holds(Xapian::docid number) const {
        try {
            database.get_doclength(number);
            return true;
        } catch (const Xapian::DocNotFoundError&) {
            return false;
        }
    }

    // Spelling knows in how many documents a word stands.
    void remove(Xapian::docid number) {
        if (!holds(number)) return;
        const auto end = database.termlist_end(number);
        auto at = database.termlist_begin(number);
        for (at.skip_to("W"); at != end && (*at)[0] == 'W'; ++at)
            database.remove_spelling((*at).substr(1));
        database.delete_document(number);
    }

    void put(Xapian::docid number, const Xapian::Document& document) {
        remove(number);
        database.replace_document(number, document);
        auto at = document.termlist_begin();
        for (at.skip_to("W"); at != document.termlist_end() && (*at)[0] == 'W'; ++at)
            database.add_spelling((*at).substr(1));
    }

    const std::filesystem::path dir;
    Xapian::WritableDatabase database;
    Stems stems;
};

SearchWriter::SearchWriter(const std::filesystem::path& dir)
    : impl_(guarded([&] { return std::make_unique<Impl>(dir); })) {}

SearchWriter::~SearchWriter() = default;

std::optional<SearchMark> SearchWriter::mark() const {
    return guarded([&]() -> std::optional<SearchMark> {
        const Xapian::WritableDatabase& database = impl_->database;
        const std::string of = boot();
        if (of.empty() || database.get_metadata("boot") != of) return std::nullopt;
        if (database.get_metadata("version") != index_version) return std::nullopt;
        const std::string position = database.get_metadata("position");
        if (position.empty()) return std::nullopt;
        return SearchMark{std::stoull(position), database.get_metadata("root")};
    });
}

void SearchWriter::put(const SearchDocument& given) {
    guarded([&] {
        const Xapian::docid number = number_of(given.key);
        Xapian::Document document;
        DocumentText text(document, impl_->stems);
        // The title of an argument is that of its source.
        text.add(given.title, given.key.kind != SearchKind::argument);
        text.add(given.body, false);
        document.add_boolean_term(kind_term(given.key.kind));
        document.add_boolean_term(state_term(given.state));
        if (given.project != Proposal::none) document.add_boolean_term(project_term(given.project));
        for (const std::uint8_t theme : given.labels.themes) {
            if (theme != events::no_label) document.add_boolean_term(theme_term(theme));
        }
        if (given.labels.district != events::no_label)
            document.add_boolean_term(district_term(given.labels.district));
        document.add_value(slot_time, Xapian::sortable_serialise(static_cast<double>(given.at_ms)));
        impl_->put(number, document);
    });
}

void SearchWriter::remove(const SearchKey& key) {
    guarded([&] { impl_->remove(number_of(key)); });
}

void SearchWriter::commit(const std::optional<SearchMark>& mark) {
    guarded([&] {
        Xapian::WritableDatabase& database = impl_->database;
        database.set_metadata("version", std::string(index_version));
        database.set_metadata("boot", boot());
        database.set_metadata("position", mark ? std::to_string(mark->position) : std::string());
        database.set_metadata("root", mark ? mark->root : std::string());
        database.commit();
    });
}

std::size_t SearchWriter::documents() const {
    return guarded([&] { return static_cast<std::size_t>(impl_->database.get_doccount()); });
}

void SearchWriter::copy_living(std::unique_ptr<SearchWriter> writer,
                               const std::filesystem::path& fresh) {
    guarded([&] {
        const std::filesystem::path dir = writer->impl_->dir;
        writer->impl_->database.commit();
        writer->impl_->database.close();
        writer.reset();
        Xapian::Database(dir.string()).compact(fresh.string(), Xapian::DBCOMPACT_NO_RENUMBER);
    });
}

// --- reading

namespace {

// What a request asks for, word by word.
struct AskedWord {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string folded;
    std::vector<std::string> stems;
    // Together with the words before it between hyphens; what they are as one.
    std::size_t group = 0;
};

struct Asked {
    std::vector<AskedWord> words;
    std::vector<std::vector<std::string>> phrases;  // folded words
    // Of words joined by hyphens, by group; empty: it is one word.
    std::vector<std::string> joined;
};

std::string_view cut_text(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

// Pairs of quotes make phrases of what they hold; one that is left over is nothing.
std::vector<std::vector<std::string>> phrases_in(std::string_view text) {
    std::vector<std::vector<std::string>> phrases;
    constexpr std::string_view opening[] = {"\"", "«", "“"};
    constexpr std::string_view closing[] = {"\"", "»", "”"};
    for (std::size_t kind = 0; kind < 3; ++kind) {
        for (std::size_t from = text.find(opening[kind]); from != std::string_view::npos;) {
            const std::size_t inside = from + opening[kind].size();
            const std::size_t end = text.find(closing[kind], inside);
            if (end == std::string_view::npos) break;
            std::vector<std::string> phrase;
            for (TextWord& word : words_in(text.substr(inside, end - inside)))
                phrase.push_back(std::move(word.folded));
            if (phrase.size() > 1) phrases.push_back(std::move(phrase));
            from = text.find(opening[kind], end + closing[kind].size());
        }
    }
    return phrases;
}

Asked asked_in(std::string_view text, Stems& stems) {
    text = cut_text(text, limits::search_bytes);
    Asked asked;
    asked.phrases = phrases_in(text);
    std::vector<TextWord> words = words_in(text);
    words.resize(std::min(words.size(), limits::search_words));
    const bool only_stop_words = std::all_of(
        words.begin(), words.end(), [](const TextWord& word) { return is_stop_word(word.folded); });
    for (std::size_t i = 0; i < words.size(); ++i) {
        const TextWord& word = words[i];
        if (i == 0 || !words[i - 1].hyphen) {
            std::size_t last = i;
            asked.joined.push_back(joined(words, i, last));
        }
        if (!only_stop_words && is_stop_word(word.folded)) continue;
        asked.words.push_back({word.from, word.to, word.folded,
                               stems.of(text.substr(word.from, word.to - word.from), word.folded),
                               asked.joined.size() - 1});
    }
    return asked;
}

Xapian::Query any_stem(std::string_view prefix, const std::vector<std::string>& stems) {
    std::vector<Xapian::Query> terms;
    for (const std::string& stem : stems) terms.emplace_back(std::string(prefix) + stem);
    return {Xapian::Query::OP_SYNONYM, terms.begin(), terms.end()};
}

Xapian::Query beginning_with(const std::string& folded_word) {
    return {Xapian::Query::OP_WILDCARD, "W" + folded_word, limits::search_endings,
            Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT, Xapian::Query::OP_SYNONYM};
}

// The word by its stem; as it is written it weighs more.
Xapian::Query query_of(const AskedWord& word, bool beginnings) {
    const Xapian::Query exact("W" + word.folded);
    const Xapian::Query stemmed = any_stem("Z", word.stems);
    if (!beginnings || word.folded.size() < shortest_beginning)
        return {Xapian::Query::OP_AND_MAYBE, stemmed, exact};
    const Xapian::Query either(Xapian::Query::OP_OR, stemmed, beginning_with(word.folded));
    return {Xapian::Query::OP_AND_MAYBE, either, exact};
}

Xapian::Query phrase_of(const std::vector<std::string>& words) {
    std::vector<Xapian::Query> terms;
    for (const std::string& word : words) terms.emplace_back("W" + word);
    return {Xapian::Query::OP_PHRASE, terms.begin(), terms.end(),
            static_cast<Xapian::termcount>(terms.size())};
}

// All words, or with OP_OR some of them. What was joined by hyphens may stand as one word.
Xapian::Query query_of(const Asked& asked, Xapian::Query::op together, bool beginnings,
                       Stems& stems) {
    std::vector<Xapian::Query> parts;
    for (std::size_t i = 0; i < asked.words.size();) {
        const std::size_t group = asked.words[i].group;
        std::vector<Xapian::Query> words;
        for (; i < asked.words.size() && asked.words[i].group == group; ++i)
            words.push_back(query_of(asked.words[i], beginnings));
        Xapian::Query apart(together, words.begin(), words.end());
        const std::string& one = asked.joined[group];
        if (!one.empty()) apart = {Xapian::Query::OP_OR, apart, any_stem("Z", stems.of(one, one))};
        parts.push_back(std::move(apart));
    }
    for (const auto& phrase : asked.phrases) parts.push_back(phrase_of(phrase));
    return {together, parts.begin(), parts.end()};
}

template <class Term, class List>
Xapian::Query any_of(const List& list, Term term) {
    std::vector<Xapian::Query> terms;
    for (const auto& each : list) terms.emplace_back(term(each));
    return {Xapian::Query::OP_OR, terms.begin(), terms.end()};
}

Xapian::Query filtered(Xapian::Query query, const SearchRequest& request) {
    const auto keep = [&query](const Xapian::Query& filter) {
        query = Xapian::Query(Xapian::Query::OP_FILTER, query, filter);
    };
    if (!request.kinds.empty()) keep(any_of(request.kinds, kind_term));
    if (request.project) keep(Xapian::Query(project_term(*request.project)));
    if (request.state) keep(Xapian::Query(state_term(*request.state)));
    if (request.theme) keep(Xapian::Query(theme_term(*request.theme)));
    if (request.district) keep(Xapian::Query(district_term(*request.district)));
    const auto at = [](std::int64_t ms) {
        return Xapian::sortable_serialise(static_cast<double>(ms));
    };
    if (request.from_ms) keep({Xapian::Query::OP_VALUE_GE, slot_time, at(*request.from_ms)});
    if (request.until_ms) keep({Xapian::Query::OP_VALUE_LE, slot_time, at(*request.until_ms - 1)});
    return query;
}

}  // namespace

struct SearchReader::Impl {
    explicit Impl(const std::filesystem::path& dir) : database(dir.string()) {}

    // The writer may have gone on twice while this was read: then it is read again.
    template <class F>
    auto retried(F&& f) {
        return guarded([&] {
            database.reopen();
            for (unsigned tries = 1;; ++tries) {
                try {
                    return f();
                } catch (const Xapian::DatabaseModifiedError&) {
                    if (tries == most_retries) throw;
                    database.reopen();
                }
            }
        });
    }

    bool is_known(const AskedWord& word) const {
        return database.term_exists("W" + word.folded) ||
               std::any_of(word.stems.begin(), word.stems.end(), [&](const std::string& stem) {
                   return database.term_exists("Z" + stem);
               });
    }

    Xapian::MSet matches(const Xapian::Query& query, const SearchRequest& request) {
        Xapian::Enquire enquire(database);
        enquire.set_query(query);
        if (request.sort == SearchRequest::Sort::recent)
            enquire.set_sort_by_value_then_relevance(slot_time, true);
        return enquire.get_mset(static_cast<Xapian::doccount>(request.offset),
                                static_cast<Xapian::doccount>(request.limit),
                                static_cast<Xapian::doccount>(limits::search_rows));
    }

    std::vector<SearchCorrection> corrections(const Asked& asked) const {
        std::vector<SearchCorrection> all;
        for (const AskedWord& word : asked.words) {
            if (word.folded.size() < shortest_corrected || is_known(word)) continue;
            const unsigned most = word.folded.size() < shortest_with_two_faults ? 1 : 2;
            std::string better = database.get_spelling_suggestion(word.folded, most);
            if (!better.empty()) all.push_back({word.from, word.to, std::move(better)});
        }
        return all;
    }

    Xapian::Database database;
    Stems stems;
};

SearchReader::SearchReader(const std::filesystem::path& dir)
    : impl_(guarded([&] { return std::make_unique<Impl>(dir); })) {}

SearchReader::~SearchReader() = default;

SearchAnswer SearchReader::find(const SearchRequest& request) {
    const Asked asked = asked_in(request.text, impl_->stems);
    if (asked.words.empty()) return {};
    return impl_->retried([&] {
        SearchAnswer answer;
        const auto found = [&](Xapian::Query::op together) {
            return impl_->matches(
                filtered(query_of(asked, together, request.beginnings, impl_->stems), request),
                request);
        };
        Xapian::MSet set = found(Xapian::Query::OP_AND);
        if (set.get_matches_upper_bound() == 0 && asked.words.size() > 1 && !request.all_words) {
            set = found(Xapian::Query::OP_OR);
            answer.some_words = set.get_matches_upper_bound() != 0;
        }
        answer.matching = set.get_matches_estimated();
        for (auto at = set.begin(); at != set.end(); ++at) answer.keys.push_back(key_of(*at));
        answer.corrections = impl_->corrections(asked);
        return answer;
    });
}

std::optional<std::vector<std::uint32_t>> SearchReader::proposals_with(std::string_view text) {
    const Asked asked = asked_in(text, impl_->stems);
    if (asked.words.empty()) return std::nullopt;
    return impl_->retried([&] {
        SearchRequest request;
        request.kinds = {SearchKind::proposal, SearchKind::statement};
        Xapian::Enquire enquire(impl_->database);
        enquire.set_query(
            filtered(query_of(asked, Xapian::Query::OP_AND, true, impl_->stems), request));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
        const Xapian::MSet set = enquire.get_mset(0, impl_->database.get_doccount());
        std::vector<std::uint32_t> rows;
        rows.reserve(set.size());
        for (auto at = set.begin(); at != set.end(); ++at) rows.push_back(key_of(*at).row);
        return rows;
    });
}

namespace {

// Distinct stems of what is no stop word.
std::vector<std::vector<std::string>> telling_stems(std::string_view text, Stems& stems) {
    std::vector<std::vector<std::string>> telling;
    std::set<std::string> seen;
    for (const TextWord& word : words_in(text)) {
        if (telling.size() == limits::similar_words) break;
        if (is_stop_word(word.folded) || word.folded.size() < shortest_corrected) continue;
        const auto& of = stems.of(text.substr(word.from, word.to - word.from), word.folded);
        if (seen.insert(of.front()).second) telling.push_back(of);
    }
    return telling;
}

// How much two titles and texts share, to tell those that are about the same from those that only
// have a word in common: each word of the new title counts two in the other's title, one more in
// its text.
std::size_t shared(const std::vector<std::vector<std::string>>& title,
                   const std::set<std::string>& terms) {
    std::size_t score = 0;
    for (const auto& stems : title) {
        const auto has = [&](const char* prefix) {
            return std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
                return terms.contains(prefix + stem);
            });
        };
        score += (has("T") ? 2U : 0U) + (has("Z") ? 1U : 0U);
    }
    return score;
}

}  // namespace

std::vector<std::uint32_t> SearchReader::similar_to(std::string_view title, std::string_view body,
                                                    std::size_t limit) {
    const auto of_title = telling_stems(title, impl_->stems);
    if (of_title.empty()) return {};
    std::vector<std::string> of_body;
    for (const auto& stems : telling_stems(body, impl_->stems))
        of_body.push_back("Z" + stems.front());
    // A title of one word that says something needs that word in the other's title; longer ones
    // two.
    const std::size_t enough = of_title.size() == 1 ? 3 : 5;
    return impl_->retried([&] {
        std::vector<Xapian::Query> parts;
        for (const auto& stems : of_title) {
            parts.emplace_back(any_stem("T", stems));
            parts.emplace_back(any_stem("Z", stems));
        }
        parts.emplace_back(Xapian::Query::OP_ELITE_SET, of_body.begin(), of_body.end(), 12);
        SearchRequest request;
        request.kinds = {SearchKind::proposal};
        request.state = State::submitted;
        Xapian::Enquire enquire(impl_->database);
        enquire.set_query(filtered({Xapian::Query::OP_OR, parts.begin(), parts.end()}, request));
        const Xapian::MSet set = enquire.get_mset(0, static_cast<Xapian::doccount>(limit * 5));
        std::vector<std::uint32_t> rows;
        for (auto at = set.begin(); at != set.end() && rows.size() < limit; ++at) {
            const std::set<std::string> terms(enquire.get_matching_terms_begin(at),
                                              enquire.get_matching_terms_end(at));
            if (shared(of_title, terms) >= enough) rows.push_back(key_of(*at).row);
        }
        return rows;
    });
}

std::optional<SearchKey> SearchReader::holding(std::string_view folded_word) {
    return impl_->retried([&]() -> std::optional<SearchKey> {
        const std::string term = "W" + std::string(folded_word);
        const auto at = impl_->database.postlist_begin(term);
        if (at == impl_->database.postlist_end(term)) return std::nullopt;
        return key_of(*at);
    });
}

}  // namespace imaginons::projections
