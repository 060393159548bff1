// A consultation of the Cap Collectif platform as JSON lines (proposals, arguments, sources). Votes
// were published as totals only, so the stances here are given by persons made up for it: the
// fewest that can give the totals.
#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "commands/html_to_markdown.hpp"
#include "commands/import_plan.hpp"
#include "commands/json_lines.hpp"
#include "commands/limits.hpp"
#include "commands/text_rules.hpp"
#include "events/time.hpp"

namespace imaginons::commands {
namespace {

using plan::Rank;

constexpr std::string_view source = "republique-numerique";
// A total above this is a damaged file, not a consultation.
constexpr std::int64_t most_votes = 10'000'000;
constexpr std::int64_t most_number = std::int64_t{1} << 53;

struct Votes {
    std::int64_t for_ = 0;
    std::int64_t neutral = 0;
    std::int64_t against = 0;
    std::int64_t total() const { return for_ + neutral + against; }
};

struct ProposalLine {
    std::int64_t number = 0;
    std::string title;
    std::string body;
    std::string author;
    std::int64_t created_at_ms = 0;
    bool trashed = false;
    Votes votes;
    std::uint64_t line = 0;
    // What the file says there is, to notice when another file was cut short.
    std::optional<std::int64_t> arguments_for, arguments_against, sources;
};

// A source is an argument with a link.
struct ArgumentLine {
    std::int64_t number = 0;
    std::int64_t proposal = 0;
    events::Side side = events::Side::beside;
    std::string title;
    std::string url;
    std::string body;
    std::string author;
    std::int64_t created_at_ms = 0;
    bool trashed = false;
    std::int64_t votes = 0;
    std::string where;
};

struct Consultation {
    std::vector<ProposalLine> proposals;
    std::vector<ArgumentLine> arguments;
    std::vector<ArgumentLine> sources;
    std::uint64_t without_text = 0;
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
};

std::string body_or_placeholder(std::string body, std::uint64_t& without_text) {
    if (!plan::nothing_to_see(body)) return body;
    ++without_text;
    return std::string(plan::no_text);
}

void check(JsonRow& row, std::string_view text, const TextRule& rule) {
    if (const auto defect = defect_of(text, rule)) row.reject(plan::in_words(*defect));
}

void check_author(JsonRow& row, std::string_view author) {
    if (const auto defect = defect_of_pseudonym(author))
        row.reject("author: " + plan::in_words(*defect));
}

ProposalLine proposal_in(JsonRow& row, Consultation& all) {
    ProposalLine p;
    p.line = row.line();
    p.number = row.count("id", most_number);
    p.title = one_line(row.text("title"));
    check(row, p.title, {.field = "title", .most_chars = limits::title_chars});
    p.body = body_or_placeholder(html_to_markdown(row.text("body_html")), all.without_text);
    check(row, p.body,
          {.field = "body_html", .most_chars = limits::proposal_body_chars, .many_lines = true});
    p.author = row.text("author");
    check_author(row, p.author);
    p.created_at_ms = row.time("created_at");
    p.trashed = row.flag("trashed");
    p.votes = {row.count("votes_ok", most_votes), row.count("votes_mitige", most_votes),
               row.count("votes_nok", most_votes)};
    const auto total = row.count_if_there("votes_total", 3 * most_votes);
    if (total && *total != p.votes.total())
        row.reject("\"votes_total\" is not the sum of the three kinds of votes");
    p.arguments_for = row.count_if_there("arguments_yes", most_number);
    p.arguments_against = row.count_if_there("arguments_no", most_number);
    p.sources = row.count_if_there("sources_count", most_number);
    all.ends_at_ms = std::max(all.ends_at_ms, p.created_at_ms);
    return p;
}

ArgumentLine argument_in(JsonRow& row, Consultation& all) {
    ArgumentLine a;
    a.number = row.count("id", most_number);
    a.proposal = row.count("proposal", most_number);
    a.side = row.count("type", 1) == 1 ? events::Side::for_ : events::Side::against;
    a.body =
        body_or_placeholder(text_to_markdown(row.text("body"), BareLinks::mark), all.without_text);
    check(row, a.body, {.field = "body", .most_chars = limits::argument_chars, .many_lines = true});
    a.author = row.text("author");
    check_author(row, a.author);
    a.created_at_ms = row.time("created_at");
    a.trashed = row.flag("trashed");
    a.votes = row.count("votes", most_votes);
    all.ends_at_ms = std::max(all.ends_at_ms, a.created_at_ms);
    return a;
}

ArgumentLine source_in(JsonRow& row, Consultation& all) {
    ArgumentLine a;
    a.number = row.count("id", most_number);
    a.proposal = row.count("proposal", most_number);
    a.title = one_line(row.text("title"));
    check(row, a.title,
          {.field = "title", .most_chars = limits::title_chars, .may_be_empty = true});
    a.url = one_line(row.text("link"));
    if (const auto defect = defect_of_link(a.url, "link")) row.reject(plan::in_words(*defect));
    a.body =
        body_or_placeholder(text_to_markdown(row.text("body"), BareLinks::mark), all.without_text);
    check(row, a.body, {.field = "body", .most_chars = limits::argument_chars, .many_lines = true});
    a.author = row.text("author");
    check_author(row, a.author);
    a.created_at_ms = row.time("created_at");
    a.votes = row.count("votes", most_votes);
    all.ends_at_ms = std::max(all.ends_at_ms, a.created_at_ms);
    return a;
}

// Every line of one file through `read`; numbers must not come twice.
template <class Row>
std::optional<FileError> read_lines(const std::filesystem::path& folder, const std::string& name,
                                    Row (*read)(JsonRow&, Consultation&), Consultation& all,
                                    std::vector<Row>& rows) {
    const auto bytes = plan::read_file(folder / name);
    if (const auto* error = std::get_if<FileError>(&bytes)) return *error;
    auto lines = read_json_lines(name, std::get<std::string>(bytes));
    if (const auto* error = std::get_if<FileError>(&lines)) return *error;
    std::unordered_map<std::int64_t, std::uint64_t> seen;
    for (JsonRow& line : std::get<std::vector<JsonRow>>(lines)) {
        Row row = read(line, all);
        const auto [first, fresh] = seen.emplace(row.number, line.line());
        if (!fresh)
            line.reject("\"id\" stands in line " + std::to_string(first->second) + " already");
        if constexpr (std::is_same_v<Row, ArgumentLine>)
            row.where = name + ", line " + std::to_string(line.line());
        if (line.error() != nullptr) return *line.error();
        rows.push_back(std::move(row));
    }
    return std::nullopt;
}

// That arguments and sources belong to proposals that exist, and that none is missing which a
// proposal counts.
std::optional<FileError> check_together(const Consultation& all) {
    struct Found {
        std::int64_t for_ = 0;
        std::int64_t against = 0;
        std::int64_t sources = 0;
    };
    std::unordered_map<std::int64_t, Found> found;
    for (const ProposalLine& proposal : all.proposals) found.emplace(proposal.number, Found{});
    const auto unknown = [](const ArgumentLine& a) {
        const auto comma = a.where.rfind(", line ");
        return FileError{a.where.substr(0, comma), std::stoull(a.where.substr(comma + 7)),
                         "\"proposal\" is " + std::to_string(a.proposal) +
                             ", which proposals.jsonl does not have"};
    };
    for (const ArgumentLine& argument : all.arguments) {
        const auto at = found.find(argument.proposal);
        if (at == found.end()) return unknown(argument);
        ++(argument.side == events::Side::for_ ? at->second.for_ : at->second.against);
    }
    for (const ArgumentLine& one : all.sources) {
        const auto at = found.find(one.proposal);
        if (at == found.end()) return unknown(one);
        ++at->second.sources;
    }
    for (const ProposalLine& p : all.proposals) {
        const Found& has = found.at(p.number);
        const auto missing = [&](const char* file, const std::string& what, std::int64_t told,
                                 std::int64_t there, std::size_t lines) {
            return FileError{file, lines,
                             "ends too early: proposals.jsonl, line " + std::to_string(p.line) +
                                 ", tells of " + std::to_string(told) + " " + what + ", here are " +
                                 std::to_string(there)};
        };
        const std::size_t lines = all.arguments.size();
        if (p.arguments_for.value_or(0) > has.for_) {
            return missing("arguments.jsonl", "arguments of type 1", *p.arguments_for, has.for_,
                           lines);
        }
        if (p.arguments_against.value_or(0) > has.against) {
            return missing("arguments.jsonl", "arguments of type 0", *p.arguments_against,
                           has.against, lines);
        }
        if (p.sources.value_or(0) > has.sources) {
            return missing("sources.jsonl", "sources", *p.sources, has.sources, all.sources.size());
        }
    }
    return std::nullopt;
}

std::variant<Consultation, FileError> read_folder(const std::filesystem::path& folder) {
    Consultation all;
    std::optional<FileError> error =
        read_lines(folder, "proposals.jsonl", &proposal_in, all, all.proposals);
    if (!error && all.proposals.empty())
        error = FileError{"proposals.jsonl", 0, "has no proposals"};
    if (!error) error = read_lines(folder, "arguments.jsonl", &argument_in, all, all.arguments);
    if (!error) error = read_lines(folder, "sources.jsonl", &source_in, all, all.sources);
    if (!error) error = check_together(all);
    if (error) return *error;
    // Ties keep the order of the numbers: it is the order in which the platform gave them.
    const auto earlier = [](const auto& a, const auto& b) {
        return a.created_at_ms != b.created_at_ms ? a.created_at_ms < b.created_at_ms
                                                  : a.number < b.number;
    };
    std::sort(all.proposals.begin(), all.proposals.end(), earlier);
    std::sort(all.arguments.begin(), all.arguments.end(), earlier);
    std::sort(all.sources.begin(), all.sources.end(), earlier);
    all.starts_at_ms = all.proposals.front().created_at_ms;
    return all;
}

std::string about(const Consultation& all) {
    const auto day = [](std::int64_t time_ms) { return events::iso_time(time_ms).substr(0, 10); };
    return "Consultation publique reprise d’une autre plateforme, du " + day(all.starts_at_ms) +
           " au " + day(all.ends_at_ms) +
           ".\n\nLes propositions, les arguments et les sources sont repris avec leur auteur et "
           "leur date. Les votes n’ont été "
           "publiés que sous forme de totaux : les avis affichés ici redonnent exactement ces "
           "totaux, mais qui les a donnés, "
           "dans quel ordre et quand, a été inventé pour la reprise.";
}

// Who gives the stances. One object takes at most one stance of a person, so as many persons are
// needed as the object with the most votes has; authors are persons already and count among them,
// so that no person more is made up than must be.
class Voters {
  public:
    Voters(plan::Timeline& timeline, const Consultation& all) : timeline_(&timeline) {
        std::int64_t most = 0;
        std::map<std::string, int> authors;
        for (const ProposalLine& p : all.proposals) {
            most = std::max(most, p.votes.total());
            authors.emplace(p.author, 0);
        }
        for (const auto* list : {&all.arguments, &all.sources}) {
            for (const ArgumentLine& a : *list) {
                most = std::max(most, a.votes);
                authors.emplace(a.author, 0);
            }
        }
        for (const auto& [author, unused] : authors) names_.push_back(author);
        made_up_ = static_cast<std::uint64_t>(most) > names_.size()
                       ? static_cast<std::uint64_t>(most) - names_.size()
                       : 0;
        for (std::uint64_t n = 1; names_.size() < static_cast<std::uint64_t>(most); ++n) {
            const std::string digits = std::to_string(n);
            std::string name =
                "voix-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
            if (!authors.contains(name)) names_.push_back(std::move(name));
        }
    }

