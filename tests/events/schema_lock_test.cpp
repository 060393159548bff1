// The schema against events/schema.lock, an append-only list of every fact that stored bytes hang
// on. flatc's own check
// (--conform) lets dangerous edits pass; each of those is tried here on a copy of the schema.
#include <doctest/doctest.h>
#include <flatbuffers/idl.h>
#include <flatbuffers/reflection_generated.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "events/well_formed.hpp"
#include "tests/events/files.hpp"
#include "tests/temp_dir.hpp"

namespace fs = std::filesystem;
using imaginons::TempDir;
using imaginons::tests::read_file;

namespace {

const fs::path events_dir = fs::path(IMAGINONS_SOURCE_DIR) / "events";
const fs::path lock_path = events_dir / "schema.lock";

using Lines = std::set<std::string>;

std::string plain(const flatbuffers::String* name) {
    const std::string_view full = name->string_view();
    const std::size_t dot = full.rfind('.');
    return std::string(dot == full.npos ? full : full.substr(dot + 1));
}

std::string base_name(reflection::BaseType type) {
    static const std::map<reflection::BaseType, std::string> names{
        {reflection::UType, "union number"},
        {reflection::Bool, "bool"},
        {reflection::Byte, "byte"},
        {reflection::UByte, "ubyte"},
        {reflection::Short, "short"},
        {reflection::UShort, "ushort"},
        {reflection::Int, "int"},
        {reflection::UInt, "uint"},
        {reflection::Long, "long"},
        {reflection::ULong, "ulong"},
        {reflection::String, "string"},
        {reflection::Union, "union"}};
    const auto found = names.find(type);
    if (found == names.end()) throw std::runtime_error("a type that events do not use");
    return found->second;
}

// "[struct Phase]", "enum Stance ubyte", "string", ...
std::string type_name(const reflection::Schema& schema, const reflection::Type& type,
                      reflection::BaseType base) {
    if (base == reflection::Vector) return '[' + type_name(schema, type, type.element()) + ']';
    if (base == reflection::Obj) {
        const auto* object = schema.objects()->Get(static_cast<unsigned>(type.index()));
        return (object->is_struct() ? "struct " : "table ") + plain(object->name());
    }
    if (type.index() < 0) return base_name(base);
    const std::string name =
        plain(schema.enums()->Get(static_cast<unsigned>(type.index()))->name());
    const bool of_union = base == reflection::Union || base == reflection::UType;
    return (of_union ? base_name(base) + ' ' + name : "enum " + name + ' ' + base_name(base));
}

void add_object(const reflection::Schema& schema, const reflection::Object& object, Lines& facts) {
    const std::string name = (object.is_struct() ? "struct " : "table ") + plain(object.name());
    facts.insert(object.is_struct() ? name + " : " + std::to_string(object.bytesize()) +
                                          " bytes, aligned to " + std::to_string(object.minalign())
                                    : name);
    for (const reflection::Field* field : *object.fields()) {
        std::string fact =
            name + (object.is_struct() ? " at byte " + std::to_string(field->offset())
                                       : " field " + std::to_string(field->id()));
        fact += ' ' + field->name()->str() + " : " +
                type_name(schema, *field->type(), field->type()->base_type());
        if (field->default_integer() != 0) fact += " = " + std::to_string(field->default_integer());
        if (field->required()) fact += " required";
        if (field->deprecated()) fact += " deprecated";
        // Of what is stored by an offset it says no more than that it is not required.
        const bool scalar = field->type()->base_type() < reflection::String;
        if (field->optional() && scalar) fact += " optional";
        facts.insert(fact);
    }
}

void add_enum(const reflection::Enum& each, Lines& facts) {
    const std::string name = (each.is_union() ? "union " : "enum ") + plain(each.name());
    facts.insert(name + " : " + base_name(each.underlying_type()->base_type()));
    for (const reflection::EnumVal* value : *each.values()) {
        facts.insert(name + ' ' + std::to_string(value->value()) + ' ' + value->name()->str());
    }
}

Lines facts_of(const reflection::Schema& schema) {
    Lines facts;
    facts.insert("root Event identifier " + schema.file_ident()->str());
    facts.insert(std::string("root Text identifier ") + imaginons::events::text_identifier);
    CHECK(plain(schema.root_table()->name()) == "Event");
    for (const reflection::Object* object : *schema.objects()) add_object(schema, *object, facts);
    for (const reflection::Enum* each : *schema.enums()) add_enum(*each, facts);
    return facts;
}

// Enum and union numbers that stand for two things: flatc takes the last one and says nothing.
std::vector<std::string> numbers_used_twice(const reflection::Schema& schema) {
    std::vector<std::string> twice;
    for (const reflection::Enum* each : *schema.enums()) {
        std::map<std::int64_t, std::string> seen;
        for (const reflection::EnumVal* value : *each->values()) {
            const auto [at, is_new] = seen.emplace(value->value(), value->name()->str());
            if (is_new) continue;
            twice.push_back(plain(each->name()) + ' ' + std::to_string(value->value()) + ' ' +
                            at->second + ' ' + value->name()->str());
        }
    }
    return twice;
}

Lines locked_facts() {
    Lines facts;
    std::ifstream file(lock_path);
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') facts.insert(line);
    }
    return facts;
}

