// The verb `role`, on a data directory.
#include "commands/role_command.hpp"

#include "commands/token.hpp"
#include "import_fixture.hpp"

using namespace imaginons;
using namespace imaginons::tests;

namespace {

struct Printed {
    int code = 0;
    std::string out;
    std::string errors;
};

Printed role(const Folder& folder, const commands::RoleOptions& options) {
    std::ostringstream out;
    std::ostringstream errors;
    const int code = commands::role_command(folder / "data", options, out, errors);
    return {code, out.str(), errors.str()};
}

void join(const Folder& folder, const std::string& pseudonym) {
    std::ostringstream ignored;
    REQUIRE(commands::token_command(folder / "data", pseudonym, ignored, ignored) == 0);
}

std::string handle_of(const Folder& folder, const std::string& pseudonym) {
    for (const auto& [id, name] : told(folder / "data").persons) {
        if (name == pseudonym) return events::to_text(id);
    }
    return {};
}

}  // namespace

TEST_CASE("the first role is given, listed and taken from the command line") {
    const Folder folder;
    join(folder, "Mésange");
    CHECK(role(folder, {}).out.empty());
    const Printed given = role(
        folder, {.pseudonym = "mésange", .give = "administrator", .reason = "Première arrivée"});
    CHECK(given.code == 0);
    CHECK(given.out ==
          "administrator\twhole city\t" + handle_of(folder, "Mésange") + "\tMésange\n");
    CHECK(role(folder, {}).out == given.out);
    join(folder, "Pinson");
    const std::string pinson = handle_of(folder, "Pinson");
    CHECK(role(folder, {.person = pinson, .give = "agent", .reason = "Service"}).code == 0);
    CHECK(role(folder, {.person = pinson, .take = "agent", .reason = "Parti"}).out.empty());
    CHECK(told(folder / "data").kinds.at("RoleTaken") == 1);
}

TEST_CASE("what cannot be given is refused with the reason, and nothing is written") {
    const Folder folder;
    join(folder, "Mésange");
    CHECK(role(folder, {.pseudonym = "Pinson", .give = "agent", .reason = "x"}).errors ==
          "role: there is nobody of that name\n");
    CHECK(role(folder, {.person = "x", .give = "agent", .reason = "x"}).errors ==
          "role: there is nobody of that handle\n");
    CHECK(role(folder, {.give = "agent", .reason = "x"}).errors ==
          "role: whose role is not said\n");
    CHECK(role(folder, {.pseudonym = "Mésange", .give = "maire", .reason = "x"}).errors ==
          "role: roles are administrator, agent, moderator, editor, observer\n");
    CHECK(role(folder, {.pseudonym = "Mésange", .give = "agent", .reason = ""}).errors ==
          "role: refused: reason: empty\n");
    CHECK(role(folder, {.pseudonym = "Mésange", .give = "agent", .project = "x", .reason = "x"})
              .errors == "role: the project's id is not one\n");
    CHECK(role(folder, {.pseudonym = "Mésange", .take = "agent", .reason = "x"}).errors ==
          "role: refused: role: role_not_held\n");
    CHECK_FALSE(told(folder / "data").kinds.contains("RoleGiven"));
}
