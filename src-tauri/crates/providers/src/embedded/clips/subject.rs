//! What a prompt is about: words, English and French, and the looks and moods they call for.

use super::look::Look;
use super::maths::Dice;
use super::palette::Mood;

/// Words that call for the same pictures.
struct Subject {
    /// In small letters without accents, with blanks between; one ending in `*` stands for all that begin so.
    words: &'static str,
    /// Looks, and how strongly each is called for.
    looks: &'static [(Look, f32)],
    mood: Option<Mood>,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        words: "mountain* montagn* hill* colline* landscape* paysage* valley* vallee* peak* sommet* hik* randonn* \
            trail sentier* nature travel* voyag* journey* horizon* desert* adventure* aventur* countryside \
            campagne climb* wild* path chemin* canyon*",
        looks: &[(Look::Ridges, 6.0), (Look::Aurora, 0.7), (Look::Paper, 1.0)],
        mood: None,
    },
    Subject {
        words: "sunrise* sunset* dawn dusk aube aurore coucher soleil* morning* matin* golden sun sunlight sunny \
            lever",
        looks: &[(Look::Ridges, 3.0), (Look::Sea, 2.5), (Look::City, 0.7)],
        mood: Some(Mood::Warm),
    },
    Subject {
        words: "forest* foret* tree* arbre* woods bois jungle* leaf leaves feuille* garden* jardin* plant plants \
            plante* green vert verte vertes verts ecolog* spring printemps moss mousse organic",
        looks: &[(Look::Ridges, 4.0), (Look::Paper, 2.0), (Look::Ink, 1.0)],
        mood: Some(Mood::Green),
    },
    Subject {
        words: "sea mer mers ocean* wave waves vague* beach* plage* water* eau eaux lake* lac lacs river* riviere* \
            boat* bateau* sail* voile* island* iles swim* nage* surf* harbour* harbor* coast* summer* holiday* \
            vacances",
        looks: &[(Look::Sea, 6.0), (Look::Silk, 1.0), (Look::Paper, 0.8)],
        mood: Some(Mood::Cool),
    },
    Subject {
        words: "night* nuit* sky ciel* star stars etoile* moon* lune* space galax* cosmos cosmi* planet* universe* \
            univers sleep* sommeil* dormir dream* reve* rever northern aurora* boreal* dark* midnight minuit",
        looks: &[(Look::Aurora, 6.0), (Look::Network, 0.8), (Look::Bokeh, 1.0)],
        mood: Some(Mood::Night),
    },
    Subject {
        words: "winter* hiver* snow* neige* ice icy glace* cold froid* frost* rain* pluie* arctic arctique",
        looks: &[(Look::Aurora, 3.0), (Look::Ridges, 3.0)],
        mood: Some(Mood::Cool),
    },
    Subject {
        words: "code* coding coder python rust javascript java typescript html css sql terminal* computer* \
            ordinateur* program* script scripts software logiciel* developer* developp* dev debug* bug bugs \
            function* fonction* algorithm* keyboard* clavier* laptop* hack* github linux screen* ecran* editor* \
            editeur* loop loops boucle* variable* shell backend frontend",
        looks: &[(Look::Code, 6.0), (Look::Network, 1.6), (Look::Graph, 0.8)],
        mood: Some(Mood::Night),
    },
    Subject {
        words: "data donnee* database* server* serveur* cloud tech* digital* numerique* cyber* crypto* blockchain \
            api web app apps automat* tool* outil*",
        looks: &[(Look::Network, 2.5), (Look::Code, 2.5), (Look::Graph, 1.6)],
        mood: Some(Mood::Cool),
    },
    Subject {
        words: "ai ia intelligence artificial* artificiel* brain* cerveau* neuron* neural* network* reseau* internet \
            connect* connex* link links lien liens robot* machine* future* futur* science* scien* idea ideas \
            idee* think* pensee* mind esprit* memory memoire* system* logic* physics physique chemistry chimie \
            molecul*",
        looks: &[(Look::Network, 6.0), (Look::Code, 1.0), (Look::Silk, 0.8)],
        mood: None,
    },
    Subject {
        words: "money argent growth grow grows growing croissance number* nombre* chiffre* sale sales vente* profit* \
            benefic* revenue* revenu* invest* market* bourse stock stocks price* prix budget* econom* finance* \
            financ* chart* graph* statisti* percent* pourcent* result* resultat* progress* progres double* \
            triple* increase* augment* business* entrepris* startup* salary salaire* saving* epargn* bank* \
            banque* euro euros dollar* compare* performance*",
        looks: &[(Look::Graph, 6.0), (Look::City, 1.3), (Look::Network, 0.8)],
        mood: None,
    },
    Subject {
        words: "book* livre* writ* ecri* quote* citation* paper* papier* ink encre pen pens stylo* read* lire \
            lecture* history histoire* story stories recit* poem* poesie* poet* letter* lettre* notebook* \
            carnet* cahier* library bibliothe* word words mot mots note notes journal* draw* dessin* paint* \
            peint* brush brushes pinceau* ancient* ancien* philosoph* myth* sketch* pencil* crayon* page*",
        looks: &[(Look::Ink, 6.0), (Look::Paper, 1.6)],
        mood: Some(Mood::Earth),
    },
    Subject {
        words: "design* art arts artist* creativ* creati* craft* artisan* colour* color* couleur* shape* forme* map \
            maps carte* plan plans step* etape* layer* method* style* fold* collage* list liste* tip tips \
            astuce* conseil* checklist* packag* box",
        looks: &[(Look::Paper, 5.0), (Look::Silk, 2.0), (Look::Ink, 1.0)],
        mood: None,
    },
    Subject {
        words: "people* person* gens talk* parle* conversation* friend* ami amis amie* amitie family famille* hand \
            hands mains face* visage* smile* sourire* woman* women femme* man men homme* child* enfant* team* \
            equipe* crowd* foule* community communaute* meet* reunion* creator* speaker* customer* client* \
            audience* camera* viewer* portrait*",
        looks: &[(Look::Bokeh, 4.0), (Look::City, 1.6), (Look::Silk, 1.4), (Look::Network, 0.8)],
        mood: Some(Mood::Warm),
    },
    Subject {
        words: "love* amour* heart* coeur* party fete* music* musique* concert* dance* danse* candle* bougie* \
            christmas noel celebrat* birthday* anniversaire* magic* magie* light lights lumiere* glow* lamp* \
            lampe* cinema* film* video* stage scene spark* fire* feu feux",
        looks: &[(Look::Bokeh, 6.0), (Look::Silk, 1.5)],
        mood: Some(Mood::Warm),
    },
    Subject {
        words: "coffee* cafe* tea kitchen* cuisine* cook* food* nourriture recipe* recette* bread dinner* diner \
            repas restaurant* chocolat* wine vin vins cake* gateau* fruit* table",
        looks: &[(Look::Bokeh, 4.0), (Look::Silk, 2.0), (Look::Paper, 1.4)],
        mood: Some(Mood::Warm),
    },
    Subject {
        words: "city cities ville* street* rue rues urban* urbain* building* immeuble* office* bureau* house* \
            maison* home apartment* appartement* traffic train trains cars voiture* paris london londres tokyo \
            york skyline* work working travail* job* metier* desk* downtown rooftop* window* fenetre* architect*",
        looks: &[(Look::City, 6.0), (Look::Bokeh, 1.8)],
        mood: None,
    },
    Subject {
        words: "calm* calme* relax* breath* respir* meditat* yoga soft* doux douce* fashion beaut* skin* peau silk* \
            soie* fabric* tissu* cloth* perfume* parfum* flow* flux luxur* luxe elegan* health* sante emotion* \
            feel* sport* body corps energ* motiv*",
        looks: &[(Look::Silk, 6.0), (Look::Sea, 1.6), (Look::Ink, 1.0)],
        mood: None,
    },
    Subject {
        words: "neon* game* gaming jeu jeux arcade* club* electr* vivid* viral* pop fun crazy tiktok instagram reels \
            shorts",
        looks: &[(Look::Bokeh, 2.0), (Look::Silk, 3.0), (Look::City, 1.5), (Look::Network, 1.0)],
        mood: Some(Mood::Vivid),
    },
];