Lines without(const Lines& all, const Lines& these) {
    Lines rest;
    for (const std::string& line : all) {
        if (!these.contains(line)) rest.insert(line);
    }
    return rest;
}

std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += '\n' + line;
    return text;
}

const reflection::Schema& schema_in(const std::string& bfbs) {
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bfbs.data()), bfbs.size());
    REQUIRE(reflection::VerifySchemaBuffer(verifier));
    return *reflection::GetSchema(bfbs.data());
}

struct Edit {
    std::string file;
    std::string from;
    std::string to;
};

// The binary schema after an edit; fails if flatc's parser refuses it, for then nobody needs the
// lock.
std::string edited_schema(const Edit& edit) {
    const TempDir dir;
    for (const auto& entry : fs::directory_iterator(events_dir)) {
        if (entry.path().extension() != ".fbs") continue;
        std::string text = read_file(entry.path());
        if (entry.path().filename() == edit.file) {
            const std::size_t at = text.find(edit.from);
            REQUIRE_MESSAGE(at != text.npos, edit.from);
            text.replace(at, edit.from.size(), edit.to);
        }
        std::ofstream(dir.path / entry.path().filename(), std::ios::binary) << text;
    }
    flatbuffers::Parser parser;
    const std::string root = (dir.path / "event.fbs").string();
    const std::string folder = dir.path.string();
    const char* include_paths[] = {folder.c_str(), nullptr};
    REQUIRE_MESSAGE(parser.Parse(read_file(root).c_str(), include_paths, root.c_str()),
                    parser.error_);
    parser.Serialize();
    return {reinterpret_cast<const char*>(parser.builder_.GetBufferPointer()),
            parser.builder_.GetSize()};
}

Lines missing_after(const Edit& edit) {
    const std::string bfbs = edited_schema(edit);
    return without(locked_facts(), facts_of(schema_in(bfbs)));
}

}  // namespace

TEST_CASE("every fact of schema.lock is still true: stored bytes are read as they were written") {
    const std::string bfbs = read_file(IMAGINONS_SCHEMA_BFBS);
    const Lines locked = locked_facts();
    CHECK(locked.size() > 150);
    const Lines broken = without(locked, facts_of(schema_in(bfbs)));
    CHECK_MESSAGE(broken.empty(), "the schema no longer says:", joined(broken));
}

TEST_CASE("every fact of the schema stands in schema.lock") {
    const std::string bfbs = read_file(IMAGINONS_SCHEMA_BFBS);
    const Lines news = without(facts_of(schema_in(bfbs)), locked_facts());
    CHECK_MESSAGE(news.empty(),
                  "to add to events/schema.lock, in their sorted places:", joined(news));
}

TEST_CASE("schema.lock is sorted and says nothing twice") {
    std::ifstream file(lock_path);
    std::string previous;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        CHECK_MESSAGE(previous < line, line);
        previous = line;
    }
}

TEST_CASE("no number of an enum or union stands for two things") {
    const std::string bfbs = read_file(IMAGINONS_SCHEMA_BFBS);
    CHECK(numbers_used_twice(schema_in(bfbs)).empty());
}

TEST_CASE("a union number used twice, which flatc accepts, is refused") {
    const std::string bfbs =
        edited_schema({"event.fbs", "EmailConfirmed = 11", "EmailConfirmed = 10"});
    const auto twice = numbers_used_twice(schema_in(bfbs));
    REQUIRE(twice.size() == 1);
    CHECK(twice[0] == "Payload 10 EmailConfirmed PersonJoined");
}