    std::uint64_t made_up() const { return made_up_; }

    // `votes` on one object, by different persons in no order, at times between its creation and
    // the end.
    void vote(events::ObjectKind kind, const events::Id& object, const events::Id& scope,
              const std::string& origin, const Votes& votes, std::int64_t from_ms,
              std::int64_t until_ms, const std::string& where) {
        const auto total = static_cast<std::uint64_t>(votes.total());
        if (total == 0) return;
        std::vector<events::Stance> stances;
        stances.insert(stances.end(), static_cast<std::size_t>(votes.for_), events::Stance::for_);
        stances.insert(stances.end(), static_cast<std::size_t>(votes.neutral),
                       events::Stance::neutral);
        stances.insert(stances.end(), static_cast<std::size_t>(votes.against),
                       events::Stance::against);
        plan::Numbers numbers(origin);
        for (std::size_t i = stances.size(); i > 1; --i)
            std::swap(stances[i - 1], stances[numbers.below(i)]);
        // Steps of a stride without a common divisor meet everybody once before they meet anybody
        // twice.
        const std::uint64_t people = names_.size();
        const std::uint64_t start = numbers.below(people);
        std::uint64_t stride = 1 + numbers.below(people);
        while (std::gcd(stride, people) != 1) ++stride;
        const auto seconds =
            static_cast<std::uint64_t>(std::max<std::int64_t>(until_ms - from_ms, 0) / 1000);
        for (std::uint64_t i = 0; i < total; ++i) {
            const std::string& name = names_[(start + i * stride) % people];
            const std::int64_t at_ms =
                from_ms + static_cast<std::int64_t>(numbers.below(seconds + 1)) * 1000;
            const auto person = timeline_->person(name, at_ms);
            TakeStance take{.object_kind = kind,
                            .object = object,
                            .scope = scope,
                            .token = {},
                            .stance = stances[i]};
            timeline_->add(Rank::stance, at_ms,
                           {.key = origin + "/stance/" + name,
                            .body = take,
                            .actor = plan::by(person),
                            .voter = person,
                            .occurred_at_ms = at_ms,
                            .origin = {},
                            .where = where});
        }
    }

