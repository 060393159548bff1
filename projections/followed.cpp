// A merge of lists of positions in Views::feed, the newest first, through a heap of their ends.
#include "projections/followed.hpp"

#include <algorithm>
#include <unordered_set>

#include "projections/queries.hpp"

namespace imaginons::projections {

namespace {

using storage::Follow;
using storage::FollowedKind;
using Positions = std::vector<std::uint32_t>;

// A list that is followed; its lines before `end` are still to come.
struct Source {
    const Positions* lines = nullptr;
    std::size_t end = 0;
    std::uint64_t since = 0;
    bool took_part = false;

    std::uint32_t next() const { return (*lines)[end - 1]; }
};

bool older(const Source& a, const Source& b) {
    return a.next() < b.next();
}

class Sources {
  public:
    Sources(const Views& views, const storage::Following& following)
        : views_(views), following_(following) {
        for (const Follow& follow : following.follows) named_.insert(follow.object);
    }

    void add_asked() {
        for (const Follow& follow : following_.follows) {
            if (!follow.stopped) add(lines_of(follow), follow.since, false);
        }
    }
    // Unless they said otherwise, or asked for it anyway.
    void add_own(const Person& person) {
        for (const std::uint32_t row : person.projects) {
            const Project& project = views_.projects[row];
            if (is_unnamed(project.id)) add(&project.feed, 0, false);
        }
        for (const std::uint32_t row : person.proposals) {
            const Proposal& proposal = views_.proposals[row];
            if (is_unnamed(proposal.id)) add(&proposal.feed, 0, false);
        }
    }
    void add_invitations(const Person& person) { add(&person.invitations, 0, false); }
    // Answers to what they asked, unless they said not to hear of what it is about.
    void add_questions(const Person& person) {
        for (const std::uint32_t row : person.questions) {
            const Question& question = views_.questions[row];
            const bool unnamed = question.proposal == Proposal::none
                                     ? is_unnamed(views_.projects[question.project].id)
                                     : is_unnamed(views_.proposals[question.proposal].id);
            if (unnamed) add(&question.feed, 0, false);
        }
    }
    void add_taken_part_in(const Person& person) {
        std::unordered_set<std::uint32_t> seen;
        for (const std::uint32_t row : person.arguments) {
            const std::uint32_t about = views_.arguments[row].proposal;
            const Proposal& proposal = views_.proposals[about];
            const bool own = is_author(views_, proposal, person.id);
            if (!seen.insert(about).second || own || !is_unnamed(proposal.id)) continue;
            add(&proposal.feed, 0, true);
        }
    }

    std::vector<Source> before(std::uint64_t seq) {
        for (Source& source : sources_) {
            const auto end = std::partition_point(
                source.lines->begin(), source.lines->end(),
                [&](std::uint32_t line) { return views_.feed[line].seq < seq; });
            source.end = static_cast<std::size_t>(end - source.lines->begin());
        }
        std::erase_if(sources_, [](const Source& source) { return source.end == 0; });
        return std::move(sources_);
    }

  private:
    void add(const Positions* lines, std::uint64_t since, bool took_part) {
        if (lines != nullptr && !lines->empty()) sources_.push_back({lines, 0, since, took_part});
    }
    bool is_unnamed(const auto& id) const {
        return !named_.contains(events::id_as<events::Id>(id));
    }

    const Positions* lines_of(const Follow& follow) const {
        switch (follow.kind) {
            case FollowedKind::project: {
                const auto* row = find(views_, events::id_as<events::ProjectId>(follow.object));
                return row == nullptr ? nullptr : &row->feed;
            }
            case FollowedKind::proposal: {
                const auto* row = find(views_, events::id_as<events::ProposalId>(follow.object));
                return row == nullptr ? nullptr : &row->feed;
            }
            case FollowedKind::meeting: {
                const auto* row = find(views_, events::id_as<events::MeetingId>(follow.object));
                return row == nullptr ? nullptr : &row->feed;
            }
            case FollowedKind::person: {
                const auto* row = find(views_, events::id_as<events::PersonId>(follow.object));
                const bool gone = row == nullptr || row->erased != events::ErasedWords::unset;
                return gone ? nullptr : &row->feed;
            }
            case FollowedKind::theme: return lines_of(LabelKind::theme, follow.object);
            case FollowedKind::district: return lines_of(LabelKind::district, follow.object);
        }
        return nullptr;
    }

