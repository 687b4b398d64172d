/** Scripts of the made-up videos: a line of narration and what is seen. */
export type SampleScript = { title: string; theme: string; pillar: string; language: string; lines: readonly (readonly [narration: string, prompt: string])[] };

export const scripts: readonly SampleScript[] = [
  {
    title: 'Three tips for slow mornings', theme: 'slow mornings', pillar: 'tips', language: 'en',
    lines: [
      ['Your morning is decided before you open your eyes.', 'Slow push-in on a sleeping city at blue hour, first light on rooftops, 35 mm, calm'],
      ['Leave the phone in another room. The first ten minutes belong to you, not to the feed.', 'Sun rising behind layered hills, drifting mist, warm haze, wide vertical shot'],
      ['Drink a glass of water before the coffee. It sounds silly. It works.', 'Macro of water pouring into a glass on a wooden table, backlit, droplets'],
      ['Then write one line: the only thing that would make today a good day.', 'Hand writing in a notebook by a window, shallow focus, dust in the light'],
      ['Do it three days in a row and watch what happens to your evenings.', 'Time-lapse of a room from dawn to dusk, shadows crossing the wall'],
      ['Follow for one small habit every week.', 'Open window, curtain moving in the breeze'],
    ],
  },
  {
    title: 'Le pain sans pétrin', theme: 'faire son pain sans pétrir', pillar: 'tutorial', language: 'fr',
    lines: [
      ['Quatre ingrédients, zéro pétrissage, et une croûte qui chante.', 'Gros plan d’une miche dorée, vapeur, lumière de four'],
      ['Mélangez la farine, l’eau, le sel et une pincée de levure.', 'Mains mélangeant une pâte dans un saladier en grès'],
      ['Couvrez, puis oubliez le saladier toute une nuit.', 'Saladier couvert d’un torchon, la lune à la fenêtre'],
      ['Le lendemain, une cocotte brûlante fait tout le travail.', 'Cocotte en fonte sortie du four, vapeur'],
      ['Attendez qu’il refroidisse. C’est la seule étape difficile.', 'Pain sur une grille, rayon de soleil'],
    ],
  },
  { title: 'Why cats knead', theme: 'why cats knead blankets', pillar: 'myth', language: 'en', lines: [['Your cat is not making biscuits.', 'Tabby cat kneading a wool blanket'], ['Kittens knead to make milk flow. Grown cats remember.', 'Kitten asleep against its mother'], ['So when it happens on your lap, you are home.', 'Cat closing its eyes in the sun']] },
  { title: 'The lighthouse keeper’s last letter', theme: 'a lighthouse and a letter', pillar: 'story', language: 'en', lines: [['He wrote the same letter every winter.', 'Lighthouse in a storm, long exposure'], ['No one ever answered.', 'Stack of letters tied with string'], ['Until the spring the light went out.', 'Dark lighthouse at dawn'], ['And a boat came to ask why.', 'Small boat on calm sea']] },
  { title: 'Five stretches at your desk', theme: 'stretching at a desk', pillar: 'list', language: 'en', lines: [['Your back has been waiting for this.', 'Office chair turning'], ['One: roll your shoulders, slowly.', 'Shoulders rolling, side light'], ['Two: look at the ceiling.', 'Skylight'], ['Three: open your hands.', 'Hands opening']] },
  { title: 'How we print our posters', theme: 'screen printing in our studio', pillar: 'behind-the-scenes', language: 'en', lines: [['Nothing here is perfect, and that is the point.', 'Ink spreading over a screen'], ['Every poster takes eleven pulls.', 'Squeegee pulling ink'], ['The first is always wrong.', 'Crumpled print on a floor']] },
  { title: 'La rentrée en trois phrases', theme: 'la rentrée', pillar: 'quote', language: 'fr', lines: [['« Tout commencement est difficile. »', 'Cour d’école vide au matin'], ['Ce qui compte, c’est le deuxième jour.', 'Cartable posé sur un banc']] },
  { title: 'Spring menu, out on Friday', theme: 'our spring menu', pillar: 'promo', language: 'en', lines: [['On Friday the asparagus arrives.', 'Green asparagus on a steel counter'], ['So does everything that goes with it.', 'Chef plating, overhead'], ['Book early: there are nine tables.', 'Candle-lit table']] },
  { title: 'A telescope the size of a country', theme: 'the new radio telescope', pillar: 'news', language: 'en', lines: [['It listens to a sky we cannot see.', 'Radio dishes under stars'], ['Its first picture is thirteen billion years old.', 'Deep field of galaxies'], ['And it is only half built.', 'Crane and dish at sunset']] },
  { title: 'Un balcon, dix plantes', theme: 'jardiner sur un balcon', pillar: 'tips', language: 'fr', lines: [['Il suffit d’un mètre carré.', 'Balcon étroit en ville'], ['Commencez par le basilic.', 'Pot de basilic, gouttes d’eau']] },
];
