"""A small writer of Outlook messages (MS-CFB, MS-OXMSG), for tests only: no library that is at hand writes them."""

import struct
from dataclasses import dataclass, field

SECTOR = 512
MINI = 64
CUTOFF = 4_096
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STRING, BINARY = 0x1F, 0x102


@dataclass
class Entry:
    """One storage or stream. Siblings hang on one another to the right, which readers accept."""

    name: str
    kind: int
    octets: bytes = b""
    children: list["Entry"] = field(default_factory=list)
    right: int = FREE
    child: int = FREE
    start: int = END
    size: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le")
        places = struct.pack("<III", FREE, self.right, self.child)
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name), self.kind, 1)
            + places
            + b"\0" * 36
            + struct.pack("<IQ", self.start, self.size)
        )


def msg(subject: str, body: str, files: dict[str, bytes], *, shared_octets: bool = False) -> bytes:
    """A message with those files; with `shared_octets` all large streams lie on the octets of the first one."""
    attachments = [
        storage(f"__attach_version1.0_#{number:08X}", b"\0" * 8, {(0x3701, BINARY): octets, (0x3707, STRING): name.encode("utf-16-le")})
        for number, (name, octets) in enumerate(files.items())
    ]
    header = b"\0" * 8 + struct.pack("<4I", 0, len(files), 0, len(files)) + b"\0" * 8
    texts = {(0x0037, STRING): subject.encode("utf-16-le"), (0x1000, STRING): body.encode("utf-16-le")}
    root = storage("Root Entry", header, texts)
    root.kind = 5
    root.children += attachments
    return compound(root, shared_octets=shared_octets)


def storage(name: str, header: bytes, values: dict[tuple[int, int], bytes]) -> Entry:
    table = b"".join(struct.pack("<HHIII", kind, key, 6, len(octets), 0) for (key, kind), octets in values.items())
    streams = [Entry(f"__substg1.0_{key:04X}{kind:04X}", 2, octets) for (key, kind), octets in values.items()]
    return Entry(name, 1, children=[Entry("__properties_version1.0", 2, header + table), *streams])


def compound(root: Entry, *, shared_octets: bool) -> bytes:
    entries = flat(root)
    mini, mini_fat, large = b"", [], []
    for entry in entries:
        entry.size = len(entry.octets)
        if entry.kind == 2 and entry.size < CUTOFF:
            entry.start = len(mini) // MINI if entry.size else END
            count = -(-entry.size // MINI)
            mini_fat += [*range(entry.start + 1, entry.start + count), END][:count] if count else []
            mini += entry.octets.ljust(count * MINI, b"\0")
        elif entry.kind == 2:
            large.append(entry)
    sectors, fat = b"\0" * SECTOR * 4, [FAT_SECTOR] * 4

    def place(octets: bytes) -> int:
        nonlocal sectors
        first, count = len(fat), -(-len(octets) // SECTOR)
        fat.extend([*range(first + 1, first + count), END])
        sectors += octets.ljust(count * SECTOR, b"\0")
        return first

    for entry in large:
        entry.start = large[0].start if shared_octets and entry is not large[0] else place(entry.octets)
    root.start, root.size = place(mini), len(mini)
    mini_start = place(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-len(mini_fat) * 4 // SECTOR) * SECTOR, b"\xff"))
    directory = place(b"".join(entry.packed() for entry in entries))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(4 * SECTOR, b"\xff")
    assert len(table) == 4 * SECTOR
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 4, directory, 0, CUTOFF, mini_start, -(-len(mini_fat) * 4 // SECTOR), END, 0)
    return head + struct.pack("<109I", *range(4), *[FREE] * 105) + table + sectors[4 * SECTOR :]


def flat(root: Entry) -> list[Entry]:
    entries = [root]
    for entry in entries:
        entries.extend(entry.children)
    numbers = {id(entry): number for number, entry in enumerate(entries)}
    for entry in entries:
        places = [numbers[id(child)] for child in entry.children]
        entry.child = places[0] if places else FREE
        for child, following in zip(entry.children, places[1:], strict=False):
            child.right = following
    return entries
