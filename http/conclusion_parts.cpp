// Rows of conclusions as pages show them: see conclusion_parts.hpp.
#include "http/conclusion_parts.hpp"

#include <algorithm>

#include "http/hidden.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"

namespace imaginons::http {

namespace {

using projections::Conclusion;
using projections::Views;

pages::ConclusionView& add_row(pages::Conclusions& out, std::vector<events::Conclusion>& texts,
                               const Views& views, const Conclusion& row) {
    pages::ConclusionView& one = out.rows.emplace_back();
    one.version = row.version;
    one.by_city = row.by == no_row;
    one.by = person_name(views, row.by);
    one.at = row.at_ms;
    one.erased = !row.opened;
    texts.push_back(row.words);
    return one;
}

std::string phase_title(const projections::Project& project, std::size_t phase) {
    return phase < project.words.phases.size() ? project.words.phases[phase] : std::string();
}

// The phases that the project has come to, the present one first.
void fill_phases(pages::Conclusions& out, const Views& views, const projections::Project& project) {
    for (std::size_t phase =
             std::min<std::size_t>(project.current_phase + 1U, project.phases.size());
         phase-- > 0;) {
        const bool again =
            std::any_of(project.conclusions.begin(), project.conclusions.end(),
                        [&](std::uint32_t at) { return views.conclusions[at].phase == phase; });
        out.phases.push_back(
            {static_cast<std::uint32_t>(phase), phase_title(project, phase), again});
    }
}

}  // namespace

void fill_conclusions(pages::Conclusions& out, std::vector<events::Conclusion>& texts,
                      const Visit& visit, const Views& views, const projections::Proposal& proposal,
                      bool in_past) {
    const bool hidden = proposal.state == projections::State::hidden;
    if (proposal.kind != projections::Kind::proposal || hidden) return;
    out.path = "/proposals/" + events::to_text(proposal.id);
    const auto project =
        proposal.project == no_row ? events::ProjectId() : views.projects[proposal.project].id;
    const bool open = proposal.state == projections::State::submitted && !proposal.words.erased;
    out.may_conclude = !in_past && open && may_conclude(views, visit, project);
    if (proposal.conclusion == no_row) return;
    const Conclusion& row = views.conclusions[proposal.conclusion];
    pages::ConclusionView& one = add_row(out, texts, views, row);
    one.added_since = static_cast<std::uint64_t>(
        std::count_if(proposal.arguments.begin(), proposal.arguments.end(), [&](std::uint32_t at) {
            const projections::Argument& argument = views.arguments[at];
            return is_shown(views, argument) && argument.created_at_ms > row.at_ms;
        }));
}

void fill_conclusions(pages::Conclusions& out, std::vector<events::Conclusion>& texts,
                      const Visit& visit, const Views& views, const projections::Project& project,
                      bool in_past) {
    out.path = "/projects/" + events::to_text(project.id);
    out.project = true;
    std::vector<std::uint32_t> rows = project.conclusions;
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        return views.conclusions[a].phase > views.conclusions[b].phase;
    });
    for (const std::uint32_t at : rows) {
        const Conclusion& row = views.conclusions[at];
        add_row(out, texts, views, row).phase = phase_title(project, row.phase);
    }
    if (in_past || project.words.erased || !may_conclude(views, visit, project.id)) return;
    fill_phases(out, views, project);
}

void put_words(pages::ConclusionView& out, const events::Conclusion& words) {
    out.said_for = render_markdown(words.said_for, 4);
    out.said_against = render_markdown(words.said_against, 4);
    if (!words.left_open.empty()) out.left_open = render_markdown(words.left_open, 4);
}

void finish_conclusions(pages::Conclusions& out, const std::vector<events::Conclusion>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!out.rows[i].erased) put_words(out.rows[i], texts[i]);
    }
}

bool may_conclude(const Views& views, const Visit& visit, const events::ProjectId& project) {
    const projections::Person* person =
        visit.who ? projections::find(views, visit.who->person) : nullptr;
    return person != nullptr && projections::may_conclude(views, project, *person);
}

}  // namespace imaginons::http
