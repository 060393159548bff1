// One conversation of Polis as its open data has it: comments.csv become statements, votes.csv
// stances, in the order in which they were given. What Polis computed from them is not read.
#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "commands/html_to_markdown.hpp"
#include "commands/import_plan.hpp"
#include "commands/limits.hpp"
#include "commands/text_rules.hpp"
#include "events/well_formed.hpp"

namespace imaginons::commands {
namespace {

using plan::Rank;

struct Comment {
    std::string number;
    std::string author;
    std::string body;
    std::int64_t at_ms = 0;
    std::int64_t told_for = 0;  // all votes that Polis counted, those replaced later included
    std::int64_t told_against = 0;
    bool hidden = false;
    std::uint64_t line = 0;
};

struct Vote {
    std::int64_t at_ms = 0;
    std::size_t comment = 0;  // position in Conversation::comments
    std::string voter;
    events::Stance stance = events::Stance::unset;
    std::uint64_t line = 0;
};

struct Conversation {
    std::string name;  // the folder's
    std::string topic;
    std::string description;
    std::string url;
    std::vector<Comment> comments;
    std::vector<Vote> votes;
    std::uint64_t without_text = 0;
    std::uint64_t superseded = 0;
};

// A table with its columns looked up; a cell that is not what it should be is an error with its
// line.
class Sheet {
  public:
    Sheet(std::string file, CsvTable table) : file_(std::move(file)), table_(std::move(table)) {}

    std::optional<FileError> need(const std::vector<std::string>& columns) {
        for (const std::string& name : columns) {
            const auto column = table_.column(name);
            if (!column) return FileError{file_, 1, "the column \"" + name + "\" is missing"};
            columns_.emplace(name, *column);
        }
        return std::nullopt;
    }
    const std::vector<CsvRow>& rows() const { return table_.rows; }
    const std::string& text(const CsvRow& row, const std::string& column) const {
        return row.fields[columns_.at(column)];
    }
    // A whole number between the two.
    std::optional<std::int64_t> number(const CsvRow& row, const std::string& column,
                                       std::int64_t least, std::int64_t most) const {
        const std::string& field = text(row, column);
        std::int64_t value = 0;
        const auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (code != std::errc{} || end != field.data() + field.size() || value < least ||
            value > most)
            return std::nullopt;
        return value;
    }
    FileError wrong(const CsvRow& row, const std::string& column,
                    const std::string& expected) const {
        return {
            file_, row.line,
            "\"" + column + "\" is \"" + text(row, column).substr(0, 40) + "\", not " + expected};
    }
    FileError error(const CsvRow& row, std::string reason) const {
        return {file_, row.line, std::move(reason)};
    }

