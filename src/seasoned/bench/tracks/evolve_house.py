"""Worlds of the evolve track where things are handled: a kitchen, a garden, a library."""

from __future__ import annotations

from seasoned.bench.tracks.evolve_job import Part, Procedure, Scene, Stage, World

_COOKING = (("roast", "oven"), ("fry", "stove"), ("boil", "kettle"))
_DIRT = (("greasy", "soap"), ("sticky", "hot water"), ("dusty", "cloth"))
_ILLS = (("yellow leaves", "iron"), ("white spots", "sulphur"), ("small holes", "lavender"))
_BEDS = ("north bed", "long bed", "round bed")
_SHELVES = ("oak shelf", "glass shelf", "corner shelf")
_CARTS = ("red cart", "green cart", "brown cart")


def _cook(scene: Scene) -> Part:
    food, *others = scene.things
    way, tool = _COOKING[scene.kind]
    stages = (
        Stage(
            "read recipe", scene.say(f"The recipe reads: {way} the {food}.", f"Best is to {way} the {food}, it says.")
        ),
        Stage(f"take {food}", f"You hold the {food}."),
        Stage(f"cook {food} with {tool}", f"The {food} is just right."),
        Stage(f"serve {food}", "It is on the table."),
    )
    return Part(
        scene.say(f"Cook the {food} as the recipe says.", f"A guest ordered {food}. Make it by the book and bring it."),
        stages,
        (*(f"take {other}" for other in others), "ring bell", "open window", "serve water"),
        frozenset(f"cook {food} with {other}" for _, other in _COOKING if other != tool),
    )


def _wash(scene: Scene) -> Part:
    dish, *others = scene.things
    dirt, means = _DIRT[scene.kind]
    stages = (
        Stage(f"look at {dish}", scene.say(f"The {dish} is {dirt}.", f"Quite {dirt}, this {dish}.")),
        Stage(f"wash {dish} with {means}", f"The {dish} shines."),
        Stage(f"dry {dish}", f"The {dish} is dry."),
        Stage(f"put {dish} in cupboard", "It is in its place."),
    )
    return Part(
        scene.say(f"Wash the {dish} and put it away.", f"Someone has used the {dish}. It should be clean and stored."),
        stages,
        (*(f"look at {other}" for other in others), *(f"dry {other}" for other in others), "open window"),
        frozenset(f"wash {dish} with {other}" for _, other in _DIRT if other != means),
    )


KITCHEN = World(
    "kitchen",
    ("kitchen", "pantry kitchen", "cellar kitchen"),
    ("canteen", "field camp", "ship galley"),
    Procedure(
        ("carrot", "potato", "trout", "pepper", "egg", "pumpkin", "leek", "chicken"),
        ("turnip", "salmon", "maize", "duck", "fennel", "mushroom"),
        _cook,
    ),
    Procedure(
        ("pan", "blue bowl", "ladle", "jug", "tray", "wok", "grater", "tea cup"),
        ("sieve", "gravy boat", "cake tin", "carafe", "mortar", "salad dish"),
        _wash,
    ),
    "auto cooker",
    3,
    ("old mixer", "steam press", "wall grill"),
    ("drawer", "basket", "bread bin", "wardrobe", "coat pocket", "tin box", "bucket", "crate"),
)


def _cure(scene: Scene) -> Part:
    plant, *others = scene.things
    ill, means = _ILLS[scene.kind]
    stages = (
        Stage(f"examine {plant}", scene.say(f"You find {ill} on the {plant}.", f"The {plant} shows {ill}.")),
        Stage(f"fetch {means}", f"You have {means}."),
        Stage(f"treat {plant} with {means}", f"The {plant} will recover."),
        Stage("write garden book", "The treatment is written down."),
    )
    remedies = [remedy for _, remedy in _ILLS if remedy != means]
    return Part(
        scene.say(
            f"Cure the {plant} and write it down.", f"Something is wrong with the {plant}. Help it, keep record."
        ),
        stages,
        (*(f"examine {other}" for other in others), *(f"fetch {remedy}" for remedy in remedies), "rake path"),
        frozenset(f"treat {plant} with {remedy}" for remedy in remedies),
    )


