// Reading the read models: see queries.hpp.
#include "projections/queries.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "projections/limits.hpp"
#include "projections/rows.hpp"
#include "storage/sha256.hpp"

namespace imaginons::projections {

namespace {

// Where a row stands in a list: greater `first`, then greater `second`, then smaller id come first.
struct Place {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    events::ProposalId id;
};

struct Candidate {
    std::uint64_t first;
    std::uint64_t second;
    std::uint32_t position;
};

// Order-preserving: earlier times, also those before 1970, are smaller.
std::uint64_t as_unsigned(std::int64_t time_ms) {
    return static_cast<std::uint64_t>(time_ms) ^ (std::uint64_t{1} << 63);
}

Candidate candidate(const ListRow& row, Sort sort, std::uint32_t position) {
    switch (sort) {
        case Sort::recent: return {as_unsigned(row.created_at_ms), 0, position};
        case Sort::most_supported: return {row.for_, 0, position};
        case Sort::most_debated: return {row.arguments, row.stances, position};
    }
    return {0, 0, position};
}

// --- cursors: version, sort, place, and a check that binds them to the filter

constexpr std::uint8_t cursor_version = 1;
constexpr std::size_t place_bytes = 2 + 8 + 8 + 16;
constexpr std::size_t check_bytes = 8;

void append(std::vector<std::uint8_t>& bytes, const void* data, std::size_t size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    bytes.insert(bytes.end(), from, from + size);
}

storage::Digest check_of(const ProposalFilter& filter, storage::Bytes place) {
    std::vector<std::uint8_t> list;
    const events::ProjectId project = filter.project.value_or(events::ProjectId{});
    append(list, &project, 16);
    list.push_back(filter.project.has_value() ? 1 : 0);
    list.push_back(static_cast<std::uint8_t>(filter.which));
    list.push_back(filter.state ? static_cast<std::uint8_t>(*filter.state) : 0xFF);
    list.push_back(filter.stage ? static_cast<std::uint8_t>(*filter.stage) : 0xFF);
    list.push_back(filter.waiting_since_before_ms ? 1 : 0);
    list.push_back(filter.theme.value_or(events::no_label));
    list.push_back(filter.district.value_or(events::no_label));
    if (filter.located) list.push_back(1);
    return storage::sha256({storage::as_bytes("imaginons/cursor/v1\n"), place, list,
                            storage::as_bytes(folded(filter.text))});
}

std::string hex(storage::Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

// Nothing unless lower-case hex.
std::optional<std::vector<std::uint8_t>> unhex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (text.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::size_t high = digits.find(text[i]);
        const std::size_t low = digits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return bytes;
}

std::string cursor_at(const ProposalFilter& filter, const Place& place) {
    std::vector<std::uint8_t> bytes = {cursor_version, static_cast<std::uint8_t>(filter.sort)};
    append(bytes, &place.first, 8);
    append(bytes, &place.second, 8);
    append(bytes, &place.id, 16);
    const storage::Digest check = check_of(filter, bytes);
    append(bytes, check.data(), check_bytes);
    return hex(bytes);
}

std::optional<Place> place_of_cursor(const ProposalFilter& filter) {
    if (filter.cursor.size() > limits::cursor_bytes) return std::nullopt;
    const auto bytes = unhex(filter.cursor);
    if (!bytes || bytes->size() != place_bytes + check_bytes) return std::nullopt;
    if ((*bytes)[0] != cursor_version || (*bytes)[1] != static_cast<std::uint8_t>(filter.sort)) {
        return std::nullopt;
    }
    const storage::Digest check = check_of(filter, {bytes->data(), place_bytes});
    if (std::memcmp(check.data(), bytes->data() + place_bytes, check_bytes) != 0) {
        return std::nullopt;
    }
    Place place;
    std::memcpy(&place.first, bytes->data() + 2, 8);
    std::memcpy(&place.second, bytes->data() + 10, 8);
    place.id = events::from_bytes<events::ProposalId>(bytes->data() + 18);
    return place;
}

// --- filters

std::vector<std::string> words_of(const ProposalFilter& filter) {
    const std::string text = folded(std::string_view(filter.text).substr(0, limits::filter_bytes));
    std::vector<std::string> words;
    for (std::size_t from = 0; from < text.size() && words.size() < limits::filter_words;) {
        const std::size_t end = std::min(text.find(' ', from), text.size());
        words.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return words;
}

// memmem, because std::string::find looks at every byte.
bool has_word_beginning(const std::string& text, const std::string& word) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    for (const char* from = begin; from < end;) {
        const void* found =
            memmem(from, static_cast<std::size_t>(end - from), word.data(), word.size());
        if (found == nullptr) return false;
        const char* at = static_cast<const char*>(found);
        if (at == begin || at[-1] == ' ') return true;
        from = at + 1;
    }
    return false;
}

bool kind_matches(Kind kind, ProposalFilter::Which which) {
    switch (which) {
        case ProposalFilter::Which::proposals: return kind != Kind::statement;
        case ProposalFilter::Which::statements: return kind == Kind::statement;
        case ProposalFilter::Which::all: return true;
    }
    return false;
}

bool state_matches(State state, std::optional<State> wanted) {
    return wanted ? state == *wanted : state != State::hidden;
}

bool stage_matches(const ListRow& row, const ProposalFilter& filter) {
    if (filter.stage && row.stage != *filter.stage) return false;
    if (!filter.waiting_since_before_ms) return true;
    return row.waits_since_ms != 0 && row.waits_since_ms < *filter.waiting_since_before_ms;
}

bool labels_match(const events::Labels& labels, const ProposalFilter& filter) {
    return (!filter.theme || labels.has_theme(*filter.theme)) &&
           (!filter.district || labels.district == *filter.district);
}

// --- one page

// Keeps the rows nearest to the page's open end, at most one more than fit.
class Page {
  public:
    Page(const Views& views, const ProposalFilter& filter, std::optional<Place> cursor)
        : views_(views),
          filter_(filter),
          cursor_(cursor),
          limit_(std::clamp(filter.limit, std::size_t{1}, limits::page_rows)) {}

    void offer(std::uint32_t position) {
        ++page_.matching;
        const Candidate row = candidate(views_.list[position], filter_.sort, position);
        if (cursor_ && !beyond_cursor(row)) {
            other_side_ = true;
            return;
        }
        const auto nearer = [this](const Candidate& a, const Candidate& b) {
            return filter_.backwards ? precedes(b, a) : precedes(a, b);
        };
        if (kept_.size() > limit_) {
            if (!nearer(row, kept_.front())) return;
            std::pop_heap(kept_.begin(), kept_.end(), nearer);
            kept_.pop_back();
        }
        kept_.push_back(row);
        std::push_heap(kept_.begin(), kept_.end(), nearer);
    }

    ProposalPage finish() {
        std::sort(kept_.begin(), kept_.end(),
                  [this](const Candidate& a, const Candidate& b) { return precedes(a, b); });
        const bool more = kept_.size() > limit_;
        if (more && filter_.backwards) kept_.erase(kept_.begin());
        if (more && !filter_.backwards) kept_.pop_back();
        for (const Candidate& row : kept_) page_.rows.push_back(row.position);
        const bool after = filter_.backwards ? other_side_ : more;
        const bool before = filter_.backwards ? more : other_side_;
        if (after) page_.next = kept_.empty() ? filter_.cursor : cursor_of(kept_.back());
        if (before) page_.previous = kept_.empty() ? filter_.cursor : cursor_of(kept_.front());
        return std::move(page_);
    }

  private:
    bool precedes(const Candidate& a, const Candidate& b) const {
        if (a.first != b.first) return a.first > b.first;
        if (a.second != b.second) return a.second > b.second;
        return events::ByBytes{}(id_of(a), id_of(b));
    }

    bool beyond_cursor(const Candidate& row) const {
        const Place& at = *cursor_;
        if (row.first != at.first) return (row.first < at.first) != filter_.backwards;
        if (row.second != at.second) return (row.second < at.second) != filter_.backwards;
        return filter_.backwards ? events::ByBytes{}(id_of(row), at.id)
                                 : events::ByBytes{}(at.id, id_of(row));
    }

    const events::ProposalId& id_of(const Candidate& row) const {
        return views_.proposals[row.position].id;
    }

    std::string cursor_of(const Candidate& row) const {
        return cursor_at(filter_, {row.first, row.second, id_of(row)});
    }

    const Views& views_;
    const ProposalFilter& filter_;
    const std::optional<Place> cursor_;
    const std::size_t limit_;
    std::vector<Candidate> kept_;  // a heap, its front the row that is pushed out next
    bool other_side_ = false;
    ProposalPage page_;
};

bool is_erased(const Views& views, std::uint32_t person) {
    return person != Proposal::none && views.people[person].erased != events::ErasedWords::unset;
}

}  // namespace

std::optional<ProposalPage> list_proposals(const Views& views, const ProposalFilter& filter) {
    std::optional<Place> cursor;
    if (!filter.cursor.empty()) {
        cursor = place_of_cursor(filter);
        if (!cursor) return std::nullopt;
    }
    Page page(views, filter, cursor);
    const bool look_through = !filter.with_text;
    const std::vector<std::string> words =
        look_through ? words_of(filter) : std::vector<std::string>();
    const auto consider = [&](std::uint32_t position) {
        const ListRow& row = views.list[position];
        if (row.with_amended && filter.which == ProposalFilter::Which::proposals) return;
        if (!state_matches(row.state, filter.state) || !kind_matches(row.kind, filter.which) ||
            !stage_matches(row, filter) || !labels_match(row.labels, filter) ||
            (filter.located && !row.located)) {
            return;
        }
        // Nobody finds out by searching what the words were that are not shown.
        if (row.state == State::hidden && !words.empty()) return;
        const std::string& text = views.proposals[position].search;
        const bool has_all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
            return has_word_beginning(text, word);
        });
        if (has_all) page.offer(position);
    };
    const Project* project = filter.project ? find(views, *filter.project) : nullptr;
    if (filter.with_text) {
        const std::uint32_t of_project =
            project == nullptr ? Proposal::none
                               : static_cast<std::uint32_t>(project - views.projects.data());
        for (const std::uint32_t row : *filter.with_text) {
            if (row >= views.list.size()) continue;
            if (!filter.project || (project != nullptr && views.list[row].project == of_project))
                consider(row);
        }
    } else if (filter.project) {
        if (project != nullptr) {
            for (const std::uint32_t position : project->proposals) consider(position);
        }
    } else {
        for (std::uint32_t i = 0; i < views.list.size(); ++i) consider(i);
    }
    return page.finish();
}