/// What any prompt may look like when nothing in it is known.
const ANYTHING: &[(Look, f32)] = &[
    (Look::Silk, 3.0),
    (Look::Paper, 3.0),
    (Look::Bokeh, 2.5),
    (Look::Network, 1.5),
    (Look::Ridges, 1.5),
    (Look::Ink, 1.5),
    (Look::Sea, 1.0),
    (Look::City, 1.0),
];

/// The look and mood for a prompt: what its words call for most is the most likely, and the dice decide, so that
/// six prompts about one theme do not come out as six times the same picture.
pub(super) fn choose(prompt: &str, dice: &mut Dice) -> (Look, Option<Mood>) {
    let words = words(prompt);
    let mut weights = [0.0; Look::ALL.len()];
    let mut moods: Vec<(Mood, f32)> = Vec::new();
    for subject in SUBJECTS {
        let called = words.iter().filter(|(word, _)| subject.words.split(' ').any(|pattern| matches(pattern, word)));
        let strength: f32 = called.map(|(_, strength)| strength).sum();
        if strength == 0.0 {
            continue;
        }
        for &(look, weight) in subject.looks {
            add(&mut weights, look, weight * strength);
        }
        if let Some(mood) = subject.mood {
            moods.push((mood, strength));
        }
    }
    // Where the prompt says nothing, or only how the light falls, anything may be shown.
    if weights.iter().sum::<f32>() < 4.0 {
        for &(look, weight) in ANYTHING {
            add(&mut weights, look, weight);
        }
    }
    // On a tie the mood of the earlier subject.
    let mood = moods.iter().rev().max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(mood, _)| *mood);
    (draw(&weights, dice), mood)
}

