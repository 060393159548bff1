// The verb `export`: see export.hpp.
#include "projections/export.hpp"

#include <unistd.h>

#include <fstream>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "events/json.hpp"
#include "events/point.hpp"
#include "events/time.hpp"
#include "projections/apply.hpp"
#include "projections/data_package.hpp"
#include "projections/export_tables.hpp"
#include "projections/limits.hpp"
#include "projections/openings.hpp"
#include "projections/progress.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"
#include "storage/files.hpp"
#include "storage/sealed_reader.hpp"
#include "storage/store.hpp"

namespace imaginons::projections {

namespace {

namespace fs = std::filesystem;

// flatc says "for_" where C++ does not allow the schema's "for".
std::string_view without_underscore(std::string_view name) {
    return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

std::string_view name_of(events::Stance value) {
    return without_underscore(schema::EnumNameStance(value));
}
std::string_view name_of(events::Side value) {
    return without_underscore(schema::EnumNameSide(value));
}
std::string_view name_of(events::OwnerKind value) {
    return schema::EnumNameOwnerKind(value);
}
std::string_view name_of(events::ParticipationLevel value) {
    return schema::EnumNameParticipationLevel(value);
}
std::string_view name_of(events::StanceChoice value) {
    return schema::EnumNameStanceChoice(value);
}

std::string_view name_of(events::ProposalStage value) {
    return schema::EnumNameProposalStage(value);
}
std::string_view name_of(events::AnswerOutcome value) {
    return schema::EnumNameAnswerOutcome(value);
}
// Empty if it was left open.
std::string_view name_of(events::Finding value) {
    return value == events::Finding::unset ? std::string_view() : schema::EnumNameFinding(value);
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::proposal: return "proposal";
        case Kind::amendment: return "amendment";
        case Kind::statement: return "statement";
    }
    return {};
}

std::string time_or_empty(std::int64_t time_ms) {
    return time_ms == 0 ? std::string() : events::iso_time(time_ms);
}

constexpr std::int64_t day_ms = 86'400'000;

std::int32_t day_of(std::int64_t time_ms) {
    const std::int64_t before = time_ms % day_ms < 0 ? 1 : 0;
    return static_cast<std::int32_t>(time_ms / day_ms - before);
}

// Fills `dir` with the export's files.
class Export {
  public:
    // `mirrored` opens words where the store has no vault.
    Export(const storage::StoreReader& store, const storage::Openings& mirrored, const Views& views,
           fs::path dir)
        : store_(store),
          log_(store.log),
          mirrored_(mirrored),
          views_(views),
          dir_(std::move(dir)) {}

    void write(ProgressLine& line) {
        write_projects();
        write_proposals();
        write_statements();
        write_arguments();
        write_answers();
        write_meetings();
        write_labels(ExportTable::themes, views_.themes);
        write_labels(ExportTable::districts, views_.districts);
        write_questions();
        write_conclusions();
        write_events_and_stances(line);
        write_openings();
        const PackageFacts facts{log_.origin(), views_.position, last_recorded_at_ms_};
        OutFile package(dir_ / "datapackage.json");
        package.buffer() = data_package(dir_, export_tables(), facts);
        package.close();
    }

  private:
    bool shown(std::uint32_t proposal) const {
        return proposal != Proposal::none && views_.list[proposal].state != State::hidden;
    }
    bool shown(const Argument& row) const {
        return row.state != State::hidden && shown(row.proposal);
    }

    const std::string& pseudonym(std::uint32_t person) const {
        return views_.people[person].pseudonym;
    }

    template <class Row>
    static std::string id_at(const std::vector<Row>& rows, std::uint32_t position) {
        return position == Proposal::none ? std::string() : events::to_text(rows[position].id);
    }

    static void write_tally(CsvWriter& csv, const Tally& tally) {
        csv.number(tally.for_).number(tally.neutral).number(tally.against);
        csv.number(tally.superseded);
    }

