/**
 * The words of which MLflow (from 2.0) makes a name for a run that was given none: `predicate-noun-number`, the number
 * from 0 to 1000. Source: mlflow/utils/name_utils.py of 3.17.2, the same list since 1.30.
 */
const PREDICATES = words(`
able abrasive abundant adaptable adorable adventurous aged agreeable amazing ambitious amusing angry
auspicious awesome bald beautiful bedecked bemused big bittersweet blushing bold bouncy brawny bright burly
bustling calm capable capricious carefree caring casual charming chill classy clean clumsy colorful crawling
dapper dashing dazzling debonair defiant delicate delightful efficient enchanting entertaining enthused
exultant fearless flawless fortunate fun funny gaudy gentle gifted glamorous grandiose gregarious handsome
hilarious honorable illustrious incongruous indecisive industrious inquisitive intelligent intrigued
invincible judicious kindly languid learned legendary likeable loud luminous luxuriant lyrical magnificent
marvelous masked melodic merciful mercurial monumental mysterious nebulous nervous nimble nosy omniscient
orderly overjoyed painted peaceful persistent placid polite popular powerful puzzled rambunctious rare
rebellious receptive redolent resilient respected righteous rogue rumbling salty sassy secretive sedate
selective serious shivering silent sincere skillful skittish smiling sneaky sophisticated spiffy stately
stylish suave tasteful thoughtful thundering traveling treasured trusting unequaled unique unleashed unruly
upbeat upset useful valuable vaunted victorious welcoming whimsical wise wistful worried youthful zealous
`);

const NOUNS = words(`
ant ape asp auk bass bat bear bee bird boar bug calf carp cat chimp cod colt conch cow crab crane croc crow
cub deer doe dog dolphin donkey dove duck eel elk fawn finch fish flea fly foal fowl fox frog gnat gnu goat
goose grouse grub gull hare hawk hen hog horse hound jay kit kite koi lamb lark loon lynx mare midge mink
mole moose moth mouse mule newt owl ox panda penguin perch pig pug quail ram rat ray robin roo rook seal
shad shark sheep shoat shrew shrike shrimp skink skunk sloth slug smelt snail snake snipe sow sponge squid
squirrel stag steed stoat stork swan tern toad trout turtle vole wasp whale wolf worm wren yak zebra
`);

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Did MLflow itself make up this run name, so that it says nothing about the run? */
export function isGeneratedName(name: string): boolean {
  const [predicate, noun, number, ...rest] = name.split("-");
  if (predicate === undefined || noun === undefined || number === undefined || rest.length > 0) return false;
  return PREDICATES.has(predicate) && NOUNS.has(noun) && /^\d{1,4}$/.test(number);
}
