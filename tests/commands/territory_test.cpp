// The city's lists of themes and districts, and which of them proposals may bear.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

const NamedCode bike{"velo", "À vélo", "By bike"};
const NamedCode water{"eau", "L’eau", "Water"};
const NamedCode trees{"arbres", "Les arbres", "Trees"};
const NamedCode games{"jeux", "Les jeux", "Games"};
const NamedCode station{"gare", "La gare", "The station"};

World town_with_lists() {
    World world = small_town();
    world.happen(PublishThemes{{bike, water, trees, games}}, city);
    world.happen(PublishDistricts{{station}}, city);
    return world;
}

SubmitProposal about(std::vector<std::string> themes, std::string district = {}) {
    SubmitProposal command = submit(30);
    command.themes = std::move(themes);
    command.district = std::move(district);
    return command;
}

EditProposal edit_about(std::optional<std::vector<std::string>> themes,
                        std::optional<std::string> district = {}) {
    EditProposal command = edit(30);
    command.themes = std::move(themes);
    command.district = std::move(district);
    return command;
}

}  // namespace

TEST_CASE("the city publishes a list, whole, in its order") {
    World world = small_town();
    const Facts facts = world.happen(PublishThemes{{bike, water}}, city);
    const auto& published = only<events::ThemesPublished>(facts);
    CHECK(published.codes == std::vector<std::string>{"velo", "eau"});
    CHECK(published.french == std::vector<std::string>{"À vélo", "L’eau"});
    CHECK(published.english == std::vector<std::string>{"By bike", "Water"});
    CHECK(events::is_nil(published.by));
    CHECK_FALSE(facts[0].sealed);
    CHECK(world.code(PublishThemes{{bike, water}}, city) == RefusalCode::nothing_changed);
    CHECK(world.accepts(PublishThemes{{water, bike}}, city));
    CHECK(world.accepts(PublishThemes{}, city));
    CHECK(only<events::DistrictsPublished>(world.happen(PublishDistricts{{station}}, city)).codes ==
          std::vector<std::string>{"gare"});
}

TEST_CASE("an administrator publishes lists too, and nobody else") {
    World world = small_town();
    CHECK(world.code(PublishThemes{{bike}}, ada) == RefusalCode::not_an_administrator);
    world.happen(GiveRole{ada.person, events::Role::agent, {}, "Service"}, city);
    CHECK(world.code(PublishDistricts{{station}}, ada) == RefusalCode::not_an_administrator);
    world.happen(GiveRole{ada.person, events::Role::administrator, {}, "Service"}, city);
    CHECK(only<events::ThemesPublished>(world.happen(PublishThemes{{bike}}, ada)).by == ada.person);
}

TEST_CASE("codes are short and plain, names can be read, each code stands once") {
    const World world = small_town();
    const auto code = [&](const std::string& text) {
        return world.refusal(PublishThemes{{{text, "A", "A"}}}, city);
    };
    CHECK(world.accepts(PublishThemes{{{"0123456789abcdef", "A", "A"}}}, city));
    for (const char* wrong : {"", "0123456789abcdefg", "Velo", "vélo", "a b", "a_b", "-a", "a-"}) {
        CAPTURE(wrong);
        CHECK(code(wrong) == Refusal{RefusalCode::not_a_code, "code"});
    }
    const auto named = [&](const std::string& french, const std::string& english) {
        return world.ask(PublishThemes{{{"a", french, english}}}, city);
    };
    CHECK(static_cast<bool>(named(repeated("é", limits::label_name_chars), "A")));
    CHECK(named(repeated("é", limits::label_name_chars + 1), "A").refusal() ==
          Refusal{RefusalCode::too_long, "french", 40, 41});
    CHECK(named("A", "").refusal() == Refusal{RefusalCode::empty, "english"});
    CHECK(named("A\n", "A").refusal().code == RefusalCode::control_character);
    CHECK(named("\xFF", "A").refusal().code == RefusalCode::not_utf8);
    CHECK(world.code(PublishThemes{{bike, water, bike}}, city) == RefusalCode::code_used_twice);
}

TEST_CASE("lists have a limit, and so has all that was ever in them") {
    World world = small_town();
    std::uint64_t next = 0;
    const auto fresh = [&](std::size_t count) {
        PublishDistricts command;
        for (std::size_t i = 0; i < count; ++i)
            command.list.push_back({"q" + std::to_string(next++), "Quartier", "District"});
        return command;
    };
    CHECK(world.refusal(fresh(limits::labels + 1), city) ==
          Refusal{RefusalCode::too_many_labels, "list", 32, 33});
    next = 0;
    for (std::size_t i = 0; i < limits::labels_ever / limits::labels; ++i)
        world.happen(fresh(limits::labels), city);
    world.happen(fresh(limits::labels_ever % limits::labels), city);
    CHECK(world.state.territory.districts.all().size() == limits::labels_ever);
    CHECK(world.refusal(fresh(1), city) == Refusal{RefusalCode::too_many_labels, "list", 200, 201});
}

TEST_CASE("a code that was retired comes back as what it was, never as something else") {
    World world = town_with_lists();
    world.happen(PublishThemes{{bike}}, city);
    CHECK(world.refusal(PublishThemes{{bike, {"eau", "Les eaux", "Waters"}}}, city) ==
          Refusal{RefusalCode::code_meant_another, "code"});
    world.happen(PublishThemes{{bike, water}}, city);
    // A name in force may be said better.
    CHECK(world.accepts(PublishThemes{{bike, {"eau", "L’eau vive", "Water"}}}, city));
}

