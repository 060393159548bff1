// The demo's proposals that belong to a project, in French. All invented.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {
namespace {

const std::vector<Proposal> all = {
    {"fontaine", "cours", "Libellule", -79, "Une fontaine à hauteur d’enfant",
     "Aujourd’hui les petits boivent au robinet des toilettes, sur la pointe des pieds. Une fontaine basse, avec un bouton que "
     "l’on pousse du coude, servirait toute la journée et le week-end aussi.\n\nPour les fauteuils, il faut pouvoir passer "
     "dessous.",
     {88, 6, 4},
     {{-78, "Deux fois nounou", Side::for_, "Le mercredi nous sommes quatre avec dix enfants. Une fontaine, c’est dix gourdes de moins à porter.", 31},
      {-76, "Tableau noir", Side::against, "L’hiver il faudra la couper et la vidanger. Qui s’en occupe ?", 12, "", "",
       {{-75, "Rustine", Side::for_, "Il existe des modèles qui se vident seuls quand il gèle. J’en ai posé deux dans une autre ville.", 18,
         {{-74, "Tableau noir", Side::beside, "Merci, alors je change d’avis.", 9}}}}},
      {-60, "Goutte d’eau", Side::beside, "On peut demander l’analyse de l’eau, elle est publique.", 7,
       "Qualité de l’eau du robinet, rapport de l’année", "https://annemasse.example/eau/rapport.pdf"}}},
    {"foot", "cours", "Les 4e du Salève", -77, "Garder un terrain plat pour le foot",
     "Si l’on enlève le goudron partout, on enlève le foot. Il n’y a déjà plus de terrain libre le mercredi. Nous demandons une "
     "surface plate de 300 m² au moins dans chaque cour, même si elle est plus petite qu’avant.",
     {61, 12, 43},
     {{-75, "Ballon prisonnier", Side::for_, "Pas que le foot : la corde, la marelle, le vélo des petits, tout demande du plat.", 40},
      {-73, "Craie blanche", Side::against, "Dans la cour actuelle, douze garçons occupent tout le milieu et les autres longent les murs. Plat, oui. Réservé, non.", 44, "", "",
       {{-72, "Les 4e du Salève", Side::beside, "D’accord pour un jour sur deux sans ballon. On l’a voté en classe, 19 contre 6.", 37}}},
      {-50, "Stylo rouge", Side::beside, "La géographe qui est venue en classe avait des cartes de qui court où. C’est frappant.", 15,
       "Qui occupe la cour ? Vingt cours observées", "https://annemasse.example/ecoles/vingt-cours.html"}}},
    {"terre", "cours", "Maîtresse du 9", -64, "Un coin de terre où l’on peut creuser",
     "Pas un massif avec une clôture : de la terre, pour de vrai, avec des pelles. On y fait les sciences, on s’y salit, on y "
     "apprend que les vers de terre ne mordent pas.",
     {69, 9, 11},
     {{-62, "Abeille noire", Side::for_, "Avec un coin de terre, on fait les sciences dehors. Nos classes l’ont essayé dans deux bacs : plus un absent le vendredi.", 38},
      {-61, "Fermeture éclair", Side::against, "Et le linge ? Je lave déjà un manteau par semaine.", 16, "", "",
       {{-60, "Jardin partagé", Side::for_, "On peut prévoir des bottes et des tabliers à l’école. Chez nous quinze paires ont suffi.", 21}}}},
     {{-45, "Un coin de terre où l’on peut creuser, et des bottes pour tous",
       "Pas un massif avec une clôture : de la terre, pour de vrai, avec des pelles. On y fait les sciences, on s’y salit, on y "
       "apprend que les vers de terre ne mordent pas.\n\n**Ajouté après vos remarques :** des bottes et des tabliers restent à "
       "l’école, et le coin est loin de la porte des classes."}}},
    {"calme", "cours", "Petite Ourse", -33, "Un endroit sans ballon",
     "J’ai dix ans. À la récréation j’aime lire ou parler avec mes amies. Il n’y a pas d’endroit où le ballon n’arrive pas. On "
     "voudrait trois bancs en rond, derrière des buissons.",
     {94, 5, 1},
     {{-32, "Colin-maillard", Side::for_, "Des buissons bas, pour que les adultes voient sans déranger.", 29},
      {-30, "Do dièse", Side::for_, "Mon fils ne supporte pas le bruit. Trois bancs changeraient ses journées.", 51}}},
    {"weekend", "cours", "Grand Pin", -27, "Ouvrir les cours le dimanche, avec les voisins",
     "Une cour à l’ombre fermée le dimanche, c’est un jardin dans un tiroir. Nous proposons que deux voisins volontaires par "
     "quartier aient la clé, ouvrent à 10 h et ferment à 19 h.",
     {66, 17, 22},
     {{-26, "Chouette 7", Side::against, "Qui ramasse les feuilles et ferme le portail le dimanche soir ? Sans gardien, ce seront les voisins.", 29, "", "",
       {{-25, "Grand Pin", Side::for_, "Justement, des voisins qui l’ont choisi et qui se relaient. Nous sommes déjà sept sur la liste.", 24,
         {{-24, "Chouette 7", Side::beside, "Sept l’été. Revenez me voir en novembre.", 19}}}}},
      {-22, "Oreille fine", Side::beside, "D’accord si la fermeture à 19 h est tenue.", 23}}},

    {"marche-soir", "marche", "Frontalière", -66, "Un marché du jeudi soir, de 16 h à 20 h",
     "Je prends le train de 6 h 40 et je rentre à 18 h. Le mardi matin, le marché est une rumeur. Un soir par semaine, même petit, "
     "changerait ce que nous mangeons.",
     {79, 8, 14},
     {{-65, "Boulanger de nuit", Side::against, "Un maraîcher se lève à 3 h. Lui demander le soir en plus, c’est lui demander de dormir debout.", 33, "", "",
       {{-64, "Basilic", Side::beside, "Deux producteurs de mon village viendraient, si c’est le soir à la place d’un matin.", 26}}},
      {-63, "Trois-huit", Side::for_, "Dans mon immeuble on est onze à travailler de l’autre côté de la frontière. Onze paniers.", 30},
      {-40, "Virgule", Side::beside, "Une ville voisine a essayé un an et publié ses chiffres.", 11,
       "Bilan d’un marché du soir, première année", "https://annemasse.example/marche/bilan-du-soir.pdf"}}},
    {"marche-invendus", "marche", "Soupe au pistou", -52, "Les invendus à midi, sous le kiosque",
     "À 12 h 45 on jette des caisses. Une table, deux volontaires, une pancarte : chacun prend ce qu’il veut, sans rien demander à "
     "personne.",
     {91, 4, 1},
     {{-51, "Confiture", Side::for_, "Je m’inscris pour deux mardis par mois. Ce qui reste, j’en fais des pots.", 36},
      {-49, "Croûte dorée", Side::beside, "Attention au froid pour le fromage et le poisson : légumes, fruits et pain seulement.", 28}}},
    {"marche-couvert", "marche", "Le 61 en retard", -21, "Une halle en bois, même petite",
     "Dix étals à l’abri, trente mètres de long, un toit que l’on voit de loin. Les jours sans marché : des bals, des tournois, des "
     "siestes.",
     {48, 19, 27},
     {{-20, "Racine carrée", Side::against, "Une halle coûte plus d’un million. Pour ce prix on refait trois rues.", 25},
      {-19, "Fanfare", Side::for_, "On répète dans un garage. Un toit, c’est une scène.", 22}}},

    {"vv-nuit", "voie-verte", "Semelle de vent", -219, "Des bancs loin des réverbères, pour les étoiles",
     "Un banc sur deux à l’écart de la lumière : l’été, on voit la Voie lactée depuis la Voie Verte.",
     {34, 22, 29},
     {{-215, "Passe-muraille", Side::against, "À 22 h, je préfère voir qui est assis.", 27},
      {-210, "Lune de mai", Side::beside, "Un seul, près du pont, suffirait à mon bonheur.", 12}}},
    {"vv-dossiers", "voie-verte", "Tante Lise", -214, "Des dossiers et des accoudoirs",
     "Sans accoudoir, je ne me relève pas. Ce n’est pas plus cher et tout le monde y gagne, même les jeunes qui font semblant que "
     "non.",
     {83, 7, 0},
     {{-213, "Papy Gâteau", Side::for_, "Signé : mes deux genoux.", 48},
      {-208, "Quatrième étage", Side::beside, "Pas d’accoudoir au milieu, s’il vous plaît : cela sert surtout à empêcher de s’allonger.", 35}}},
    {"vv-bilan", "voie-verte", "Mésange", -41, "Pour le bilan : mesurer la chaleur au même endroit, à la même heure",
     "En janvier j’avais écrit trois lignes. Je voudrais qu’en juillet prochain on remesure, au même endroit, à 15 h, et que le "
     "chiffre soit publié même s’il déçoit.",
     {57, 6, 0},
     {{-39, "Point-virgule", Side::for_, "Un chiffre qui déçoit vaut mieux qu’une photo qui plaît.", 33}}},

    {"q-passerelle", "quartiers", "Chouette 7", -119, "Allumer la passerelle du Perrier jusqu’au dernier tram",
     "À 23 h, on descend du tram et on traverse dans le noir. Il suffirait que la lumière reste allumée, puis s’éteigne trente "
     "minutes après le dernier passage.",
     {102, 0, 0},
     {{-118, "Réveil à 5 h", Side::for_, "Et le matin aussi : à 5 h 10 il n’y a que moi et un chat.", 45},
      {-110, "Ver luisant", Side::against, "La nuit appartient aussi aux chauves-souris. Une lumière basse et rouge suffirait.", 19, "", "",
       {{-108, "Chouette 7", Side::beside, "Bonne idée, j’ai modifié le texte.", 22}}}},
     {{-107, "Allumer la passerelle du Perrier jusqu’au dernier tram, d’une lumière douce",
       "À 23 h, on descend du tram et on traverse dans le noir. Il suffirait que la lumière reste allumée, puis s’éteigne trente "
       "minutes après le dernier passage.\n\nUne lumière basse et chaude, tournée vers le sol : on voit ses pieds, et les "
       "chauves-souris ne voient rien."}}},
    {"q-marelle", "quartiers", "Marelle", -103, "Trois marelles et un circuit sur les trottoirs larges",
     "De la peinture, une matinée, des enfants avec des pinceaux. Devant la médiathèque, devant la poste, et devant chez moi si "
     "c’est possible.",
     {64, 0, 0},
     {{-100, "Trottoir large", Side::beside, "Vérifiez que la peinture ne glisse pas quand il pleut.", 17}}},
    {"q-arceaux", "quartiers", "Guidon", -92, "Vingt arceaux à vélo, là où l’on en manque vraiment",
     "J’ai fait le tour avec un carnet : devant le cinéma, 14 vélos pour 4 arceaux ; devant le dentiste, 6 vélos pour un poteau. La "
     "liste complète est dans ma poche, je la donne à qui veut.",
     {58, 0, 0},
     {{-90, "Clé de douze", Side::for_, "Il y a aussi celui de la gare qui est tordu depuis deux ans.", 20}}},
    {"q-boites", "quartiers", "Page tournée", -71, "Une boîte à livres par quartier, fabriquée ici",
     "Du bois de palette, une vitre, un auvent. Les élèves du lycée professionnel sont d’accord pour les construire, si l’on paie les "
     "charnières.",
     {71, 0, 0},
     {{-69, "Encre verte", Side::for_, "J’ai quatre cents romans policiers qui attendent.", 34},
      {-55, "Majuscule", Side::beside, "Prévoir quelqu’un qui trie : sinon il ne reste que les dictionnaires.", 21}}},
    {"q-passerelle-neuve", "quartiers", "Pierre qui roule", -60, "Une deuxième passerelle au-dessus des voies",
     "On gagnerait huit minutes pour aller au collège.", {29, 0, 0},
     {{-58, "Racine carrée", Side::against, "Une passerelle, c’est deux cents fois la somme.", 30}}, {}, -18,
     "La ville m’a expliqué le prix : ce n’est pas un petit travail. Je la proposerai hors de ce budget, avec le collège."},

    {"velo-bas", "velo", "Pédale douce", -158, "L’itinéraire du bas, par la rue des jardins",
     "Deux minutes de plus, quatre carrefours de moins. On longe les jardins familiaux et l’on arrive derrière le terminus, du côté "
     "sans bus.",
     {62, 10, 6},
     {{-150, "Petit plateau", Side::for_, "Essayé avec ma fille de sept ans : elle a chanté tout le long.", 41},
      {-140, "Feu vert", Side::against, "La rue des jardins est en sens unique. À vélo, on y serait à contresens.", 15, "", "",
       {{-138, "Roue libre", Side::beside, "Un double sens cyclable y est permis, la rue est à 30. Nous avons demandé le panneau.", 23}}}}},
    {"velo-ecole", "velo", "Sonnette", -88, "Un ramassage à vélo pour l’école, le vendredi",
     "Deux adultes, dix enfants, des gilets, un départ à 8 h 05 devant la boulangerie. Si cela prend, on ajoute le lundi.",
     {55, 13, 9},
     {{-86, "Poussette double", Side::for_, "Le mien demande tous les jours quand c’est vendredi.", 27},
      {-80, "Passage clouté", Side::beside, "Il faut l’accord écrit des parents et une assurance : j’ai un modèle.", 16,
       "Modèle d’autorisation pour un ramassage à vélo", "https://annemasse.example/velo/modele.odt"}}},
    {"velo-casiers", "velo", "Garde-boue", -15, "Un garage fermé au terminus",
     "Deux vélos volés en un an, dont un avec le siège du petit. Un garage fermé de trente places, avec la carte du tram.",
     {44, 8, 3},
     {{-13, "Rond-point", Side::beside, "Le terrain est à l’agglomération : il faut lui écrire aussi.", 14}}},

    {"repare-lieu", "repare", "Clé de douze", -62, "L’ancienne loge du gymnase, vide depuis trois ans",
     "Quarante mètres carrés, de l’eau, du courant, une porte large, et personne au-dessus que le bruit dérangerait. J’ai demandé : "
     "la clé est au service des sports.",
     {53, 5, 2},
     {{-60, "Marteau", Side::for_, "Je l’ai visitée. Il y a même un établi, sous les tapis de judo.", 29},
      {-58, "Sans ascenseur", Side::against, "Trois marches à l’entrée. Sans rampe, je reste dehors avec mon grille-pain.", 38, "", "",
       {{-57, "Tournevis", Side::for_, "Une rampe en bois, on sait faire. Ce sera la première réparation.", 42}}}}},
    {"repare-couture", "repare", "Dé à coudre", -29, "Un soir sur deux pour la couture",
     "Les vis intéressent la moitié du monde. L’autre moitié a des ourlets. Le mardi les vis, le jeudi le fil.",
     {47, 9, 1},
     {{-27, "Aiguille", Side::for_, "J’apporte ma machine. Elle a quarante ans et elle ne coince jamais.", 25},
      {-26, "Vis et versa", Side::beside, "Adopté si quelqu’un tient le jeudi. Qui ?", 13, "", "",
       {{-25, "Pelote", Side::for_, "Moi, un sur deux.", 18}}}}},
};

}  // namespace

std::span<const Proposal> proposals_in_projects() { return all; }

}  // namespace imaginons::commands::demo