    void write_projects() {
        CsvWriter csv(dir_, export_table(ExportTable::projects));
        for (const Project& row : views_.projects) {
            const bool owned = row.owner_kind == events::OwnerKind::person;
            std::uint64_t shown_proposals = 0;
            for (const std::uint32_t at : row.proposals) {
                if (shown(at)) ++shown_proposals;
            }
            csv.text(events::to_text(row.id)).text(row.origin).text(name_of(row.owner_kind));
            csv.text(owned ? pseudonym(row.owner) : std::string()).text(name_of(row.level));
            csv.text(name_of(row.stance_choice));
            csv.text(row.phases.empty() ? std::string() : std::to_string(row.current_phase));
            csv.text(row.words.title).text(row.words.body);
            csv.text(themes_of(row.labels)).text(district_of(row.labels));
            csv.text(events::iso_time(row.opened_at_ms)).number(shown_proposals);
            csv.number(row.arguments).number(row.stances).end_row();
        }
        csv.close();
    }

    void write_meetings() {
        CsvWriter csv(dir_, export_table(ExportTable::meetings));
        for (const Meeting& row : views_.meetings) {
            csv.text(events::to_text(row.id)).text(row.origin);
            csv.text(id_at(views_.projects, row.project));
            csv.text(row.words.title).text(row.words.body);
            csv.text(row.words.place).text(row.words.url);
            csv.text(events::iso_time(row.starts_at_ms)).text(events::iso_time(row.ends_at_ms));
            csv.text(row.capacity == 0 ? std::string() : std::to_string(row.capacity));
            csv.number(row.seats.size()).number(row.version).flag(row.cancelled);
            csv.text(row.reason.body).text(row.minutes.body);
            csv.text(events::iso_time(row.announced_at_ms)).end_row();
        }
        csv.close();
    }

    void write_labels(ExportTable table, const Vocabulary& vocabulary) {
        CsvWriter csv(dir_, export_table(table));
        for (const events::Label& label : vocabulary.labels.all()) {
            csv.text(label.code).text(label.french).text(label.english);
            csv.flag(label.retired).end_row();
        }
        csv.close();
    }

    void write_questions() {
        CsvWriter csv(dir_, export_table(ExportTable::questions));
        for (const Question& row : views_.questions) {
            if (!is_shown(views_, row)) continue;
            csv.text(events::to_text(row.id)).text(id_at(views_.proposals, row.proposal));
            csv.text(id_at(views_.projects, row.project)).text(pseudonym(row.author));
            csv.text(row.words.body).text(events::iso_time(row.asked_at_ms));
            csv.text(row.answer.body).number(row.version).text(row.official).text(row.function);
            csv.text(time_or_empty(row.answered_at_ms)).end_row();
        }
        csv.close();
    }

    std::string themes_of(const events::Labels& labels) const {
        std::string codes;
        for (const std::uint8_t theme : labels.themes) {
            if (theme == events::no_label) continue;
            codes += (codes.empty() ? "" : " ") + views_.themes.labels[theme].code;
        }
        return codes;
    }

    std::string district_of(const events::Labels& labels) const {
        const std::uint8_t district = labels.district;
        return district == events::no_label ? std::string()
                                            : views_.districts.labels[district].code;
    }

    void write_conclusions() {
        CsvWriter csv(dir_, export_table(ExportTable::conclusions));
        for (const Conclusion& row : views_.conclusions) {
            const bool of_phase = row.proposal == Proposal::none;
            if (!of_phase && !shown(row.proposal)) continue;
            csv.number(row.seq).text(id_at(views_.proposals, row.proposal));
            csv.text(id_at(views_.projects, row.project));
            csv.text(of_phase ? std::to_string(row.phase) : std::string()).number(row.version);
            csv.text(row.by == Proposal::none ? std::string() : pseudonym(row.by));
            csv.text(row.words.said_for).text(row.words.said_against).text(row.words.left_open);
            csv.text(events::iso_time(row.at_ms)).end_row();
        }
        csv.close();
    }

    void write_proposals() {
        CsvWriter csv(dir_, export_table(ExportTable::proposals));
        for (const Proposal& row : views_.proposals) {
            if (row.state == State::hidden || row.kind == Kind::statement) continue;
            const std::uint32_t amended = position_of(views_.proposal_by_id, row.amends);
            csv.text(events::to_text(row.id)).text(row.origin);
            csv.text(id_at(views_.projects, row.project)).text(name_of(row.kind));
            csv.text(shown(amended) ? events::to_text(row.amends) : std::string());
            csv.text(row.state == State::withdrawn ? "withdrawn" : "submitted");
            csv.text(name_of(row.stage)).text(time_or_empty(row.waits_since_ms));
            csv.number(row.version).text(row.words.title).text(row.words.body);
            csv.text(themes_of(row.labels)).text(district_of(row.labels));
            const auto point = shown_point(row);
            csv.text(point ? events::degrees(point->latitude()) : std::string());
            csv.text(point ? events::degrees(point->longitude()) : std::string());
            csv.text(pseudonym(row.author)).text(events::iso_time(row.created_at_ms));
            csv.text(time_or_empty(row.edited_at_ms));
            write_tally(csv, row.tally);
            csv.number(row.shown_arguments).end_row();
        }
        csv.close();
    }