  private:
    std::string file_;
    CsvTable table_;
    std::unordered_map<std::string, std::size_t> columns_;
};

constexpr std::int64_t most_number = 1'000'000'000;
// From the first day that computers count from to the last of the year 9999.
constexpr std::int64_t latest_ms = 253'402'300'799'999;

std::variant<Sheet, FileError> open_sheet(const std::filesystem::path& folder,
                                          const std::string& name,
                                          const std::vector<std::string>& columns) {
    const auto bytes = plan::read_file(folder / name);
    if (const auto* error = std::get_if<FileError>(&bytes)) return *error;
    auto table = read_csv(name, std::get<std::string>(bytes));
    if (auto* error = std::get_if<FileError>(&table)) return std::move(*error);
    Sheet sheet(name, std::move(std::get<CsvTable>(table)));
    if (auto error = sheet.need(columns)) return *error;
    return sheet;
}

// summary.csv: "key,value" lines without a header.
std::optional<FileError> read_summary(const std::filesystem::path& folder, Conversation& all) {
    const auto bytes = plan::read_file(folder / "summary.csv");
    if (const auto* error = std::get_if<FileError>(&bytes)) return *error;
    const auto& text = std::get<std::string>(bytes);
    CsvReader reader("summary.csv", text);
    std::uint64_t line = 0;
    while (true) {
        auto next = reader.next();
        if (const auto* error = std::get_if<FileError>(&next)) return *error;
        if (std::holds_alternative<std::monostate>(next)) break;
        const auto& row = std::get<CsvRow>(next);
        line = row.line;
        if (row.fields.size() != 2)
            return FileError{"summary.csv", row.line, "is not a key and a value"};
        if (row.fields[0] == "topic") all.topic = one_line(row.fields[1]);
        if (row.fields[0] == "url") all.url = one_line(row.fields[1]);
        if (row.fields[0] == "conversation-description") all.description = row.fields[1];
    }
    if (!text.ends_with('\n'))
        return FileError{"summary.csv", line, "the file ends in the middle of the line"};
    return std::nullopt;
}

std::optional<FileError> read_comment(const Sheet& sheet, const CsvRow& row, Conversation& all) {
    Comment comment;
    comment.line = row.line;
    const auto number = sheet.number(row, "comment-id", 0, most_number);
    if (!number) return sheet.wrong(row, "comment-id", "a number");
    comment.number = std::to_string(*number);
    const auto author = sheet.number(row, "author-id", 0, most_number);
    if (!author) return sheet.wrong(row, "author-id", "a number");
    comment.author = std::to_string(*author);
    const auto at_ms = sheet.number(row, "timestamp", 0, latest_ms);
    if (!at_ms) return sheet.wrong(row, "timestamp", "a time in milliseconds");
    comment.at_ms = *at_ms;
    const auto told_for = sheet.number(row, "agrees", 0, most_number);
    if (!told_for) return sheet.wrong(row, "agrees", "a number");
    const auto told_against = sheet.number(row, "disagrees", 0, most_number);
    if (!told_against) return sheet.wrong(row, "disagrees", "a number");
    comment.told_for = *told_for;
    comment.told_against = *told_against;
    const auto moderated = sheet.number(row, "moderated", -1, 1);
    if (!moderated) return sheet.wrong(row, "moderated", "-1, 0 or 1");
    comment.hidden = *moderated == -1;
    comment.body = text_to_markdown(sheet.text(row, "comment-body"), BareLinks::leave);
    if (plan::nothing_to_see(comment.body)) {
        ++all.without_text;
        comment.body = plan::no_text;
    }
    const TextRule rule{
        .field = "comment-body", .most_chars = limits::statement_chars, .many_lines = true};
    if (const auto defect = defect_of(comment.body, rule))
        return sheet.error(row, plan::in_words(*defect));
    all.comments.push_back(std::move(comment));
    return std::nullopt;
}

std::optional<FileError> read_comments(const std::filesystem::path& folder, Conversation& all,
                                       std::unordered_map<std::string, std::size_t>& by_number) {
    const auto opened = open_sheet(folder, "comments.csv",
                                   {"timestamp", "comment-id", "author-id", "agrees", "disagrees",
                                    "moderated", "comment-body"});
    if (const auto* error = std::get_if<FileError>(&opened)) return *error;
    const auto& sheet = std::get<Sheet>(opened);
    for (const CsvRow& row : sheet.rows()) {
        if (auto error = read_comment(sheet, row, all)) return error;
        const auto [first, fresh] =
            by_number.emplace(all.comments.back().number, all.comments.size() - 1);
        if (!fresh) {
            return sheet.error(row, "\"comment-id\" stands in line " +
                                        std::to_string(all.comments[first->second].line) +
                                        " already");
        }
    }
    if (all.comments.empty()) return FileError{"comments.csv", 0, "has no comments"};
    return std::nullopt;
}

std::optional<FileError> read_votes(const std::filesystem::path& folder, Conversation& all,
                                    const std::unordered_map<std::string, std::size_t>& by_number) {
    const auto opened =
        open_sheet(folder, "votes.csv", {"timestamp", "comment-id", "voter-id", "vote"});
    if (const auto* error = std::get_if<FileError>(&opened)) return *error;
    const auto& sheet = std::get<Sheet>(opened);
    for (const CsvRow& row : sheet.rows()) {
        Vote vote;
        vote.line = row.line;
        const auto at_ms = sheet.number(row, "timestamp", 0, latest_ms);
        if (!at_ms) return sheet.wrong(row, "timestamp", "a time in milliseconds");
        vote.at_ms = *at_ms;
        const auto comment = sheet.number(row, "comment-id", 0, most_number);
        if (!comment) return sheet.wrong(row, "comment-id", "a number");
        const auto known = by_number.find(std::to_string(*comment));
        if (known == by_number.end()) return sheet.wrong(row, "comment-id", "one of comments.csv");
        vote.comment = known->second;
        const auto voter = sheet.number(row, "voter-id", 0, most_number);
        if (!voter) return sheet.wrong(row, "voter-id", "a number");
        vote.voter = std::to_string(*voter);
        const auto choice = sheet.number(row, "vote", -1, 1);
        if (!choice) return sheet.wrong(row, "vote", "1, 0 or -1");
        vote.stance = *choice == 1   ? events::Stance::for_
                      : *choice == 0 ? events::Stance::neutral
                                     : events::Stance::against;
        all.votes.push_back(std::move(vote));
    }
    return std::nullopt;
}

// comments.csv counts every vote, replaced ones too: fewer in votes.csv means that it was cut
// short. More may be: a conversation goes on between the writing of two files.
std::optional<FileError> check_together(const Conversation& all) {
    struct Found {
        std::int64_t for_ = 0;
        std::int64_t against = 0;
    };
    std::vector<Found> found(all.comments.size());
    for (const Vote& vote : all.votes) {
        if (vote.stance == events::Stance::for_) ++found[vote.comment].for_;
        if (vote.stance == events::Stance::against) ++found[vote.comment].against;
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Comment& comment = all.comments[i];
        if (found[i].for_ >= comment.told_for && found[i].against >= comment.told_against) continue;
        return FileError{"votes.csv", all.votes.empty() ? 0 : all.votes.back().line,
                         "ends too early: comments.csv, line " + std::to_string(comment.line) +
                             ", tells of " + std::to_string(comment.told_for) + " agreeing and " +
                             std::to_string(comment.told_against) +
                             " disagreeing votes, here are " + std::to_string(found[i].for_) +
                             " and " + std::to_string(found[i].against)};
    }
    return std::nullopt;
}

std::variant<Conversation, FileError> read_folder(const std::filesystem::path& folder) {
    Conversation all;
    std::error_code code;
    const auto whole = std::filesystem::weakly_canonical(folder, code);
    all.name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
    // Origins end in "/statement number".
    if (!events::valid_utf8(all.name) || one_line(all.name) != all.name || all.name.empty() ||
        all.name.size() > limits::origin_bytes / 2) {
        return FileError{folder.string(), 0, "the folder's name cannot name a conversation"};
    }
    std::unordered_map<std::string, std::size_t> by_number;
    std::optional<FileError> error = read_summary(folder, all);
    if (!error) error = read_comments(folder, all, by_number);
    if (!error) error = read_votes(folder, all, by_number);
    if (!error) error = check_together(all);
    if (error) return *error;
    // Rows are not in order of time; of two at the same time the later row counts.
    std::stable_sort(all.votes.begin(), all.votes.end(),
                     [](const Vote& a, const Vote& b) { return a.at_ms < b.at_ms; });
    return all;
}

// "polis-brexit-consensus-17". A long name is cut and told apart by a hash, so that the number
// always fits.
std::string pseudonym_stem(const std::string& name) {
    constexpr std::size_t longest =
        limits::pseudonym_chars - 6 - 1 - 10;  // "polis-", "-", the longest number
    if (chars_in(name) <= longest) return "polis-" + name + "-";
    const storage::Digest digest = storage::sha256({storage::as_bytes(name)});
    std::string cut = name;
    while (chars_in(cut) > longest - 7 || (static_cast<unsigned char>(cut.back()) & 0xC0U) == 0x80)
        cut.pop_back();
    // The loop may have left the first byte of a character whose other bytes are gone.
    while (!cut.empty() && static_cast<unsigned char>(cut.back()) >= 0x80) cut.pop_back();
    constexpr std::string_view hex = "0123456789abcdef";
    cut += '-';
    for (std::size_t i = 0; i < 3; ++i) {
        cut += hex[digest[i] >> 4];
        cut += hex[digest[i] & 15U];
    }
    return "polis-" + cut + "-";
}

std::string about(const Conversation& all) {
    std::string body = text_to_markdown(all.description, BareLinks::mark);
    if (body.size() > limits::official_text_bytes / 2) body.clear();
    if (!body.empty()) body += "\n\n";
    body += "Conversation reprise de Polis";
    if (!defect_of_link(all.url, "url")) body += " (<" + all.url + ">)";
    return body + ".";
}

class Planner {
  public:
    Planner(Conversation& all, const ImportOptions& options)
        : all_(&all),
          timeline_("polis/" + all.name),
          stem_(pseudonym_stem(all.name)),
          project_(plan::derived_id<events::ProjectId>(timeline_.origin() + "\nproject")) {
        starts_at_ms_ = all.comments.front().at_ms;
        for (const Comment& comment : all.comments) {
            starts_at_ms_ = std::min(starts_at_ms_, comment.at_ms);
            ends_at_ms_ = std::max(ends_at_ms_, comment.at_ms);
        }
        for (const Vote& vote : all.votes) ends_at_ms_ = std::max(ends_at_ms_, vote.at_ms);
        open(options);
        for (const Comment& comment : all.comments) add(comment);
        for (const Vote& vote : all.votes) take(vote);
    }