def _sow(scene: Scene) -> Part:
    seed, *_ = scene.things
    bed = _BEDS[scene.kind]
    stages = (
        Stage(f"read packet of {seed}", scene.say(f"The packet says: {bed}.", f"These like the {bed}, it is printed.")),
        Stage(f"dig {bed}", f"The {bed} is loose."),
        Stage(f"sow {seed} in {bed}", f"The {seed} are in the ground."),
        Stage(f"water {bed}", f"The {bed} is wet."),
    )
    wrong = [bed_ for bed_ in _BEDS if bed_ != bed]
    return Part(
        scene.say(f"Sow the {seed} where they belong.", f"There is a packet of {seed} left. Into the earth with them."),
        stages,
        (*(f"dig {other}" for other in wrong), *(f"water {other}" for other in wrong), "rake path"),
        frozenset(f"sow {seed} in {other}" for other in wrong),
    )


GARDEN = World(
    "garden",
    ("garden", "rose garden", "herb garden"),
    ("orchard", "palm house", "roof terrace"),
    Procedure(
        ("rose", "lilac", "cherry tree", "vine", "box hedge", "peony", "quince", "ivy"),
        ("orchid", "lemon tree", "hop", "magnolia", "heather", "fig"),
        _cure,
    ),
    Procedure(
        ("radishes", "beans", "poppies", "lentils", "marigolds", "onions", "asters", "beets"),
        ("sunflowers", "parsnips", "zinnias", "peas", "mallows", "cosmos"),
        _sow,
    ),
    "plant doctor",
    3,
    ("old sprayer", "mist machine", "wall pump"),
    ("shed", "tool chest", "compost", "wheelbarrow", "flower pot", "rain barrel", "hedge", "bird house"),
)


def _fetch(scene: Scene) -> Part:
    book, *others = scene.things
    shelf = _SHELVES[scene.kind]
    stages = (
        Stage(f"look up {book}", scene.say(f"The card says: {book} is on the {shelf}.", f"Found: {shelf} has it.")),
        Stage(f"go to {shelf}", f"You stand at the {shelf}."),
        Stage(f"take {book}", f"You carry the {book}."),
        Stage(f"hand over {book}", "The reader thanks you."),
    )
    return Part(
        scene.say(f"A reader wants the {book}.", f"Could somebody get me the {book}, please?"),
        stages,
        (
            *(f"go to {other}" for other in _SHELVES if other != shelf),
            *(f"take {other}" for other in others),
            *(f"look up {other}" for other in others),
        ),
        frozenset(f"hand over {other}" for other in others),
    )


def _shelve(scene: Scene) -> Part:
    book, *others = scene.things
    cart = _CARTS[scene.kind]
    wrong = [other for other in _CARTS if other != cart]
    stages = (
        Stage(f"scan {book}", scene.say(f"The screen says: {cart}.", f"It goes onto the {cart}, says the screen.")),
        Stage(f"stamp {book}", f"The {book} is stamped."),
        Stage(f"lay {book} on {cart}", f"The {book} lies on it."),
        Stage(f"push {cart} to stacks", "The cart is gone."),
    )
    return Part(
        scene.say(f"The {book} came back. Return it to its place.", f"Deal with this: {book}, just handed in."),
        stages,
        (*(f"scan {other}" for other in others), *(f"push {other} to stacks" for other in wrong), "light lamp"),
        frozenset(f"lay {book} on {other}" for other in wrong),
    )


LIBRARY = World(
    "library",
    ("library", "reading room", "town library"),
    ("archive", "school cellar", "book bus"),
    Procedure(
        ("atlas", "bible", "cookbook", "dictionary", "star chart", "diary", "songbook", "herbal"),
        ("almanac", "bestiary", "lexicon", "psalter", "sea chart", "primer"),
        _fetch,
    ),
    Procedure(
        ("novel", "comic", "thriller", "poem book", "travel guide", "memoir", "fable", "grammar"),
        ("satire", "libretto", "anthology", "pamphlet", "saga", "treatise"),
        _shelve,
    ),
    "book lift",
    3,
    ("old lift", "card robot", "tube post"),
    ("desk", "cloakroom", "paper bin", "map chest", "window seat", "stove", "parcel", "ladder"),
)