    const Positions* lines_of(LabelKind kind, const events::Id& object) const {
        const auto& labels = vocabulary(views_, kind).labels;
        return feed_of(views_, kind, labels.find(events::code_of_id(object)));
    }

    const Views& views_;
    const storage::Following& following_;
    std::unordered_set<events::Id, events::IdHash> named_;
    std::vector<Source> sources_;
};

// To somebody who argued about a proposal, what others argue is only news if it answers them.
bool concerns(const Views& views, const Person& person, const FeedItem& item) {
    if (item.what != FeedItem::What::argument_added || item.argument == Proposal::none) return true;
    const std::uint32_t parent = views.arguments[item.argument].parent;
    return parent != Proposal::none && views.people[views.arguments[parent].author].id == person.id;
}

// To this person: also what is for them alone.
bool is_shown_to(const Views& views, const Person& person, FeedItem item) {
    if (item.to != Proposal::none && views.people[item.to].id == person.id)
        item.to = Proposal::none;
    return is_shown(views, item);
}

// Of the city, in a question that is still shown.
bool has_asked_about(const Views& views, const Person& person, const events::Id& object) {
    return std::any_of(person.questions.begin(), person.questions.end(),
                       [&](std::uint32_t question) {
                           const Question& row = views.questions[question];
                           const events::Id about =
                               row.proposal == Proposal::none
                                   ? events::id_as<events::Id>(views.projects[row.project].id)
                                   : events::id_as<events::Id>(views.proposals[row.proposal].id);
                           return about == object && is_shown(views, row);
                       });
}

bool is_own_act(const Views& views, const Person& person, const FeedItem& item) {
    return item.person != Proposal::none && views.people[item.person].id == person.id;
}

}  // namespace

std::vector<FollowedLine> followed_feed(const Views& views, const Person& person,
                                        const storage::Following& following,
                                        const FollowedRange& range) {
    Sources sources(views, following);
    if (!range.own_only) sources.add_asked();
    sources.add_own(person);
    sources.add_invitations(person);
    if (!range.own_only) sources.add_questions(person);
    if (!range.own_only) sources.add_taken_part_in(person);
    std::vector<Source> heap = sources.before(range.before);
    std::make_heap(heap.begin(), heap.end(), older);
    std::vector<FollowedLine> lines;
    while (!heap.empty()) {
        const std::uint32_t at = heap.front().next();
        const FeedItem& item = views.feed[at];
        if (item.seq < range.from) break;
        bool wanted = false;
        std::uint64_t since = ~std::uint64_t{0};
        while (!heap.empty() && heap.front().next() == at) {
            std::pop_heap(heap.begin(), heap.end(), older);
            Source& source = heap.back();
            if (!source.took_part || concerns(views, person, item)) {
                wanted = true;
                since = std::min(since, source.since);
            }
            if (--source.end == 0) {
                heap.pop_back();
            } else {
                std::push_heap(heap.begin(), heap.end(), older);
            }
        }
        if (!wanted || is_own_act(views, person, item) || !is_shown_to(views, person, item))
            continue;
        if (lines.size() == range.most) break;
        lines.push_back({item, since});
    }
    return lines;
}

Follows follows(const Views& views, const Person& person, const storage::Following& following,
                FollowedKind kind, const events::Id& object) {
    for (const Follow& follow : following.follows) {
        if (follow.kind == kind && follow.object == object)
            return follow.stopped ? Follows::no : Follows::asked;
    }
    if (kind == FollowedKind::project) {
        const auto* row = find(views, events::id_as<events::ProjectId>(object));
        const bool own = row != nullptr && row->owner_kind == events::OwnerKind::person &&
                         views.people[row->owner].id == person.id;
        if (own) return Follows::author;
        return has_asked_about(views, person, object) ? Follows::questioned : Follows::no;
    }
    if (kind != FollowedKind::proposal) return Follows::no;
    const auto* row = find(views, events::id_as<events::ProposalId>(object));
    if (row == nullptr) return Follows::no;
    if (is_author(views, *row, person.id)) return Follows::author;
    const bool argued =
        std::any_of(person.arguments.begin(), person.arguments.end(), [&](std::uint32_t argument) {
            return views.proposals[views.arguments[argument].proposal].id == row->id;
        });
    if (argued) return Follows::took_part;
    return has_asked_about(views, person, object) ? Follows::questioned : Follows::no;
}

}  // namespace imaginons::projections
