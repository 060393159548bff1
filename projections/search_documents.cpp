// Rows into documents: see search_documents.hpp.
#include "projections/search_documents.hpp"

#include <algorithm>

#include "projections/queries.hpp"

namespace imaginons::projections {

namespace {

bool can_be_read(const Words& words) {
    return (words.opened || words.official) && !words.erased;
}

bool shows_proposal(const Views& views, const SearchKey& key) {
    const Proposal& row = views.proposals[key.row];
    const bool statement = row.kind == Kind::statement;
    // An amendment is nearly what it amends, and is found with it.
    if (row.amending != Proposal::none) return false;
    return statement == (key.kind == SearchKind::statement) && row.state != State::hidden &&
           can_be_read(row.words);
}

bool shows_argument(const Views& views, const SearchKey& key) {
    const Argument& row = views.arguments[key.row];
    return row.state != State::hidden && views.proposals[row.proposal].state != State::hidden &&
           can_be_read(row.words);
}

// Null if the feed's line is not about news.
const News* news_of(const Views& views, const SearchKey& key) {
    const FeedItem& item = views.feed[key.row];
    if (item.what != FeedItem::What::news_published || item.project == Proposal::none)
        return nullptr;
    const Project& project = views.projects[item.project];
    return item.detail < project.news.size() ? &project.news[item.detail] : nullptr;
}

bool shows_news(const Views& views, const SearchKey& key) {
    const News* row = news_of(views, key);
    return row != nullptr && can_be_read(row->words);
}

bool shows_person(const Views& views, const SearchKey& key) {
    const Person& row = views.people[key.row];
    return !row.pseudonym.empty() && row.erased == events::ErasedWords::unset;
}

// What its debate came to.
std::string text_of(const Conclusion& row) {
    if (!row.opened) return {};
    return "\n" + row.words.said_for + "\n" + row.words.said_against + "\n" + row.words.left_open;
}

// What was asked about it and answered; found with it.
template <class Row>
std::string questions_about(const Views& views, const Row& row) {
    std::string text;
    for (const std::uint32_t at : row.questions) {
        const Question& question = views.questions[at];
        if (question.state == State::hidden || !can_be_read(question.words)) continue;
        text += "\n" + question.words.body;
        if (can_be_read(question.answer)) text += "\n" + question.answer.body;
    }
    return text;
}

SearchDocument of_proposal(const Views& views, const SearchKey& key) {
    const Proposal& row = views.proposals[key.row];
    std::string body = row.words.body + questions_about(views, row);
    if (row.conclusion != Proposal::none) body += text_of(views.conclusions[row.conclusion]);
    return {key,         row.words.title, std::move(body), row.created_at_ms,
            row.project, row.state,       row.labels};
}

SearchDocument of_argument(const Views& views, const SearchKey& key) {
    const Argument& row = views.arguments[key.row];
    return {key,
            row.words.title,
            row.words.body,
            row.created_at_ms,
            views.proposals[row.proposal].project,
            row.state,
            views.proposals[row.proposal].labels};
}

SearchDocument of_project(const Views& views, const SearchKey& key) {
    const Project& row = views.projects[key.row];
    std::string body = row.words.body;
    for (const std::string& phase : row.words.phases) body += "\n" + phase;
    for (const Milestone& milestone : row.milestones) {
        if (can_be_read(milestone.words)) body += "\n" + milestone.words.title;
    }
    for (const std::uint32_t at : row.meetings) {
        const Words& words = views.meetings[at].words;
        if (can_be_read(words)) body += "\n" + words.title + "\n" + words.place + "\n" + words.body;
    }
    body += questions_about(views, row);
    for (const std::uint32_t at : row.conclusions) body += text_of(views.conclusions[at]);
    return {key,     row.words.title,  std::move(body), row.opened_at_ms,
            key.row, State::submitted, row.labels};
}

SearchDocument of_news(const Views& views, const SearchKey& key) {
    const News& row = *news_of(views, key);
    return {key,
            row.words.title,
            row.words.body,
            row.published_at_ms,
            views.feed[key.row].project,
            State::submitted};
}

SearchDocument of_person(const Views& views, const SearchKey& key) {
    const Person& row = views.people[key.row];
    return {key, row.pseudonym, {}, row.joined_at_ms, Proposal::none, State::submitted};
}

std::uint32_t size_of(const auto& rows) {
    return static_cast<std::uint32_t>(rows.size());
}

// --- what an event may have changed

class Changes {
  public:
    Changes(const Views& views, SearchChanges& changes) : views_(views), changes_(changes) {}

