"""Worlds of the evolve track where services are given: operations, a post office, a registry."""

from __future__ import annotations

from seasoned.bench.tracks.evolve_job import Part, Procedure, Scene, Stage, World

_CLASSES = (("heavy", "freight"), ("medium", "van"), ("light", "courier"))
_CARDS = (("local", "white form"), ("foreign", "blue form"), ("expired", "grey form"))
_FAULTS = (("disk full", "clean"), ("out of memory", "resize"), ("bad certificate", "renew"))
_ROOMS = ("room 11", "room 24", "room 37")
_NUMBERS = ("B17", "C42", "D88")


def _upgrade(scene: Scene) -> Part:
    service, *others = scene.things
    stages = (
        Stage(f"drain {service}", f"No traffic on {service}."),
        Stage(f"stop {service}", f"{service} has stopped."),
        Stage(f"upgrade {service}", f"{service} has the new version."),
        Stage(f"start {service}", f"{service} runs again."),
    )
    return Part(
        scene.say(f"Upgrade {service} to the new version.", f"We need the latest release of {service} in production."),
        stages,
        (*(f"drain {other}" for other in others), *(f"start {other}" for other in others), "show clock"),
        frozenset({f"upgrade {service}", f"stop {service}", *(f"stop {other}" for other in others)}),
    )


def _repair(scene: Scene) -> Part:
    service, *others = scene.things
    fault, verb = _FAULTS[scene.kind]
    stages = (
        Stage(f"check {service}", scene.say(f"The log says: {fault} on {service}.", f"{service} complains: {fault}.")),
        Stage(f"{verb} {service}", f"The fault of {service} is gone."),
        Stage(f"restart {service}", f"{service} answers."),
        Stage("close ticket", "The ticket is closed."),
    )
    return Part(
        scene.say(f"There is a ticket about {service}. Repair it.", f"Users say that {service} is down. See to it."),
        stages,
        (*(f"check {other}" for other in others), *(f"restart {other}" for other in others), "show clock"),
        frozenset({*(f"{other} {service}" for _, other in _FAULTS if other != verb), "close ticket"}),
    )


OPERATIONS = World(
    "operations",
    ("console of the main site", "console of the east site", "console of the west site"),
    ("laptop of the night watch", "terminal of the test site", "phone of the on-call"),
    Procedure(
        ("billing", "search", "login", "mailer", "catalog", "basket", "reports", "images"),
        ("ledger", "router", "notifier", "tracker", "scheduler", "gateway"),
        _upgrade,
    ),
    Procedure(
        ("cache", "queue", "proxy", "archive", "indexer", "metrics", "backup", "chat"),
        ("vault", "broker", "crawler", "sandbox", "resolver", "mirror"),
        _repair,
    ),
    "upgrade wizard",
    3,
    ("old wizard", "deploy bot", "patch robot"),
    ("wiki", "inbox", "old branch", "spreadsheet", "runbook", "chat log", "backup tape", "dashboard"),
)


def _send(scene: Scene) -> Part:
    parcel, *others = scene.things
    weight, way = _CLASSES[scene.kind]
    stages = (
        Stage(f"weigh {parcel}", scene.say(f"The scale shows: {weight}.", f"That makes a {weight} {parcel}.")),
        Stage(f"stamp {parcel}", f"The {parcel} is stamped."),
        Stage(f"send {parcel} by {way}", f"The {parcel} is on its way."),
        Stage("print receipt", "The receipt is printed."),
    )
    return Part(
        scene.say(f"Send the {parcel}.", f"A customer has brought a {parcel} that has to go out today."),
        stages,
        (*(f"weigh {other}" for other in others), *(f"stamp {other}" for other in others), "sweep floor"),
        frozenset({*(f"send {parcel} by {other}" for _, other in _CLASSES if other != way)}),
    )


def _pay(scene: Scene) -> Part:
    person, *others = scene.things
    card, form = _CARDS[scene.kind]
    stages = (
        Stage(f"ask card of {person}", scene.say(f"This is the {card} card of {person}.", f"The card: {card}.")),
        Stage(f"fill {form} for {person}", f"The {form} is filled in."),
        Stage(f"count money for {person}", "The money is counted."),
        Stage(f"pay {person}", f"{person} has the money."),
    )
    return Part(
        scene.say(f"Pay out the money order of {person}.", f"{person} is here and expects a sum from abroad."),
        stages,
        (*(f"ask card of {other}" for other in others), *(f"count money for {other}" for other in others)),
        frozenset({*(f"fill {other} for {person}" for _, other in _CARDS if other != form), f"pay {person}"}),
    )


POST = World(
    "post",
    ("post office", "village post", "station post"),
    ("harbour counter", "kiosk", "market stall"),
    Procedure(
        ("package", "letter", "long tube", "box", "crate", "envelope", "hamper", "roll"),
        ("satchel", "carton", "bundle", "trunk", "folder", "case"),
        _send,
    ),
    Procedure(
        ("anna", "boris", "clara", "david", "emma", "felix", "greta", "hugo"),
        ("ines", "jonas", "klara", "leo", "mina", "noah"),
        _pay,
    ),
    "parcel machine",
    3,
    ("old scale robot", "coin machine", "letter chute"),
    ("mail bag", "back room", "bicycle bag", "till", "lost box", "window sill", "safe", "paper tray"),
)


def _register(scene: Scene) -> Part:
    person, *others = scene.things
    course = ("swimming", "drawing", "cooking")[scene.kind]
    stages = (
        Stage("open course list", "The list is open."),
        Stage(f"choose {course}", f"You are on the page for {course}."),
        Stage(f"enter {person} in name", f"The name is {person}."),
        Stage("submit page", "The page is sent."),
    )
    return Part(
        scene.say(f"Register {person} for {course}.", f"{person} would like to take part in {course} from next week."),
        stages,
        (
            *(f"choose {other}" for other in ("swimming", "drawing", "cooking") if other != course),
            *(f"enter {other} in name" for other in others),
            "print page",
        ),
        frozenset({"submit page"}),
    )


def _cancel(scene: Scene) -> Part:
    person, *others = scene.things
    number, room = _NUMBERS[scene.kind], _ROOMS[scene.kind]
    wrong = [other for other in _NUMBERS if other != number]
    stages = (
        Stage(f"find booking of {person}", scene.say(f"{person} has booking {number}.", f"{number} it is, in {room}.")),
        Stage(f"select {number}", f"Booking {number} is on the screen."),
        Stage(f"cancel {number}", f"Booking {number} is no more."),
        Stage(f"inform {person}", f"{person} knows."),
    )
    return Part(
        scene.say(f"Cancel the booking of {person}.", f"{person} cannot come after all. Free the room."),
        stages,
        (*(f"find booking of {other}" for other in others), *(f"select {other}" for other in wrong), "print page"),
        frozenset(f"cancel {other}" for other in wrong),
    )


REGISTRY = World(
    "registry",
    ("town hall", "school office", "club office"),
    ("sports centre", "night school", "parish office"),
    Procedure(
        ("olga", "peter", "quentin", "rosa", "samuel", "tina", "ulrich", "vera"),
        ("walter", "xenia", "yvonne", "zoe", "aldo", "bella"),
        _register,
    ),
    Procedure(
        ("carla", "dario", "elena", "franco", "gina", "hector", "ida", "juan"),
        ("kira", "luis", "marta", "nico", "oscar", "paula"),
        _cancel,
    ),
    "express desk",
    3,
    ("old terminal", "voice desk", "ticket robot"),
    ("filing box", "key rack", "notice board", "lost property", "cupboard", "stairs", "copy room", "yard"),
)