  private:
    plan::Timeline* timeline_;
    std::vector<std::string> names_;
    std::uint64_t made_up_ = 0;
};

class Planner {
  public:
    Planner(const Consultation& all, const ImportOptions& options)
        : all_(&all),
          timeline_(std::string(source)),
          project_(plan::derived_id<events::ProjectId>(std::string(source) + "\nproject")),
          scope_(events::id_as<events::Id>(project_)) {
        for (const ProposalLine& p : all.proposals) created_.emplace(p.number, p.created_at_ms);
        open(options);
        Voters voters(timeline_, all);
        for (const ProposalLine& p : all.proposals) submit(p, voters);
        for (const ArgumentLine& a : all.arguments) add(a, "/argument/", voters);
        for (const ArgumentLine& a : all.sources) add(a, "/source/", voters);
        made_up_ = voters.made_up();
    }

    ImportPlan finish() {
        ImportPlan out;
        out.remarks.push_back(plan::counted(all_->proposals.size(), "proposal") + ", " +
                              plan::counted(all_->arguments.size(), "argument") + ", " +
                              plan::counted(all_->sources.size(), "source") + ", " +
                              plan::counted(stances_, "stance") + ", " + std::to_string(hidden_) +
                              " hidden");
        out.remarks.push_back(plan::counted(timeline_.persons(), "person") + ", of whom " +
                              std::to_string(made_up_) +
                              " are made up: single votes are not in the files, only totals");
        if (all_->without_text > 0) {
            out.remarks.push_back(plan::counted(all_->without_text, "text") +
                                  " without words: imported as \"" + std::string(plan::no_text) +
                                  "\"");
        }
        out.commands = timeline_.finish();
        return out;
    }

