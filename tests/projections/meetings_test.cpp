// Meetings as they are known: seats counted against a naive model, what erasing and hiding leave,
// which come next.
#include <doctest/doctest.h>

#include "projections/openings.hpp"
#include "projections/queries.hpp"
#include "projections/search_documents.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::MeetingId;
using events::Token;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto park = id_of<events::ProjectId>(2);
const auto orchard = id_of<events::ProjectId>(3);
const auto walk = id_of<MeetingId>(4);
const auto picking = id_of<MeetingId>(5);

constexpr std::int64_t noon = 1'790'000'000'000;
constexpr std::int64_t hour = 3'600'000;

events::MeetingAnnounced announced(const MeetingId& meeting, const events::ProjectId& project,
                                   std::int64_t at_ms) {
    events::MeetingAnnounced e;
    e.meeting = meeting;
    e.project = project;
    e.starts_at = at_ms;
    e.ends_at = at_ms + 2 * hour;
    e.capacity = 3;
    return e;
}

events::Text invitation(std::string title) {
    events::Text text = words(std::move(title), "Venez comme vous êtes.");
    text.place = "Devant la gare";
    return text;
}

template <class Registration>
Registration registration(const MeetingId& meeting, std::uint64_t who) {
    Registration e;
    e.meeting = meeting;
    e.token = id_of<Token>(who);
    return e;
}

// The city's park with a walk, and Anna's orchard with a picking.
Recorder two_meetings() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add(city_project(park, "Le parc"));
    events::ProjectOpened opened = city_project(orchard, "");
    opened.text.reset();
    opened.owner_kind = events::OwnerKind::person;
    opened.owner = anna;
    recorder.add_sealed(std::move(opened), words("Le verger", "Des pommiers"), anna);
    events::MeetingAnnounced of_city = announced(walk, park, noon);
    of_city.text = std::make_unique<events::Text>(invitation("Promenade"));
    recorder.add(std::move(of_city));
    recorder.add_sealed(announced(picking, orchard, noon + 24 * hour), invitation("Cueillette"),
                        anna);
    return recorder;
}

events::PersonErased erased(events::ErasedWords how) {
    events::PersonErased e;
    e.person = anna;
    e.words = how;
    e.by = events::ErasedBy::person;
    return e;
}

}  // namespace

