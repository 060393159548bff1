#include "projections/assignment.hpp"

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <cassert>
#include <tuple>

#include "projections/limits.hpp"

namespace imaginons::projections {

namespace {

using Graph = lemon::SmartDigraph;
using Amounts = Graph::ArcMap<std::int64_t>;
using Simplex = lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t>;

// From a source through vacancies and people to a sink, and back to the source: what flows round is
// who is placed. Costs are negative where something is gained, so that what is cheapest is best.
class Flow {
  public:
    Flow(std::span<const Vacancy> vacancies, std::span<const Candidate> candidates)
        : upper_(graph_), cost_(graph_), source_(graph_.addNode()), sink_(graph_.addNode()) {
        std::int64_t places = 0;
        for (const Vacancy& vacancy : vacancies) places += vacancy.places;
        // One place more is worth more than all scores together.
        const std::int64_t place = (places + 1) * std::int64_t{most_score};
        std::vector<Graph::Node> rooms;
        for (const Vacancy& vacancy : vacancies) {
            rooms.push_back(graph_.addNode());
            arc(source_, rooms.back(), vacancy.places, 0);
        }
        const std::vector<Graph::Node> people = people_of(candidates);
        for (std::size_t i = 0; i < candidates.size(); ++i)
            arcs_.push_back(arc(rooms[candidates[i].vacancy], people[i], 1,
                                -place - std::int64_t{candidates[i].score}));
        arc(sink_, source_, places, 0);
    }

    // For each candidate, in their order.
    std::vector<bool> placed() {
        Simplex simplex(graph_);
        simplex.upperMap(upper_).costMap(cost_);
        // All capacities are finite, and nothing has to flow.
        const auto solved = simplex.run();
        assert(solved == Simplex::OPTIMAL);
        std::vector<bool> out;
        for (const Graph::Arc arc : arcs_) out.push_back(simplex.flow(arc) != 0);
        return out;
    }

  private:
    Graph::Arc arc(Graph::Node from, Graph::Node to, std::int64_t most, std::int64_t cost) {
        const Graph::Arc made = graph_.addArc(from, to);
        upper_[made] = most;
        cost_[made] = cost;
        return made;
    }
    // A node for each person, at the places of all their candidacies.
    std::vector<Graph::Node> people_of(std::span<const Candidate> candidates) {
        std::vector<std::size_t> order(candidates.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return events::ByBytes{}(candidates[a].person, candidates[b].person);
        });
        std::vector<Graph::Node> people(candidates.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            const bool same =
                i != 0 && candidates[order[i]].person == candidates[order[i - 1]].person;
            people[order[i]] = same ? people[order[i - 1]] : graph_.addNode();
            if (!same) arc(people[order[i]], sink_, 1, 0);
        }
        return people;
    }

    Graph graph_;
    Amounts upper_;
    Amounts cost_;
    Graph::Node source_;
    Graph::Node sink_;
    std::vector<Graph::Arc> arcs_;  // of the candidates
};

bool before(const Candidate& a, const Candidate& b) {
    if (a.vacancy != b.vacancy) return a.vacancy < b.vacancy;
    if (a.score != b.score) return a.score > b.score;
    return events::ByBytes{}(a.person, b.person);
}

}  // namespace

// Of several choices that are equally good the simplex takes one that depends on the order of what
// it is given: so that is put in order first.
std::vector<Placement> assign(std::span<const Vacancy> vacancies,
                              std::span<const Candidate> candidates) {
    std::vector<Candidate> ordered(candidates.begin(), candidates.end());
    std::sort(ordered.begin(), ordered.end(), before);
    const std::vector<bool> placed = Flow(vacancies, ordered).placed();
    std::vector<Placement> out;
    for (std::size_t i = 0; i < ordered.size(); ++i)
        if (placed[i]) out.push_back({ordered[i].vacancy, ordered[i].person, ordered[i].score});
    return out;
}

std::vector<Vacancy> vacancies_of(const MatchingIndex& index, std::span<const MissionId> missions,
                                  std::int32_t today) {
    std::vector<Vacancy> all;
    for (const MissionId& id : missions) {
        const Mission* mission = index.mission(id);
        if (mission == nullptr || mission->state != MissionState::open) continue;
        for (std::size_t slot = 0; slot < mission->seats.size(); ++slot)
            if (slot_open(*mission, slot, today))
                all.push_back({id, slot, mission->seats[slot].free()});
    }
    return all;
}

// For each vacancy as many candidates are enough as there are places in all: whoever stands behind
// them could be exchanged for one of them who is placed nowhere, and nothing would be lost.
std::optional<std::vector<Placement>> fill(const MatchingIndex& index,
                                           std::span<const Vacancy> vacancies, Asker asker,
                                           std::int32_t today) {
    std::size_t places = 0;
    for (const Vacancy& vacancy : vacancies) places += vacancy.places;
    if (vacancies.size() > limits::assigned_vacancies || places > limits::assigned_places)
        return std::nullopt;
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < vacancies.size(); ++i) {
        const auto found =
            index.volunteers_for(vacancies[i].mission, {today, asker, places, vacancies[i].slot});
        for (const Match& match : found) candidates.push_back({i, match.person, match.score});
    }
    return assign(vacancies, candidates);
}

}  // namespace imaginons::projections