const Person* find(const Views& views, const events::PersonId& id) {
    return row_of(views.person_by_id, views.people, id);
}
const Project* find(const Views& views, const events::ProjectId& id) {
    return row_of(views.project_by_id, views.projects, id);
}
const Proposal* find(const Views& views, const events::ProposalId& id) {
    return row_of(views.proposal_by_id, views.proposals, id);
}
const Argument* find(const Views& views, const events::ArgumentId& id) {
    return row_of(views.argument_by_id, views.arguments, id);
}

const Vocabulary& vocabulary(const Views& views, LabelKind kind) {
    return kind == LabelKind::theme ? views.themes : views.districts;
}

std::optional<events::Point> shown_point(const Proposal& proposal) {
    const bool gone = proposal.state == State::hidden || proposal.words.erased;
    return gone ? std::nullopt : proposal.point;
}

bool bears(const events::Labels& labels, LabelKind kind, std::uint8_t label) {
    return kind == LabelKind::theme ? labels.has_theme(label) : labels.district == label;
}

const std::vector<std::uint32_t>* feed_of(const Views& views, LabelKind kind, std::uint8_t label) {
    const auto& feeds = vocabulary(views, kind).feeds;
    return label < feeds.size() ? &feeds[label] : nullptr;
}

events::Id scope_of(const Views& views, const Proposal& proposal) {
    return proposal.project == Proposal::none
               ? events::id_as<events::Id>(proposal.id)
               : events::id_as<events::Id>(views.projects[proposal.project].id);
}