    ImportPlan finish() {
        ImportPlan out;
        out.remarks.push_back(plan::counted(all_->comments.size(), "statement") + ", " +
                              plan::counted(all_->votes.size(), "stance") + " (" +
                              std::to_string(superseded_) + " superseded) of " +
                              plan::counted(timeline_.persons(), "person") + ", " +
                              std::to_string(hidden_) + " hidden");
        if (all_->without_text > 0) {
            out.remarks.push_back(plan::counted(all_->without_text, "statement") +
                                  " without words: imported as \"" + std::string(plan::no_text) +
                                  "\"");
        }
        out.commands = timeline_.finish();
        return out;
    }

  private:
    events::ProposalId id_of(const Comment& comment) const {
        return plan::derived_id<events::ProposalId>(timeline_.origin() + "/" + comment.number +
                                                    "\nstatement");
    }
    static std::string where(const char* file, std::uint64_t line) {
        return std::string(file) + ", line " + std::to_string(line);
    }

    void open(const ImportOptions& options) {
        std::string title = !options.project_title.empty() ? options.project_title : all_->topic;
        if (plan::nothing_to_see(title)) title = all_->name;
        OpenProject body{.project = project_,
                         .level = events::ParticipationLevel::consult,
                         .stance_choice = events::StanceChoice::for_neutral_against,
                         .title = std::move(title),
                         .body = about(*all_),
                         .phases = {}};
        timeline_.add(Rank::project, starts_at_ms_,
                      {.key = timeline_.origin() + "/project",
                       .body = std::move(body),
                       .actor = plan::city(),
                       .occurred_at_ms = starts_at_ms_,
                       .origin = timeline_.origin(),
                       .where = "--project, or topic in summary.csv"});
    }

