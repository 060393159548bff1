// Whole imports into real data directories: totals, states, origins, dates; twice, damaged, killed
// in the middle; and the real consultations when they are there.
#include "commands/import.hpp"

#include <sys/wait.h>
#include <csignal>

#include <chrono>
#include <functional>
#include <random>

#include "commands/csv.hpp"
#include "commands/engine.hpp"
#include "commands/token.hpp"
#include "import_fixture.hpp"

using namespace imaginons;
using namespace imaginons::tests;
using commands::ImportOptions;

namespace {

struct Run {
    int code = 0;
    std::string out;
    std::string progress;
};

Run import(const Folder& folder, const std::string& format, const std::filesystem::path& path,
           const std::string& title = {}) {
    std::ostringstream out;
    std::ostringstream progress;
    const int code = commands::import_command(folder / "data", ImportOptions{format, path, title},
                                              out, progress);
    return {code, out.str(), progress.str()};
}

const std::string proposals_jsonl =
    R"({"id": 7, "title": "Des bancs", "body_html": "<p>Des <b>bancs</b> &agrave; l&#39;ombre</p>", "created_at": "2015-09-27T10:00:00+0200", "author": "u00002", "trashed": false, "votes_ok": 5, "votes_nok": 2, "votes_mitige": 1, "votes_total": 8, "arguments_yes": 1, "arguments_no": 1, "sources_count": 1})"
    "\n"
    R"({"id": 3, "title": "Un marché", "body_html": "Le soir<br>aussi", "created_at": "2015-09-26T10:00:00+0200", "author": "u00001", "trashed": false, "votes_ok": 0, "votes_nok": 0, "votes_mitige": 0, "votes_total": 0, "arguments_yes": 0, "arguments_no": 0, "sources_count": 0})"
    "\n"
    R"({"id": 9, "title": "Des licornes", "body_html": "<script>alert(1)</script>", "created_at": "2015-09-28T10:00:00+0200", "author": "u00003", "trashed": true, "votes_ok": 1, "votes_nok": 1, "votes_mitige": 0, "votes_total": 2, "arguments_yes": 1, "arguments_no": 0, "sources_count": 0})"
    "\n";
const std::string arguments_jsonl =
    R"({"id": 1, "proposal": 7, "body": "Il fait *trop* chaud", "type": 1, "created_at": "2015-09-29T10:00:00+0200", "author": "u00003", "votes": 4, "trashed": false})"
    "\n"
    R"({"id": 2, "proposal": 7, "body": "Trop cher", "type": 0, "created_at": "2015-09-29T11:00:00+0200", "author": "u00004", "votes": 0, "trashed": true})"
    "\n"
    R"({"id": 4, "proposal": 9, "body": "Oui", "type": 1, "created_at": "2015-09-29T12:00:00+0200", "author": "u00001", "votes": 1, "trashed": false})"
    "\n";
const std::string sources_jsonl =
    R"({"id": 1, "proposal": 7, "title": "Le relevé", "link": "https://a.example/releve", "body": "52 degrés", "created_at": "2015-09-30T10:00:00+0200", "author": "u00005", "category": "Autre", "votes": 2})"
    "\n";

void write_consultation(const Folder& folder, const std::string& name = "c") {
    folder.write(name + "/proposals.jsonl", proposals_jsonl);
    folder.write(name + "/arguments.jsonl", arguments_jsonl);
    folder.write(name + "/sources.jsonl", sources_jsonl);
}

const std::string summary_csv =
    "topic,Le marché\nurl,https://pol.is/x\nvoters,3\nconversation-description,\"Un "
    "*mot*,\nlibre\"\n";
const std::string comments_csv =
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    "2000,x,1,0,1,2,1,\"Le soir, \"\"aussi\"\"\"\n"
    "1000,x,0,7,1,0,0,Le mardi\n"
    "3000,x,2,0,0,1,-1,Hors sujet\n"
    "3500,x,3,1,1,0,1,\n";
// Voter 1 changed their mind on comment 1, and the rows are not in order of time.
const std::string votes_csv =
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "9000,x,1,1,-1\n"
    "4000,x,1,1,1\n"
    "4000,x,1,2,-1\n"
    "5000,x,0,0,1\n"
    "5000,x,0,1,0\n"
    "6000,x,2,2,-1\n"
    "6000,x,3,2,1\n";

void write_conversation(const Folder& folder, const std::string& name = "marche") {
    folder.write(name + "/summary.csv", summary_csv);
    folder.write(name + "/comments.csv", comments_csv);
    folder.write(name + "/votes.csv", votes_csv);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string without_last_line(const std::string& text) {
    return text.substr(0, text.rfind('\n', text.size() - 2) + 1);
}

bool same(const Told& a, const Told& b) {
    if (a.kinds != b.kinds || a.objects.size() != b.objects.size() || a.persons != b.persons)
        return false;
    for (const auto& [origin, id] : a.by_origin) {
        if (a.objects.contains(id) && a.at(origin).count() != b.at(origin).count()) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("a consultation is imported with its totals, states, origins and dates") {
    const Folder folder;
    write_consultation(folder);
    const Run run = import(folder, "republique-numerique", folder / "c");
    REQUIRE_MESSAGE(run.code == 0, run.progress);
    const Told log = told(folder / "data");

    CHECK(log.projects.at(log.by_origin.at("republique-numerique")) == "République numérique");
    CHECK(log.of_kind("proposal").size() == 3);
    const Object& benches = log.at("republique-numerique/7");
    CHECK(benches.title == "Des bancs");
    CHECK(benches.body == "Des **bancs** à l'ombre");
    CHECK(log.persons.at(benches.author) == "u00002");
    CHECK(benches.project == log.by_origin.at("republique-numerique"));
    CHECK(benches.happened_at_ms == 1443340800000);
    CHECK(benches.count() == Count{5, 1, 2, 0});
    CHECK_FALSE(benches.hidden);
    CHECK(log.at("republique-numerique/3").body == "Le soir  \naussi");
    CHECK(log.at("republique-numerique/9").hidden);
    CHECK(log.at("republique-numerique/9").body == "(sans texte)");
    CHECK(log.at("republique-numerique/9").count() == Count{1, 0, 1, 0});

    const Object& hot = log.at("republique-numerique/argument/1");
    CHECK(hot.kind == "argument");
    CHECK(hot.side == events::Side::for_);
    CHECK(hot.body == "Il fait \\*trop\\* chaud");
    CHECK(hot.proposal == log.by_origin.at("republique-numerique/7"));
    CHECK(hot.count() == Count{4, 0, 0, 0});
    CHECK(log.at("republique-numerique/argument/2").side == events::Side::against);
    CHECK(log.at("republique-numerique/argument/2").hidden);
    const Object& source = log.at("republique-numerique/source/1");
    CHECK(source.kind == "source");
    CHECK(source.side == events::Side::beside);
    CHECK(source.title == "Le relevé");
    CHECK(source.url == "https://a.example/releve");
    CHECK(source.count() == Count{2, 0, 0, 0});
    CHECK(log.in_order_of_time);
    CHECK(run.out.find("imported: ") != std::string::npos);
}

TEST_CASE(
    "the fewest persons give the totals: as many as the object with the most votes has, authors "
    "included") {
    const Folder folder;
    write_consultation(folder);
    REQUIRE(import(folder, "republique-numerique", folder / "c").code == 0);
    const Told log = told(folder / "data");
    // 8 votes on proposal 7; 5 authors, so 3 persons are made up.
    CHECK(log.persons.size() == 8);
    CHECK(log.tokens().size() == 8);
}

TEST_CASE(
    "--project names the project, and one that is too long stops the import before anything else") {
    const Folder folder;
    write_consultation(folder);
    const Run refused = import(folder, "republique-numerique", folder / "c", std::string(300, 'x'));
    CHECK(refused.code == 1);
    CHECK(refused.progress.find("title: too_long, 300 where the limit is 250") !=
          std::string::npos);
    CHECK(told(folder / "data").objects.empty());
    REQUIRE(import(folder, "republique-numerique", folder / "c", "Essai").code == 0);
    const Told log = told(folder / "data");
    CHECK(log.projects.at(log.by_origin.at("republique-numerique")) == "Essai");
}

TEST_CASE("a second import changes nothing and says so") {
    const Folder folder;
    write_consultation(folder);
    write_conversation(folder);
    for (const auto& [format, name] :
         {std::pair("republique-numerique", "c"), std::pair("polis", "marche")}) {
        REQUIRE(import(folder, format, folder / name).code == 0);
        const auto before = told(folder / "data").events;
        const Run again = import(folder, format, folder / name);
        CHECK(again.code == 0);
        CHECK(again.out.find("nothing to do: all ") != std::string::npos);
        CHECK(told(folder / "data").events == before);
    }
}

TEST_CASE("an author whose name somebody else goes by here gets another, the same each time") {
    const Folder folder;
    write_consultation(folder);
    std::ostringstream out, errors;
    REQUIRE(commands::token_command(folder / "data", "U00002", out, errors) == 0);
    REQUIRE(import(folder, "republique-numerique", folder / "c").code == 0);
    const Told log = told(folder / "data");
    CHECK(log.persons.at(log.at("republique-numerique/7").author) == "u00002-2");
    const Run again = import(folder, "republique-numerique", folder / "c");
    CHECK(again.out.find("nothing to do") != std::string::npos);
}

TEST_CASE(
    "two imports of one origin into two places give the same ids, and tokens that cannot be "
    "joined") {
    const Folder one, two;
    write_consultation(one);
    REQUIRE(import(one, "republique-numerique", one / "c").code == 0);
    write_consultation(two);
    REQUIRE(import(two, "republique-numerique", two / "c").code == 0);
    const Told a = told(one / "data"), b = told(two / "data");
    CHECK(a.by_origin == b.by_origin);
    CHECK(a.persons == b.persons);
    CHECK(same(a, b));
    for (const auto& token : a.tokens()) CHECK_FALSE(b.tokens().contains(token));
}

TEST_CASE("a damaged consultation is refused with file, line and reason, and leaves no trace") {
    struct Damage {
        const char* file;
        std::function<std::string()> bytes;
        std::string said;
    };
    const std::vector<Damage> damages = {
        {"proposals.jsonl", [] { return std::string(); }, "has no proposals"},
        {"proposals.jsonl", [] { return proposals_jsonl.substr(0, proposals_jsonl.size() - 40); },
         "proposals.jsonl, line 3: the file ends in the middle of the line"},
        {"proposals.jsonl", [] { return replaced(proposals_jsonl, "\"id\": 3", "\"id\": 7"); },
         "proposals.jsonl, line 2: \"id\" stands in line 1 already"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "\"title\": \"Un marché\", ", ""); },
         "proposals.jsonl, line 2: \"title\" is missing"},
        {"proposals.jsonl", [] { return replaced(proposals_jsonl, "Un marché", " "); },
         "proposals.jsonl, line 2: title: empty"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "Un marché", std::string(251, 'x')); },
         "proposals.jsonl, line 2: title: too_long, 251 where the limit is 250"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "Le soir", std::string(25001, 'x')); },
         "proposals.jsonl, line 2: body_html: too_long"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "\"votes_ok\": 0", "\"votes_ok\": -1"); },
         "proposals.jsonl, line 2: \"votes_ok\" is -1"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "\"votes_ok\": 5", "\"votes_ok\": 6"); },
         "proposals.jsonl, line 1: \"votes_total\" is not the sum"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "\"trashed\": false", "\"trashed\": 0"); },
         "proposals.jsonl, line 1: \"trashed\" is not true or false"},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "2015-09-26T10", "2015-13-26T10"); },
         "proposals.jsonl, line 2: \"created_at\" is not"},
        {"proposals.jsonl", [] { return replaced(proposals_jsonl, "u00001", "u"); },
         "proposals.jsonl, line 2: author: "},
        {"proposals.jsonl",
         [] { return replaced(proposals_jsonl, "Un march\xC3\xA9", "Un march\xC3"); },
         "proposals.jsonl, line 2: is not JSON"},
        {"proposals.jsonl", [] { return without_last_line(proposals_jsonl); },
         "arguments.jsonl, line 3: \"proposal\" is 9"},
        {"arguments.jsonl", [] { return without_last_line(arguments_jsonl); },
         "arguments.jsonl, line 2: ends too early: proposals.jsonl, line 3, tells of 1 arguments "
         "of type 1"},
        {"arguments.jsonl", [] { return replaced(arguments_jsonl, "\"type\": 0", "\"type\": 2"); },
         "arguments.jsonl, line 2: \"type\" is 2"},
        {"arguments.jsonl",
         [] { return replaced(arguments_jsonl, "\"votes\": 0", "\"votes\": 0, \"votes\": 1"); },
         "arguments.jsonl, line 2: \"votes\" is given twice"},
        {"arguments.jsonl",
         [] { return replaced(arguments_jsonl, "Trop cher", std::string(8001, 'x')); },
         "arguments.jsonl, line 2: body: too_long, 8001 where the limit is 8000"},
        {"sources.jsonl", [] { return replaced(sources_jsonl, "https://", "javascript:"); },
         "sources.jsonl, line 1: link: not_a_link"},
        {"sources.jsonl", [] { return std::string(); }, "sources.jsonl: ends too early"},
        {"sources.jsonl", [] { return std::string("\0\0\0\0\n", 5); },
         "sources.jsonl, line 1: is not JSON"},
    };
    for (const Damage& damage : damages) {
        const Folder folder;
        write_consultation(folder);
        folder.write(std::string("c/") + damage.file, damage.bytes());
        const Run run = import(folder, "republique-numerique", folder / "c");
        INFO("expected: " << damage.said << "\nsaid: " << run.progress);
        CHECK(run.code == 1);
        CHECK(run.progress.find(damage.said) != std::string::npos);
        CHECK(run.progress.find("nothing was imported") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(folder / "data"));
    }
}