    void proposal(std::uint32_t row) {
        if (row == Proposal::none) return;
        const bool statement = views_.proposals[row].kind == Kind::statement;
        changes_.keys.push_back({statement ? SearchKind::statement : SearchKind::proposal, row});
    }
    void with_arguments(std::uint32_t row) {
        proposal(row);
        for (const std::uint32_t argument : views_.proposals[row].arguments)
            changes_.keys.push_back({SearchKind::argument, argument});
    }
    void project(std::uint32_t row) {
        if (row != Proposal::none) changes_.keys.push_back({SearchKind::project, row});
    }
    void argument(std::uint32_t row) {
        if (row != Proposal::none) changes_.keys.push_back({SearchKind::argument, row});
    }
    // It is found with what it is about.
    void question(std::uint32_t row) {
        const Question& of = views_.questions[row];
        if (of.proposal != Proposal::none) return proposal(of.proposal);
        project(of.project);
    }
    void person(std::uint32_t row) {
        if (row != Proposal::none) changes_.keys.push_back({SearchKind::person, row});
    }
    void all_of_person(std::uint32_t row) {
        const Person& of = views_.people[row];
        for (const std::uint32_t each : of.proposals) proposal(each);
        for (const std::uint32_t each : of.written) proposal(each);
        for (const std::uint32_t each : of.arguments) argument(each);
        for (const std::uint32_t each : of.questions) question(each);
        for (const Conclusion& each : views_.conclusions) {
            if (each.by != row) continue;
            proposal(each.proposal);
            project(each.project);
        }
        for (const std::uint32_t each : of.projects) {
            project(each);
            for (const std::uint32_t line : views_.projects[each].feed) news(line);
        }
    }
    void news(std::uint32_t line) {
        if (views_.feed[line].what == FeedItem::What::news_published)
            changes_.keys.push_back({SearchKind::news, line});
    }
    // The feed says of each of its events which rows it is about.
    void feed_line(std::uint64_t seq) {
        const auto at = std::partition_point(views_.feed.begin(), views_.feed.end(),
                                             [&](const FeedItem& item) { return item.seq < seq; });
        if (at == views_.feed.end() || at->seq != seq) return;
        news(static_cast<std::uint32_t>(at - views_.feed.begin()));
        if (at->argument != Proposal::none) {
            argument(at->argument);
        } else if (at->proposal != Proposal::none) {
            proposal(at->proposal);
        } else {
            project(at->project);
        }
    }

  private:
    const Views& views_;
    SearchChanges& changes_;
};

std::optional<std::uint32_t> row_in(const auto& map, const events::Id& id) {
    const auto found = map.find(id);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool is_shown(const Views& views, const SearchKey& key) {
    if (key.row >= rows_of(views, key.kind)) return false;
    switch (key.kind) {
        case SearchKind::proposal:
        case SearchKind::statement: return shows_proposal(views, key);
        case SearchKind::argument: return shows_argument(views, key);
        case SearchKind::project: return can_be_read(views.projects[key.row].words);
        case SearchKind::news: return shows_news(views, key);
        case SearchKind::person: return shows_person(views, key);
    }
    return false;
}

std::optional<SearchDocument> document_of(const Views& views, const SearchKey& key) {
    if (!is_shown(views, key)) return std::nullopt;
    switch (key.kind) {
        case SearchKind::proposal:
        case SearchKind::statement: return of_proposal(views, key);
        case SearchKind::argument: return of_argument(views, key);
        case SearchKind::project: return of_project(views, key);
        case SearchKind::news: return of_news(views, key);
        case SearchKind::person: return of_person(views, key);
    }
    return std::nullopt;
}

std::uint32_t rows_of(const Views& views, SearchKind kind) {
    switch (kind) {
        case SearchKind::proposal:
        case SearchKind::statement: return size_of(views.proposals);
        case SearchKind::argument: return size_of(views.arguments);
        case SearchKind::project: return size_of(views.projects);
        case SearchKind::news: return size_of(views.feed);
        case SearchKind::person: return size_of(views.people);
    }
    return 0;
}

bool may_change_documents(events::Bytes event) {
    const schema::Payload kind = events::kind_of(event);
    return kind != schema::Payload::StanceTaken && kind != schema::Payload::StanceWithdrawn &&
           kind != schema::Payload::RegistrationTaken &&
           kind != schema::Payload::RegistrationWithdrawn;
}

void add_changes(const Views& views, std::uint64_t seq, events::Bytes event,
                 SearchChanges& changes) {
    const schema::Payload kind = events::kind_of(event);
    Changes of(views, changes);
    of.feed_line(seq);
    const events::Id object = events::object_of(event);
    if (const auto row = row_in(views.project_by_id, object)) of.project(*row);
    if (const auto row = row_in(views.argument_by_id, object)) of.argument(*row);
    if (const auto row = row_in(views.question_by_id, object)) of.question(*row);
    if (const auto row = row_in(views.proposal_by_id, object)) {
        // What is not in the feed may hide a proposal or show it, and with it its arguments.
        of.with_arguments(*row);
    }
    if (const auto row = row_in(views.person_by_id, object)) {
        of.person(*row);
        if (kind == schema::Payload::PersonErased) of.all_of_person(*row);
    }
    changes.takes_away = changes.takes_away || kind == schema::Payload::PersonErased ||
                         kind == schema::Payload::PersonRenamed ||
                         kind == schema::Payload::ContributionHidden;
}

}  // namespace imaginons::projections
