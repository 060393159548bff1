// Searches on their thread, and what they found: see searching.hpp.
#include "http/searching.hpp"

#include <algorithm>
#include <exception>

#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "projections/search_documents.hpp"

namespace imaginons::http {

namespace {

using projections::SearchKey;
using projections::SearchKind;
using projections::TextWord;
using projections::Views;

struct Telling {
    Visit visit;
    Tell tell;
    Tell otherwise;
    std::optional<Response> response;
    std::exception_ptr thrown;
};

Response busy(const Visit& visit) {
    if (visit.request.path.starts_with("/api/")) return busy_problem();
    return error_page(visit, pages::Problem::busy);
}

// --- passages

struct Word {
    std::size_t from = 0;
    std::size_t to = 0;
    bool asked_for = false;
};

std::vector<Word> words_of(std::string_view text, projections::AskedFor& asked) {
    std::vector<Word> words;
    for (const TextWord& word : projections::words_in(text)) {
        const bool hit = asked(word, text.substr(word.from, word.to - word.from));
        words.push_back({word.from, word.to, hit});
    }
    return words;
}

std::vector<pages::Passage> passages(std::string_view text, const std::vector<Word>& words,
                                     std::size_t from, std::size_t to) {
    std::vector<pages::Passage> out;
    std::size_t at = from;
    for (const Word& word : words) {
        if (!word.asked_for || word.from < from || word.to > to) continue;
        if (word.from > at) out.push_back({std::string(text.substr(at, word.from - at)), false});
        out.push_back({std::string(text.substr(word.from, word.to - word.from)), true});
        at = word.to;
    }
    if (to > at) out.push_back({std::string(text.substr(at, to - at)), false});
    return out;
}

// Where a passage begins that shows most of what was asked for.
std::size_t best_beginning(const std::vector<Word>& words) {
    std::size_t best = 0;
    std::size_t most = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].asked_for) continue;
        std::size_t shown = 0;
        for (std::size_t j = i;
             j < words.size() &&
             words[j].to <= words[i].from + limits::extract_bytes - limits::extract_before_bytes;
             ++j)
            shown += words[j].asked_for ? 1U : 0U;
        if (shown > most) {
            most = shown;
            best = words[i].from;
        }
    }
    return best;
}

// --- rows

using pages::Found;
using pages::FoundKind;

void fill_proposal(Found& out, const Views& views, const projections::Proposal& row,
                   projections::AskedFor& asked) {
    const bool statement = row.kind == projections::Kind::statement;
    out.kind = statement ? FoundKind::statement : FoundKind::proposal;
    out.path = "/proposals/" + events::to_text(row.id);
    out.title = marked(title_of(row), asked);
    if (!statement) out.extract = extract_of(row.words.body, asked);
    out.who = person_name(views, row.author);
    if (row.project != no_row) out.about = views.projects[row.project].words.title;
    out.state = state_of(row.state, row.words);
    out.at = row.created_at_ms;
}

void fill_argument(Found& out, const Views& views, const projections::Argument& row,
                   projections::AskedFor& asked) {
    const projections::Proposal& proposal = views.proposals[row.proposal];
    out.kind = FoundKind::argument;
    out.path = "/proposals/" + events::to_text(proposal.id) + "#a-" + events::to_text(row.id);
    out.title = marked(title_of(proposal), asked);
    out.extract = extract_of(row.words.body, asked);
    out.who = person_name(views, row.author);
    out.at = row.created_at_ms;
}

void fill_project(Found& out, const Views& views, const projections::Project& row,
                  projections::AskedFor& asked) {
    out.kind = FoundKind::project;
    out.path = "/projects/" + events::to_text(row.id);
    out.title = marked(row.words.title, asked);
    out.extract = extract_of(row.words.body, asked);
    if (row.owner_kind == events::OwnerKind::person) out.who = person_name(views, row.owner);
    out.at = row.opened_at_ms;
}

void fill_news(Found& out, const Views& views, const projections::FeedItem& item,
               projections::AskedFor& asked) {
    const projections::Project& project = views.projects[item.project];
    const projections::News& row = project.news[item.detail];
    out.kind = FoundKind::news;
    out.path = "/projects/" + events::to_text(project.id) + "#n-" + events::to_text(row.id);
    out.title = marked(row.words.title, asked);
    out.extract = extract_of(row.words.body, asked);
    if (project.owner_kind == events::OwnerKind::person)
        out.who = person_name(views, project.owner);
    out.about = project.words.title;
    out.at = row.published_at_ms;
}

void fill_person(Found& out, const projections::Person& row, projections::AskedFor& asked) {
    out.kind = FoundKind::person;
    out.path = "/people/" + events::to_text(row.id);
    out.title = marked(row.pseudonym, asked);
    out.at = row.joined_at_ms;
}

}  // namespace

Reply in_search_thread(Visit& visit, Tell tell, Tell otherwise) {
    // Shared by the session and the thread of searches: whoever is last lets go.
    const auto telling = std::make_shared<Telling>(
        Telling{std::move(visit), std::move(tell), std::move(otherwise), std::nullopt, nullptr});
    Deferred deferred;
    deferred.start = [telling](std::function<void()> wake) {
        const bool taken = telling->visit.app.run_search([telling, wake] {
            try {
                App& app = telling->visit.app;
                app.search().catch_up(app.position());
                telling->response = telling->tell(telling->visit);
            } catch (...) {
                telling->thrown = std::current_exception();
            }
            wake();
        });
        if (!taken) wake();
    };
    deferred.finish = [telling] {
        if (telling->thrown) std::rethrow_exception(telling->thrown);
        if (telling->response) return std::move(*telling->response);
        return telling->otherwise ? telling->otherwise(telling->visit) : busy(telling->visit);
    };
    return deferred;
}

// What makes a document is what is to be seen.
std::optional<Found> found_row(const Views& views, const SearchKey& key,
                               projections::AskedFor& asked) {
    if (!projections::is_shown(views, key)) return std::nullopt;
    Found out;
    switch (key.kind) {
        case SearchKind::proposal:
        case SearchKind::statement:
            fill_proposal(out, views, views.proposals[key.row], asked);
            break;
        case SearchKind::argument:
            fill_argument(out, views, views.arguments[key.row], asked);
            break;
        case SearchKind::project: fill_project(out, views, views.projects[key.row], asked); break;
        case SearchKind::news: fill_news(out, views, views.feed[key.row], asked); break;
        case SearchKind::person: fill_person(out, views.people[key.row], asked); break;
    }
    return out;
}

std::vector<pages::Passage> marked(std::string_view text, projections::AskedFor& asked) {
    return passages(text, words_of(text, asked), 0, text.size());
}

std::vector<pages::Passage> extract_of(std::string_view markdown, projections::AskedFor& asked) {
    const std::string text = plain_excerpt(markdown, limits::extract_from_characters);
    const std::vector<Word> words = words_of(text, asked);
    const std::size_t hit = best_beginning(words);
    std::size_t from = 0;
    std::size_t to = text.size();
    // Cut between words.
    for (const Word& word : words) {
        if (word.from + limits::extract_before_bytes >= hit) break;
        from = word.to;
    }
    for (const Word& word : words) {
        if (from != 0 && word.from >= from) {
            from = word.from;
            break;
        }
    }
    for (const Word& word : words) {
        if (word.from > from && word.to > from + limits::extract_bytes) {
            to = word.from;
            break;
        }
    }
    auto out = passages(text, words, from, to);
    if (from != 0) out.insert(out.begin(), {"… ", false});
    if (to != text.size()) out.push_back({"…", false});
    return out;
}

}  // namespace imaginons::http