    void write_statements() {
        CsvWriter csv(dir_, export_table(ExportTable::statements));
        for (const Proposal& row : views_.proposals) {
            if (row.state == State::hidden || row.kind != Kind::statement) continue;
            csv.text(events::to_text(row.id)).text(row.origin);
            csv.text(id_at(views_.projects, row.project)).text(row.words.body);
            csv.text(pseudonym(row.author)).text(events::iso_time(row.created_at_ms));
            write_tally(csv, row.tally);
            csv.end_row();
        }
        csv.close();
    }

    void write_arguments() {
        CsvWriter csv(dir_, export_table(ExportTable::arguments));
        for (const Argument& row : views_.arguments) {
            if (!shown(row)) continue;
            const bool parent_shown =
                row.parent != Proposal::none && shown(views_.arguments[row.parent]);
            csv.text(events::to_text(row.id)).text(row.origin);
            csv.text(id_at(views_.proposals, row.proposal));
            csv.text(parent_shown ? id_at(views_.arguments, row.parent) : std::string());
            csv.text(name_of(row.side)).flag(row.source);
            csv.text(row.words.title).text(row.words.url).text(row.words.body);
            csv.text(pseudonym(row.author)).text(events::iso_time(row.created_at_ms));
            write_tally(csv, row.tally);
            csv.end_row();
        }
        csv.close();
    }

    void write_answers() {
        CsvWriter csv(dir_, export_table(ExportTable::answers));
        for (const Answering& row : views_.answerings) {
            if (!shown(row.proposal)) continue;
            for (const PublishedAnswer& answer : row.answers)
                write(csv, views_.proposals[row.proposal], answer);
        }
        csv.close();
    }

    void write(CsvWriter& csv, const Proposal& proposal, const PublishedAnswer& answer) {
        const events::Answer& words = answer.words;
        csv.number(answer.seq).text(events::to_text(proposal.id)).number(answer.version);
        csv.text(events::iso_time(answer.at_ms)).text(name_of(words.outcome));
        csv.text(words.title).text(words.body);
        for (const auto* criterion :
             {&words.competence, &words.legality, &words.general_interest, &words.feasibility}) {
            csv.text(*criterion ? name_of((*criterion)->finding) : std::string_view());
            csv.text(*criterion ? (*criterion)->reason : std::string());
        }
        csv.text(words.official).text(words.function).text(words.cost);
        csv.text(words.calendar).text(words.redirected_to).end_row();
    }

    void write_events_and_stances(ProgressLine& line) {
        OutFile ndjson(dir_ / "events.ndjson");
        CsvWriter csv(dir_, export_table(ExportTable::stances));
        log_.read(0, views_.position, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
            ndjson.buffer() += events::to_json(seq, event);
            ndjson.buffer() += '\n';
            ndjson.line_done();
            last_recorded_at_ms_ = events::event_in(event).recorded_at();
            if (events::kind_of(event) == schema::Payload::StanceTaken)
                write_stance(csv, seq, event);
            line.show(seq + 1, views_.position);
        });
        ndjson.close();
        csv.close();
    }

    void write_openings() {
        OutFile ndjson(dir_ / "openings.ndjson");
        for (std::uint64_t from = 0; from < views_.position; from += limits::openings_at_once) {
            const std::uint64_t to = std::min(from + limits::openings_at_once, views_.position);
            const auto seqs = published_seqs(views_, log_, from, to);
            storage::SealedReader parts = store_.vault ? storage::SealedReader(log_, *store_.vault)
                                                       : storage::SealedReader(log_, mirrored_);
            for (const storage::Opening& opening : openings_of(seqs, parts)) {
                ndjson.buffer() += to_json(opening);
                ndjson.buffer() += '\n';
                ndjson.line_done();
            }
        }
        ndjson.close();
    }

