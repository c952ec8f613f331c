CREATE TABLE shelf (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    width INTEGER NOT NULL CONSTRAINT shelf_width CHECK (width > 0),
    colour TEXT CHECK (colour IN ('red', 'blue')),
    open INTEGER NOT NULL CHECK (open IN (0, 1))
) STRICT;
CREATE INDEX shelf_open ON shelf (width DESC, id) WHERE open = 1;
CREATE TRIGGER shelf_kept BEFORE DELETE ON shelf BEGIN
    SELECT RAISE(ABORT, 'kept; never changed');
END;
