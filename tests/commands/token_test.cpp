// The verb `token`: who gets a bearer token, and that it opens a session.
#include "commands/token.hpp"

#include "commands/engine.hpp"
#include "import_fixture.hpp"

using namespace imaginons;
using namespace imaginons::tests;

namespace {

struct Printed {
    int code = 0;
    std::string token;
    std::string errors;
};

Printed token(const Folder& folder, const std::string& pseudonym) {
    std::ostringstream out;
    std::ostringstream errors;
    const int code = commands::token_command(folder / "data", pseudonym, out, errors);
    return {code, out.str(), errors.str()};
}

}  // namespace

TEST_CASE("a new name joins, accepts the charter, and gets a token that opens an API session") {
    const Folder folder;
    const Printed printed = token(folder, "Mésange");
    REQUIRE(printed.code == 0);
    REQUIRE(printed.token.size() == 44);
    CHECK(printed.token.back() == '\n');
    CHECK(printed.token.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_\n") ==
          std::string::npos);
    const Told log = told(folder / "data");
    REQUIRE(log.persons.size() == 1);
    CHECK(log.persons.begin()->second == "Mésange");
    CHECK(log.kinds.at("CharterAccepted") == 1);
    const storage::StoreReader store(folder / "data");
    const auto session = store.vault->read().session(printed.token.substr(0, 43));
    REQUIRE(session);
    CHECK(session->kind == storage::SessionKind::api);
    CHECK(session->person == log.persons.begin()->first);
    CHECK(session->expires_at_ms == session->created_at_ms + commands::command_line_token_ms);
}

TEST_CASE("the same name, in other letters, is the same person with one more token") {
    const Folder folder;
    const Printed first = token(folder, "Mésange");
    const Printed second = token(folder, "MÉSANGE ");
    CHECK(second.code == 0);
    CHECK(first.token != second.token);
    const Told log = told(folder / "data");
    CHECK(log.persons.size() == 1);
    CHECK(log.kinds.at("CharterAccepted") == 1);
}

TEST_CASE("a name that nobody may have is refused with the reason and joins nobody") {
    const Folder folder;
    CHECK(token(folder, "x").errors ==
          "token: refused: pseudonym: too_short, 1 where the limit is 2\n");
    CHECK(token(folder, "a\xFF").code == 1);
    CHECK(token(folder, "").code == 1);
    CHECK(told(folder / "data").persons.empty());
}

TEST_CASE("while another program writes to the directory, no token is made") {
    const Folder folder;
    const storage::Store server(folder / "data");
    CHECK_THROWS_AS(token(folder, "Mésange"), storage::InUse);
}
