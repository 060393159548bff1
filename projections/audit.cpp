// Comparing, and saying: see audit.hpp.
#include "projections/audit.hpp"

#include <algorithm>
#include <ostream>

#include "events/time.hpp"
#include "projections/apply.hpp"
#include "projections/json_writer.hpp"
#include "projections/progress.hpp"
#include "projections/queries.hpp"
#include "projections/words.hpp"
#include "storage/store.hpp"

namespace imaginons::projections {

namespace {

using Kind = RecountedObject::Kind;
using Seqs = std::vector<std::uint64_t>;

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::proposal: return "proposal";
        case Kind::amendment: return "amendment";
        case Kind::statement: return "statement";
        case Kind::argument: return "argument";
    }
    return {};
}

State state_of(const RecountedObject& object) {
    if (object.hidden_seq) return State::hidden;
    return object.withdrawn_seq ? State::withdrawn : State::submitted;
}

std::string_view name_of(State state) {
    switch (state) {
        case State::submitted: return "submitted";
        case State::withdrawn: return "withdrawn";
        case State::hidden: return "hidden";
    }
    return {};
}

// --- comparing

// The stances that a row counts, by what they say: positions in the log, ascending.
struct Counted {
    Seqs for_, neutral, against;
};
template <class Row>
Counted counted_in(const Row& row) {
    Counted out;
    row.stances.for_each([&](std::uint32_t, events::Stance stance, std::uint32_t at) {
        Seqs& seqs = stance == events::Stance::for_      ? out.for_
                     : stance == events::Stance::neutral ? out.neutral
                                                         : out.against;
        seqs.push_back(row.seqs[at]);
    });
    for (Seqs* seqs : {&out.for_, &out.neutral, &out.against})
        std::sort(seqs->begin(), seqs->end());
    return out;
}

class Comparison {
  public:
    Comparison(const Recount& recount, const Views& views) : recount_(recount), views_(views) {}

    std::vector<std::string> run() {
        if (recount_.position != views_.position) say("they are of another position");
        const Project* project = find(views_, recount_.project);
        if (project == nullptr) {
            say("they have no such project");
            return std::move(said_);
        }
        rules(*project);
        std::size_t proposals = 0;
        for (const RecountedObject& object : recount_.objects) {
            if (object.kind != Kind::argument) ++proposals;
            compare(object);
        }
        if (proposals != project->proposals.size()) say("they list other proposals");
        return std::move(said_);
    }

  private:
    void say(std::string what) { said_.push_back(std::move(what)); }
    void say(const RecountedObject& object, std::string_view what) {
        say(std::string(name_of(object.kind)) + ' ' + events::to_text(object.id) + ": " +
            std::string(what));
    }

    void rules(const Project& project) {
        if (project.level != recount_.level.value) say("they have another participation level");
        if (project.stance_choice != recount_.stance_choice.value) {
            say("they allow other stances");
        }
        if (project.phases != recount_.phases.value) say("they have other phases");
        if (project.current_phase != recount_.current_phase.value) {
            say("they have another current phase");
        }
        const std::uint32_t version = recount_.charter ? recount_.charter->value : 0;
        const std::uint32_t theirs = views_.charter.empty() ? 0 : views_.charter.back().version;
        if (version != theirs) say("they have another charter in force");
    }

    void compare(const RecountedObject& object) {
        if (object.kind == Kind::argument) {
            const Argument* row = find(views_, events::id_as<events::ArgumentId>(object.id));
            row == nullptr ? say(object, "they do not have it") : compare(object, *row);
            return;
        }
        const Proposal* row = find(views_, events::id_as<events::ProposalId>(object.id));
        row == nullptr ? say(object, "they do not have it") : compare(object, *row);
    }

    template <class Row>
    void compare(const RecountedObject& object, const Row& row) {
        if (row.state != state_of(object)) say(object, "they have another state");
        const Tally expected{
            static_cast<std::uint32_t>(object.for_.size()),
            static_cast<std::uint32_t>(object.neutral.size()),
            static_cast<std::uint32_t>(object.against.size()),
            static_cast<std::uint32_t>(object.superseded.size() + object.taken_back.size())};
        if (!(row.tally == expected)) say(object, "they have another tally");
        const Counted theirs = counted_in(row);
        if (theirs.for_ != object.for_ || theirs.neutral != object.neutral ||
            theirs.against != object.against) {
            say(object, "they count other events");
        }
    }

    const Recount& recount_;
    const Views& views_;
    std::vector<std::string> said_;
};

// --- saying

struct Audit {
    const storage::StoreReader& store;
    const Recount& recount;
    const std::vector<std::string>& disagreements;
    const AuditOptions& options;