TEST_CASE("seats agree with a naive count, and images however they came about") {
    RandomWorld world(seed());
    world.with_erasures = true;
    world.steps(3'000);
    const auto live = world.recorder.views();
    REQUIRE_FALSE(live->meetings.empty());
    std::size_t taken = 0;
    for (const auto& [number, naive] : world.meetings) {
        const Meeting* row = find(*live, id_of<MeetingId>(number));
        REQUIRE(row != nullptr);
        CHECK(row->seats.size() == naive.seats.size());
        for (const std::uint64_t token : naive.seats)
            CHECK(row->seats.contains(id_of<Token>(token)));
        CHECK(row->version == naive.version);
        CHECK(row->minutes_version == naive.minutes);
        CHECK(row->cancelled == naive.cancelled);
        taken += naive.seats.size();
    }
    CHECK(taken > 0);
    const TempDir dir;
    storage::Store store(dir.path);
    world.recorder.store_all(store);
    const auto folded = fold(store.log, &store.vault, {});
    CHECK(digests(*folded).public_hex == digests(*live).public_hex);
}

TEST_CASE("a seat that is taken changes the meeting's page and its project's, and no feed") {
    Recorder recorder = two_meetings();
    auto views = recorder.views();
    const auto before = digests(*views);
    const std::size_t lines = views->feed.size();
    const auto seq = recorder.add(registration<events::RegistrationTaken>(walk, 7));
    recorder.apply(*views, seq, seq + 1);
    const Meeting& row = *find(*views, walk);
    CHECK(row.seats.size() == 1);
    CHECK(row.touched == seq);
    CHECK(find(*views, park)->touched == seq);
    CHECK(find(*views, park)->seqs.back() < seq);
    CHECK(views->feed.size() == lines);
    CHECK(digests(*views).public_hex != before.public_hex);
}

TEST_CASE("a meeting that is announced, changed, called off or written down is in the feed") {
    Recorder recorder = two_meetings();
    events::MeetingChanged changed;
    changed.meeting = walk;
    changed.version = 2;
    changed.starts_at = noon + hour;
    changed.ends_at = noon + 2 * hour;
    changed.text = std::make_unique<events::Text>(invitation("Grande promenade"));
    recorder.add(std::move(changed));
    events::MeetingCancelled cancelled;
    cancelled.meeting = walk;
    cancelled.text = std::make_unique<events::Text>(words("", "Neige"));
    recorder.add(std::move(cancelled));
    const auto views = recorder.views();
    using What = FeedItem::What;
    std::vector<What> kinds;
    for (const std::uint32_t line : find(*views, walk)->feed) {
        kinds.push_back(views->feed[line].what);
        CHECK(meeting_of(*views, views->feed[line]) == find(*views, walk));
        CHECK(views->feed[line].person == Proposal::none);
    }
    CHECK(kinds ==
          std::vector{What::meeting_announced, What::meeting_changed, What::meeting_cancelled});
    CHECK(find(*views, walk)->words.title == "Grande promenade");
    CHECK(find(*views, walk)->reason.body == "Neige");
    CHECK(find(*views, walk)->capacity == 0);
    const FeedItem& hers = views->feed[find(*views, picking)->feed.front()];
    CHECK(views->people[hers.person].id == anna);
}

TEST_CASE("meetings of a resident who removes her words have none; seats stay counted") {
    for (const auto how : {events::ErasedWords::kept, events::ErasedWords::removed}) {
        Recorder recorder = two_meetings();
        recorder.add(registration<events::RegistrationTaken>(picking, 7));
        recorder.add(erased(how));
        const auto views = recorder.views();
        const Meeting& row = *find(*views, picking);
        const bool gone = how == events::ErasedWords::removed;
        CHECK(row.words.erased == gone);
        CHECK(row.words.title.empty() == gone);
        CHECK(row.words.place.empty() == gone);
        CHECK(row.seats.size() == 1);
        CHECK(find(*views, walk)->words.title == "Promenade");
    }
}

TEST_CASE("what a resident wrote of a meeting is opened for everybody while she is there") {
    Recorder recorder = two_meetings();
    const auto published = [&] {
        const TempDir dir;
        storage::Store store(dir.path);
        recorder.store_all(store);
        return published_seqs(*recorder.views(), store.log, 0, recorder.events.size());
    };
    const std::uint64_t seq = recorder.events.size() - 1;
    CHECK(published().back() == seq);
    recorder.add(erased(events::ErasedWords::removed));
    CHECK(published().empty());
}

TEST_CASE("the next meetings come first, those that have ended are past, the latest first") {
    const auto views = two_meetings().views();
    const std::uint32_t first = views->meeting_by_id.at(plain(walk));
    const std::uint32_t second = views->meeting_by_id.at(plain(picking));
    using Rows = std::vector<std::uint32_t>;
    CHECK(meetings_to_come(*views, nullptr, noon) == Rows{first, second});
    CHECK(meetings_to_come(*views, find(*views, park), noon) == Rows{first});
    CHECK(meetings_to_come(*views, nullptr, noon + 2 * hour - 1) == Rows{first, second});
    CHECK(meetings_to_come(*views, nullptr, noon + 2 * hour) == Rows{second});
    CHECK(meetings_past(*views, nullptr, noon + 2 * hour) == Rows{first});
    CHECK(meetings_past(*views, nullptr, noon + 48 * hour) == Rows{second, first});
}

TEST_CASE("who may hold a project's meetings: its owner, or an agent where the city speaks") {
    Recorder recorder = two_meetings();
    const auto ines = id_of<events::PersonId>(9);
    recorder.add_sealed(joined(ines), name("Inès"), ines);
    events::RoleGiven role;
    role.person = ines;
    role.role = events::Role::agent;
    recorder.add_sealed(role, words("", "Service"), ines);
    auto views = recorder.views();
    const auto may = [&](const events::PersonId& who, const events::ProjectId& where) {
        return may_speak_for(*views, *find(*views, where), *find(*views, who));
    };
    CHECK(may(ines, park));
    CHECK_FALSE(may(ines, orchard));
    CHECK(may(anna, orchard));
    CHECK_FALSE(may(anna, park));
    recorder.add(erased(events::ErasedWords::kept));
    views = recorder.views();
    CHECK(may(ines, orchard));
}

TEST_CASE("a project is found by what its meetings are about and where they are") {
    const auto views = two_meetings().views();
    const auto document =
        document_of(*views, {SearchKind::project, views->project_by_id.at(plain(orchard))});
    REQUIRE(document);
    CHECK(document->body.find("Cueillette") != std::string::npos);
    CHECK(document->body.find("Devant la gare") != std::string::npos);
}
