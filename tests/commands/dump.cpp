// A decision state as text, to compare one with another.
#include <algorithm>
#include <sstream>

#include "engine_fixture.hpp"

namespace imaginons::commands::test {

namespace {

using events::to_text;

// The lines of one slice, sorted.
class Lines {
  public:
    template <class... Parts>
    void add(const Parts&... parts) {
        std::ostringstream line;
        ((line << parts << ' '), ...);
        lines_.push_back(line.str());
    }
    std::string sorted() {
        std::sort(lines_.begin(), lines_.end());
        std::string text;
        for (const std::string& line : lines_) text += line + '\n';
        return text;
    }

  private:
    std::vector<std::string> lines_;
};

void add_stances(Lines& lines, const Stances& stances) {
    for (const auto& [object, table] : stances.by_object) {
        for (std::uint32_t number = 0; number < stances.tokens.size(); ++number) {
            const auto stance = static_cast<int>(table.find(number));
            if (stance != 0)
                lines.add("stance", to_text(object), to_text(stances.tokens.at(number)), stance);
        }
    }
}

void add_projects(Lines& lines, const Projects& projects) {
    for (const auto& [id, project] : projects.by_id) {
        lines.add("project", to_text(id), static_cast<int>(project.owner_kind),
                  to_text(project.owner), static_cast<int>(project.stance_choice),
                  project.current_phase, project.words_seq);
        for (std::size_t i = 0; i < project.phases.size(); ++i)
            lines.add("phase", to_text(id), i, static_cast<int>(project.phases[i]));
        for (const auto& theme : project.themes) lines.add("theme", to_text(id), theme);
        lines.add("district", to_text(id), project.district);
        for (std::size_t i = 0; i < project.milestones.size(); ++i) {
            lines.add("milestone", to_text(id), i, to_text(project.milestones[i].id),
                      project.milestones[i].reached);
        }
    }
    for (const auto& id : projects.news) lines.add("news", to_text(id));
}

void add_meetings(Lines& lines, const Meetings& meetings) {
    for (const auto& [id, m] : meetings.by_id) {
        lines.add("meeting", to_text(id), to_text(m.project), m.starts_at_ms, m.ends_at_ms,
                  m.capacity, m.version, m.minutes, m.cancelled);
        for (const auto& token : m.seats) lines.add("seat", to_text(id), to_text(token));
    }
}

}  // namespace

std::string dump(const State& state) {
    Lines lines;
    lines.add("charter", state.charter.version, state.charter.title, state.charter.body);
    for (const auto& [id, version] : state.charter.accepted)
        lines.add("accepted", to_text(id), version);
    for (const auto& [id, who] : state.people.by_id)
        lines.add("person", to_text(id), who.pseudonym, who.email_confirmed);
    for (const auto& [key, id] : state.people.by_name) lines.add("name", key, to_text(id));
    add_projects(lines, state.projects);
    for (const auto& [id, p] : state.proposals.by_id) {
        lines.add("proposal", to_text(id), to_text(p.project), to_text(p.author), p.version,
                  p.statement, p.withdrawn, p.decided, p.amends_version, to_text(p.amends));
        for (const auto& theme : p.placement.labels.themes) lines.add("theme", to_text(id), theme);
        lines.add("district", to_text(id), p.placement.labels.district);
        if (p.placement.point)
            lines.add("point", to_text(id), p.placement.point->latitude(),
                      p.placement.point->longitude());
        for (const auto& person : p.co_authors) lines.add("signs", to_text(id), to_text(person));
        for (const auto& person : p.invited) lines.add("invited", to_text(id), to_text(person));
        for (const auto& one : p.written)
            lines.add("wrote", to_text(id), to_text(one.by), one.version);
    }
    for (const auto& [id, a] : state.arguments.by_id)
        lines.add("argument", to_text(id), to_text(a.proposal), a.depth);
    add_stances(lines, state.stances);
    add_meetings(lines, state.meetings);
    for (const auto* table : {&state.territory.themes, &state.territory.districts}) {
        for (const events::Label& label : table->all())
            lines.add("label", label.code, label.french, label.english, label.retired);
        for (const std::uint8_t place : table->in_force()) lines.add("in force", int{place});
    }
    for (const auto& [id, q] : state.questions.by_id)
        lines.add("question", to_text(id), to_text(q.proposal), to_text(q.project),
                  to_text(q.author), q.answers);
    for (const auto& [about, asked] : state.questions.about)
        lines.add("asked", to_text(about), asked.size());
    for (const auto& [about, phases] : state.conclusions.versions) {
        for (const auto& [phase, version] : phases)
            lines.add("concluded", to_text(about), phase, version);
    }
    for (const auto& id : state.moderation.hidden) lines.add("hidden", to_text(id));
    return lines.sorted();
}

}  // namespace imaginons::commands::test