TEST_CASE("every cut of a file is noticed, wherever it is made") {
    for (const auto& [file, bytes] : {std::pair("proposals.jsonl", &proposals_jsonl),
                                      std::pair("arguments.jsonl", &arguments_jsonl),
                                      std::pair("sources.jsonl", &sources_jsonl)}) {
        const Folder folder;
        write_consultation(folder);
        for (std::size_t n = 0; n < bytes->size(); n += 7) {
            folder.write(std::string("c/") + file, bytes->substr(0, n));
            const Run run = import(folder, "republique-numerique", folder / "c");
            CHECK(run.code == 1);
            CHECK(run.progress.find(std::string(file).substr(0, 7)) != std::string::npos);
        }
        CHECK_FALSE(std::filesystem::exists(folder / "data"));
    }
    for (const auto& [file, bytes] :
         {std::pair("comments.csv", &comments_csv), std::pair("votes.csv", &votes_csv)}) {
        const Folder folder;
        write_conversation(folder);
        for (std::size_t n = 0; n < bytes->size(); ++n) {
            const std::string cut = bytes->substr(0, n);
            // A neutral vote as the last line is nobody's count.
            folder.write(std::string("marche/") + file, cut);
            INFO(file << " cut at " << n);
            CHECK(import(folder, "polis", folder / "marche").code == 1);
        }
        CHECK_FALSE(std::filesystem::exists(folder / "data"));
    }
}