    // Empty if hidden, erased, or sealed and there are no keys.
    std::string title(const RecountedObject& object) const {
        if (object.hidden_seq || object.kind == Kind::argument) return {};
        return title_at(object.seq, object.kind == Kind::statement);
    }
    std::string title_at(std::uint64_t seq, bool from_body) const {
        const auto words = open_words(store.log, store.vault ? &*store.vault : nullptr, seq);
        if (!words) return {};
        return from_body ? words->body : words->title;
    }
};

void write_seqs(std::ostream& out, std::string_view what, const Seqs& seqs, bool brief) {
    out << "  " << what << ' ' << seqs.size();
    if (!brief && !seqs.empty()) {
        out << ':';
        for (const std::uint64_t seq : seqs) out << ' ' << seq;
    }
    out << '\n';
}

void write_rules(std::ostream& out, const Recount& recount) {
    out << "rules in force\n  participation level "
        << schema::EnumNameParticipationLevel(recount.level.value) << ", set by event "
        << recount.level.seq << "\n  stances "
        << schema::EnumNameStanceChoice(recount.stance_choice.value) << ", set by event "
        << recount.stance_choice.seq << '\n';
    if (recount.charter) {
        out << "  charter version " << recount.charter->value << ", set by event "
            << recount.charter->seq << '\n';
    }
    const auto& phases = recount.phases.value;
    out << "  phases " << phases.size() << ", set by event " << recount.phases.seq << '\n';
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto day = [](std::int32_t on) { return on == 0 ? "-" : events::iso_date(on); };
        out << "    " << i + 1 << ' ' << schema::EnumNamePhaseKind(phases[i].kind()) << ' '
            << day(phases[i].starts_on()) << ' ' << day(phases[i].ends_on());
        if (i == recount.current_phase.value) {
            out << ", current, set by event " << recount.current_phase.seq;
        }
        out << '\n';
    }
}

void write_object(std::ostream& out, const Audit& audit, const RecountedObject& object) {
    out << name_of(object.kind) << ' ' << events::to_text(object.id) << ", event " << object.seq;
    if (object.kind == Kind::argument) out << ", on " << events::to_text(object.proposal);
    if (!object.origin.empty()) out << ", from " << object.origin;
    if (object.withdrawn_seq) out << ", withdrawn by event " << *object.withdrawn_seq;
    if (object.hidden_seq) out << ", hidden by event " << *object.hidden_seq;
    out << '\n';
    if (const std::string title = audit.title(object); !title.empty()) {
        std::string line = title;
        std::replace(line.begin(), line.end(), '\n', ' ');
        out << "  " << line << '\n';
    }
    const bool brief = audit.options.brief;
    write_seqs(out, "for", object.for_, brief);
    write_seqs(out, "neutral", object.neutral, brief);
    write_seqs(out, "against", object.against, brief);
    if (!object.superseded.empty()) write_seqs(out, "superseded", object.superseded, brief);
    if (!object.taken_back.empty()) write_seqs(out, "taken back", object.taken_back, brief);
    if (!object.withdrawals.empty()) write_seqs(out, "withdrawals", object.withdrawals, brief);
}

struct Sums {
    std::uint64_t counting = 0;
    std::uint64_t replaced = 0;
    std::uint64_t taken_back = 0;
};
Sums sums_of(const Recount& recount) {
    Sums sums;
    for (const RecountedObject& object : recount.objects) {
        sums.counting += object.for_.size() + object.neutral.size() + object.against.size();
        sums.replaced += object.superseded.size();
        sums.taken_back += object.taken_back.size();
    }
    return sums;
}

void write_text(std::ostream& out, const Audit& audit) {
    const Recount& recount = audit.recount;
    out << "project " << events::to_text(recount.project) << ", event " << recount.seq;
    if (!recount.origin.empty()) out << ", from " << recount.origin;
    out << "\nlog " << audit.store.log.origin() << ", " << recount.position << " events counted\n";
    if (const std::string title = audit.title_at(recount.seq, false); !title.empty()) {
        out << "opened as: " << title << '\n';
    }
    write_rules(out, recount);
    for (const RecountedObject& object : recount.objects) write_object(out, audit, object);
    const Sums sums = sums_of(recount);
    out << "in all: objects " << recount.objects.size() << ", stances that count " << sums.counting
        << ", superseded " << sums.replaced << ", taken back " << sums.taken_back << '\n';
    for (const std::string& what : audit.disagreements) {
        out << "the read models disagree: " << what << '\n';
    }
    if (audit.disagreements.empty()) out << "the read models agree\n";
}

void write_seqs(Json& json, std::string_view name, const Seqs& seqs, bool brief) {
    if (brief) {
        json.number(name, seqs.size());
        return;
    }
    json.key(name).open('[');
    for (const std::uint64_t seq : seqs) json.raw(std::to_string(seq));
    json.close(']');
}

