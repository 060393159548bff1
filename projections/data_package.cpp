// datapackage.json: see data_package.hpp.
#include "projections/data_package.hpp"

#include "events/time.hpp"
#include "projections/json_writer.hpp"

namespace imaginons::projections {

namespace {

void write_bytes(Json& json, const std::filesystem::path& file) {
    json.key("bytes").raw(std::to_string(std::filesystem::file_size(file)));
}

void write_column(Json& json, const Column& column) {
    json.open('{').member("name", column.name).member("type", column.type);
    json.member("description", column.description);
    if (column.required || !column.values.empty()) {
        json.key("constraints").open('{');
        if (column.required) json.key("required").raw("true");
        if (!column.values.empty()) {
            json.key("enum").open('[');
            for (std::size_t from = 0; from < column.values.size();) {
                const std::size_t end =
                    std::min(column.values.find(' ', from), column.values.size());
                json.text(column.values.substr(from, end - from));
                from = end + 1;
            }
            json.close(']');
        }
        json.close('}');
    }
    json.close('}');
}

void write_references(Json& json, const Table& table) {
    if (table.references.empty()) return;
    json.key("foreignKeys").open('[');
    for (const Reference& reference : table.references) {
        json.open('{').key("fields").open('[').text(reference.column).close(']');
        json.key("reference").open('{');
        if (!reference.table.empty()) json.member("resource", reference.table);
        json.key("fields").open('[').text(reference.column_there).close(']').close('}').close('}');
    }
    json.close(']');
}

void write_table(Json& json, const std::filesystem::path& dir, const Table& table) {
    const std::string path = std::string(table.name) + ".csv";
    json.open('{').member("name", table.name).member("type", "table").member("path", path);
    json.member("title", table.title).member("description", table.description);
    json.member("format", "csv").member("mediatype", "text/csv").member("encoding", "utf-8");
    write_bytes(json, dir / path);
    json.key("dialect").open('{');
    json.member("$schema", "https://datapackage.org/profiles/2.0/tabledialect.json");
    json.key("header").raw("true").member("delimiter", ",").member("lineTerminator", "\r\n");
    json.member("quoteChar", "\"").key("doubleQuote").raw("true").close('}');
    json.key("schema").open('{');
    json.member("$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
    json.key("fields").open('[');
    for (const Column& column : table.columns) write_column(json, column);
    json.close(']');
    json.key("missingValues").open('[').text("").close(']');
    json.key("primaryKey").open('[').text(table.key).close(']');
    write_references(json, table);
    json.close('}').close('}');
}

void write_events(Json& json, const std::filesystem::path& dir) {
    json.open('{').member("name", "events").member("path", "events.ndjson");
    json.member("title", "Events");
    json.member("description",
                "The public part of every event of the log, one JSON object a line, in order of "
                "seq. Words of persons "
                "are not here: they are sealed, and the commitment stands for them.");
    json.member("format", "ndjson").member("mediatype", "application/x-ndjson");
    json.member("encoding", "utf-8");
    write_bytes(json, dir / "events.ndjson");
    json.close('}');
}

void write_openings(Json& json, const std::filesystem::path& dir) {
    json.open('{').member("name", "openings").member("path", "openings.ndjson");
    json.member("title", "Openings");
    json.member("description",
                "The sealed parts that are public now, one JSON object a line, in order of seq: "
                "what each event committed to. commitment = HMAC-SHA-256(key r, "
                "\"imaginons/sealed/v1\\n\" followed by the 16 bytes of the event's id and the "
                "plaintext), r and plaintext in base64. title, body, url, place, name and phases "
                "are the words that stand in the plaintext, a FlatBuffer Text. Hidden or erased "
                "words are not here.");
    json.member("format", "ndjson").member("mediatype", "application/x-ndjson");
    json.member("encoding", "utf-8");
    write_bytes(json, dir / "openings.ndjson");
    json.close('}');
}

}  // namespace

std::string data_package(const std::filesystem::path& dir, std::span<const Table> tables,
                         const PackageFacts& facts) {
    Json json;
    json.open('{');
    json.member("$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
    json.member("name", "imaginons");
    json.member("title", "Citizen participation: projects, proposals, arguments, stances");
    json.member("description", "All that is public of the log " + facts.origin +
                                   " up to position " + std::to_string(facts.position) +
                                   ". Hidden contributions are left out of the tables. Stances "
                                   "carry no person: a token is one person "
                                   "in one project, and tokens of two projects cannot be joined.");
    json.member("version", std::to_string(facts.position));
    if (facts.position > 0) json.member("created", events::iso_time(facts.recorded_at_ms));
    json.key("resources").open('[');
    for (const Table& table : tables) write_table(json, dir, table);
    write_events(json, dir);
    write_openings(json, dir);
    json.close(']').close('}');
    return json.take();
}

}  // namespace imaginons::projections