TEST_CASE("files that are missing, folders that are not, formats that nobody knows") {
    const Folder folder;
    write_consultation(folder);
    std::filesystem::remove(folder / "c/sources.jsonl");
    CHECK(import(folder, "republique-numerique", folder / "c")
              .progress.find("sources.jsonl: is not there") != std::string::npos);
    CHECK(import(folder, "republique-numerique", folder / "nowhere")
              .progress.find("is not a folder") != std::string::npos);
    CHECK(import(folder, "decidim", folder / "c").progress.find("unknown format \"decidim\"") !=
          std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_CASE(
    "a conversation of Polis is imported: statements, stances in order of time, the later one "
    "counts") {
    const Folder folder;
    write_conversation(folder);
    const Run run = import(folder, "polis", folder / "marche");
    REQUIRE_MESSAGE(run.code == 0, run.progress);
    const Told log = told(folder / "data");
    CHECK(log.projects.at(log.by_origin.at("polis/marche")) == "Le marché");
    CHECK(log.of_kind("statement").size() == 4);
    CHECK(log.at("polis/marche/1").body == "Le soir, \"aussi\"");
    CHECK(log.at("polis/marche/1").count() == Count{0, 0, 2, 1});
    CHECK(log.at("polis/marche/0").count() == Count{1, 1, 0, 0});
    CHECK(log.persons.at(log.at("polis/marche/0").author) == "polis-marche-7");
    CHECK(log.at("polis/marche/0").happened_at_ms == 1000);
    CHECK(log.at("polis/marche/2").hidden);
    CHECK(log.at("polis/marche/2").count() == Count{0, 0, 1, 0});
    CHECK_FALSE(log.at("polis/marche/1").hidden);
    CHECK(log.at("polis/marche/3").body == "(sans texte)");
    CHECK_FALSE(log.at("polis/marche/3").hidden);
    CHECK(run.out.find("1 statement without words") != std::string::npos);
    CHECK(run.out.find("1 superseded") != std::string::npos);
    CHECK(log.persons.size() == 4);
    CHECK(log.tokens().size() == 3);
    CHECK(log.in_order_of_time);
}

TEST_CASE(
    "a conversation keeps its name whichever way its folder is written, and long names fit into "
    "pseudonyms") {
    const Folder folder;
    write_conversation(folder);
    REQUIRE(import(folder, "polis", (folder / "marche").string() + "/").code == 0);
    CHECK(import(folder, "polis", folder / "marche/../marche/.").out.find("nothing to do") !=
          std::string::npos);
    const std::string name = "une-conversation-au-nom-bien-trop-long-éééééééééééééé.2026";
    write_conversation(folder, name);
    REQUIRE(import(folder, "polis", folder / name).code == 0);
    const Told log = told(folder / "data");
    const std::string pseudonym = log.persons.at(log.at("polis/" + name + "/0").author);
    CHECK(pseudonym.starts_with("polis-une-conversation"));
    CHECK(pseudonym.ends_with("-7"));
}

TEST_CASE("a damaged conversation is refused with file, line and reason, and leaves no trace") {
    struct Damage {
        const char* file;
        std::string bytes;
        std::string said;
    };
    const std::vector<Damage> damages = {
        {"comments.csv", replaced(comments_csv, "2000,x,1,0", "2000,x,1"),
         "comments.csv, line 2: has 7 fields"},
        {"comments.csv", replaced(comments_csv, "1000,x,0,7", "1000,x,1,7"),
         "comments.csv, line 3: \"comment-id\" stands in line 2"},
        {"comments.csv", replaced(comments_csv, "1000,x,0,7,1,0,0", "1000,x,0,7,1,0,2"),
         "line 3: \"moderated\" is \"2\""},
        {"comments.csv", replaced(comments_csv, "1000,x,0,7", "soon,x,0,7"),
         "comments.csv, line 3: \"timestamp\" is \"soon\""},
        {"comments.csv", replaced(comments_csv, "author-id", "writer"),
         "comments.csv, line 1: the column \"author-id\" is missing"},
        {"comments.csv", replaced(comments_csv, "Le mardi", std::string(1001, 'x')),
         "comments.csv, line 3: comment-body: too_long"},
        {"comments.csv", replaced(comments_csv, "Le mardi", "Le \xFF"),
         "comments.csv, line 3: not UTF-8"},
        {"comments.csv", "", "comments.csv: is empty"},
        {"votes.csv", replaced(votes_csv, "5000,x,0,0,1", "5000,x,0,0,2"),
         "votes.csv, line 5: \"vote\" is \"2\", not 1, 0 or -1"},
        {"votes.csv", replaced(votes_csv, "5000,x,0,0,1", "5000,x,8,0,1"),
         "votes.csv, line 5: \"comment-id\" is \"8\", not one of"},
        {"votes.csv", replaced(votes_csv, "5000,x,0,0,1", "5000,x,0,,1"),
         "votes.csv, line 5: \"voter-id\" is \"\""},
        {"votes.csv", without_last_line(votes_csv),
         "votes.csv, line 7: ends too early: comments.csv, line 5, tells of 1 agreeing"},
        {"votes.csv", replaced(votes_csv, "\n4000", "\n4000,\"x\n"),
         "votes.csv, line 3: the file ends inside a quoted field"},
        {"summary.csv", "topic\n", "summary.csv, line 1: is not a key and a value"},
        {"summary.csv", "topic,Le ma",
         "summary.csv, line 1: the file ends in the middle of the line"},
    };
    for (const Damage& damage : damages) {
        const Folder folder;
        write_conversation(folder);
        folder.write(std::string("marche/") + damage.file, damage.bytes);
        const Run run = import(folder, "polis", folder / "marche");
        INFO("expected: " << damage.said << "\nsaid: " << run.progress);
        CHECK(run.code == 1);
        CHECK(run.progress.find(damage.said) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(folder / "data"));
    }
}

namespace {

// Ends the process, as kill -9 does, when the nth progress line is complete.
class FatalBuffer : public std::streambuf {
  public:
    explicit FatalBuffer(int lines) : lines_(lines) {}

  protected:
    int_type overflow(int_type c) override {
        if (c == '\n' && --lines_ == 0) kill(getpid(), SIGKILL);
        return c;
    }

  private:
    int lines_;
};

}  // namespace

TEST_CASE("an import killed in the middle goes on exactly where it was") {
    // Many votes, so that there is a middle.
    const auto consultation = [](const Folder& folder) {
        folder.write("c/proposals.jsonl",
                     replaced(replaced(proposals_jsonl, "\"votes_ok\": 5", "\"votes_ok\": 30005"),
                              "\"votes_total\": 8", "\"votes_total\": 30008"));
        folder.write("c/arguments.jsonl", arguments_jsonl);
        folder.write("c/sources.jsonl", sources_jsonl);
    };
    const Folder whole;
    consultation(whole);
    REQUIRE(import(whole, "republique-numerique", whole / "c").code == 0);
    const Told expected = told(whole / "data");

    const Folder folder;
    consultation(folder);
    for (const int lines : {2, 4, 8}) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            FatalBuffer buffer(lines);
            std::ostream progress(&buffer);
            std::ostringstream out;
            commands::import_command(folder / "data", {"republique-numerique", folder / "c", {}},
                                     out, progress);
            _exit(0);
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        REQUIRE(WTERMSIG(status) == SIGKILL);
        MESSAGE("killed with " << storage::StoreReader(folder / "data").log.size() << " of "
                               << expected.events << " events");
    }
    const Run rest = import(folder, "republique-numerique", folder / "c");
    REQUIRE_MESSAGE(rest.code == 0, rest.progress);
    CHECK(rest.out.find(" were already in the log") != std::string::npos);
    const Told log = told(folder / "data");
    CHECK(log.events == expected.events);
    CHECK(same(log, expected));
}

namespace {

commands::CsvTable table(const std::filesystem::path& file) {
    auto read = commands::read_csv(file.filename().string(), bytes_in(file));
    REQUIRE(std::holds_alternative<commands::CsvTable>(read));
    return std::get<commands::CsvTable>(std::move(read));
}

}  // namespace

TEST_CASE("the consultation for a digital republic comes out with the published totals") {
    const auto source = shared_data("republique-numerique");
    if (!std::filesystem::exists(source)) {
        MESSAGE("skipped: " << source.string() << " is not there");
        return;
    }
    const Folder folder;
    const auto start = std::chrono::steady_clock::now();
    const Run run = import(folder, "republique-numerique", source);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    REQUIRE_MESSAGE(run.code == 0, run.progress);
    MESSAGE(run.out << took.count() << " s");
    const Told log = told(folder / "data");

    CHECK(log.of_kind("proposal").size() == 696);
    CHECK(log.of_kind("argument").size() == 3994);
    CHECK(log.of_kind("source").size() == 326);
    CHECK(log.kinds.at("ContributionHidden") == 4);
    CHECK(log.kinds.at("StanceTaken") == 88'622 + 12'826 + 344);
    CHECK(log.persons.size() == 4'099);
    CHECK(log.tokens().size() == 4'099);
    CHECK(log.in_order_of_time);

    const auto votes = table(source / "expected_votes_counts.csv");
    CHECK(votes.rows.size() == 696);
    for (const auto& row : votes.rows) {
        const Count expected{std::stoi(row.fields[1]), std::stoi(row.fields[3]),
                             std::stoi(row.fields[2]), 0};
        CHECK(log.at("republique-numerique/" + row.fields[0]).count() == expected);
    }
    std::map<std::string, std::pair<int, int>> arguments;
    for (const Object* one : log.of_kind("argument")) {
        auto& count = arguments[log.objects.at(one->proposal).origin];
        ++(one->side == events::Side::for_ ? count.first : count.second);
    }
    for (const auto& row : table(source / "expected_arguments_counts.csv").rows) {
        CHECK(arguments["republique-numerique/" + row.fields[0]] ==
              std::pair(std::stoi(row.fields[1]), std::stoi(row.fields[2])));
    }
    for (const Object* one : log.of_kind("proposal")) {
        const bool trashed = one->origin.ends_with("/154") || one->origin.ends_with("/374") ||
                             one->origin.ends_with("/413") || one->origin.ends_with("/414");
        CHECK(one->hidden == trashed);
    }

    const Run again = import(folder, "republique-numerique", source);
    CHECK(again.code == 0);
    CHECK(again.out.find("nothing to do: all ") != std::string::npos);
    CHECK(told(folder / "data").events == log.events);
}

TEST_CASE("nine real conversations come out with Polis' own table of who voted what") {
    const auto source = shared_data("polis-opendata");
    if (!std::filesystem::exists(source)) {
        MESSAGE("skipped: " << source.string() << " is not there");
        return;
    }
    const Folder folder;
    std::vector<std::filesystem::path> conversations;
    for (const auto& entry : std::filesystem::directory_iterator(source)) {
        if (entry.is_directory()) conversations.push_back(entry.path());
    }
    std::sort(conversations.begin(), conversations.end());
    for (const auto& path : conversations) {
        const Run run = import(folder, "polis", path);
        REQUIRE_MESSAGE(run.code == 0, run.progress);
        MESSAGE(path.filename().string() << ": " << run.out);
    }
    const Told log = told(folder / "data");
    int superseded = 0;
    std::size_t current = 0;
    for (const auto& path : conversations) {
        const std::string origin = "polis/" + path.filename().string();
        // Each voter's row as a set of (comment, vote): whose row it is cannot be told from tokens.
        std::map<events::Token, std::map<std::string, std::string>, events::ByBytes> by_token;
        for (const Object* one : log.of_kind("statement")) {
            if (!one->origin.starts_with(origin + "/")) continue;
            superseded += one->superseded;
            for (const auto& [token, stance] : one->stances) {
                by_token[token][one->origin.substr(origin.size() + 1)] =
                    stance == events::Stance::for_      ? "1"
                    : stance == events::Stance::neutral ? "0"
                                                        : "-1";
            }
        }
        std::multiset<std::map<std::string, std::string>> ours, theirs;
        for (auto& [token, row] : by_token) ours.insert(std::move(row));
        const auto matrix = table(path / "participants-votes.csv");
        for (const auto& row : matrix.rows) {
            std::map<std::string, std::string> votes;
            for (std::size_t i = 0; i < row.fields.size(); ++i) {
                const bool comment =
                    matrix.header[i].find_first_not_of("0123456789") == std::string::npos;
                if (comment && !row.fields[i].empty()) votes[matrix.header[i]] = row.fields[i];
            }
            current += votes.size();
            if (!votes.empty()) theirs.insert(std::move(votes));
        }
        CHECK_MESSAGE(ours == theirs, origin);
        const auto comments = table(path / "comments.csv");
        for (const auto& row : comments.rows) {
            const Object& one = log.at(origin + "/" + row.fields[*comments.column("comment-id")]);
            CHECK(one.hidden == (row.fields[*comments.column("moderated")] == "-1"));
        }
    }
    // Counted from the files apart: votes that are not a voter's latest on a comment.
    if (conversations.size() == 9) CHECK(superseded == 963);
    MESSAGE(current << " current stances, " << superseded << " superseded");
    const Run again = import(folder, "polis", conversations.front());
    CHECK(again.out.find("nothing to do") != std::string::npos);
}
