// Letters on their way to the outbox, and those that must not get there.
#include "http/mailer.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/temp_dir.hpp"

using imaginons::TempDir;
using namespace imaginons::http;
namespace fs = std::filesystem;

namespace {

class Outbox {
  public:
    MailerOptions options() const { return {dir_.path, "ville@ville.example", {}, {}, {}}; }
    int letters_to(const std::string& address) const {
        int found = 0;
        for (const auto& entry : fs::directory_iterator(dir_.path)) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string all{std::istreambuf_iterator<char>(in),
                                  std::istreambuf_iterator<char>()};
            found += all.find("To: " + address + "\r\n") != std::string::npos ? 1 : 0;
        }
        return found;
    }

  private:
    TempDir dir_;
};

const std::string ada = "ada@ville.example";
const std::string ben = "ben@ville.example";

}  // namespace

TEST_CASE("what waits in memory is written before the mailer goes") {
    const Outbox outbox;
    {
        Mailer mailer(outbox.options());
        CHECK(mailer.send({ada, "Bonjour", "Un lien"}));
        CHECK(mailer.send({ben, "Bonjour", "Un lien"}));
    }
    CHECK(outbox.letters_to(ada) == 1);
    CHECK(outbox.letters_to(ben) == 1);
}

TEST_CASE("no letter to an address that is held comes into the outbox, however late it was") {
    const Outbox outbox;
    constexpr int letters = 200;
    int written = 0;
    {
        Mailer mailer(outbox.options());
        for (int n = 0; n < letters; ++n) {
            CHECK(mailer.send({ada, "Bonjour", "Un lien"}));
            CHECK(mailer.send({ben, "Bonjour", "Un lien"}));
        }
        mailer.hold(ada);
        written = outbox.letters_to(ada);
        CHECK(mailer.send({ada, "Encore", "Un lien"}));
    }
    CHECK(outbox.letters_to(ada) == written);
    CHECK(outbox.letters_to(ben) == letters);
}

TEST_CASE("an address that is let go of gets letters again") {
    const Outbox outbox;
    {
        Mailer mailer(outbox.options());
        mailer.hold(ada);
        CHECK(mailer.send({ada, "Bonjour", "Un lien"}));
        mailer.release(ada);
        CHECK(mailer.send({ada, "Bonjour", "Un lien"}));
    }
    CHECK(outbox.letters_to(ada) == 1);
}