    void add(const Comment& comment) {
        const auto author = timeline_.person(stem_ + comment.author, comment.at_ms);
        const std::string origin = timeline_.origin() + "/" + comment.number;
        const std::string line = where("comments.csv", comment.line);
        timeline_.add(Rank::proposal, comment.at_ms,
                      {.key = origin,
                       .body = AddStatement{.statement = id_of(comment),
                                            .project = project_,
                                            .body = comment.body},
                       .actor = plan::by(author),
                       .occurred_at_ms = comment.at_ms,
                       .origin = origin,
                       .where = line});
        if (!comment.hidden) return;
        ++hidden_;
        // When it was hidden is not told: at the end, so that all votes on it come before.
        timeline_.add(Rank::hide, ends_at_ms_,
                      {.key = origin + "/hidden",
                       .body = HideContribution{.object_kind = events::ObjectKind::proposal,
                                                .object = events::id_as<events::Id>(id_of(comment)),
                                                .ground = events::HiddenGround::hidden_at_origin},
                       .actor = plan::city(),
                       .occurred_at_ms = ends_at_ms_,
                       .origin = origin,
                       .where = line});
    }

    void take(const Vote& vote) {
        const Comment& comment = all_->comments[vote.comment];
        const auto person = timeline_.person(stem_ + vote.voter, vote.at_ms);
        // How often this voter voted on this comment before: part of the key, since two votes may
        // bear the same time.
        const unsigned nth = times_[vote.voter + "/" + comment.number]++;
        superseded_ += nth > 0 ? 1 : 0;
        TakeStance body{.object_kind = events::ObjectKind::proposal,
                        .object = events::id_as<events::Id>(id_of(comment)),
                        .scope = events::id_as<events::Id>(project_),
                        .token = {},
                        .stance = vote.stance};
        timeline_.add(Rank::stance, std::max(vote.at_ms, comment.at_ms),
                      {.key = timeline_.origin() + "/" + comment.number + "/stance/" + vote.voter +
                              "/" + std::to_string(nth),
                       .body = body,
                       .actor = plan::by(person),
                       .voter = person,
                       .occurred_at_ms = vote.at_ms,
                       .origin = {},
                       .where = where("votes.csv", vote.line)});
    }

    const Conversation* all_;
    plan::Timeline timeline_;
    std::string stem_;
    events::ProjectId project_;
    std::unordered_map<std::string, unsigned> times_;
    std::int64_t starts_at_ms_ = 0;
    std::int64_t ends_at_ms_ = 0;
    std::uint64_t superseded_ = 0;
    std::uint64_t hidden_ = 0;
};

}  // namespace

std::variant<ImportPlan, FileError> read_polis(const ImportOptions& options) {
    auto read = read_folder(options.path);
    if (const auto* error = std::get_if<FileError>(&read)) return *error;
    return Planner(std::get<Conversation>(read), options).finish();
}

}  // namespace imaginons::commands