    void write_stance(CsvWriter& csv, std::uint64_t seq, events::Bytes event) {
        const schema::StanceTaken& taken = *events::event_in(event).payload_as_StanceTaken();
        if (taken.object() == nullptr || taken.token() == nullptr) return;
        if (taken.object_kind() == events::ObjectKind::argument) {
            const Argument* row = row_of(views_.argument_by_id, views_.arguments, *taken.object());
            if (row != nullptr && shown(*row)) write_stance(csv, seq, event, *row, "argument");
            return;
        }
        const Proposal* row = row_of(views_.proposal_by_id, views_.proposals, *taken.object());
        if (row != nullptr && row->state != State::hidden) {
            write_stance(csv, seq, event, *row, name_of(row->kind));
        }
    }

    template <class Row>
    void write_stance(CsvWriter& csv, std::uint64_t seq, events::Bytes event, const Row& row,
                      std::string_view kind) {
        const schema::StanceTaken& taken = *events::event_in(event).payload_as_StanceTaken();
        const std::uint32_t token = views_.tokens.find(*taken.token());
        const bool current = row.stances.find(token) != events::Stance::unset &&
                             row.seqs[row.stances.stream_position(token)] == seq;
        const std::int64_t at_ms = events::read_meta(seq, event).happened_at_ms();
        csv.number(seq).text(events::to_text(row.id)).text(kind);
        csv.text(taken.scope() != nullptr ? events::to_text(*taken.scope()) : std::string());
        csv.text(events::to_text(*taken.token())).text(name_of(taken.stance()));
        csv.number(taken.version()).text(events::iso_date(day_of(at_ms)));
        csv.text(current ? "current" : "superseded").end_row();
    }

    const storage::StoreReader& store_;
    const storage::Log& log_;
    const storage::Openings& mirrored_;
    const Views& views_;
    const fs::path dir_;
    std::int64_t last_recorded_at_ms_ = 0;
};

// A directory beside the target that becomes it, or is removed.
class Staging {
  public:
    explicit Staging(const fs::path& target)
        : target_(target),
          dir_(target.parent_path() /
               ("." + target.filename().string() + "." + std::to_string(getpid()))) {
        fs::create_directories(target.parent_path());
        fs::create_directory(dir_);
    }
    ~Staging() {
        std::error_code ignored;
        if (!done_) fs::remove_all(dir_, ignored);
    }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    const fs::path& dir() const { return dir_; }
    // rename() replaces an empty directory, and no other. Durable when it returns.
    void finish() {
        storage::sync_all_in(dir_);
        fs::rename(dir_, target_);
        done_ = true;
        storage::sync_directory(target_.parent_path());
    }

  private:
    const fs::path target_;
    const fs::path dir_;
    bool done_ = false;
};

// Empty if it can be the target, else why not.
std::string why_not(const fs::path& target) {
    std::error_code error;
    const fs::file_status status = fs::status(target, error);
    if (!fs::exists(status)) return {};
    if (!fs::is_directory(status)) return target.string() + " is not a directory";
    if (fs::is_empty(target)) return {};
    return target.string() + " is not empty: name a directory that is not there yet, or is empty";
}

fs::path without_last_slash(const fs::path& path) {
    const fs::path whole = fs::absolute(path).lexically_normal();
    return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

int export_command(const fs::path& data, const fs::path& out_dir, std::ostream& out,
                   std::ostream& progress) {
    const fs::path target = without_last_slash(out_dir);
    if (const std::string why = why_not(target); !why.empty()) {
        progress << "export: " << why << '\n';
        return 1;
    }
    const storage::StoreReader store(data);
    const storage::Openings mirrored =
        store.vault ? storage::Openings() : storage::Openings::load(store.dir.openings());
    if (!store.vault) {
        progress << (mirrored.size() == 0
                         ? "export: no vault here, so the texts stay empty\n"
                         : "export: no vault here, so the texts are those that were mirrored\n");
    }
    FoldOptions options;
    options.openings = &mirrored;
    const auto views = fold(store.log, store.vault ? &*store.vault : nullptr, options);
    Staging staging(target);
    ProgressLine line(progress, "exporting events");
    Export(store, mirrored, *views, staging.dir()).write(line);
    line.end();
    staging.finish();
    out << "exported " << views->position << " events to " << out_dir.string() << '\n';
    return 0;
}

}  // namespace imaginons::projections