std::vector<std::uint32_t> proposals_by(const Views& views, const Person& person) {
    std::vector<std::uint32_t> shown;
    std::copy_if(person.proposals.rbegin(), person.proposals.rend(), std::back_inserter(shown),
                 [&](std::uint32_t at) { return views.list[at].state != State::hidden; });
    // Those that they are a co-author of stand where they became one.
    std::sort(shown.begin(), shown.end(), std::greater<>());
    return shown;
}

std::vector<std::uint32_t> arguments_by(const Views& views, const Person& person) {
    std::vector<std::uint32_t> shown;
    std::copy_if(person.arguments.rbegin(), person.arguments.rend(), std::back_inserter(shown),
                 [&](std::uint32_t at) {
                     const Argument& argument = views.arguments[at];
                     return argument.state != State::hidden &&
                            views.list[argument.proposal].state != State::hidden;
                 });
    return shown;
}

std::vector<std::uint32_t> arguments_of(const Views& views, const Proposal& proposal,
                                        std::optional<State> state) {
    std::vector<std::uint32_t> matching;
    std::copy_if(proposal.arguments.begin(), proposal.arguments.end(), std::back_inserter(matching),
                 [&](std::uint32_t at) { return state_matches(views.arguments[at].state, state); });
    return matching;
}

bool is_shown(const Views& views, const FeedItem& item) {
    const bool hidden =
        item.to != Proposal::none ||
        (item.what == FeedItem::What::person_joined && is_erased(views, item.person)) ||
        (item.proposal != Proposal::none && views.list[item.proposal].state == State::hidden) ||
        (item.argument != Proposal::none &&
         views.arguments[item.argument].state == State::hidden) ||
        (item.question != Proposal::none && views.questions[item.question].state == State::hidden);
    return !hidden;
}

std::vector<FeedItem> feed(const Views& views, const events::ProjectId& project,
                           std::uint64_t before_seq, std::size_t limit) {
    std::vector<FeedItem> lines;
    limit = std::min(limit, limits::page_rows);
    const auto take = [&](const FeedItem& item) {
        if (is_shown(views, item)) lines.push_back(item);
    };
    if (events::is_nil(project)) {
        const auto end =
            std::partition_point(views.feed.begin(), views.feed.end(),
                                 [&](const FeedItem& item) { return item.seq < before_seq; });
        for (auto at = end; at != views.feed.begin() && lines.size() < limit;) take(*--at);
        return lines;
    }
    const Project* of = find(views, project);
    if (of == nullptr) return lines;
    const auto end = std::partition_point(
        of->feed.begin(), of->feed.end(),
        [&](std::uint32_t position) { return views.feed[position].seq < before_seq; });
    for (auto at = end; at != of->feed.begin() && lines.size() < limit;) take(views.feed[*--at]);
    return lines;
}

}  // namespace imaginons::projections
