// What the demo's residents ask the city, and what it answers. Invented, like all of it.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {

namespace {

constexpr Official schools{"Iris Valdoré", "adjointe aux écoles"};
constexpr Official life{"Noé Clairval", "adjoint à la vie locale"};

const std::vector<Question> all{
    {"mediatheque-agents", "mediatheque", "", "Deux fois nounou", -33,
     "Combien d’agents faut-il pour ouvrir trois heures un dimanche, et sont-ils volontaires ?",
     -29,
     "Quatre agents, dont une personne à l’accueil. Six se sont dits volontaires au printemps, "
     "avec "
     "un jour de repos dans la semaine. Nous publierons l’accord signé ici.",
     life},
    {"mediatheque-noel", "mediatheque", "", "Trois-huit", -11,
     "La médiathèque ouvrira-t-elle aussi pendant les vacances de Noël ?", 0, "", life},
    {"tout-petits-sol", "tout-petits", "", "Poussette double", -7,
     "Le sol autour des jeux sera-t-il souple, ou du gravier comme place du Marché ?", 0, "", life},
    {"cours-samedi", "", "cours", "Poussette double", -25,
     "Les cours seront-elles ouvertes aux familles le samedi **et** le dimanche ? Et qui ouvre le "
     "portail ?",
     -19,
     "Les deux jours, de 9 h à 19 h. Une serrure à horloge ouvre et ferme ; le gardien passe le "
     "soir. On commence par l’école des Tilleuls, à la fin des travaux.",
     schools},
    {"cours-arrosage", "", "cours", "Thym citron", -4,
     "Qui arrose les arbres pendant le premier été, quand l’école est fermée ?", 0, "", schools}};

}  // namespace

std::span<const Question> questions() {
    return all;
}

}  // namespace imaginons::commands::demo
