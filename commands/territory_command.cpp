// Publishes through the engine, as the city: whoever may write to the data directory could write
// anything else into it too.
#include "commands/territory_command.hpp"

#include <ostream>
#include <variant>
#include <vector>

#include "commands/csv.hpp"
#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "commands/state.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {

namespace {

using List = std::vector<NamedCode>;

void list(const char* what, const events::LabelTable& table, std::ostream& out) {
    const auto tell = [&](const events::Label& label) {
        out << what << '\t' << label.code << '\t' << label.french << '\t' << label.english
            << (label.retired ? "\tretired" : "") << '\n';
    };
    for (const std::uint8_t place : table.in_force()) tell(table[place]);
    for (const events::Label& label : table.all()) {
        if (label.retired) tell(label);
    }
}

// Nothing to publish if no file is given.
std::variant<List, FileError> read_list(const std::filesystem::path& file) {
    if (file.empty()) return List{};
    auto text = plan::read_file(file);
    if (auto* error = std::get_if<FileError>(&text)) return std::move(*error);
    auto read = read_csv(file.filename().string(), std::get<std::string>(text));
    if (auto* error = std::get_if<FileError>(&read)) return std::move(*error);
    const CsvTable& table = std::get<CsvTable>(read);
    const auto code = table.column("code");
    const auto french = table.column("french");
    const auto english = table.column("english");
    if (!code || !french || !english) {
        return FileError{file.filename().string(), 1,
                         "the columns must be code, french and english"};
    }
    List all;
    for (const CsvRow& row : table.rows)
        all.push_back({row.fields[*code], row.fields[*french], row.fields[*english]});
    return all;
}

// Empty if it was published, or is in force already.
template <class Publish>
std::string publish(Engine& engine, List list) {
    const Answer answer = execute_for_city(engine, Publish{std::move(list)});
    const auto* refusal = std::get_if<Refusal>(&answer);
    if (refusal == nullptr || refusal->code == RefusalCode::nothing_changed) return {};
    return plan::in_words(*refusal);
}

}  // namespace

int territory_command(const std::filesystem::path& data, const TerritoryOptions& options,
                      std::ostream& out, std::ostream& errors) {
    auto themes = read_list(options.themes);
    auto districts = read_list(options.districts);
    for (const auto* read : {&themes, &districts}) {
        const auto* error = std::get_if<FileError>(read);
        if (error == nullptr) continue;
        errors << "territory: " << error->text() << "\n";
        return 1;
    }
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    finish_erasures(store, engine);
    std::string refused;
    if (!options.themes.empty() || !options.districts.empty()) {
        engine.start();
        if (!options.themes.empty())
            refused = publish<PublishThemes>(engine, std::get<List>(std::move(themes)));
        if (refused.empty() && !options.districts.empty())
            refused = publish<PublishDistricts>(engine, std::get<List>(std::move(districts)));
        engine.stop();
        store.checkpoints.sign_if_grown();
    }
    if (!refused.empty()) {
        errors << "territory: refused: " << refused << "\n";
        return 1;
    }
    list("theme", engine.state().territory.themes, out);
    list("district", engine.state().territory.districts, out);
    return 0;
}

}  // namespace imaginons::commands