fn add(weights: &mut [f32; Look::ALL.len()], look: Look, weight: f32) {
    for (slot, candidate) in weights.iter_mut().zip(Look::ALL) {
        if candidate == look {
            *slot += weight;
        }
    }
}

fn draw(weights: &[f32; Look::ALL.len()], dice: &mut Dice) -> Look {
    let mut left = dice.between(0.0, weights.iter().sum());
    for (look, weight) in Look::ALL.into_iter().zip(weights) {
        left -= weight;
        if left < 0.0 && *weight > 0.0 {
            return look;
        }
    }
    // Rounding may leave a hair over: the likeliest then.
    let likeliest = Look::ALL.into_iter().zip(weights).max_by(|(_, a), (_, b)| a.total_cmp(b));
    likeliest.map_or(Look::Silk, |(look, _)| look)
}

fn matches(pattern: &str, word: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == pattern,
    }
}

/// Words of the trade: a part of a prompt with one of them tells how it is filmed, not what is seen.
const FILMING: &[&str] = &[
    "camera",
    "lens",
    "objectif",
    "mm",
    "vertical",
    "verticale",
    "frame",
    "cadre",
    "focus",
    "push",
    "pull",
    "tilt",
    "slide",
    "orbit",
    "handheld",
    "drift",
    "slow",
    "lent",
    "lente",
    "macro",
    "zoom",
    "travelling",
    "panoramique",
];

/// The words of a prompt, in small letters without accents, and how much each counts: what is seen is said first;
/// the parts after it tell of light and lens.
fn words(prompt: &str) -> Vec<(String, f32)> {
    let plain: String = prompt.to_lowercase().chars().flat_map(plain).collect();
    let mut all = Vec::new();
    for (number, part) in plain.split([',', ';']).enumerate() {
        let words: Vec<&str> = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_named = matches!(words.first(), Some(&("evoking" | "evoquant")));
        let strength = if number == 0 || is_named {
            1.0
        } else if words.iter().any(|word| FILMING.contains(word)) {
            continue;
        } else {
            0.35
        };
        all.extend(words.into_iter().map(|word| (word.to_owned(), strength)));
    }
    all
}

fn plain(c: char) -> impl Iterator<Item = char> {
    let letters: &[char] = match c {
        'à' | 'â' | 'ä' | 'á' => &['a'],
        'ç' => &['c'],
        'é' | 'è' | 'ê' | 'ë' => &['e'],
        'î' | 'ï' | 'í' => &['i'],
        'ô' | 'ö' | 'ó' => &['o'],
        'ù' | 'û' | 'ü' | 'ú' => &['u'],
        'œ' => &['o', 'e'],
        'æ' => &['a', 'e'],
        _ => &[],
    };
    let kept = letters.is_empty().then_some(c);
    kept.into_iter().chain(letters.iter().copied())
}