  private:
    void open(const ImportOptions& options) {
        OpenProject body{
            .project = project_,
            .level = events::ParticipationLevel::consult,
            .stance_choice = events::StanceChoice::for_neutral_against,
            .title = options.project_title.empty() ? "République numérique" : options.project_title,
            .body = about(*all_),
            .phases = {}};
        timeline_.add(Rank::project, all_->starts_at_ms,
                      {.key = std::string(source) + "/project",
                       .body = std::move(body),
                       .actor = plan::city(),
                       .occurred_at_ms = all_->starts_at_ms,
                       .origin = std::string(source),
                       .where = "--project"});
    }

    void submit(const ProposalLine& p, Voters& voters) {
        const std::string origin = std::string(source) + "/" + std::to_string(p.number);
        const std::string where = "proposals.jsonl, line " + std::to_string(p.line);
        const auto id = plan::derived_id<events::ProposalId>(origin + "\nproposal");
        const auto author = timeline_.person(p.author, p.created_at_ms);
        timeline_.add(Rank::proposal, p.created_at_ms,
                      {.key = origin,
                       .body = SubmitProposal{.proposal = id,
                                              .project = project_,
                                              .title = p.title,
                                              .body = p.body,
                                              .kind = events::ProposalKind::idea,
                                              .amends = {}},
                       .actor = plan::by(author),
                       .occurred_at_ms = p.created_at_ms,
                       .origin = origin,
                       .where = where});
        const auto object = events::id_as<events::Id>(id);
        voters.vote(events::ObjectKind::proposal, object, scope_, origin, p.votes, p.created_at_ms,
                    all_->ends_at_ms, where);
        stances_ += static_cast<std::uint64_t>(p.votes.total());
        if (p.trashed) hide(events::ObjectKind::proposal, object, origin, where);
    }

