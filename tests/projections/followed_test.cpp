// A person's own feed: against the slow and obvious way in random worlds, and what is news to whom.
#include "projections/followed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using storage::Follow;
using storage::FollowedKind;
using storage::Following;

namespace {

constexpr std::size_t all = 1'000'000;

std::vector<std::uint64_t> seqs_of(const std::vector<FollowedLine>& lines) {
    std::vector<std::uint64_t> seqs;
    for (const FollowedLine& line : lines) seqs.push_back(line.item.seq);
    return seqs;
}

// Whether a line is about an object that is followed by name.
bool is_about(const Views& views, const FeedItem& item, const Follow& follow) {
    const auto is = [&](const auto& id) { return plain(id) == follow.object; };
    switch (follow.kind) {
        case FollowedKind::project:
            return item.project != Proposal::none && is(views.projects[item.project].id);
        case FollowedKind::proposal:
            return item.proposal != Proposal::none && is(views.proposals[item.proposal].id);
        case FollowedKind::meeting: {
            const Meeting* meeting = meeting_of(views, item);
            return meeting != nullptr && is(meeting->id);
        }
        case FollowedKind::person:
            return item.person != Proposal::none && is(views.people[item.person].id) &&
                   views.people[item.person].erased == events::ErasedWords::unset;
        // Their feeds tell what happened while something bore them: territory_test.cpp.
        case FollowedKind::theme:
        case FollowedKind::district: break;
    }
    return false;
}

// Whether it is about a question of theirs, and they said nothing of what that is about.
bool asked(const Views& views, const Person& me, const Following& following, const FeedItem& item) {
    if (item.question == Proposal::none) return false;
    const Question& question = views.questions[item.question];
    if (!(views.people[question.author].id == me.id)) return false;
    const events::Id about = question.proposal == Proposal::none
                                 ? plain(views.projects[question.project].id)
                                 : plain(views.proposals[question.proposal].id);
    return std::none_of(following.follows.begin(), following.follows.end(),
                        [&](const Follow& follow) { return follow.object == about; });
}

bool is_wanted(const Views& views, const Person& me, const Following& following,
               const FeedItem& item) {
    if (item.to != Proposal::none) return views.people[item.to].id == me.id;
    for (const Follow& follow : following.follows) {
        if (!follow.stopped && is_about(views, item, follow)) return true;
    }
    if (item.project != Proposal::none) {
        const Project& project = views.projects[item.project];
        const bool own = project.owner_kind == events::OwnerKind::person &&
                         views.people[project.owner].id == me.id;
        const auto named = [&](const Follow& follow) { return follow.object == plain(project.id); };
        if (own && std::none_of(following.follows.begin(), following.follows.end(), named))
            return true;
    }
    if (asked(views, me, following, item)) return true;
    if (item.proposal == Proposal::none) return false;
    const Proposal& proposal = views.proposals[item.proposal];
    const auto named = [&](const Follow& follow) { return follow.object == plain(proposal.id); };
    if (std::any_of(following.follows.begin(), following.follows.end(), named)) return false;
    if (is_author(views, proposal, me.id)) return true;
    const bool took_part =
        std::any_of(me.arguments.begin(), me.arguments.end(), [&](std::uint32_t argument) {
            return views.arguments[argument].proposal == item.proposal;
        });
    if (!took_part) return false;
    if (item.argument == Proposal::none) return true;
    const std::uint32_t parent = views.arguments[item.argument].parent;
    return parent != Proposal::none && views.people[views.arguments[parent].author].id == me.id;
}

// An amendment is also news of what it amends.
bool is_wanted_anyhow(const Views& views, const Person& me, const Following& following,
                      FeedItem item) {
    if (is_wanted(views, me, following, item)) return true;
    if (item.what != FeedItem::What::proposal_submitted) return false;
    const Proposal* amended = find(views, views.proposals[item.proposal].amends);
    if (amended == nullptr) return false;
    item.proposal = static_cast<std::uint32_t>(amended - views.proposals.data());
    return is_wanted(views, me, following, item);
}

std::vector<std::uint64_t> slowly(const Views& views, const Person& me, const Following& following,
                                  const FollowedRange& range) {
    std::vector<std::uint64_t> seqs;
    for (auto item = views.feed.rbegin(); item != views.feed.rend(); ++item) {
        const bool own = item->person != Proposal::none && views.people[item->person].id == me.id;
        FeedItem shown = *item;
        if (shown.to != Proposal::none && views.people[shown.to].id == me.id)
            shown.to = Proposal::none;
        if (item->seq >= range.before || item->seq < range.from || own || !is_shown(views, shown))
            continue;
        if (is_wanted_anyhow(views, me, following, *item) && seqs.size() < range.most)
            seqs.push_back(item->seq);
    }
    return seqs;
}

}  // namespace

