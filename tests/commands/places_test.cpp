// Where a proposal is: a point of the map, said with it and with each edit.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

const events::Point station(4'619'600, 623'600);
const events::Point lake(4'637'000, 642'000);

SubmitProposal at(std::optional<events::Point> point) {
    SubmitProposal command = submit(30);
    command.point = point;
    return command;
}

EditProposal edit_at(std::optional<std::optional<events::Point>> point) {
    EditProposal command = edit(30);
    command.point = point;
    return command;
}

// Of the edit that a command gave.
std::optional<events::Point> point_after(World& world, const EditProposal& command) {
    const Facts facts = world.happen(command, ben);
    const auto& field = only<events::ProposalEdited>(facts).point;
    return field ? std::optional(*field) : std::nullopt;
}

}  // namespace

TEST_CASE("a proposal may say at which point it is, or none") {
    World world = small_town();
    const Facts facts = world.happen(at(station), ben);
    const auto& submitted = only<events::ProposalSubmitted>(facts);
    REQUIRE(submitted.point);
    CHECK(*submitted.point == station);
    const Facts nowhere = world.happen(submit(31), ben);
    CHECK(only<events::ProposalSubmitted>(nowhere).point == nullptr);
}

TEST_CASE("a point is on earth") {
    World world = small_town();
    CHECK(world.accepts(at(events::Point(9'000'000, -18'000'000)), ben));
    CHECK(world.refusal(at(events::Point(9'000'001, 0)), ben) ==
          Refusal{RefusalCode::not_on_earth, "point"});
    CHECK(world.refusal(at(events::Point(0, 18'000'001)), ben) ==
          Refusal{RefusalCode::not_on_earth, "point"});
    world.happen(at(station), ben);
    CHECK(world.refusal(edit_at(events::Point(-9'000'001, 0)), ben) ==
          Refusal{RefusalCode::not_on_earth, "point"});
}

TEST_CASE("an edit keeps the point that it does not speak of, moves it, and takes it away") {
    World world = small_town();
    world.happen(at(station), ben);
    CHECK(point_after(world, edit_at({})) == station);
    CHECK(point_after(world, edit_at(lake)) == lake);
    CHECK(point_after(world, edit_at({})) == lake);
    CHECK(point_after(world, edit_at(std::optional<events::Point>())) == std::nullopt);
    CHECK(point_after(world, edit_at({})) == std::nullopt);
}

TEST_CASE("an amendment has no point of its own, and taking it over moves nothing") {
    World world = small_town();
    world.happen(at(station), ada);
    SubmitProposal amendment = submit(40);
    amendment.kind = events::ProposalKind::amendment;
    amendment.amends = proposal(30);
    amendment.amends_version = 1;
    amendment.argument = argument(50);
    amendment.reason = "Plus court.";
    amendment.point = lake;
    CHECK(world.refusal(amendment, ben) == Refusal{RefusalCode::unknown_value, "point"});
    amendment.point.reset();
    world.happen(amendment, ben);
    EditProposal moved = edit(40);
    moved.point = lake;
    CHECK(world.refusal(moved, ben) == Refusal{RefusalCode::unknown_value, "point"});
    const Facts facts = world.happen(AcceptAmendment{proposal(40), 1, "Un banc", "Ici"}, ada);
    REQUIRE(facts.size() == 2);
    const auto& edited = std::get<events::ProposalEdited>(facts[1].payload);
    REQUIRE(edited.point);
    CHECK(*edited.point == station);
}

TEST_CASE("an author moves a proposal without giving it another wording") {
    World world = small_town();
    world.happen(at(station), ben);
    const std::uint32_t version = find(world.state.proposals, proposal(30))->version;
    const Facts facts = world.happen(PlaceProposal{proposal(30), {}, {}, std::optional(lake)}, ben);
    const auto& placed = only<events::ProposalPlaced>(facts);
    REQUIRE(placed.point);
    CHECK(*placed.point == lake);
    CHECK(placed.by == ben.person);
    CHECK_FALSE(facts[0].sealed);
    CHECK(find(world.state.proposals, proposal(30))->version == version);
    // The next edit keeps it there, and goes on from the version that there is.
    const Facts next = world.happen(edit_at({}), ben);
    const auto& edited = only<events::ProposalEdited>(next);
    CHECK(edited.version == version + 1);
    REQUIRE(edited.point);
    CHECK(*edited.point == lake);
}

TEST_CASE("placing keeps to the rules of an edit, and says so when nothing would change") {
    World world = small_town();
    world.happen(at(station), ben);
    const auto place = [](std::uint64_t number, std::optional<events::Point> point) {
        return PlaceProposal{proposal(number), {}, {}, point};
    };
    CHECK(world.code(place(30, lake), ada) == RefusalCode::not_the_author);
    CHECK(world.code(place(77, lake), ben) == RefusalCode::unknown_proposal);
    CHECK(world.code(place(12, lake), ada) == RefusalCode::unknown_proposal);
    CHECK(world.code(place(30, station), ben) == RefusalCode::nothing_changed);
    CHECK(world.code(PlaceProposal{proposal(30)}, ben) == RefusalCode::nothing_changed);
    CHECK(world.refusal(place(30, events::Point(0, 18'000'001)), ben) ==
          Refusal{RefusalCode::not_on_earth, "point"});
    CHECK(world.refusal(PlaceProposal{proposal(30), {}, "lune"}, ben) ==
          Refusal{RefusalCode::unknown_district, "district"});
    CHECK(world.accepts(place(30, std::nullopt), ben));
    world.happen(WithdrawProposal{proposal(30), ""}, ben);
    CHECK(world.code(place(30, lake), ben) == RefusalCode::proposal_withdrawn);
}

TEST_CASE("an amendment is not placed") {
    World world = small_town();
    SubmitProposal amendment = submit(40);
    amendment.kind = events::ProposalKind::amendment;
    amendment.amends = proposal(11);
    amendment.amends_version = 1;
    amendment.argument = argument(50);
    amendment.reason = "Plus court.";
    world.happen(amendment, ben);
    CHECK(world.code(PlaceProposal{proposal(40), {}, {}, std::optional(lake)}, ben) ==
          RefusalCode::unknown_proposal);
}

TEST_CASE("placing what was given another wording meanwhile is refused") {
    World world = small_town();
    world.happen(at(station), ben);
    const PlaceProposal as_seen{proposal(30), {}, {}, std::optional(lake), 1};
    CHECK(world.accepts(as_seen, ben));
    world.happen(edit(30), ben);
    CHECK(world.refusal(as_seen, ben) == Refusal{RefusalCode::text_has_changed, "seen_version"});
    CHECK(world.accepts(PlaceProposal{proposal(30), {}, {}, std::optional(lake), 2}, ben));
}