TEST_CASE("edits that would change the meaning of stored bytes are refused") {
    const struct {
        Edit edit;
        const char* lost;
    } cases[] = {
        {{"event.fbs", "StanceTaken = 50", "StanceTaken = 52"}, "union Payload 50 StanceTaken"},
        {{"event.fbs", "  PersonRenamed = 12,\n", ""}, "union Payload 12 PersonRenamed"},
        {{"event.fbs", "PhaseMoved = 22", "x:PersonJoined = 22"}, "union Payload 22 PhaseMoved"},
        {{"event.fbs", "\"IMEV\"", "\"IMEW\""}, "root Event identifier IMEV"},
        {{"stances.fbs", "version:uint = 1", "version:uint"},
         "table StanceTaken field 3 version : uint = 1"},
        {{"stances.fbs", "  stance:Stance (id: 5);\n", ""},
         "table StanceTaken field 5 stance : enum Stance ubyte"},
        {{"stances.fbs", "neutral = 2, against = 3", "against = 2, neutral = 3"},
         "enum Stance 2 neutral"},
        {{"stances.fbs", "enum Stance : ubyte", "enum Stance : ushort"}, "enum Stance : ubyte"},
        {{"charter.fbs", "text:Text (id: 1)", "text:Text (id: 1, required)"},
         "table CharterPublished field 1 text : table Text"},
        {{"projects.fbs", "phase:ushort", "phase:short"},
         "table PhaseMoved field 1 phase : ushort"},
        {{"projects.fbs", "due_on:int (id: 2)", "due:int (id: 2)"},
         "table MilestoneSet field 2 due_on : int"},
        {{"projects.fbs", "phases:[Phase] (id: 2)", "phases:[ubyte] (id: 2)"},
         "table ProjectChanged field 2 phases : [struct Phase]"},
        {{"projects.fbs", "kind:PhaseKind;", "kind:PhaseKind; more:int;"},
         "struct Phase : 12 bytes, aligned to 4"},
        {{"projects.fbs", "starts_on:int;\n  ends_on:int;", "ends_on:int;\n  starts_on:int;"},
         "struct Phase at byte 0 starts_on : int"},
        {{"text.fbs", "url:string (id: 2)", "url:string (id: 2, deprecated)"},
         "table Text field 2 url : string"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.edit.to);
        CHECK(missing_after(each.edit).contains(each.lost));
    }
}

TEST_CASE("a field more and a kind more break nothing; they ask for their lines") {
    const Edit field{"stances.fbs", "  stance:Stance (id: 5);\n",
                     "  stance:Stance (id: 5);\n  place:uint (id: 6);\n"};
    CHECK(missing_after(field).empty());
    const std::string bfbs = edited_schema(field);
    CHECK(without(facts_of(schema_in(bfbs)), locked_facts()) ==
          Lines{"table StanceTaken field 6 place : uint"});
}

TEST_CASE("every schema file of the folder is compiled, and event.fbs knows every one") {
    const std::string cmake = read_file(events_dir / "CMakeLists.txt");
    std::smatch found;
    REQUIRE(std::regex_search(cmake, found, std::regex(R"(set\(schemas ([a-z_ ]+)\))")));
    std::set<std::string> named;
    std::istringstream words(found[1].str());
    for (std::string word; words >> word;) named.insert(word + ".fbs");

    std::set<std::string> there;
    for (const auto& entry : fs::directory_iterator(events_dir)) {
        if (entry.path().extension() == ".fbs") there.insert(entry.path().filename().string());
    }
    CHECK(named == there);

    const std::string bfbs = read_file(IMAGINONS_SCHEMA_BFBS);
    std::set<std::string> reached;
    for (const reflection::SchemaFile* file : *schema_in(bfbs).fbs_files()) {
        reached.insert(fs::path(file->filename()->str()).filename().string());
    }
    CHECK(reached == there);
}

TEST_CASE(
    "every field says its id and every kind its number, so that a moved line changes nothing") {
    for (const auto& entry : fs::directory_iterator(events_dir)) {
        if (entry.path().extension() != ".fbs") continue;
        std::ifstream file(entry.path());
        std::string block;
        for (std::string line; std::getline(file, line);) {
            CAPTURE(entry.path().filename().string() + ": " + line);
            if (line.starts_with("table") || line.starts_with("union")) block = line.substr(0, 5);
            if (line.starts_with('}')) block.clear();
            if (block.empty() || !line.starts_with("  ") || line.find("//") != line.npos) continue;
            CHECK(std::regex_search(line,
                                    std::regex(block == "table" ? R"(\(id: \d+)" : R"(= \d+,?$)")));
        }
    }
}