TEST_CASE("a person's own feed is what a look at every line of the site's feed would give") {
    const std::uint64_t seed = test::seed();
    RandomWorld world(seed);
    world.with_erasures = true;
    world.steps(1500);
    const auto views = world.recorder.views();
    std::mt19937_64 random(seed);
    const auto any = [&](const auto& rows) { return plain(rows[random() % rows.size()].id); };
    std::size_t found = 0;
    for (int round = 0; round < 60; ++round) {
        const Person& me = views->people[random() % views->people.size()];
        Following following;
        for (std::uint64_t n = random() % 12; n-- > 0;) {
            const auto kind = static_cast<FollowedKind>(1 + random() % 4);
            const events::Id object = kind == FollowedKind::project    ? any(views->projects)
                                      : kind == FollowedKind::proposal ? any(views->proposals)
                                      : kind == FollowedKind::meeting  ? any(views->meetings)
                                                                       : any(views->people);
            const auto same = [&](const Follow& follow) { return follow.object == object; };
            if (std::none_of(following.follows.begin(), following.follows.end(), same))
                following.follows.push_back({kind, random() % 4 == 0, object, 0});
        }
        FollowedRange range;
        range.most = random() % 3 == 0 ? 5 : all;
        if (random() % 2 == 0) range.before = random() % 1500;
        if (random() % 2 == 0) range.from = random() % 700;
        const auto lines = seqs_of(followed_feed(*views, me, following, range));
        CHECK(lines == slowly(*views, me, following, range));
        found += lines.size();
    }
    CHECK(found > 0);
}

namespace {

const auto ada = id_of<events::PersonId>(1);
const auto bob = id_of<events::PersonId>(2);
const auto square = id_of<events::ProjectId>(3);
const auto bench = id_of<events::ProposalId>(4);

// Ada proposes a bench on the square, Bob argues, Ada argues and answers him.
struct Square {
    Recorder recorder;
    std::uint64_t bobs = 0, adas = 0, reply = 0;
    Square() {
        recorder.add_sealed(joined(ada), name("Ada"), ada);
        recorder.add_sealed(joined(bob), name("Bob"), bob);
        recorder.add(city_project(square, "La place"));
        recorder.add_sealed(submitted(bench, square, ada), words("Un banc", "Ici."), ada);
        const auto first = id_of<events::ArgumentId>(5);
        bobs = recorder.add_sealed(argued(first, bench, bob), words("", "Oui."), bob);
        adas = recorder.add_sealed(argued(id_of<events::ArgumentId>(6), bench, ada),
                                   words("", "Non."), ada);
        reply = recorder.add_sealed(argued(id_of<events::ArgumentId>(7), bench, ada, first),
                                    words("", "Mais."), ada);
    }
};

std::vector<std::uint64_t> feed_of(const Views& views, const events::PersonId& person,
                                   const Following& following = {}) {
    return seqs_of(followed_feed(views, *find(views, person), following, {0, all, all, false}));
}

}  // namespace

TEST_CASE("who proposed hears of every argument, who argued of replies to them, until they stop") {
    Square world;
    const auto views = world.recorder.views();
    CHECK(feed_of(*views, ada) == std::vector{world.bobs});
    CHECK(feed_of(*views, bob) == std::vector{world.reply, world.bobs - 1});
    Following following;
    following.follows = {{FollowedKind::proposal, true, plain(bench), 0}};
    CHECK(feed_of(*views, ada, following).empty());
    CHECK(feed_of(*views, bob, following).empty());
    CHECK(follows(*views, *find(*views, ada), {}, FollowedKind::proposal, plain(bench)) ==
          Follows::author);
    CHECK(follows(*views, *find(*views, bob), {}, FollowedKind::proposal, plain(bench)) ==
          Follows::took_part);
    CHECK(follows(*views, *find(*views, bob), following, FollowedKind::proposal, plain(bench)) ==
          Follows::no);
    CHECK(follows(*views, *find(*views, bob), {}, FollowedKind::person, plain(ada)) == Follows::no);
}

TEST_CASE("a line that several follows lead to comes once, and is news since the first of them") {
    Square world;
    const auto views = world.recorder.views();
    Following following;
    following.follows = {{FollowedKind::person, false, plain(ada), 6},
                         {FollowedKind::project, false, plain(square), 2},
                         {FollowedKind::proposal, false, plain(bench), 4}};
    const auto lines = followed_feed(*views, *find(*views, bob), following, {0, all, all, false});
    REQUIRE(seqs_of(lines) ==
            std::vector{world.reply, world.adas, world.bobs - 1, world.bobs - 2, std::uint64_t{0}});
    CHECK(lines[0].since == 2);
    CHECK(lines[4].since == 6);
    const auto own = followed_feed(*views, *find(*views, bob), following, {0, all, all, true});
    CHECK(own.empty());
}

TEST_CASE("of somebody erased and of what is hidden nothing comes any more") {
    Square world;
    world.recorder.add(hid(events::ObjectKind::argument, plain(id_of<events::ArgumentId>(7))));
    auto views = world.recorder.views();
    Following following;
    following.follows = {{FollowedKind::person, false, plain(ada), 0}};
    CHECK(feed_of(*views, bob, following) ==
          std::vector{world.adas, world.bobs - 1, std::uint64_t{0}});
    events::PersonErased erased;
    erased.person = ada;
    erased.words = events::ErasedWords::kept;
    world.recorder.add(erased);
    views = world.recorder.views();
    CHECK(feed_of(*views, bob, following) == std::vector{world.bobs - 1});
}