TEST_CASE("a proposal bears at most three themes and a district, all in force") {
    World world = town_with_lists();
    CHECK(world.accepts(about({}), ben));
    CHECK(world.refusal(about({"velo", "eau", "arbres", "jeux"}), ben) ==
          Refusal{RefusalCode::too_many_themes, "themes", 3, 4});
    CHECK(world.refusal(about({"velo", "lune"}), ben) ==
          Refusal{RefusalCode::unknown_theme, "themes"});
    CHECK(world.refusal(about({"velo", "velo"}), ben) ==
          Refusal{RefusalCode::code_used_twice, "themes"});
    CHECK(world.refusal(about({}, "lune"), ben) ==
          Refusal{RefusalCode::unknown_district, "district"});
    const Facts facts = world.happen(about({"eau", "velo", "jeux"}, "gare"), ben);
    const auto& submitted = only<events::ProposalSubmitted>(facts);
    CHECK(submitted.themes == std::vector<std::string>{"eau", "velo", "jeux"});
    CHECK(submitted.district == "gare");
}

TEST_CASE("an edit says the whole again: what it does not speak of stays") {
    World world = town_with_lists();
    world.happen(about({"eau"}, "gare"), ben);
    const Facts same = world.happen(edit_about({}, {}), ben);
    CHECK(only<events::ProposalEdited>(same).themes == std::vector<std::string>{"eau"});
    CHECK(only<events::ProposalEdited>(same).district == "gare");
    const Facts less = world.happen(edit_about(std::vector<std::string>{}, ""), ben);
    CHECK(only<events::ProposalEdited>(less).themes.empty());
    CHECK(only<events::ProposalEdited>(less).district.empty());
    CHECK(world.refusal(edit_about(std::vector<std::string>{"lune"}), ben) ==
          Refusal{RefusalCode::unknown_theme, "themes"});
}

TEST_CASE("what is retired stays on what bears it, and is not given any more") {
    World world = town_with_lists();
    world.happen(about({"eau"}, "gare"), ben);
    world.happen(PublishThemes{{bike}}, city);
    world.happen(PublishDistricts{}, city);
    CHECK(world.accepts(edit_about({}, {}), ben));
    CHECK(world.accepts(edit_about(std::vector<std::string>{"velo", "eau"}, "gare"), ben));
    world.happen(edit_about(std::vector<std::string>{"velo"}, ""), ben);
    CHECK(world.code(edit_about(std::vector<std::string>{"eau"}), ben) ==
          RefusalCode::unknown_theme);
    CHECK(world.code(edit_about({}, "gare"), ben) == RefusalCode::unknown_district);
}

TEST_CASE("a project bears themes and a district by the same rules, and a change says the whole") {
    World world = town_with_lists();
    OpenProject open = open_project(5);
    open.themes = {"lune"};
    CHECK(world.refusal(open, city) == Refusal{RefusalCode::unknown_theme, "themes"});
    open.themes = {"eau"};
    open.district = "gare";
    CHECK(only<events::ProjectOpened>(world.happen(open, city)).district == "gare");
    const auto changed = [&](const ChangeProject& command) {
        const Facts facts = world.happen(command, city);
        return BorneLabels{only<events::ProjectChanged>(facts).themes,
                           only<events::ProjectChanged>(facts).district};
    };
    ChangeProject change = change_project(5);
    CHECK(changed(change).themes == std::vector<std::string>{"eau"});
    CHECK(changed(change).district == "gare");
    world.happen(PublishThemes{{bike}}, city);
    change.themes = {"velo", "eau"};
    change.district = "";
    CHECK(changed(change).themes == std::vector<std::string>{"velo", "eau"});
    change.themes = {"arbres"};
    CHECK(world.code(change, city) == RefusalCode::unknown_theme);
    CHECK(world.state.projects.by_id.at(project(5)).district.empty());
}

TEST_CASE("an amendment is where what it amends is, and taking it over moves nothing") {
    World world = town_with_lists();
    world.happen(about({"eau"}, "gare"), ada);
    SubmitProposal amendment = submit(40);
    amendment.kind = events::ProposalKind::amendment;
    amendment.amends = proposal(30);
    amendment.amends_version = 1;
    amendment.argument = argument(50);
    amendment.reason = "Plus court.";
    amendment.themes = {"velo"};
    CHECK(world.refusal(amendment, ben) == Refusal{RefusalCode::unknown_value, "themes"});
    amendment.themes.clear();
    world.happen(amendment, ben);
    EditProposal labelled = edit(40);
    labelled.district = "gare";
    CHECK(world.refusal(labelled, ben) == Refusal{RefusalCode::unknown_value, "themes"});
    const Facts facts = world.happen(AcceptAmendment{proposal(40), 1, "Un banc", "Ici"}, ada);
    REQUIRE(facts.size() == 2);
    const auto& edited = std::get<events::ProposalEdited>(facts[1].payload);
    CHECK(edited.themes == std::vector<std::string>{"eau"});
    CHECK(edited.district == "gare");
}
