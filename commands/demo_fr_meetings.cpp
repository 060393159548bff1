// The demo's meetings: one that is over, with its minutes, one to come, and one that is full.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {
namespace {

const std::vector<Meeting> all_meetings = {
    {"atelier-2", "cours", "", -30, -8, 17, 120, 40, 38,
     "Atelier n° 2 : ce que les enfants veulent garder",
     "## Au programme\n\n"
     "1. Ce que les relevés de chaleur ont montré (10 minutes).\n"
     "2. Cinq groupes, cinq maquettes : où courir, où s’asseoir, où planter (une heure).\n"
     "3. Chaque groupe montre sa cour aux autres.\n\n"
     "**Déjà décidé :** une surface plate reste dans chaque cour. **À décider ensemble :** tout le "
     "reste.\n\n"
     "Garde d’enfants sur place, traduction en turc et en portugais.",
     "École des Tilleuls, préau, entrée rue du Perrier", "", -6,
     "38 personnes, dont 21 enfants.\n\n"
     "## Ce qui s’est dit\n\n"
     "- Quatre groupes sur cinq demandent un coin calme, sans ballon.\n"
     "- Le foot reste, mais sur la moitié de la cour : les deux classes de CM2 sont d’accord.\n"
     "- Les fauteuils doivent pouvoir atteindre les bancs et la fontaine.\n\n"
     "## Ce qui est décidé\n\n"
     "Un coin calme entre dans les trois plans. L’architecte les redessine avant l’atelier "
     "n° 3.\n\n"
     "## Et ensuite\n\n"
     "Les trois plans seront affichés dans les écoles une semaine avant l’atelier n° 3."},

    {"atelier-3", "cours", "", -5, 12, 8, 180, 40, 14, "Atelier n° 3 et plantation",
     "On compare les trois plans, puis on plante les six premiers arbres, avec les jardiniers de "
     "la ville.\n\n"
     "- 9 h : les trois plans au mur, par petits groupes.\n"
     "- 10 h 30 : plantation. Venez avec des bottes, les pelles sont là.\n\n"
     "Garde d’enfants, traduction en turc et en portugais.",
     "École de Romagny, entrée par le jardin", "", 0, ""},

    {"soiree", "repare", "Vis et versa", -9, 6, 17, 150, 12, 12,
     "Première soirée d’essai, pour celles et ceux qui tiendront l’atelier",
     "Essayer les outils, se répartir les soirées, écrire la liste de ce que l’on ne répare pas.",
     "Maison des associations, salle du fond", "", 0, ""},
};

}  // namespace

std::span<const Meeting> meetings() {
    return all_meetings;
}

}  // namespace imaginons::commands::demo