template <class Value>
void write_rule(Json& json, std::string_view name, const Rule<Value>& rule,
                std::string_view value) {
    json.key(name).open('{').member("value", value).number("seq", rule.seq).close('}');
}

void write_day(Json& json, std::string_view name, std::int32_t on) {
    if (on == 0) {
        json.key(name).raw("null");
    } else {
        json.member(name, events::iso_date(on));
    }
}

void write_seq(Json& json, std::string_view name, const std::optional<std::uint64_t>& seq) {
    json.key(name).raw(seq ? std::to_string(*seq) : "null");
}

void write_rules(Json& json, const Recount& recount) {
    json.key("rules").open('{');
    write_rule(json, "level", recount.level,
               schema::EnumNameParticipationLevel(recount.level.value));
    write_rule(json, "stance_choice", recount.stance_choice,
               schema::EnumNameStanceChoice(recount.stance_choice.value));
    json.key("phases").open('{').number("seq", recount.phases.seq).key("value").open('[');
    for (const events::Phase& phase : recount.phases.value) {
        json.open('{').member("kind", schema::EnumNamePhaseKind(phase.kind()));
        write_day(json, "starts_on", phase.starts_on());
        write_day(json, "ends_on", phase.ends_on());
        json.close('}');
    }
    json.close(']').close('}').key("current_phase").open('{');
    json.number("value", recount.current_phase.value).number("seq", recount.current_phase.seq);
    json.close('}').key("charter");
    if (recount.charter) {
        json.open('{').number("value", recount.charter->value);
        json.number("seq", recount.charter->seq).close('}');
    } else {
        json.raw("null");
    }
    json.close('}');
}

void write_object(Json& json, const RecountedObject& object, bool brief) {
    json.open('{').member("kind", name_of(object.kind)).member("id", events::to_text(object.id));
    json.key("proposal");
    if (object.kind == Kind::argument) {
        json.text(events::to_text(object.proposal));
    } else {
        json.raw("null");
    }
    json.member("origin", object.origin).number("seq", object.seq);
    json.member("state", name_of(state_of(object)));
    write_seq(json, "withdrawn_seq", object.withdrawn_seq);
    write_seq(json, "hidden_seq", object.hidden_seq);
    write_seqs(json, "for", object.for_, brief);
    write_seqs(json, "neutral", object.neutral, brief);
    write_seqs(json, "against", object.against, brief);
    write_seqs(json, "superseded", object.superseded, brief);
    write_seqs(json, "taken_back", object.taken_back, brief);
    write_seqs(json, "withdrawals", object.withdrawals, brief);
    json.close('}');
}

void write_json(std::ostream& out, const Audit& audit) {
    const Recount& recount = audit.recount;
    Json json;
    json.open('{').member("log", audit.store.log.origin()).number("position", recount.position);
    json.key("project").open('{').member("id", events::to_text(recount.project));
    json.member("origin", recount.origin).number("seq", recount.seq).close('}');
    write_rules(json, recount);
    json.key("objects").open('[');
    for (const RecountedObject& object : recount.objects) {
        write_object(json, object, audit.options.brief);
    }
    json.close(']').key("read_models_agree").raw(audit.disagreements.empty() ? "true" : "false");
    json.key("disagreements").open('[');
    for (const std::string& what : audit.disagreements) json.text(what);
    out << json.close(']').close('}').take();
}

}  // namespace

std::vector<std::string> disagreements(const Recount& recount, const Views& views) {
    return Comparison(recount, views).run();
}

int audit_command(const std::filesystem::path& data, const AuditOptions& options, std::ostream& out,
                  std::ostream& errors, std::ostream& progress) {
    const storage::StoreReader store(data);
    // A server may be appending: both counts end here.
    const std::uint64_t end = store.log.size();
    ProgressLine counting(progress, "counting events");
    const auto counted =
        recount(store.log, end, options.project,
                [&](std::uint64_t done, std::uint64_t of) { counting.show(done, of); });
    counting.end();
    if (!counted) {
        errors << "audit: no project has the id or the origin " << options.project << '\n';
        return 1;
    }
    ProgressLine folding(progress, "folding events");
    FoldOptions folds;
    folds.until = end;
    folds.progress = [&](std::uint64_t done, std::uint64_t of) { folding.show(done, of); };
    const auto views = fold(store.log, nullptr, folds);
    folding.end();
    const std::vector<std::string> differences = disagreements(*counted, *views);
    const Audit audit{store, *counted, differences, options};
    options.json ? write_json(out, audit) : write_text(out, audit);
    return differences.empty() ? 0 : 1;
}

}  // namespace imaginons::projections