    void add(const ArgumentLine& a, const char* kind, Voters& voters) {
        const std::string origin = std::string(source) + kind + std::to_string(a.number);
        const auto id = plan::derived_id<events::ArgumentId>(origin + "\nargument");
        const auto proposal = plan::derived_id<events::ProposalId>(
            std::string(source) + "/" + std::to_string(a.proposal) + "\nproposal");
        const std::int64_t at_ms = std::max(a.created_at_ms, created_.at(a.proposal));
        const auto author = timeline_.person(a.author, a.created_at_ms);
        timeline_.add(Rank::argument, at_ms,
                      {.key = origin,
                       .body = AddArgument{.argument = id,
                                           .proposal = proposal,
                                           .parent = {},
                                           .side = a.side,
                                           .body = a.body,
                                           .title = a.title,
                                           .url = a.url},
                       .actor = plan::by(author),
                       .occurred_at_ms = a.created_at_ms,
                       .origin = origin,
                       .where = a.where});
        const auto object = events::id_as<events::Id>(id);
        voters.vote(events::ObjectKind::argument, object, scope_, origin, {.for_ = a.votes}, at_ms,
                    all_->ends_at_ms, a.where);
        stances_ += static_cast<std::uint64_t>(a.votes);
        if (a.trashed) hide(events::ObjectKind::argument, object, origin, a.where);
    }

    // When it was hidden is not told: at the end, so that all that hangs on it comes before.
    void hide(events::ObjectKind kind, const events::Id& object, const std::string& origin,
              const std::string& where) {
        ++hidden_;
        timeline_.add(Rank::hide, all_->ends_at_ms,
                      {.key = origin + "/hidden",
                       .body = HideContribution{.object_kind = kind,
                                                .object = object,
                                                .ground = events::HiddenGround::hidden_at_origin},
                       .actor = plan::city(),
                       .occurred_at_ms = all_->ends_at_ms,
                       .origin = origin,
                       .where = where});
    }

    const Consultation* all_;
    plan::Timeline timeline_;
    events::ProjectId project_;
    events::Id scope_;
    std::unordered_map<std::int64_t, std::int64_t> created_;
    std::uint64_t made_up_ = 0;
    std::uint64_t stances_ = 0;
    std::uint64_t hidden_ = 0;
};

}  // namespace

std::variant<ImportPlan, FileError> read_republique(const ImportOptions& options) {
    const auto read = read_folder(options.path);
    if (const auto* error = std::get_if<FileError>(&read)) return *error;
    return Planner(std::get<Consultation>(read), options).finish();
}

}  // namespace imaginons::commands
